"""The Kanban: a drag or a key moves a card by a command of its stage, or says why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from desktop.events.kanban import Kanban
from desktop.events.stage_column import CardView
from desktop.item_models.event_rows import ID_ROLE
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel

COLLECT, REGISTER, ASSIGN, PROCESS, FEEDBACK, VERIFY, EVALUATE = range(7)


@pytest.fixture
def kanban(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Kanban]:
    with shown_panel(Kanban(scripted.session), qtbot, (1_300, 500)) as panel:
        yield panel


def cards(panel: Kanban, stage: int) -> list[str]:
    return list(panel.columns[stage].rows.ids())


def middle_of(view: CardView, event_id: str) -> QPoint:
    row = view.rows.row_of(event_id)
    assert row is not None
    return view.visualRect(view.rows.index(row, 0)).center()


def begin_drag(panel: Kanban, event_id: str, stage: int, to: int) -> tuple[CardView, QPoint]:
    """Press the card and move it over the column ``to``; the view, and where the mouse is in it."""
    view = panel.columns[stage].view
    start = middle_of(view, event_id)
    target = panel.columns[to].view.viewport()
    end = view.viewport().mapFromGlobal(target.mapToGlobal(target.rect().center()))
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for part in (1, 2, 3, 4):
        QTest.mouseMove(view.viewport(), start + (end - start) * part / 4)
    return view, end


def drag(panel: Kanban, event_id: str, stage: int, to: int) -> None:
    view, end = begin_drag(panel, event_id, stage, to)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)


def test_an_event_is_in_the_column_of_its_stage(kanban: Kanban, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾")
    assert cards(kanban, COLLECT) == [event_id]
    scripted.dispatch(event_id)
    assert (cards(kanban, COLLECT), cards(kanban, ASSIGN)) == ([], [event_id])
    assert kanban.columns[ASSIGN].heading.text().endswith("1")


def test_dragging_a_card_to_the_next_column_is_the_command(kanban: Kanban, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾")
    drag(kanban, event_id, COLLECT, REGISTER)
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=event_id)
    assert cards(kanban, COLLECT) == [event_id], "it moves when the backend has accepted it"
    scripted.accept(r.EventFiled(event_id=event_id))
    assert cards(kanban, REGISTER) == [event_id]
    assert not kanban.given.isVisible()


def test_a_drag_that_the_life_cycle_does_not_know_is_refused_with_the_next_step(
    kanban: Kanban, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("垃圾")
    drag(kanban, event_id, COLLECT, FEEDBACK)
    assert scripted.source.commands == []
    assert kanban.given.problem.text() == (
        f"垃圾 · {event_id}: “待立案”的事件不能直接进入“处理反馈”阶段；下一步是“立案”"
    )
    assert kanban.given.isVisible()


def test_a_refusal_of_the_backend_names_the_event(kanban: Kanban, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾")
    drag(kanban, event_id, COLLECT, REGISTER)
    scripted.refuse("event_unknown", event=event_id)
    assert kanban.given.isVisible()
    assert kanban.given.problem.text().startswith(f"垃圾 · {event_id}: ")
    assert cards(kanban, COLLECT) == [event_id]


def test_while_a_card_is_dragged_every_column_says_what_a_drop_does_and_escape_ends_it(
    kanban: Kanban, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("垃圾")
    view, end = begin_drag(kanban, event_id, COLLECT, REGISTER)
    assert [column.note.text() for column in kanban.columns[1:3]] == ["→ 立案", "不能直接移到此处"]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert scripted.source.commands == []
    assert kanban.columns[1].note.text() == " "


def test_keys_choose_cards_move_them_and_give_the_next_step(
    kanban: Kanban, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    first = scripted.report("first")
    scripted.clock.advance(1_000)
    second = scripted.report("second")
    scripted.dispatch(third := scripted.report("third"))
    view = kanban.columns[COLLECT].view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().data(ID_ROLE) == first
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().data(ID_ROLE) == second
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=second)
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=first)
    QTest.keyClick(view, Qt.Key.Key_Right)
    there = kanban.columns[ASSIGN].view
    assert there.currentIndex().data(ID_ROLE) == third
    selection = scripted.session.focus.selection
    assert selection is not None
    assert selection.ids == (third,)


def test_a_drop_that_needs_a_form_opens_it_in_the_card(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    window = open_window(scripted.session)
    event_id = scripted.report("垃圾")
    scripted.happen(r.EventFiled(event_id=event_id))
    window.workspace.raise_dock("kanban")
    window.panels.of(Kanban).columns[REGISTER].view.pushed.emit(event_id, 1)
    form = window.card.event_card.steps.form
    assert form is not None
    assert form.command is c.DispatchEvent
    assert scripted.source.commands == []


def test_the_columns_scroll_sideways_in_a_narrow_panel(kanban: Kanban) -> None:
    assert kanban.minimumSizeHint().width() <= 400


def test_only_visible_cards_of_ten_thousand_are_read(
    kanban: Kanban, scripted: ScriptedDesktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i in range(10_000):
        scripted.source.record(
            r.EventReported(
                event_id=f"E{i:05d}", subclass="exposed_garbage", title="垃圾", source="hotline", x_m=0, y_m=0,
                division="", level="general",
            )
        )  # fmt: skip
    scripted.tick()
    while scripted.session.feed.backlog:
        scripted.tick()
    column = kanban.columns[COLLECT]
    qtbot.waitUntil(lambda: column.rows.rowCount() == 10_000)
    read: set[str] = set()
    data = column.rows.data
    monkeypatch.setattr(
        column.rows, "data", lambda index, role=0: read.add(column.rows.id_at(index.row())) or data(index, role)
    )
    column.view.scrollToBottom()
    column.view.viewport().repaint()
    assert "E09999" in read
    assert len(read) <= 2 * (column.view.viewport().height() // column.view.rowHeight(0) + 2)


def test_cards_are_lower_in_wide_columns(kanban: Kanban, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    scripted.report("垃圾")
    view = kanban.columns[COLLECT].view
    narrow = view.rowHeight(0)
    kanban.resize(4_000, 500)
    qtbot.waitUntil(lambda: view.rowHeight(0) < narrow)


def test_below_the_map_of_a_screen_of_1080_lines_all_columns_and_a_whole_card_of_each_are_seen(
    kanban: Kanban, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("垃圾")
    kanban.resize(1075, 220)
    QTest.qWait(0)
    area = kanban._area
    assert area.horizontalScrollBar().maximum() == 0
    view = kanban.columns[COLLECT].view
    assert view.viewport().rect().contains(view.visualRect(view.rows.index(0, 0)))
    assert kanban.hint.isHidden(), "its height is left to the cards"
    assert not any(column.note.text().strip() for column in kanban.columns), "nothing is late"
    scripted.dispatch(event_id, due_ms=scripted.clock.now_ms() - 1)
    kanban.refresh()
    assert any(column.note.text().strip() for column in kanban.columns)
