"""A live client with the feed and the layers of a window, in its own process: PACKAGE ADDRESS KEYS.

It prints its state and counts as JSON lines, 20 a second, until it is killed.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench.connected import FixedAddress, desktop_client
from county.package.open import CountyPackage
from desktop.feed import Feed
from desktop.submissions import Submissions
from layers.registry import build_layers

TICK_S = 0.01
PRINT_S = 0.05


def main(package: Path, address: str, keys: Path) -> None:
    """Run until killed."""
    county = CountyPackage(package)
    layers = build_layers(county, county.catalog)
    with desktop_client(FixedAddress(address, keys)) as client:
        feed = Feed(client, layers, Submissions(client.submit, lambda: "", client.clock, realm="live"))
        shown = 0.0
        while True:
            feed.tick()
            if time.monotonic() - shown >= PRINT_S:
                shown, health = time.monotonic(), client.health()
                print(json.dumps({
                    "state": health.state, "detail": str(health.detail), "unreadable": health.unreadable_frames,
                    "frames": health.frames, "fault": str(layers.fault or ""),
                }), flush=True)  # fmt: skip
            time.sleep(TICK_S)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
