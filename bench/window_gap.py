"""What the window's loop feels of a stream, alone and with the map drawn: the gaps between its turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from bench.first_paint import without_display
from county.catalog import load
from county.clock import SystemClock
from county.package.open import CountyPackage
from desktop.feed import Feed
from desktop.map.view import MapView
from desktop.operator import Operator
from desktop.submissions import Submissions
from layers.focus import Focus
from layers.registry import build_layers
from layers.style import StyleSheet
from services.wire.client import Client

SETTLE_S = 5.0
"""Time that the first drawing of the map may take before gaps count."""


@dataclass(frozen=True)
class Gaps:
    """99th percentile in ms of the time between two turns, and how many events the layers then hold."""

    p99_ms: float
    events: int


def gaps(package: Path, client: Client, go: Callable[[], None], *, map_shown: bool, seconds: float) -> Gaps:
    """Fill the layers of ``package``, call ``go``, and watch a 1 ms timer for ``seconds``; the map is 1920 x 1080."""
    without_display()
    app = QApplication.instance() or QApplication([])
    county, clock, layers = CountyPackage(package), SystemClock(), build_layers(CountyPackage(package), load())
    view = MapView(layers, Focus(), StyleSheet.load(), county) if map_shown else None
    if view is not None:
        view.resize(1920, 1080)
        view.show()
    operator = Operator(QSettings())
    feed = Feed(client, layers, Submissions(client.submit, operator, clock, realm="live"), clock)
    turns: list[float] = []
    timer = QTimer()
    timer.setInterval(1)
    timer.timeout.connect(lambda: turns.append(time.perf_counter()))

    def begin() -> None:
        timer.start()
        go()

    feed.start()
    QTimer.singleShot(int(SETTLE_S * 1000), begin)
    QTimer.singleShot(int((SETTLE_S + seconds) * 1000), app.quit)
    app.exec()
    timer.stop()
    feed.stop()
    if view is not None:
        view.close()
    return Gaps(float(np.percentile(np.diff(turns) * 1000, 99)), len(layers.events.events))
