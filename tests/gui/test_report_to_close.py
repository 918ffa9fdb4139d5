"""One event from report to evaluation, by mouse and keys alone, over the real backend; a terminating backend."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county import commands as c
from county.events.event import Event, State
from county.realm import LIVE
from desktop.app import Program
from desktop.backend.submissions import Answer
from desktop.events.event_list import EventList
from desktop.item_models.event_rows import EVENT_ROLE
from desktop.session import Session
from desktop.window.main_window import MainWindow
from desktop.window.stale_mark import StaleFrame
from layers.events import EventsLayer
from layers.focus import Selection
from tests.gui.conftest import OpenDesk
from tests.gui.live_desktop import PERSON, LiveDesktop

WAIT_MS = 20_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(desk: LiveDesktop, open_window: Callable[[Session], MainWindow]) -> MainWindow:
    return open_window(desk.session)


@pytest.fixture
def program(qtbot: QtBot, small_county: Path, tmp_path: Path) -> Iterator[Program]:
    folder = tmp_path / "county"
    shutil.copytree(small_county, folder)
    running = Program(scene="operator", off_screen=True, settings=tmp_path / "desktop.ini")
    try:
        running.open(folder, connect=None, keys=None, realm=LIVE)
        assert running.opening is not None
        prepared: list[None] = []
        running.opening.prepared.connect(lambda: prepared.append(None))
        # While libraries are loaded a window can notice nothing for seconds.
        qtbot.waitUntil(lambda: bool(prepared) and is_live(running), timeout=WAIT_MS)
        yield running
    finally:
        running.close()


def is_live(program: Program) -> bool:
    session = program.window.session
    return session is not None and session.source.health().state == "live"


def is_marked(window: MainWindow) -> bool:
    return any(frame.isVisible() for frame in window.findChildren(StaleFrame))


def click(qtbot: QtBot, desk: LiveDesktop, widget: QWidget) -> None:
    desk.until(lambda: widget.isVisible() and widget.isEnabled(), "a button that can be pressed")
    QApplication.processEvents()
    qtbot.mouseClick(widget, LEFT)


def pick_on_map(qtbot: QtBot, window: MainWindow, x_m: float, y_m: float) -> None:
    """Click the map at the point's current position."""
    view = window.map.viewport
    at = QPoint(round((x_m - view.west_m) / view.m_per_px), round((view.north_m - y_m) / view.m_per_px))
    canvas = window.map.childAt(at)
    assert canvas is not None
    qtbot.mouseClick(canvas, LEFT, pos=canvas.mapFrom(window.map, at))


def step(qtbot: QtBot, desk: LiveDesktop, window: MainWindow, command: type[c.EventCommand]) -> None:
    steps = window.card.event_card.steps
    desk.until(lambda: command in steps.buttons and steps.buttons[command].isEnabled(), command.__name__)
    click(qtbot, desk, steps.buttons[command])


def fill_in(qtbot: QtBot, desk: LiveDesktop, window: MainWindow, title: str) -> None:
    """Fill in the report form: by keys, by selection, by a click on the map."""
    report = window.report
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    desk.until(report.subject.isVisible, "the report form")
    qtbot.keyClicks(report.subject, title)
    report.subclass.line.insert("暴露垃圾")
    qtbot.keyClick(report.subclass.line, Qt.Key.Key_Return)
    report.level.setCurrentIndex(report.level.findData("general"))
    report.source.setCurrentIndex(report.source.findData("hotline"))
    click(qtbot, desk, report.pick_place)
    seat = desk.session.package.table("places").geometry[0]
    pick_on_map(qtbot, window, seat.x, seat.y)
    assert report.place.text()


def test_an_event_goes_from_report_to_evaluation_by_clicking(
    desk: LiveDesktop, window: MainWindow, open_desk: OpenDesk, qtbot: QtBot
) -> None:
    session = desk.session
    report, steps = window.report, window.card.event_card.steps
    fill_in(qtbot, desk, window, "Garbage at the bridge")
    click(qtbot, desk, report.submit)
    assert not report.problem.isVisible(), report.problem.text()

    desk.until(lambda: window.card.event_card.name.text() == "Garbage at the bridge", "the card of the new event")
    assert session.focus.selection is not None
    event_id = session.focus.selection.ids[0]
    assert session.focus.place is None
    list_has_chosen(desk, window, event_id)

    step(qtbot, desk, window, c.FileEvent)
    step(qtbot, desk, window, c.DispatchEvent)
    click(qtbot, desk, steps.confirm)
    step(qtbot, desk, window, c.AcceptTask)
    step(qtbot, desk, window, c.FeedBack)
    qtbot.keyClicks(steps.form.note, "Cleared away")  # type: ignore[union-attr]
    qtbot.keyClick(steps.form.note, Qt.Key.Key_Return)  # type: ignore[union-attr]
    step(qtbot, desk, window, c.CloseEvent)
    click(qtbot, desk, steps.confirm)
    step(qtbot, desk, window, c.EvaluateEvent)
    click(qtbot, desk, steps.form.group.button(5))  # type: ignore[union-attr]
    click(qtbot, desk, steps.confirm)
    desk.until(lambda: event_of(desk, event_id).state is State.EVALUATED, "the end")

    shown = event_of(desk, event_id)
    assert shown.score == 5
    assert shown.choice is not None
    assert [line.kind for line in shown.timeline] == [
        "EventReported", "EventFiled", "EventDispatched", "TaskAccepted", "HandlingFedBack", "EventClosed",
        "EventEvaluated",
    ]  # fmt: skip
    assert {line.actor for line in shown.timeline} == {PERSON}
    list_agrees(window, shown)
    map_agrees(window, shown)
    other = open_desk().live()
    assert other.event(event_id) == shown == desk.realm.desk.events[event_id]


def event_of(desk: LiveDesktop, event_id: str) -> Event:
    event = desk.event(event_id)
    assert event is not None
    return event


def test_a_reply_is_never_delivered_before_its_record_is_shown(
    desk: LiveDesktop, window: MainWindow, qtbot: QtBot
) -> None:
    shown_when_answered: list[bool] = []

    def look(answer: Answer) -> None:
        body = answer.command.body
        assert isinstance(body, c.ReportEvent)
        in_list = window.panels["events"].rows.row_of(body.event_id) is not None  # type: ignore[attr-defined]
        shown_when_answered.append(desk.event(body.event_id) is not None and in_list)

    desk.session.submissions.answered.connect(look)
    for n in range(5):
        desk.session.submissions.send(desk.a_report(f"event {n}"))
    desk.until(lambda: len(shown_when_answered) == 5, "the answers")
    assert all(shown_when_answered)


def test_the_list_selects_a_new_report_once_and_the_users_selection_afterwards(
    desk: LiveDesktop, window: MainWindow, qtbot: QtBot
) -> None:
    earlier = desk.report("earlier")
    fill_in(qtbot, desk, window, "later")
    click(qtbot, desk, window.report.submit)
    desk.until(lambda: window.card.event_card.name.text() == "later", "the card of the new event")
    assert desk.session.focus.selection is not None
    [new] = desk.session.focus.selection.ids
    list_has_chosen(desk, window, new)
    desk.session.focus.select("events", earlier)
    desk.report("by another hand")
    assert desk.session.focus.selection == Selection("events", (earlier,))
    list_has_chosen(desk, window, earlier)


def list_has_chosen(desk: LiveDesktop, window: MainWindow, event_id: str) -> None:
    """The event is the current row of the list, and visible."""
    panel = window.panels["events"]
    assert isinstance(panel, EventList)
    desk.until(lambda: panel.view.currentIndex().isValid(), "a current row")
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
    assert panel.rows.index(row, 0).data(EVENT_ROLE) == event


def map_agrees(window: MainWindow, event: Event) -> None:
    """The map's batch draws it at its position, in the style of its state."""
    assert window.session is not None
    points = window.session.layers.of(EventsLayer).batches()[-1]
    row = list(points.ids).index(event.id)  # type: ignore[union-attr]
    assert tuple(points.xy_m[row]) == (event.x_m, event.y_m)  # type: ignore[union-attr]
    assert points.styles[points.style[row]] == "event.evaluated"  # type: ignore[union-attr]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot halt a process with a signal")
def test_a_hanging_backend_marks_the_window_and_restarts_without_loss(program: Program, qtbot: QtBot) -> None:
    window = program.window
    assert program.backend is not None
    qtbot.waitUntil(lambda: is_live(program) and not is_marked(window), timeout=WAIT_MS)
    pid = program.backend.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    qtbot.waitUntil(lambda: is_marked(window), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: is_live(program) and not is_marked(window), timeout=WAIT_MS)
    assert program.backend.restarts == 1
