"""Effect of a stream on the event loop of the real main window: the gaps between its iterations.

The window is the command centre as the program opens it off-screen: header, map, twin, list, cards and alarms.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from bench.first_paint import WINDOW_PX, without_display
from county.package.open import CountyPackage
from county.realm import LIVE, Realm
from desktop import theme
from desktop.backend.feed import Feed
from desktop.backend.submissions import Submissions
from desktop.duty.operator import Operator
from desktop.events.query import ActiveQuery
from desktop.places.division_names import DivisionNames
from desktop.process.garbage import GarbageCollection
from desktop.process.opening import LATER
from desktop.process.thread_switches import answer_hands_first
from desktop.scenes.registry import DEFAULT
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.events import EventsLayer
from layers.focus import Focus
from layers.registry import LayerSet, build_layers
from layers.style import StyleSheet
from services.protocol.client import Client

SETTLE_S = 10.0
"""Time allowed for the first drawing of map and twin before gaps are measured."""


@dataclass(frozen=True)
class Gaps:
    """99th percentile and maximum of the time in ms between two iterations, and the number of events in the list."""

    p99_ms: float
    longest_ms: float
    events: int
    twin: bool
    """Whether the twin was created and shown in the window."""


@dataclass(frozen=True)
class ShownWindow:
    """The main window with its county, over a client."""

    app: QApplication
    window: MainWindow
    layers: LayerSet
    garbage: GarbageCollection


@contextmanager
def shown_window(
    package: Path, client: Client, realm: Realm = LIVE, *, size_px: tuple[int, int] = WINDOW_PX, person: str = ""
) -> Iterator[ShownWindow]:
    """Open ``package`` in a window fed by ``client`` of ``realm``, without a display where there is none.

    ``person``: for whom its commands are issued, "" for none; the key must have this person.
    """
    without_display()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, screen_px=size_px)
    for module in LATER:
        import_module(module)
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "desktop.ini"), QSettings.Format.IniFormat)
        county = CountyPackage(package)
        layers, operator = build_layers(county, county.catalog), Operator(settings, county.manifest.identity, realm)
        submissions = Submissions(client.submit, lambda: person, client.clock, realm=realm.id)
        feed = Feed(client, layers, submissions)
        window = MainWindow(settings, DEFAULT)
        window.resize(*size_px)
        window.show()
        window.open_session(
            Session(
                package=county, catalog=county.catalog, divisions=DivisionNames(county), layers=layers,
                styles=StyleSheet.load(), focus=Focus(), active_query=ActiveQuery(), operator=operator,
                submissions=submissions, source=client, commander=client, files=client,
                enrolment=None, feed=feed,
            )
        )  # fmt: skip
        window.twin.allow()
        garbage = GarbageCollection()
        garbage.start()
        answer_hands_first()
        feed.start()
        try:
            yield ShownWindow(app, window, layers, garbage)
        finally:
            feed.stop()
            garbage.stop()
            window.close()
            window.deleteLater()


def gaps(package: Path, client: Client, go: Callable[[], None], *, seconds: float) -> Gaps:
    """Open ``package`` in a window fed by ``client``, call ``go``, and observe a 1 ms timer for ``seconds``."""
    with shown_window(package, client) as shown:
        app, window = shown.app, shown.window
        turns: list[float] = []
        visible: list[bool] = []
        timer = QTimer()
        timer.setInterval(1)
        timer.timeout.connect(lambda: turns.append(time.perf_counter()))

        def begin() -> None:
            shown.garbage.settle()
            timer.start()
            go()

        def end() -> None:
            timer.stop()
            visible.append(window.twin.twin is not None and window.twin.twin.isVisible())
            app.quit()

        QTimer.singleShot(int(SETTLE_S * 1000), begin)
        QTimer.singleShot(int((SETTLE_S + seconds) * 1000), end)
        app.exec()
        events = len(shown.layers.of(EventsLayer))
    between = np.diff(turns) * 1000
    return Gaps(float(np.percentile(between, 99)), float(between.max()), events, any(visible))
