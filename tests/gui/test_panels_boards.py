"""The boards: tasks of this key, unassigned and overdue events, each row with its next step as a button."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.authority import Principal, Role
from desktop.events.board import EventBoard
from desktop.events.boards import Boards
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.shown_panel import shown_panel

OPERATOR = Principal(id="desk-1", roles=frozenset({Role.OPERATOR}))
CITY = Principal(id="city", roles=frozenset({Role.UNIT}), unit="city_management")


def be(scripted: ScriptedDesktop, principal: Principal) -> None:
    """The window's key is ``principal``."""
    scripted.source.condition = replace(scripted.source.condition, principal=principal)


@pytest.fixture
def boards(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Boards]:
    be(scripted, OPERATOR)
    with shown_panel(Boards(scripted.session), qtbot, (1_300, 400)) as panel:
        yield panel


def click_button(board: EventBoard, event_id: str) -> None:
    row = board.rows.row_of(event_id)
    assert row is not None
    rect = board.view.visualRect(board.rows.index(row, 0))
    place = board._delegate.button_rect(rect).center()
    QTest.mouseClick(board.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_what_waits_longest_or_is_due_first_is_on_top(boards: Boards, scripted: ScriptedDesktop) -> None:
    first = scripted.report("first")
    scripted.clock.advance(60_000)
    second = scripted.report("second")
    fed_back = scripted.report("third")
    scripted.dispatch(fed_back)
    scripted.clock.advance(60_000)
    scripted.happen(r.TaskAccepted(event_id=fed_back), r.HandlingFedBack(event_id=fed_back, note="done"))
    assert list(boards.mine.rows.ids()) == [first, second, fed_back]
    assert list(boards.waiting.rows.ids()) == [first, second]
    assert boards.mine.heading.text() == "我的任务  3  ›"


def test_a_click_on_the_button_gives_the_step_and_the_row_moves_on(boards: Boards, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾")
    click_button(boards.mine, event_id)
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=event_id)
    click_button(boards.mine, event_id)
    assert len(scripted.source.commands) == 1, "the button is disabled until the answer arrives"
    scripted.accept(r.EventFiled(event_id=event_id))
    asked: list[tuple[str, type]] = []
    boards.given.form_wanted.connect(lambda *wanted: asked.append(wanted))
    click_button(boards.mine, event_id)
    assert asked == [(event_id, c.DispatchEvent)], "the unit is chosen in the card"


def test_return_gives_the_step_of_the_current_row(boards: Boards, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾")
    boards.mine.view.setFocus()
    QTest.keyClick(boards.mine.view, Qt.Key.Key_Return)
    assert not scripted.source.commands, "the focus alone chooses no row"
    QTest.keyClick(boards.mine.view, Qt.Key.Key_Down)
    QTest.keyClick(boards.mine.view, Qt.Key.Key_Return)
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=event_id)


def test_a_refused_step_says_why_on_the_board(boards: Boards, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾")
    click_button(boards.waiting, event_id)
    scripted.refuse("event_unknown", event=event_id)
    assert boards.given.isVisible()
    assert boards.given.problem.text().startswith(f"垃圾 · {event_id}: ")
    QTest.mouseClick(boards.given.dismiss, Qt.MouseButton.LeftButton)
    assert not boards.given.isVisible()


def test_overdue_and_due_soon_events_are_listed_the_longest_overdue_first(
    boards: Boards, scripted: ScriptedDesktop
) -> None:
    now_ms = scripted.clock.now_ms()
    late, later = scripted.report("late"), scripted.report("later")
    scripted.dispatch(late, due_ms=now_ms + HOUR_MS)
    scripted.dispatch(later, due_ms=now_ms + 3 * HOUR_MS)
    assert boards.late.empty.isVisible()
    assert boards.late.empty.text() == "没有超期或临期的事件。"
    scripted.clock.advance(2 * HOUR_MS + HOUR_MS // 2)
    boards.refresh()
    assert list(boards.late.rows.ids()) == [late, later]


def test_a_unit_sees_its_own_tasks_and_may_not_dispatch(boards: Boards, scripted: ScriptedDesktop) -> None:
    be(scripted, CITY)
    own, other, waiting = scripted.report("own"), scripted.report("other"), scripted.report("waiting")
    scripted.dispatch(own)
    scripted.dispatch(other, unit="housing")
    boards.refresh()
    assert list(boards.mine.rows.ids()) == [own]
    click_button(boards.mine, own)
    assert scripted.source.commands[-1].body == c.AcceptTask(event_id=own)
    button = boards.waiting._button_of(scripted.event(waiting))
    assert button is not None
    assert "值班员" in button.denied
    click_button(boards.waiting, waiting)
    assert len(scripted.source.commands) == 1


def test_a_role_without_tasks_is_told_so(boards: Boards, scripted: ScriptedDesktop) -> None:
    be(scripted, Principal(id="wall", roles=frozenset({Role.WALL})))
    boards.refresh()
    assert boards.mine.empty.text() == "大屏角色只查看，没有待办任务。"


def test_a_click_on_a_heading_lists_the_same_events(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    be(scripted, OPERATOR)
    window = open_window(scripted.session)
    window.panels.of(Boards).refresh()
    window.panels.of(Boards).late.heading.click()
    assert scripted.session.active_query.query == window.panels.of(Boards).late.query


def test_a_narrow_panel_shows_one_board_at_a_time(boards: Boards, scripted: ScriptedDesktop) -> None:
    scripted.report("垃圾")
    boards.resize(390, 500)
    assert [board.isVisible() for board in boards.boards] == [True, False, False]
    boards.tabs[2].click()
    assert [board.isVisible() for board in boards.boards] == [False, False, True]
    assert boards.tabs[1].text() == "待立案、待派遣  1"
    assert boards.minimumSizeHint().width() <= 400
