"""A backend that echoes: the real link in a separate process.  Usage: ``echo_backend.py KEYS``.

It prints its endpoints, then a line whenever its counts have changed; it ends when stdin does.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from threading import Thread

from services.log import RateLimitedLog, configure
from services.transport.zeromq.backend_link import ZeroMqBackendLink


def main() -> None:
    configure()
    link = ZeroMqBackendLink(listen="tcp://127.0.0.1:0", keys=Path(sys.argv[1]), log=RateLimitedLog())
    Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    printed = asdict(link.counts)
    print(json.dumps(link.endpoints), flush=True)
    while True:
        for incoming in link.receive(timeout_ms=20, limit=64):
            link.answer(incoming.peer, incoming.principal.encode() + b": " + incoming.frame)
        link.publish(b"beat")
        if asdict(link.counts) != printed:
            printed = asdict(link.counts)
            print(json.dumps(printed), flush=True)


if __name__ == "__main__":
    main()
