"""添加备注: a note on an event that changes no state, by its key and its button, and wherever steps are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.authority import Principal, Role
from county.events.event import State
from county.package.open import CountyPackage
from desktop.cards.card import Card
from desktop.events.boards import Boards
from desktop.events.event_list import EventList
from desktop.events.kanban import Kanban
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.replay.clip_making import make_clip
from services.replay.local import LocalReplay
from tests.gui.conftest import OpenDesk, ScriptedDesktop
from tests.gui.replay_desk import HOUR, MINUTE, T0, reported, shown_replay_desk
from tests.gui.shown_panel import shown_panel
from tests.recorded_journals import numbered, write_journal

OpenWindow = Callable[[Session], MainWindow]
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
ZHANG = Principal(id="seat-1", roles=frozenset({Role.OPERATOR}), people=("张伟",))
LI = Principal(id="seat-2", roles=frozenset({Role.OPERATOR}), people=("李娜",))


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)
    QApplication.processEvents()


@pytest.mark.parametrize("ended", [False, True], ids=["reported", "rejected"])
def test_a_note_is_written_by_keys_alone_on_an_open_and_on_an_ended_event(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot, ended: bool
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.session.focus.select("events", event_id)
    if ended:
        scripted.happen(r.EventRejected(event_id=event_id, note="不属受理范围"))
    window.events.view.setFocus()
    press(window, Qt.Key.Key_N, ALT_SHIFT)
    form = window.card.event_card.steps.form
    assert form is not None
    assert form.note.hasFocus()
    qtbot.keyClicks(form.note, "the caller asks for a call back")
    press(window, Qt.Key.Key_Return)
    noted = c.NoteEvent(event_id=event_id, note="the caller asks for a call back")
    assert scripted.source.commands[-1].body == noted
    scripted.accept(r.EventNoted(event_id=event_id, note=noted.note))
    assert scripted.event(event_id).state is (State.REJECTED if ended else State.REPORTED)
    assert "添加备注" not in window.card.event_card.time_line.text()
    assert "the caller asks for a call back" in window.card.event_card.time_line.text()
    assert window.events.view.hasFocus()


def test_the_button_names_the_note_and_its_key_and_an_empty_note_is_not_sent(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    scripted.session.focus.select("events", scripted.report("路灯不亮"))
    steps = card.event_card.steps
    button = steps.buttons[c.NoteEvent]
    assert (button.text(), button.shown_key()) == ("添加备注 …", "Alt+⇧N")
    QApplication.processEvents()
    qtbot.mouseClick(button, LEFT)
    assert steps.form is not None
    qtbot.keyClicks(steps.form.note, "  ")
    qtbot.mouseClick(steps.confirm, LEFT)
    assert scripted.source.commands == []
    assert steps.problem.isVisible()
    assert "备注" in steps.problem.text()


def test_the_other_seat_sees_a_note_at_once_and_keeps_its_own_form(open_desk: OpenDesk, qtbot: QtBot) -> None:
    zhang = open_desk(principals=(ZHANG, LI), key=ZHANG.id, person="张伟").live()
    li = open_desk(key=LI.id, person="李娜").live()

    def until(condition: Callable[[], object], what: str) -> None:
        def stepped() -> bool:
            li.session.feed.tick()
            return bool(condition())

        zhang.until(stepped, what)

    with (
        shown_panel(Card(zhang.session), qtbot, (460, 900)) as first,
        shown_panel(Card(li.session), qtbot, (460, 900)) as second,
    ):
        event_id = zhang.report("路口垃圾外溢")
        until(lambda: li.event(event_id), "the event at the other seat")
        for desk in (zhang, li):
            desk.session.focus.select("events", event_id)
        QApplication.processEvents()
        qtbot.mouseClick(second.event_card.steps.buttons[c.RejectEvent], LEFT)
        qtbot.mouseClick(first.event_card.steps.buttons[c.NoteEvent], LEFT)
        assert first.event_card.steps.form is not None
        qtbot.keyClicks(first.event_card.steps.form.note, "road blocked")
        qtbot.mouseClick(first.event_card.steps.confirm, LEFT)
        until(lambda: "road blocked" in second.event_card.time_line.text(), "the note at the other seat")
        assert "张伟" in second.event_card.time_line.text()
        assert second.event_card.steps.confirm.isEnabled(), "a note forbids nothing"
        assert "road blocked" in second.event_card.steps.news.text(), "the half-written form says what happened"


def test_a_note_moves_no_row_and_begins_no_waiting_anew(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    session = scripted.session
    with (
        shown_panel(EventList(session), qtbot, (460, 600)) as events,
        shown_panel(Boards(session), qtbot, (1_300, 400)) as boards,
        shown_panel(Kanban(session), qtbot, (1_300, 400)) as kanban,
    ):
        first = scripted.report("路灯不亮")
        scripted.clock.advance(HOUR)
        second = scripted.report("路面积水")
        scripted.clock.advance(HOUR)
        scripted.happen(r.EventNoted(event_id=first, note="来电人要求回复"))
        boards.refresh()
        event, now_ms = scripted.event(first), scripted.clock.now_ms()
        assert list(events.rows.ids()) == list(boards.waiting.rows.ids()) == [first, second]
        assert boards.waiting._delegate.pressing(event, now_ms)[0] == "已等待 2 小时 0 分"
        assert kanban._delegate.pressing(event, now_ms)[0] == "等 2 小时 0 分"
        [longest] = session.tally.longest(frozenset({State.REPORTED}), 1)
        assert (longest.id, now_ms - longest.since_ms) == (first, 2 * HOUR)


def test_the_printed_card_tells_who_noted_what(scripted: ScriptedDesktop, open_window: OpenWindow) -> None:
    window = open_window(scripted.session)
    event_id = scripted.report("路灯不亮")
    scripted.happen(r.EventNoted(event_id=event_id, note="来电人要求回复"), person="李娜")
    scripted.session.focus.select("events", event_id)
    page = window.printing.page()
    assert page is not None
    for part in ("备注", "李娜", "来电人要求回复"):
        assert part in page.texts


def test_a_replay_shows_the_note_from_its_moment_on(
    package: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    steps = [
        (T0, reported("E1", package)),
        (T0 + 40 * MINUTE, r.EventNoted(event_id="E1", note="来电人要求回复")),
        (T0 + HOUR, reported("E2", package)),
    ]
    folder = write_journal(tmp_path / "data", package, numbered(steps))
    clip = make_clip(folder, package, T0, T0 + HOUR, lambda share, text: None)
    with (
        shown_replay_desk(LocalReplay(clip), package, tmp_path / "settings.ini") as desk,
        shown_panel(Card(desk.session), qtbot, (460, 900)) as card,
    ):
        desk.session.focus.select("events", "E1")
        for minute, is_told in ((10, False), (50, True)):
            desk.source.seek(desk.replay.moment_at(T0 + minute * MINUTE))
            desk.until(lambda: not desk.source.is_seeking, "the moment")
            desk.step()
            assert ("来电人要求回复" in card.event_card.time_line.text()) == is_told
