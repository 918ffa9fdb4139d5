"""No row moves under the pointer: while it is pressed or about to press, the order stays, and what waits is marked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from county import records as r
from desktop.events.boards import Boards
from desktop.events.event_list import EventList
from desktop.events.kanban import Kanban
from desktop.events.query import EventQuery
from desktop.events.view import EventView
from desktop.input.pointer_hold import HOVER_MS, LATE_MS, PointerHold
from desktop.item_models.event_rows import ID_ROLE
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def events(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[EventList]:
    with shown_panel(EventList(scripted.session), qtbot, (400, 700)) as panel:
        panel.order.setCurrentIndex(panel.order.findData("newest"))
        panel.refresh()
        yield panel


def reported(scripted: ScriptedDesktop, *titles: str) -> list[str]:
    found = []
    for title in titles:
        scripted.clock.advance(1_000)
        found.append(scripted.report(title))
    return found


def shown(view: EventView) -> list[str]:
    return [view.rows.index(row, 0).data(ID_ROLE) for row in range(view.rows.rowCount())]


def place_of(view: EventView, event_id: str) -> QPoint:
    row = view.rows.row_of(event_id)
    assert row is not None
    return view.visualRect(view.rows.index(row, 0)).center()


def hover(view: EventView, at: QPoint) -> None:
    """Move the pointer there, wherever it was."""
    QTest.mouseMove(view.viewport(), at + QPoint(3, 1))
    QTest.mouseMove(view.viewport(), at)


def leave(view: EventView) -> None:
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))


def test_new_rows_wait_while_the_pointer_moves_over_the_list_and_are_marked(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    first, second = reported(scripted, "一", "二")
    hover(events.view, place_of(events.view, second))
    [third] = reported(scripted, "三")
    assert shown(events.view) == [second, first]
    assert events.view.mark.isVisible()
    assert events.view.mark.text() == "▲ 1 条新事件"
    leave(events.view)
    assert shown(events.view) == [third, second, first]
    assert not events.view.mark.isVisible()


def test_rows_of_a_board_move_again_when_the_pointer_rests(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(Boards(scripted.session), qtbot, (1_400, 600)) as boards:
        view = boards.waiting.view
        first, second = reported(scripted, "一", "二")
        hover(view, place_of(view, first))
        [third] = reported(scripted, "三")
        assert shown(view) == [first, second]
        view.hold._hover.timeout.emit()
        assert shown(view) == [first, second, third]


def test_rows_stay_after_a_rest_in_which_the_window_was_busy_for_a_press_may_still_wait(qtbot: QtBot) -> None:
    view, clock = QTableView(), [0]
    qtbot.addWidget(view)
    view.show()
    hold = PointerHold(view, now_ms=lambda: clock[0])
    QTest.mouseClick(view.viewport(), LEFT)
    clock[0] = HOVER_MS + LATE_MS + 1
    hold._hover.timeout.emit()
    assert hold.holding
    clock[0] += HOVER_MS + LATE_MS
    hold._hover.timeout.emit()
    assert not hold.holding


def test_the_row_that_was_pressed_is_selected_whatever_arrives_before_the_release(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    first, second = reported(scripted, "一", "二")
    view, at = events.view, place_of(events.view, first)
    QTest.mousePress(view.viewport(), LEFT, pos=at)
    reported(scripted, "三", "四", "五")
    assert shown(view) == [second, first]
    QTest.mouseRelease(view.viewport(), LEFT, pos=at)
    selection = scripted.session.focus.selection
    assert selection is not None
    assert selection.ids == (first,)
    assert events.selected_ids() == [first]
    leave(view)
    assert shown(view) == [second, first], "one is selected"
    view.show_news()
    assert len(shown(view)) == 5
    assert events.selected_ids() == [first], "it is still that row when the others move"


def test_a_pressed_pointer_that_leaves_the_list_still_holds_the_rows(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    first, second = reported(scripted, "一", "二")
    QTest.mousePress(events.view.viewport(), LEFT, pos=place_of(events.view, first))
    leave(events.view)
    reported(scripted, "三")
    assert shown(events.view) == [second, first]
    QTest.mouseRelease(events.view.viewport(), LEFT, pos=place_of(events.view, first))
    leave(events.view)
    scripted.session.focus.clear()
    assert len(shown(events.view)) == 3


def test_a_held_row_shows_what_its_event_is_now_and_leaves_later(events: EventList, scripted: ScriptedDesktop) -> None:
    first, second = reported(scripted, "一", "二")
    hover(events.view, place_of(events.view, first))
    scripted.happen(r.EventFiled(event_id=first))
    assert not events.view.mark.isVisible(), "its place is the same"
    scripted.happen(r.EventRejected(event_id=second, note="重复"))
    assert shown(events.view) == [second, first]
    assert events.view.mark.text() == "1 条变化"
    leave(events.view)
    assert shown(events.view) == [first]


def test_another_query_is_shown_at_once(events: EventList, scripted: ScriptedDesktop) -> None:
    first, second = reported(scripted, "一", "二")
    hover(events.view, place_of(events.view, second))
    scripted.session.active_query.set(EventQuery(text="一"))
    QApplication.processEvents()
    assert shown(events.view) == [first]


def test_a_repeated_search_waits_as_new_rows_do(events: EventList, scripted: ScriptedDesktop) -> None:
    first, second = reported(scripted, "一", "二")
    hover(events.view, place_of(events.view, second))
    [third] = reported(scripted, "三")
    events.refresh()
    assert shown(events.view) == [second, first]
    leave(events.view)
    assert shown(events.view) == [third, second, first]


def test_an_empty_list_has_nothing_to_hold(events: EventList, scripted: ScriptedDesktop) -> None:
    hover(events.view, QPoint(20, 20))
    [first] = reported(scripted, "一")
    assert shown(events.view) == [first]


def test_rows_of_an_older_snapshot_are_not_held(events: EventList, scripted: ScriptedDesktop) -> None:
    first, _ = reported(scripted, "一", "二")
    hover(events.view, place_of(events.view, first))
    scripted.source.begin({})
    scripted.tick()
    assert shown(events.view) == []


@pytest.mark.parametrize("panel", [Boards, Kanban])
def test_boards_and_the_kanban_hold_their_rows_as_well(
    scripted: ScriptedDesktop, qtbot: QtBot, panel: type[Boards] | type[Kanban]
) -> None:
    with shown_panel(panel(scripted.session), qtbot, (1_400, 600)) as shown_one:
        view = shown_one.waiting.view if isinstance(shown_one, Boards) else shown_one.columns[1].view
        first, second = reported(scripted, "一", "二")
        for event_id in (first, second):
            scripted.happen(r.EventFiled(event_id=event_id))
        before = shown(view)
        assert set(before) == {first, second}
        hover(view, place_of(view, first))
        scripted.clock.advance(60_000)
        [third] = reported(scripted, "三")
        scripted.happen(r.EventFiled(event_id=third))
        shown_one.refresh()
        assert shown(view) == before
        leave(view)
        assert set(shown(view)) == {first, second, third}
