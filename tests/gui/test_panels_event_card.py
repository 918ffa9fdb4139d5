"""The event card: it tells what to do next, asks what the step needs, and keeps what was typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county.event import State, allowed
from desktop import i18n
from desktop.panels.card import Card
from desktop.panels.command_forms import DispatchForm, EvaluateForm, ExtendForm
from desktop.panels.time_line import TimeLine
from tests.gui.conftest import DeskRoom


@pytest.fixture
def card(room: DeskRoom, qtbot: QtBot) -> Iterator[Card]:
    panel = Card(room.session)
    qtbot.addWidget(panel)
    panel.resize(460, 900)
    panel.show()
    yield panel
    panel.release()


def click(qtbot: QtBot, card: Card, step: type[c.EventCommand]) -> None:
    button = card.event_card.steps.buttons[step]
    QApplication.processEvents()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_buttons_are_the_steps_that_the_table_allows(card: Card, room: DeskRoom) -> None:
    event_id = room.report("lamp")
    room.session.focus.select("events", event_id)
    event = room.session.layers.events.events[event_id]
    assert set(card.event_card.steps.buttons) == set(allowed(event))


def test_a_step_of_the_watch_is_told_as_the_systems_own(qtbot: QtBot, card: Card, room: DeskRoom) -> None:
    event = room.session.layers.events.events[room.report("lamp")]
    line = TimeLine()
    qtbot.addWidget(line)
    line.show_event(replace(event, timeline=(replace(event.timeline[0], actor=c.WATCH),)), room.clock.now_ms())
    assert "系统自动" in line.text()
    assert c.WATCH not in line.text()


def test_the_next_step_stands_first_and_stands_out(card: Card, room: DeskRoom) -> None:
    room.session.focus.select("events", room.report("lamp"))
    first = next(iter(card.event_card.steps.buttons))
    assert first is c.FileEvent
    assert card.event_card.steps.buttons[first].property("role") == "primary"


def test_verbs_are_chinese_and_switch_to_english(card: Card, room: DeskRoom) -> None:
    room.session.focus.select("events", room.report("lamp"))
    assert card.event_card.steps.buttons[c.FileEvent].text() == "立案"
    i18n.set_language("en")
    QApplication.processEvents()
    assert card.event_card.steps.buttons[c.FileEvent].text() == "File"


def test_dispatch_offers_ranked_units_with_the_reason_and_records_it(card: Card, room: DeskRoom, qtbot: QtBot) -> None:
    event_id = room.report("garbage")
    room.session.focus.select("events", event_id)
    click(qtbot, card, c.FileEvent)
    room.tick()
    click(qtbot, card, c.DispatchEvent)
    form = card.event_card.steps.form
    assert isinstance(form, DispatchForm)
    assert "公里" in form.units.item(0).text()
    first = form.units.item(0).data(Qt.ItemDataRole.UserRole)
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    room.tick()
    event = room.session.layers.events.events[event_id]
    assert (event.state, event.unit) == (State.DISPATCHED, first)
    assert event.dispatch_reason


def test_a_missing_note_is_asked_for_before_anything_is_sent(card: Card, room: DeskRoom, qtbot: QtBot) -> None:
    event_id = room.report("noise")
    room.session.focus.select("events", event_id)
    click(qtbot, card, c.RejectEvent)
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    assert card.event_card.steps.problem.isVisible()
    assert room.session.submissions.pending(event_id) is None


def test_a_refusal_is_told_in_chinese_and_the_input_is_kept(card: Card, room: DeskRoom, qtbot: QtBot) -> None:
    event_id = room.report("noise")
    room.session.focus.select("events", event_id)
    click(qtbot, card, c.RejectEvent)
    qtbot.keyClicks(card.event_card.steps.form.note, "x" * 4001)  # type: ignore[union-attr]
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    room.tick()
    assert "最多" in card.event_card.steps.problem.text()
    assert card.event_card.steps.form is not None
    assert len(card.event_card.steps.form.note.text()) == 4001


def test_a_step_shows_that_it_is_on_its_way_until_it_is_answered(card: Card, room: DeskRoom, qtbot: QtBot) -> None:
    event_id = room.report("lamp")
    room.session.focus.select("events", event_id)
    click(qtbot, card, c.FileEvent)
    button = card.event_card.steps.buttons[c.FileEvent]
    assert not button.isEnabled()
    assert "提交中" in button.text()
    room.tick()
    assert c.DispatchEvent in card.event_card.steps.buttons


def test_a_card_opened_before_its_records_arrive_fills_itself(card: Card, room: DeskRoom) -> None:
    room.source.held = True
    event_id = room.report("late")
    room.session.focus.select("events", event_id)
    room.source.held = False
    room.tick()
    assert card.event_card.name.text() == "late"


def bring_to(room: DeskRoom, event_id: str, *bodies: c.EventCommand) -> None:
    """Take the event through these steps, and the focus to it."""
    for body in bodies:
        room.session.submissions.send(body)  # type: ignore[arg-type]
        room.tick()
    room.session.focus.select("events", event_id)


def to_handling(event_id: str) -> tuple[c.EventCommand, ...]:
    return (
        c.FileEvent(event_id=event_id),
        c.DispatchEvent(event_id=event_id, unit="city_management"),
        c.AcceptTask(event_id=event_id),
    )


def to_closed(event_id: str) -> tuple[c.EventCommand, ...]:
    return *to_handling(event_id), c.FeedBack(event_id=event_id, note="done"), c.CloseEvent(event_id=event_id)


def shown_facts(card: Card) -> str:
    return " ".join(value.text() for _, value in card.event_card.facts.lines)


def test_taking_another_unit_than_the_first_is_recorded_as_the_operators_choice(
    card: Card, room: DeskRoom, qtbot: QtBot
) -> None:
    event_id = room.report("garbage")
    bring_to(room, event_id, c.FileEvent(event_id=event_id))
    click(qtbot, card, c.DispatchEvent)
    form = card.event_card.steps.form
    assert isinstance(form, DispatchForm)
    assert "最近的空闲" in form.units.item(0).text()
    assert "最近的空闲" not in form.units.item(1).text()
    form.units.setCurrentRow(1)
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    room.tick()
    assert "值班员指定" in shown_facts(card)
    assert "第2" in shown_facts(card)


def test_closing_is_told_to_be_final_and_waits_for_a_second_click(card: Card, room: DeskRoom, qtbot: QtBot) -> None:
    event_id = room.report("garbage")
    bring_to(room, event_id, *to_closed(event_id)[:-1])
    click(qtbot, card, c.CloseEvent)
    room.tick()
    assert room.session.layers.events.events[event_id].state is State.FED_BACK
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    room.tick()
    assert room.session.layers.events.events[event_id].state is State.CLOSED


def test_supervision_says_what_is_asked_for(card: Card, room: DeskRoom, qtbot: QtBot) -> None:
    event_id = room.report("garbage")
    bring_to(room, event_id, *to_handling(event_id))
    click(qtbot, card, c.SuperviseEvent)
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    assert card.event_card.steps.problem.isVisible()
    qtbot.keyClicks(card.event_card.steps.form.note, "Finish today")  # type: ignore[union-attr]
    assert not card.event_card.steps.problem.isVisible()
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    room.tick()
    assert room.session.layers.events.events[event_id].supervised


def test_a_score_says_what_it_means_and_choosing_one_takes_the_complaint_away(
    card: Card, room: DeskRoom, qtbot: QtBot
) -> None:
    event_id = room.report("garbage")
    bring_to(room, event_id, *to_closed(event_id))
    click(qtbot, card, c.EvaluateEvent)
    form, steps = card.event_card.steps.form, card.event_card.steps
    assert isinstance(form, EvaluateForm)
    assert [form.group.button(score).text() for score in (1, 5)] == ["1\n很不满意", "5\n很满意"]
    qtbot.mouseClick(steps.confirm, Qt.MouseButton.LeftButton)
    assert steps.problem.isVisible()
    qtbot.mouseClick(form.group.button(4), Qt.MouseButton.LeftButton)
    assert not steps.problem.isVisible()
    qtbot.mouseClick(steps.confirm, Qt.MouseButton.LeftButton)
    room.tick()
    assert "4 / 5 · 满意" in shown_facts(card)


def test_the_old_limit_is_not_shown_as_valid_while_the_clock_is_stopped(card: Card, room: DeskRoom) -> None:
    event_id = room.report("garbage")
    bring_to(room, event_id, *to_handling(event_id), c.SuspendEvent(event_id=event_id, note="rain"))
    assert "恢复后" in shown_facts(card)


def test_the_calendar_marks_today(card: Card, room: DeskRoom, qtbot: QtBot) -> None:
    event_id = room.report("garbage")
    bring_to(room, event_id, *to_handling(event_id))
    click(qtbot, card, c.ExtendDeadline)
    form = card.event_card.steps.form
    assert isinstance(form, ExtendForm)
    marked = form.until.calendarWidget().dateTextFormat()
    assert [day.toString("yyyy-MM-dd") for day in marked] == ["2026-11-23"]
