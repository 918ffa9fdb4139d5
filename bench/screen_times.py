"""A headless client that notes when each record reached it: ``python -m bench.screen_times ADDRESS KEYS SECONDS``.

Prints "ready" when it is up to date, and at the end a JSON object: monotonic seconds by number of the record.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench.connected import FixedAddress, desktop_client

POLL_S = 0.002


def main(at: FixedAddress, seconds: float) -> None:
    times: dict[int, float] = {}
    with desktop_client(at) as client:
        while client.take().snapshot is None:
            time.sleep(POLL_S)
        print("ready", flush=True)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            records, now = client.take().records, time.monotonic()
            for record in records:
                times[record.seq] = now
            if not records:
                time.sleep(POLL_S)
    print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main(FixedAddress(sys.argv[1], Path(sys.argv[2])), float(sys.argv[3]))
