"""A live client with the feed and the layers of a window, in its own process: PACKAGE ADDRESS KEYS.

It prints its state and counts as JSON lines, 20 a second, until it is killed: ``unreadable`` frames by its status bar,
and ``arrived`` by its link, which decodes each frame on its own.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from bench.sending_mutated import is_unreadable
from county.package.open import CountyPackage
from desktop.backend.feed import Feed
from desktop.backend.submissions import Submissions
from layers.registry import build_layers
from services.protocol.client import Client
from services.protocol.codec import Reassembler, broadcast_decoder, client_decoder
from services.protocol.limits import ANSWER_MAX
from services.transport.ports import BURST_MAX, Burst
from services.transport.zeromq.client_link import ZeroMqClientLink

REALM = "live"
TICK_S = 0.01
PRINT_S = 0.05


class UnreadableCountingLink(ZeroMqClientLink):
    """Counts the unreadable frames that it delivers."""

    def __init__(self, address: str, keys: Path) -> None:
        super().__init__(address, keys)
        self.arrived = 0
        self._answers = client_decoder(REALM), Reassembler(ANSWER_MAX)
        self._published = broadcast_decoder(REALM), Reassembler(ANSWER_MAX)

    def poll(self, timeout_ms: int, *, limit: int = BURST_MAX) -> Burst:
        burst = super().poll(timeout_ms, limit=limit)
        self.arrived += sum(is_unreadable(*self._answers, frame) for frame in burst.answers)
        self.arrived += sum(is_unreadable(*self._published, frame) for frame in burst.published)
        return burst


def main(package: Path, address: str, keys: Path) -> None:
    """Run until killed."""
    app = QCoreApplication([])  # the feed asks it how long a turn has taken
    county = CountyPackage(package)
    layers = build_layers(county, county.catalog)
    link = UnreadableCountingLink(address, keys)
    client = Client(address, lambda: link, REALM)
    client.open()
    feed = Feed(client, layers, Submissions(client.submit, lambda: "", client.clock, realm=REALM))
    shown = 0.0
    while True:
        app.processEvents()
        feed.tick()
        if time.monotonic() - shown >= PRINT_S:
            shown, arrived, health = time.monotonic(), link.arrived, client.health()
            print(json.dumps({
                "state": health.state, "detail": str(health.detail), "unreadable": health.unreadable_frames,
                "arrived": arrived, "frames": health.frames, "fault": str(layers.fault or ""),
            }), flush=True)  # fmt: skip
        time.sleep(TICK_S)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
