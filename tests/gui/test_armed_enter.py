"""Enter gives a step that the person has seen: neither a held key nor a quick series goes on to the next one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.clock import ManualClock
from desktop.cards.card import Card
from desktop.events.event_list import EventList
from desktop.events.given_steps import GivenSteps
from desktop.input.armed_step import ARMED_AFTER_MS
from desktop.steps.event_actions import EventActions
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.gui.test_action_keys import answer_ranking

REPEAT_MS = 40


@pytest.fixture
def hand() -> ManualClock:
    return ManualClock(0)


@pytest.fixture
def steps(scripted: ScriptedDesktop, hand: ManualClock, qtbot: QtBot) -> Iterator[EventActions]:
    with shown_panel(Card(scripted.session, hand.now_ms), qtbot, (460, 900)) as card:
        card.event_card.steps.setFocus()
        yield card.event_card.steps


def enter(steps: EventActions) -> None:
    focused = QApplication.focusWidget()
    QTest.keyClick(focused if focused and steps.isAncestorOf(focused) else steps, Qt.Key.Key_Return)


def filed_by_enter(steps: EventActions, scripted: ScriptedDesktop) -> str:
    """A reported event, filed with one Enter, with a suggested unit."""
    event_id = scripted.report("路灯不亮")
    scripted.session.focus.select("events", event_id)
    steps.setFocus()
    enter(steps)
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=event_id)
    scripted.accept(r.EventFiled(event_id=event_id))
    answer_ranking(scripted, event_id)
    assert steps.proposal.unit
    return event_id


def test_an_enter_that_is_held_files_but_never_dispatches(
    steps: EventActions, scripted: ScriptedDesktop, hand: ManualClock
) -> None:
    filed_by_enter(steps, scripted)
    for _ in range(3_000 // REPEAT_MS):  # a window system that does not mark repeated keys
        hand.advance(REPEAT_MS)
        enter(steps)
    assert [type(one.body) for one in scripted.source.commands] == [c.FileEvent]
    assert steps.form is None


def test_an_enter_of_which_one_repetition_comes_unmarked_does_not_dispatch(
    steps: EventActions, scripted: ScriptedDesktop, hand: ManualClock
) -> None:
    filed_by_enter(steps, scripted)
    steps.setFocus()
    for _ in range(3_000 // REPEAT_MS):
        hand.advance(REPEAT_MS)
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
        QApplication.sendEvent(steps, held)
    enter(steps)
    assert [type(one.body) for one in scripted.source.commands] == [c.FileEvent]


def test_the_list_tells_of_an_enter_that_is_held(
    scripted: ScriptedDesktop, hand: ManualClock, qtbot: QtBot
) -> None:
    scripted.report("路灯不亮")
    with shown_panel(EventList(scripted.session, hand.now_ms), qtbot, (400, 700)) as events:
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
        with qtbot.waitSignal(events.view.held, timeout=1_000):
            QApplication.sendEvent(events.view, held)


def test_two_enters_file_and_dispatch_once_the_suggestion_was_shown(
    steps: EventActions, scripted: ScriptedDesktop, hand: ManualClock
) -> None:
    filed_by_enter(steps, scripted)
    hand.advance(ARMED_AFTER_MS)
    enter(steps)
    assert [type(one.body) for one in scripted.source.commands] == [c.FileEvent, c.DispatchEvent]


def test_the_enter_that_opened_a_form_does_not_send_it(
    steps: EventActions, scripted: ScriptedDesktop, hand: ManualClock
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.dispatch(event_id)
    scripted.happen(r.TaskAccepted(event_id=event_id))
    scripted.session.focus.select("events", event_id)
    steps.setFocus()
    enter(steps)
    assert steps.form is not None
    steps.form.note.setText("已修好")
    enter(steps)
    assert scripted.source.commands == []
    hand.advance(ARMED_AFTER_MS)
    enter(steps)
    assert scripted.source.commands[-1].body == c.FeedBack(event_id=event_id, note="已修好")


def test_enter_in_a_form_that_a_key_or_click_opened_sends_it_at_once(
    steps: EventActions, scripted: ScriptedDesktop, hand: ManualClock, qtbot: QtBot
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.dispatch(event_id)
    scripted.session.focus.select("events", event_id)
    scripted.happen(r.TaskAccepted(event_id=event_id))
    qtbot.mouseClick(steps.buttons[c.FeedBack], Qt.MouseButton.LeftButton)
    assert steps.form is not None
    steps.form.note.setText("已修好")
    enter(steps)
    assert scripted.source.commands[-1].body == c.FeedBack(event_id=event_id, note="已修好")


def test_the_enter_of_a_board_that_opened_a_form_does_not_send_it(
    steps: EventActions, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.dispatch(event_id)
    scripted.happen(r.TaskAccepted(event_id=event_id))
    scripted.session.focus.select("events", event_id)
    steps.begin(c.FeedBack)
    assert steps.form is not None
    steps.form.note.setText("已修好")
    enter(steps)
    assert scripted.source.commands == []


def test_enter_on_another_event_acts_at_once(steps: EventActions, scripted: ScriptedDesktop) -> None:
    filed_by_enter(steps, scripted)
    other = scripted.report("井盖丢失")
    scripted.session.focus.select("events", other)
    enter(steps)
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=other)


def test_the_centre_accepts_no_task_by_enter_in_the_name_of_the_unit(
    steps: EventActions, scripted: ScriptedDesktop, hand: ManualClock
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.dispatch(event_id)
    scripted.session.focus.select("events", event_id)
    steps.setFocus()
    hand.advance(ARMED_AFTER_MS)
    enter(steps)
    assert scripted.source.commands == []
    assert steps.problem.text() == "接受任务由承办单位办理；代为办理请按 Alt+J"
    assert steps.buttons[c.AcceptTask].shown_key() == "Alt+J"
    QTest.keyClick(steps, Qt.Key.Key_J, Qt.KeyboardModifier.AltModifier)
    assert scripted.source.commands[-1].body == c.AcceptTask(event_id=event_id)


def test_an_enter_that_is_held_on_a_board_takes_one_event_only(
    scripted: ScriptedDesktop, hand: ManualClock, qtbot: QtBot
) -> None:
    first, second = scripted.report("一"), scripted.report("二")
    with shown_panel(GivenSteps(scripted.session, hand.now_ms), qtbot) as given:
        for event_id in (first, second):
            given.give_by_enter(scripted.event(event_id), c.FileEvent)
        assert [one.body for one in scripted.source.commands] == [c.FileEvent(event_id=first)]
        hand.advance(ARMED_AFTER_MS)
        given.give_by_enter(scripted.event(second), c.FileEvent)
        assert scripted.source.commands[-1].body == c.FileEvent(event_id=second)
