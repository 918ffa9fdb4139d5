"""A robot works the main window by keys and clicks, over a real backend, while events keep arriving.

Counted are the keys of the two usual tasks, clicks that hit another row than the one aimed at, and the time from a key
to the repainted list.  The clicks aim at a pixel of the list and follow 300 to 800 ms later.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event as Signal
from threading import Thread

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from bench.acknowledged_load import issued, report_at
from bench.connected import FixedAddress, Reachable, desktop_client, sender
from bench.figures import BenchFigure
from bench.flood import backend
from bench.rounds import Progress
from bench.window_gap import ShownWindow, shown_window
from county.clock import SystemClock
from county.commands import ReportEvent
from county.events.event import Event, State
from county.numbering import event_id_of
from county.package.open import CountyPackage
from desktop.item_models.event_rows import ID_ROLE
from layers.events import EventsLayer

CLICKS = 150
KEYS = 300
ARRIVALS_S = 1.0
"""Between two reported events: the demo county reports 400 a day, 6 a minute at twenty times the pace."""
PATIENCE_S = 30.0
OTHERS = 50
"""Other events that wait, at most."""
SEED = 7
_NONE, _LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


class RobotArrivals:
    """A thread that reports an event every ARRIVALS_S, from :meth:`begin` to :meth:`end`."""

    def __init__(self, backend: Reachable, place_m: tuple[float, float]) -> None:
        self._backend, self._place_m = backend, place_m
        self._stop = Signal()
        self._thread = Thread(target=self._run)

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        with sender(self._backend) as link:
            number = 0
            while not self._stop.wait(ARRIVALS_S):
                number += 1
                link.submit([report_at(self._place_m, event_id_of(SystemClock().now_ms(), "robot", str(number)))])


class Robot:
    """Types into whatever has the focus, and lets the window run between."""

    def __init__(self, shown: ShownWindow) -> None:
        self.shown, self.window = shown, shown.window
        self.keys = 0
        self.turns: list[float] = []
        """Seconds of each turn of the event loop."""

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def write(self, text: str) -> None:
        """The text itself is not counted; it comes as from an input method."""
        focused = QApplication.focusWidget()
        assert isinstance(focused, QLineEdit)
        focused.insert(text)

    def rest(self, seconds: float) -> None:
        until = time.perf_counter() + seconds
        while (now := time.perf_counter()) < until:
            QApplication.processEvents()
            self.turns.append(time.perf_counter() - now)
            time.sleep(0.001)

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Raises RuntimeError when it does not become true."""
        end = time.perf_counter() + PATIENCE_S
        while not condition():
            if time.perf_counter() > end:
                raise RuntimeError(f"the robot waited in vain: {what}")
            self.rest(0.02)


class NextPaints(QObject):
    """Notes when a widget was painted last."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.at_s = 0.0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.at_s = time.perf_counter()
        return False


def figures(package: Path, progress: Progress) -> list[BenchFigure]:
    """Takes about three minutes.  Raises RuntimeError when a process does not start or an answer does not come."""
    county = CountyPackage(package)
    village = county.table("villages").geometry[0].representative_point()
    place_m = (float(village.x), float(village.y))
    with tempfile.TemporaryDirectory() as name, backend(package, Path(name) / "data") as (address, keys):
        at = FixedAddress(address, keys)
        with desktop_client(at) as client, shown_window(package, client) as shown:
            robot = Robot(shown)
            robot.window.activateWindow()
            robot.until(lambda: shown.layers.begun and client.health().state == "live", "the data of the backend")
            progress(0.1, "keys")
            reported = keys_to_report(robot, county)
            dispatched = keys_to_dispatch(robot, at, place_m)
            arrivals = RobotArrivals(at, place_m)
            arrivals.begin()
            try:
                robot.until(lambda: robot.window.events.rows.rowCount() > 3, "some rows")
                robot.turns.clear()
                wrong = wrong_targets(robot, progress)
                delays = reactions(robot)
            finally:
                arrivals.end()
    stall_ms = 1e3 * max(robot.turns)
    return [
        BenchFigure("keys from a new event to dispatched", dispatched, "keys", at_most=3),
        BenchFigure("keys of a report besides its text", reported, "keys", at_most=12),
        BenchFigure(f"clicks on another row than aimed at, of {CLICKS}", wrong, "", at_most=0),
        BenchFigure(f"from a key to the painted list, p99 of {KEYS}", 1e3 * float(np.percentile(delays, 99)), "ms",
                    at_most=100),
        BenchFigure("longest turn of the window's loop", stall_ms, "ms"),
    ]  # fmt: skip


def keys_to_report(robot: Robot, county: CountyPackage) -> int:
    """Report an event by keys: the class is proposed by the title, the place typed as degrees."""
    window, before = robot.window, len(robot.shown.layers.of(EventsLayer))
    village = county.table("villages").geometry[1].representative_point()
    lon, lat = county.lonlat(village.x, village.y)
    robot.keys = 0
    robot.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    robot.write("路边有垃圾")
    window.report.hints.refresh()
    robot.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    robot.press(Qt.Key.Key_Tab)
    robot.press(Qt.Key.Key_Tab)
    robot.write(f"{float(lon):.5f}, {float(lat):.5f}")
    robot.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    robot.until(lambda: len(robot.shown.layers.of(EventsLayer)) > before, "the report: " + window.report.problem.text())
    return robot.keys


def keys_to_dispatch(robot: Robot, at: Reachable, place_m: tuple[float, float]) -> int:
    """From an event that has just arrived to its dispatch, all by keys."""
    window, events = robot.window, robot.shown.layers.states("event")
    session = window.session
    assert session is not None
    event_id = event_id_of(SystemClock().now_ms(), "robot", "dispatched")
    gas = ReportEvent(
        event_id=event_id, title="燃气泄漏", subclass="gas_leak", source="hotline", x_m=place_m[0], y_m=place_m[1]
    )

    def event() -> Event:
        found = events[event_id]
        assert isinstance(found, Event)
        return found

    with sender(at) as link:
        link.submit([issued(gas)])
    robot.until(lambda: event_id in events, "the new event")
    robot.rest(0.5)
    for _ in range(OTHERS):  # the county reports emergencies of its own, which are as urgent and older
        robot.keys = 0
        robot.press(Qt.Key.Key_F7)
        robot.rest(0.1)
        selected = session.focus.selection
        if selected is not None and selected.ids == (event_id,):
            break
    else:
        raise RuntimeError(f"F7 has not led to {event_id}, but to {selected}")
    robot.press(Qt.Key.Key_Return)
    robot.until(lambda: event().state is not State.REPORTED, "the filing")
    proposal = window.card.event_card.steps.proposal
    robot.until(lambda: proposal.unit and proposal.approve.isEnabled(), "a suggested unit")
    robot.press(Qt.Key.Key_Return)
    robot.until(lambda: event().state is State.DISPATCHED, "the dispatch")
    return robot.keys


def wrong_targets(robot: Robot, progress: Progress) -> int:
    """Clicks that selected another event than the one at the pixel when it was chosen."""
    session, view = robot.window.session, robot.window.events.view
    assert session is not None
    chance, wrong = random.Random(SEED), 0
    for number in range(CLICKS):
        progress(0.2 + 0.6 * number / CLICKS, "clicks")
        if number % 3 == 0:  # nothing is selected, and the pointer comes from elsewhere: what waited moves now
            session.focus.clear()
            QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
            robot.rest(chance.uniform(0.0, 0.3))
        room = view.viewport().rect()
        rows = view.rows.rowCount() * view.verticalHeader().defaultSectionSize()
        at = QPoint(room.width() // 2, chance.randrange(5, max(6, min(room.height(), rows) - 5)))
        QTest.mouseMove(view.viewport(), at + QPoint(1, 0))
        QTest.mouseMove(view.viewport(), at)
        aimed = view.indexAt(at).data(ID_ROLE)
        robot.rest(chance.uniform(0.3, 0.8))
        QTest.mouseClick(view.viewport(), _LEFT, _NONE, at)
        selection = session.focus.selection
        wrong += aimed is not None and (selection is None or selection.ids != (aimed,))
    return wrong


def reactions(robot: Robot) -> list[float]:
    """Seconds from a key in the list to the end of the turn in which it was painted."""
    view = robot.window.events.view
    view.setFocus()
    painted, delays = NextPaints(view.viewport()), []
    chance = random.Random(SEED)
    for _ in range(KEYS):
        key = chance.choice((Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up))
        began, painted.at_s = time.perf_counter(), 0.0
        view.viewport().update()  # a key at the end of the list changes no row
        robot.press(key)
        robot.until(lambda: painted.at_s, "a painted list")
        delays.append(painted.at_s - began)
        robot.rest(0.05)
    return delays
