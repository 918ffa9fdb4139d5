"""One event from report to evaluation, by mouse and keys alone, against a real backend process."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county import commands as c
from county.event import Event, State
from desktop import i18n
from desktop.app import Program
from desktop.item_models.event_rows import EVENT_ROLE
from desktop.main_window import MainWindow
from desktop.panels.event_list import EventList
from desktop.stale_mark import StaleFrame
from services import child
from services.transport.zeromq.client import Client

WAIT_MS = 20_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def program(qtbot: QtBot, small_county: Path, tmp_path: Path) -> Iterator[Program]:
    folder = tmp_path / "county"
    shutil.copytree(small_county, folder)
    running = Program(scene="operator", off_screen=True, settings=tmp_path / "desktop.ini")
    try:
        running.open(folder, connect=None, keys=None)
        qtbot.waitUntil(lambda: is_live(running), timeout=WAIT_MS)
        yield running
    finally:
        running.close()


def is_live(program: Program) -> bool:
    session = program.window.session
    return session is not None and session.source.health().state == "live"


def is_marked(window: MainWindow) -> bool:
    return any(frame.isVisible() for frame in window.findChildren(StaleFrame))


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.waitUntil(lambda: widget.isVisible() and widget.isEnabled(), timeout=WAIT_MS)
    QApplication.processEvents()
    qtbot.mouseClick(widget, LEFT)


def pick_on_map(qtbot: QtBot, window: MainWindow, x_m: float, y_m: float) -> None:
    """Click the map where the point is drawn now."""
    view = window.map.viewport
    at = QPoint(round((x_m - view.west_m) / view.m_per_px), round((view.north_m - y_m) / view.m_per_px))
    canvas = window.map.childAt(at)
    assert canvas is not None
    qtbot.mouseClick(canvas, LEFT, pos=canvas.mapFrom(window.map, at))


def step(qtbot: QtBot, window: MainWindow, command: type[c.EventCommand]) -> None:
    steps = window.card.event_card.steps
    qtbot.waitUntil(lambda: command in steps.buttons and steps.buttons[command].isEnabled(), timeout=WAIT_MS)
    click(qtbot, steps.buttons[command])


def event_of(window: MainWindow, event_id: str) -> Event | None:
    assert window.session is not None
    return window.session.layers.events.events.get(event_id)


def test_an_event_goes_from_report_to_evaluation_by_clicking(program: Program, qtbot: QtBot) -> None:
    window = program.window
    session = window.session
    assert session is not None
    report, steps = window.report, window.card.event_card.steps

    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(report.subject.isVisible, timeout=WAIT_MS)
    qtbot.keyClicks(report.subject, "Garbage at the bridge")
    report.subclass.line.insert("暴露垃圾" if i18n.language() == "zh" else "Exposed garbage")
    qtbot.keyClick(report.subclass.line, Qt.Key.Key_Return)
    report.level.setCurrentIndex(report.level.findData("general"))
    report.source.setCurrentIndex(report.source.findData("hotline"))
    click(qtbot, report.pick_place)
    seat = session.package.table("places").geometry[0]
    pick_on_map(qtbot, window, seat.x, seat.y)
    assert report.place.text()
    click(qtbot, report.submit)
    assert not report.problem.isVisible(), report.problem.text()

    qtbot.waitUntil(lambda: window.card.event_card.name.text() == "Garbage at the bridge", timeout=WAIT_MS)
    assert session.focus.selection is not None
    event_id = session.focus.selection.ids[0]
    assert session.focus.place is None
    list_has_chosen(qtbot, window, event_id)

    step(qtbot, window, c.FileEvent)
    step(qtbot, window, c.DispatchEvent)
    click(qtbot, steps.confirm)
    step(qtbot, window, c.AcceptTask)
    step(qtbot, window, c.FeedBack)
    qtbot.keyClicks(steps.form.note, "Cleared away")  # type: ignore[union-attr]
    qtbot.keyClick(steps.form.note, Qt.Key.Key_Return)  # type: ignore[union-attr]
    step(qtbot, window, c.CloseEvent)
    click(qtbot, steps.confirm)
    step(qtbot, window, c.EvaluateEvent)
    click(qtbot, steps.form.group.button(5))  # type: ignore[union-attr]
    click(qtbot, steps.confirm)
    qtbot.waitUntil(lambda: event_of(window, event_id).state is State.EVALUATED, timeout=WAIT_MS)  # type: ignore[union-attr]

    shown = event_of(window, event_id)
    assert shown is not None
    assert shown.score == 5
    assert shown.dispatch_reason
    assert [line.kind for line in shown.timeline] == [
        "EventReported", "EventFiled", "EventDispatched", "TaskAccepted", "HandlingFedBack", "EventClosed",
        "EventEvaluated",
    ]  # fmt: skip
    assert {line.actor for line in shown.timeline} == {session.operator.name}
    list_agrees(window, shown)
    map_agrees(window, shown)
    journal_agrees(program, qtbot, shown)


def list_has_chosen(qtbot: QtBot, window: MainWindow, event_id: str) -> None:
    """The new event is the current row of the list, where it can be seen."""
    panel = window.panels["events"]
    assert isinstance(panel, EventList)
    qtbot.waitUntil(lambda: panel.view.currentIndex().isValid(), timeout=WAIT_MS)
    index = panel.view.currentIndex()
    assert index.data(EVENT_ROLE).id == event_id
    assert panel.view.viewport().rect().intersects(panel.view.visualRect(index))


def list_agrees(window: MainWindow, event: Event) -> None:
    """The list shows the event among the closed ones."""
    panel = window.panels["events"]
    assert isinstance(panel, EventList)
    panel.group.setCurrentIndex(4)
    panel.group.activated.emit(4)
    row = panel.rows.row_of(event.id)
    assert row is not None
    assert panel.rows.index(row).data(EVENT_ROLE) == event


def map_agrees(window: MainWindow, event: Event) -> None:
    """The map's batch draws it where it is, in the style of its state."""
    assert window.session is not None
    points = window.session.layers.events.batches()[-1]
    row = list(points.ids).index(event.id)  # type: ignore[union-attr]
    assert tuple(points.xy_m[row]) == (event.x_m, event.y_m)  # type: ignore[union-attr]
    assert points.styles[points.style[row]] == "event.evaluated"  # type: ignore[union-attr]


def journal_agrees(program: Program, qtbot: QtBot, event: Event) -> None:
    """A second desk that asks the backend for everything sees the same event."""
    assert program.backend is not None
    other = Client(program.backend.address, program.backend.keys)
    found: list[Event] = []

    def look() -> bool:
        taken = other.take()
        if taken.snapshot is not None:
            found.extend(e for e in taken.snapshot.events if e.id == event.id)
        return bool(found)

    other.open()
    try:
        qtbot.waitUntil(look, timeout=WAIT_MS)
    finally:
        other.close()
    assert found == [event]


def test_a_dead_backend_marks_the_window_and_comes_back_with_everything(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "BACKOFF_S", (3.0,))  # it is back within a second else, and nobody need be told
    window = program.window
    assert program.backend is not None
    pid = program.backend.pid
    assert pid is not None
    os.kill(pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    qtbot.waitUntil(lambda: is_marked(window), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: is_live(program) and not is_marked(window), timeout=WAIT_MS)
    assert program.backend.restarts == 1
