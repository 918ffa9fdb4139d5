"""The event card: shows the next step, requests the step's parameters, and keeps the input."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.authority import BACKEND, DRILL, SIMULATION, WATCH
from county.events.event import RETENTION_MS, State
from county.events.table import allowed
from county.numbering import new_event_id
from county.resource import Resource
from county.units.dispatch import can_be_sent, rank
from desktop import i18n, theme
from desktop.cards.card import Card
from desktop.input.keyed_button import KeyedButton
from desktop.steps.command_forms import EvaluateForm, ExtendForm, FollowUpForm
from desktop.units.ranked_unit_form import RankedUnitForm
from desktop.widgets.scrolled import Scrolled
from desktop.wording import refusal
from layers.resources import ResourcesLayer
from services.protocol.messages import RankReply, SendingReply
from tests.gui.conftest import HOUR_MS, ScriptedDesktop


def click(qtbot: QtBot, card: Card, step: type[c.EventCommand]) -> None:
    button = card.event_card.steps.buttons[step]
    QApplication.processEvents()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_buttons_are_the_steps_that_the_table_allows(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("lamp")
    scripted.session.focus.select("events", event_id)
    event = scripted.event(event_id)
    assert set(card.event_card.steps.buttons) == set(allowed(event))


@pytest.mark.parametrize("author", sorted(BACKEND))
def test_a_step_of_the_backend_itself_is_shown_as_the_systems(
    card: Card, scripted: ScriptedDesktop, author: str
) -> None:
    event = scripted.event(scripted.report("lamp"))
    line = card.event_card.time_line
    line.show_event(replace(event, timeline=(replace(event.timeline[0], actor=author),)), scripted.clock.now_ms(), "")
    assert "系统自动" in line.text()
    assert author not in line.text()


@pytest.mark.parametrize(("author", "name"), [(DRILL.id, "演练注入"), (SIMULATION.id, "模拟人员"), ("王磊", "王磊")])
def test_who_took_a_step_is_named_by_no_id_of_the_program(
    card: Card, scripted: ScriptedDesktop, author: str, name: str
) -> None:
    event = scripted.event(scripted.report("lamp"))
    line = card.event_card.time_line
    line.show_event(replace(event, timeline=(replace(event.timeline[0], actor=author),)), scripted.clock.now_ms(), "")
    assert f">{name}<" in line.text()


def test_the_lines_of_a_note_stay_lines_in_the_time_line(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("lamp")
    scripted.happen(r.EventRejected(event_id=event_id, note="first line\n<b>second</b>\r\nthird"))
    scripted.session.focus.select("events", event_id)
    shown = QTextDocumentFragment.fromHtml(card.event_card.time_line.text()).toPlainText()
    lines = shown.replace("\u2028", "\n").splitlines()
    at = lines.index("first line")
    assert lines[at : at + 3] == ["first line", "<b>second</b>", "third"]


class LateButtons(QObject):
    """Counts the buttons that Qt shows by a call of their own, with which it lays out the window."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += isinstance(watched, KeyedButton) and event.type() == QEvent.Type.MetaCall
        return False


def test_the_buttons_of_another_event_are_shown_together(card: Card, scripted: ScriptedDesktop) -> None:
    reported, filed = scripted.report("lamp"), scripted.report("drain")
    scripted.happen(r.EventFiled(event_id=filed))
    scripted.session.focus.select("events", reported)
    QApplication.processEvents()
    late, application = LateButtons(), QApplication.instance()
    assert application is not None
    application.installEventFilter(late)
    scripted.session.focus.select("events", filed)
    QApplication.processEvents()
    application.removeEventFilter(late)
    buttons = card.event_card.steps.buttons
    assert set(buttons) == set(allowed(scripted.event(filed)))
    assert all(button.isVisible() for button in buttons.values())
    assert late.count == 0


def test_an_event_with_the_same_steps_is_shown_on_the_same_buttons(card: Card, scripted: ScriptedDesktop) -> None:
    one, other = scripted.report("lamp"), scripted.report("drain")
    scripted.session.focus.select("events", one)
    buttons = [*card.event_card.steps.buttons.values()]
    scripted.session.focus.select("events", other)
    assert [*card.event_card.steps.buttons.values()] == buttons
    scripted.happen(r.EventFiled(event_id=other))
    assert len(card.event_card.steps.findChildren(KeyedButton)) == len({*buttons, *_shown_buttons(card)}) + 1, (
        "the approval has one"
    )
    scripted.session.focus.select("events", one)
    assert [*card.event_card.steps.buttons.values()] == buttons
    assert _shown_buttons(card) == buttons


def _shown_buttons(card: Card) -> list[KeyedButton]:
    return [button for button in card.event_card.steps.buttons.values() if button.isVisible()]


def test_a_press_on_a_button_of_one_event_is_no_click_for_the_next_one(card: Card, scripted: ScriptedDesktop) -> None:
    one, other = scripted.report("lamp"), scripted.report("drain")
    scripted.session.focus.select("events", one)
    QApplication.processEvents()
    before = card.event_card.steps.buttons[c.FileEvent]
    at = before.rect().center()
    QTest.mousePress(before, Qt.MouseButton.LeftButton, pos=at)
    scripted.session.focus.select("events", other)
    QApplication.processEvents()
    now = card.event_card.steps.buttons[c.FileEvent]
    for button in (before, now):
        QTest.mouseMove(button, at)
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton, pos=at)
    assert scripted.source.commands == []
    QTest.mouseClick(now, Qt.MouseButton.LeftButton)
    assert [command.body for command in scripted.source.commands] == [c.FileEvent(event_id=other)]


def test_the_next_step_is_first_and_highlighted(card: Card, scripted: ScriptedDesktop) -> None:
    scripted.session.focus.select("events", scripted.report("lamp"))
    first = next(iter(card.event_card.steps.buttons))
    assert first is c.FileEvent
    assert card.event_card.steps.buttons[first].property("role") == "primary"


def test_verbs_are_chinese_and_switch_to_english(card: Card, scripted: ScriptedDesktop) -> None:
    scripted.session.focus.select("events", scripted.report("lamp"))
    assert card.event_card.steps.buttons[c.FileEvent].text() == "立案"
    i18n.set_language("en")
    QApplication.processEvents()
    assert card.event_card.steps.buttons[c.FileEvent].text() == "File"


def test_dispatch_offers_ranked_units_with_the_reason_and_records_it(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("garbage")
    scripted.session.focus.select("events", event_id)
    click(qtbot, card, c.FileEvent)
    scripted.accept(r.EventFiled(event_id=event_id))
    click(qtbot, card, c.DispatchEvent)
    form = card.event_card.steps.form
    assert isinstance(form, RankedUnitForm)
    rank_units(scripted, event_id, {})
    assert "公里" in form.units.item(0).text()
    first = form.units.item(0).data(Qt.ItemDataRole.UserRole)
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    assert scripted.source.commands[-1].body == c.DispatchEvent(event_id=event_id, unit=first)
    candidates = rank(scripted.event(event_id), movable(scripted), scripted.session.catalog, {})
    scripted.accept(dispatched(scripted, event_id, first, candidates.choice_of(first)))
    assert scripted.event(event_id).state is State.DISPATCHED
    assert "最近的空闲" in shown_facts(card)


def test_a_unit_can_be_dispatched_only_after_the_ranking_was_received(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("garbage")
    bring_to(scripted, event_id, r.EventFiled(event_id=event_id))
    click(qtbot, card, c.DispatchEvent)
    steps = card.event_card.steps
    form = steps.form
    assert isinstance(form, RankedUnitForm)
    assert not form.coming.isHidden()
    assert form.units.isHidden()
    assert not steps.confirm.isEnabled()
    scripted.source.answer(RankReply(request="another question", candidates=[]))
    scripted.tick()
    assert not steps.confirm.isEnabled()
    rank_units(scripted, event_id, {})
    assert steps.confirm.isEnabled()
    assert form.coming.isHidden()
    assert not form.units.isHidden()
    assert form.units.count() > 1


def rank_units(scripted: ScriptedDesktop, event_id: str, tasks: dict[str, int]) -> None:
    """The desk replies to the open form."""
    candidates = rank(scripted.event(event_id), movable(scripted), scripted.session.catalog, tasks)
    choice = candidates.choice_of(candidates[0].unit)
    scripted.source.answer(RankReply(request=event_id, candidates=list(candidates), choice=choice))
    scripted.tick()
    answer_sending(scripted)


def answer_sending(scripted: ScriptedDesktop, **answer: Any) -> None:
    """The desk replies to the last question about sending a unit."""
    sendings = scripted.source.sendings
    event_id, unit = sendings[-1]
    scripted.source.answer(SendingReply(request=f"sending {len(sendings)}", event_id=event_id, unit=unit, **answer))
    scripted.tick()


def movable(scripted: ScriptedDesktop) -> list[Resource]:
    return [unit for unit in scripted.session.package.resources if can_be_sent(unit, scripted.session.catalog)]


def dispatched(
    scripted: ScriptedDesktop, event_id: str, unit: str, choice: r.Choice | None = None
) -> r.EventDispatched:
    return r.EventDispatched(event_id=event_id, unit=unit, due_ms=scripted.clock.now_ms() + HOUR_MS, choice=choice)


def test_a_reason_written_by_a_person_in_old_records_is_shown_unchanged(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("garbage")
    old = r.EventDispatched(
        event_id=event_id,
        unit="city_management",
        due_ms=scripted.clock.now_ms() + HOUR_MS,
        reason="they know the place",
    )
    bring_to(scripted, event_id, r.EventFiled(event_id=event_id), old)
    assert "they know the place" in shown_facts(card)


def test_a_missing_note_is_requested_before_anything_is_sent(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("noise")
    scripted.session.focus.select("events", event_id)
    click(qtbot, card, c.RejectEvent)
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    assert card.event_card.steps.problem.isVisible()
    assert scripted.session.submissions.pending(event_id) is None


def test_a_refusal_is_shown_in_chinese_and_the_input_is_kept(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("noise")
    scripted.session.focus.select("events", event_id)
    click(qtbot, card, c.RejectEvent)
    assert card.event_card.steps.form is not None
    card.event_card.steps.form.note.insert("x" * 4000)  # as if it was pasted
    qtbot.keyClicks(card.event_card.steps.form.note, "x")
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    scripted.refuse("text_too_long", limit="4000")
    assert "最多" in card.event_card.steps.problem.text()
    assert card.event_card.steps.form is not None
    assert len(card.event_card.steps.form.note.text()) == 4001


def test_a_step_is_shown_as_pending_until_the_reply(card: Card, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    event_id = scripted.report("lamp")
    scripted.session.focus.select("events", event_id)
    click(qtbot, card, c.FileEvent)
    button = card.event_card.steps.buttons[c.FileEvent]
    assert not button.isEnabled()
    assert "提交中" in button.text()
    scripted.accept(r.EventFiled(event_id=event_id))
    assert c.DispatchEvent in card.event_card.steps.buttons


def test_the_card_of_an_archived_event_stays_open_and_shows_it(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("over soon")
    bring_to(scripted, event_id, r.EventRejected(event_id=event_id))
    assert not card.event_card.archived_note.isVisible()
    scripted.clock.advance(RETENTION_MS)
    scripted.report("fresh")
    assert event_id not in scripted.session.layers.states("event")
    assert card.event_card.name.text() == "over soon"
    assert card.event_card.archived_note.isVisible()
    assert not card.event_card.steps.isVisible()
    assert card.event_card.time_line.text()


def test_the_card_of_an_unknown_event_shows_that_it_is_not_on_the_desk(card: Card, scripted: ScriptedDesktop) -> None:
    scripted.session.focus.select("events", scripted.report("another one"))
    scripted.session.focus.select("events", "20260101-0000000")
    assert card.event_card.name.text() == "20260101-0000000"
    assert card.event_card.archived_note.isVisible()
    assert not card.event_card.facts.isVisible()


def bring_to(scripted: ScriptedDesktop, event_id: str, *bodies: r.EventRecord) -> None:
    """Apply these steps to the event, and select it."""
    scripted.happen(*bodies)
    scripted.session.focus.select("events", event_id)


def to_handling(scripted: ScriptedDesktop, event_id: str) -> tuple[r.EventRecord, ...]:
    filed, accepted = r.EventFiled(event_id=event_id), r.TaskAccepted(event_id=event_id)
    return filed, dispatched(scripted, event_id, "city_management"), accepted


def to_closed(scripted: ScriptedDesktop, event_id: str) -> tuple[r.EventRecord, ...]:
    fed_back, closed = r.HandlingFedBack(event_id=event_id, note="done"), r.EventClosed(event_id=event_id)
    return *to_handling(scripted, event_id), fed_back, closed


def shown_facts(card: Card) -> str:
    return " ".join(value.text() for _, value in card.event_card.facts.lines)


def test_selecting_another_unit_than_the_first_is_recorded_as_the_operators_choice(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("garbage")
    bring_to(scripted, event_id, r.EventFiled(event_id=event_id))
    click(qtbot, card, c.DispatchEvent)
    form = card.event_card.steps.form
    assert isinstance(form, RankedUnitForm)
    rank_units(scripted, event_id, {})
    assert "最近的空闲" in form.units.item(0).text()
    assert "最近的空闲" not in form.units.item(1).text()
    QTest.keyClick(form.note, Qt.Key.Key_Down)
    answer_sending(scripted)
    second = form.units.item(1).data(Qt.ItemDataRole.UserRole)
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    assert scripted.source.commands[-1].body == c.DispatchEvent(event_id=event_id, unit=second)
    candidates = rank(scripted.event(event_id), movable(scripted), scripted.session.catalog, {})
    scripted.accept(dispatched(scripted, event_id, second, candidates.choice_of(second)))
    assert "值班员指定" in shown_facts(card)
    assert "第2" in shown_facts(card)


def test_closing_is_shown_as_final_and_needs_a_second_click(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("garbage")
    bring_to(scripted, event_id, *to_closed(scripted, event_id)[:-1])
    click(qtbot, card, c.CloseEvent)
    assert scripted.source.commands == []
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    assert [type(command.body) for command in scripted.source.commands] == [c.CloseEvent]


def test_supervision_shows_what_is_required(card: Card, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    event_id = scripted.report("garbage")
    bring_to(scripted, event_id, *to_handling(scripted, event_id))
    click(qtbot, card, c.SuperviseEvent)
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    assert card.event_card.steps.problem.isVisible()
    qtbot.keyClicks(card.event_card.steps.form.note, "Finish today")  # type: ignore[union-attr]
    assert not card.event_card.steps.problem.isVisible()
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    assert scripted.source.commands[-1].body == c.SuperviseEvent(event_id=event_id, note="Finish today")


def test_a_score_shows_its_meaning_and_choosing_one_clears_the_error(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("garbage")
    bring_to(scripted, event_id, *to_closed(scripted, event_id))
    click(qtbot, card, c.EvaluateEvent)
    form, steps = card.event_card.steps.form, card.event_card.steps
    assert isinstance(form, EvaluateForm)
    assert [form.group.button(score).text() for score in (1, 5)] == ["1\n很不满意", "5\n很满意"]
    qtbot.mouseClick(steps.confirm, Qt.MouseButton.LeftButton)
    assert steps.problem.isVisible()
    qtbot.mouseClick(form.group.button(4), Qt.MouseButton.LeftButton)
    assert not steps.problem.isVisible()
    qtbot.mouseClick(steps.confirm, Qt.MouseButton.LeftButton)
    scripted.accept(r.EventEvaluated(event_id=event_id, score=4))
    assert "4 / 5 · 满意" in shown_facts(card)


def test_the_old_limit_is_not_shown_as_valid_while_the_clock_is_stopped(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("garbage")
    bring_to(scripted, event_id, *to_handling(scripted, event_id), r.EventSuspended(event_id=event_id, note="rain"))
    assert "恢复后" in shown_facts(card)


def test_the_calendar_marks_today(card: Card, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    event_id = scripted.report("garbage")
    bring_to(scripted, event_id, *to_handling(scripted, event_id))
    click(qtbot, card, c.ExtendDeadline)
    form = card.event_card.steps.form
    assert isinstance(form, ExtendForm)
    marked = form.until.calendarWidget().dateTextFormat()
    assert [day.toString("yyyy-MM-dd") for day in marked] == ["2026-11-23"]


def closed(scripted: ScriptedDesktop) -> str:
    """A closed event, selected."""
    event_id = scripted.report("lamp")
    scripted.dispatch(event_id)
    steps = (r.TaskAccepted, r.HandlingFedBack, r.EventClosed)
    bring_to(scripted, event_id, *(step(event_id=event_id) for step in steps))
    return event_id


def test_what_the_reporter_calls_unsolved_is_assigned_again_by_one_click(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = closed(scripted)
    steps = card.event_card.steps
    click(qtbot, card, c.FollowUpEvent)
    form = steps.form
    assert isinstance(form, FollowUpForm)
    qtbot.mouseClick(form.group.button(0), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(steps.confirm, Qt.MouseButton.LeftButton)
    assert steps.problem.text() == "每行请各选一项", "whether it is solved is asked, too"
    qtbot.mouseClick(form.solved.button(0), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(steps.confirm, Qt.MouseButton.LeftButton)
    assert scripted.source.commands[-1].body == c.FollowUpEvent(event_id=event_id, satisfied=False, solved=False)
    scripted.accept(r.FollowUpMade(event_id=event_id, satisfied=False, solved=False))
    assert "未解决 · 不满意" in shown_facts(card)
    assert next(iter(steps.buttons)) is c.ReopenEvent, "it is the next step"
    assert steps.buttons[c.ReopenEvent].text() == "重新交办"
    click(qtbot, card, c.ReopenEvent)
    assert scripted.source.commands[-1].body == c.ReopenEvent(event_id=event_id)
    scripted.accept(r.EventReopened(event_id=event_id, unit="city_management", due_ms=scripted.clock.now_ms() + 1))
    assert scripted.event(event_id).state is State.DISPATCHED
    assert "重新交办 1 次" in shown_facts(card)


def test_assigning_again_for_another_reason_asks_for_it(card: Card, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    event_id = closed(scripted)
    click(qtbot, card, c.ReopenEvent)
    steps = card.event_card.steps
    assert steps.form is not None
    qtbot.mouseClick(steps.confirm, Qt.MouseButton.LeftButton)
    assert not steps.problem.isHidden()
    steps.form.note.setText("复查发现未处理")
    qtbot.mouseClick(steps.confirm, Qt.MouseButton.LeftButton)
    assert scripted.source.commands[-1].body == c.ReopenEvent(event_id=event_id, note="复查发现未处理")


def merged(scripted: ScriptedDesktop) -> tuple[str, str]:
    """An event and the closed one that it was merged into; that one is selected."""
    duplicate = scripted.report("the same lamp")
    into = scripted.report("lamp")
    report = r.MergedReport(event_id=duplicate, reporter="r-2")
    scripted.happen(
        r.EventMerged(event_id=duplicate, into=into), r.ReportsJoined(event_id=into, reports=(report,))
    )
    scripted.dispatch(into)
    bring_to(scripted, into, *(step(event_id=into) for step in (r.TaskAccepted, r.HandlingFedBack, r.EventClosed)))
    return duplicate, into


def test_the_reporter_of_a_merged_report_is_asked_from_the_card_of_the_other_event(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    duplicate, into = merged(scripted)
    assert f"{duplicate}</a>：上报人尚未回访" in card.event_card.linked.text()
    click(qtbot, card, c.FollowUpEvent)
    form = card.event_card.steps.form
    assert isinstance(form, FollowUpForm)
    form.reports.setCurrentIndex(form.reports.findData(duplicate))
    for group in (form.solved, form.group):
        qtbot.mouseClick(group.button(1), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    sent = c.FollowUpEvent(event_id=into, satisfied=True, solved=True, report=duplicate)
    assert scripted.source.commands[-1].body == sent
    scripted.accept(r.FollowUpMade(event_id=into, satisfied=True, solved=True, report=duplicate))
    assert f"{duplicate}</a>：已解决 · 满意" in card.event_card.linked.text()


def test_the_cards_of_merged_events_lead_to_each_other_and_the_merge_is_undone_by_a_button(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    duplicate, into = merged(scripted)
    card.event_card.linked.linkActivated.emit(duplicate)
    assert f"已并入 <a href='{into}'" in card.event_card.linked.text()
    click(qtbot, card, c.UnmergeEvent)
    steps = card.event_card.steps
    assert steps.form is not None
    steps.form.note.setText("不是同一盏")
    qtbot.mouseClick(steps.confirm, Qt.MouseButton.LeftButton)
    assert scripted.source.commands[-1].body == c.UnmergeEvent(event_id=duplicate, note="不是同一盏")
    scripted.accept(
        r.EventUnmerged(event_id=duplicate, out_of=into), r.ReportsParted(event_id=into, reports=(duplicate,))
    )
    assert scripted.event(duplicate).open
    assert card.event_card.linked.isHidden()


def test_a_request_for_an_extension_is_shown_and_approved_or_refused(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("lamp")
    bring_to(scripted, event_id, *to_handling(scripted, event_id))
    steps = card.event_card.steps
    assert c.RefuseExtension not in steps.buttons
    until_ms = scripted.clock.now_ms() + 8 * HOUR_MS
    scripted.happen(r.ExtensionRequested(event_id=event_id, until_ms=until_ms, note="缺配件"))
    assert "缺配件" in shown_facts(card)
    assert next(iter(steps.buttons)) is c.ExtendDeadline, "it waits for the operator"
    assert c.RequestExtension not in steps.buttons
    click(qtbot, card, c.ExtendDeadline)
    qtbot.mouseClick(steps.confirm, Qt.MouseButton.LeftButton)
    assert scripted.source.commands[-1].body == c.ExtendDeadline(event_id=event_id, until_ms=until_ms)
    scripted.refuse("event_unknown", event=event_id)
    click(qtbot, card, c.RefuseExtension)
    assert steps.form is not None
    steps.form.note.setText("按期办结")
    qtbot.mouseClick(steps.confirm, Qt.MouseButton.LeftButton)
    assert scripted.source.commands[-1].body == c.RefuseExtension(event_id=event_id, note="按期办结")


def test_an_event_that_a_unit_returned_shows_who_and_why(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("lamp")
    bring_to(
        scripted, event_id, *to_handling(scripted, event_id), r.TaskReturned(event_id=event_id, note="不属于本单位职责")
    )
    assert "城市管理和综合执法局 · 不属于本单位职责" in shown_facts(card)
    assert next(iter(card.event_card.steps.buttons)) is c.DispatchEvent, "it is the centre's again"
    scripted.happen(r.EventSupervised(event_id=event_id, returned=3), by=WATCH.id, person="")
    assert "（已退回 3 次）" in card.event_card.time_line.text()


def test_units_depart_and_arrive_by_a_click_and_the_card_shows_how_far_each_is(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("lamp")
    scripted.dispatch(event_id)
    scripted.session.focus.select("events", event_id)
    click(qtbot, card, c.ReportDeparture)
    assert scripted.source.commands[-1].body == c.ReportDeparture(event_id=event_id, unit="city_management")
    scripted.accept(r.UnitDeparted(event_id=event_id, unit="city_management"))
    assert c.ReportDeparture not in card.event_card.steps.buttons
    click(qtbot, card, c.AddUnit)
    form = card.event_card.steps.form
    assert isinstance(form, RankedUnitForm)
    rank_units(scripted, event_id, {})
    units = [form.units.item(row).data(Qt.ItemDataRole.UserRole) for row in range(form.units.count())]
    assert "city_management" not in units, "it is there already"
    qtbot.mouseClick(card.event_card.steps.confirm, Qt.MouseButton.LeftButton)
    assert scripted.source.commands[-1].body == c.AddUnit(event_id=event_id, unit=units[0])
    scripted.accept(r.UnitAdded(event_id=event_id, unit=units[0]), r.UnitArrived(event_id=event_id, unit=units[0]))
    lines = shown_facts(card)
    assert "城市管理和综合执法局（主办） · 出动 10:00" in lines
    assert "（协办） · 到场 10:00" in lines
    assert units[0] in scripted.session.layers.of(ResourcesLayer).tasks, "on the map, too"
    click(qtbot, card, c.SetMainUnit)
    assert scripted.source.commands[-1].body == c.SetMainUnit(event_id=event_id, unit=units[0])


def test_the_clock_is_amber_from_the_time_that_the_desk_recorded_and_red_when_it_is_due(
    card: Card, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("lamp")
    now_ms = scripted.clock.now_ms()
    sent = r.EventDispatched(
        event_id=event_id, unit="market", due_ms=now_ms + HOUR_MS, amber_ms=now_ms + HOUR_MS // 2
    )
    bring_to(scripted, event_id, r.EventFiled(event_id=event_id), sent)
    colors = []
    for passed_ms in (HOUR_MS // 2 - 1, 1, HOUR_MS // 2):
        scripted.clock.advance(passed_ms)
        card.event_card.clock.show_event(scripted.event(event_id), scripted.clock.now_ms())
        colors.append(card.event_card.clock.used(scripted.event(event_id))[1])
    assert colors == [theme.GOOD, theme.WARNING, theme.DANGER]


def test_a_step_of_the_escalation_is_shown_with_whom_it_reached(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("lamp")
    bring_to(scripted, event_id, *to_handling(scripted, event_id))
    scripted.happen(r.EventEscalated(event_id=event_id, step="supervise", to="department", supervises=True), person="")
    assert "督办 → 主管部门负责人" in shown_facts(card)
    assert "督办 → 主管部门负责人" in QTextDocumentFragment.fromHtml(card.event_card.time_line.text()).toPlainText()
    assert c.EscalateEvent not in card.event_card.steps.buttons, "only the backend takes steps"


def test_the_history_names_the_limit_that_was_asked_for_and_the_new_one(
    card: Card, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("lamp")
    scripted.dispatch(event_id)
    scripted.session.focus.select("events", event_id)
    asked_ms, due_ms = scripted.clock.now_ms() + 30 * HOUR_MS, scripted.clock.now_ms() + 26 * HOUR_MS
    scripted.happen(r.ExtensionRequested(event_id=event_id, until_ms=asked_ms, note="缺配件"))
    scripted.happen(r.DeadlineExtended(event_id=event_id, due_ms=due_ms))
    shown = QTextDocumentFragment.fromHtml(card.event_card.time_line.text()).toPlainText().replace("\u200b", "")
    assert "至 2026-11-24 16:00" in shown
    assert "至 2026-11-24 12:00" in shown


def test_an_extension_is_proposed_by_the_limit_of_the_class_and_not_by_a_day(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("fire", subclass="building_fire")
    bring_to(scripted, event_id, *to_handling(scripted, event_id))
    due_ms = scripted.event(event_id).due_ms
    assert due_ms is not None
    click(qtbot, card, c.ExtendDeadline)
    form = card.event_card.steps.form
    assert isinstance(form, ExtendForm)
    proposed_ms = form.until.dateTime().toMSecsSinceEpoch()
    assert proposed_ms == max(due_ms, scripted.clock.now_ms()) + HOUR_MS


def test_the_unit_that_returned_an_event_is_named_as_such_and_not_preselected_again(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("garbage")
    returned = rank(scripted.event(event_id), movable(scripted), scripted.session.catalog, {})[0].unit
    scripted.dispatch(event_id, unit=returned)
    bring_to(scripted, event_id, r.TaskAccepted(event_id=event_id), r.TaskReturned(event_id=event_id, note="车坏了"))
    click(qtbot, card, c.DispatchEvent)
    form = card.event_card.steps.form
    assert isinstance(form, RankedUnitForm)
    rank_units(scripted, event_id, {})
    assert "曾退回本事件：车坏了" in form.units.item(0).text()
    assert form.units.currentRow() == 1
    form.request()
    rank_units(scripted, event_id, {})
    assert form.units.currentRow() == 1, "a new ranking proposes the same"


def test_reporters_are_asked_before_the_evaluation_and_a_good_score_against_them_needs_a_reason(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    place = scripted.session.package.resources[0]
    event_id = new_event_id(scripted.clock.now_ms())
    scripted.happen(
        r.EventReported(
            event_id=event_id, subclass="street_lamp", title="lamp", source="hotline", x_m=place.x_m, y_m=place.y_m,
            division="", level="general", reporter="r-1",
        )
    )  # fmt: skip
    scripted.dispatch(event_id)
    steps = (r.TaskAccepted, r.HandlingFedBack, r.EventClosed)
    bring_to(scripted, event_id, *(step(event_id=event_id) for step in steps))
    assert next(iter(card.event_card.steps.buttons)) is c.FollowUpEvent
    scripted.happen(r.FollowUpMade(event_id=event_id, satisfied=False))
    assert next(iter(card.event_card.steps.buttons)) is c.EvaluateEvent
    click(qtbot, card, c.EvaluateEvent)
    form = card.event_card.steps.form
    assert isinstance(form, EvaluateForm)
    for score, asks in ((2, False), (5, True)):
        qtbot.mouseClick(form.group.button(score), Qt.MouseButton.LeftButton)
        assert bool(form.missing()) is asks
    form.note.setText("修复及时，报告人要求超出职责")
    assert form.missing() == ""


def test_the_steps_of_a_unit_name_it(card: Card, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("garbage")
    unit = movable(scripted)[0]
    scripted.dispatch(event_id, unit=unit.id)
    scripted.session.focus.select("events", event_id)
    assert f"已派遣 {unit.name}" in card.event_card.time_line.text()


def test_a_form_says_that_another_seat_gave_its_step_already(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("lamp")
    scripted.dispatch(event_id)
    scripted.session.focus.select("events", event_id)
    steps = card.event_card.steps
    steps.buttons[c.SuperviseEvent].click()
    scripted.happen(r.EventSupervised(event_id=event_id))
    last = steps.news.text().splitlines()[-1]
    assert last.startswith("不能再督办：")
    assert last.endswith(refusal("already_supervised", {"event": event_id})[-4:])
    assert "已派遣" not in last
    assert steps.news.contentsRect().x() >= theme.px(8), "the padding of errors"


def test_another_event_has_its_final_places_before_it_is_painted(card: Card, scripted: ScriptedDesktop) -> None:
    """Parts of both cards were painted between the turns of Qt's layouts."""
    card.resize(420, 500)
    short = scripted.report("路灯不亮")
    long = scripted.report("很长的标题" * 12)
    scripted.dispatch(long)
    for event_id in (short, long, short):
        scripted.session.focus.select("events", event_id)
        [area] = card.event_card.findChildren(Scrolled)
        inside = area.widget()
        assert inside is not None
        parts = [part for part in inside.findChildren(QWidget) if part.isVisible()]
        before = [part.geometry() for part in parts]
        QApplication.processEvents()
        QApplication.processEvents()
        assert [part.geometry() for part in parts] == before
        assert area.fits


def test_the_steps_stay_where_they_are_when_the_suggested_unit_becomes_known(
    card: Card, scripted: ScriptedDesktop
) -> None:
    card.resize(420, 500)
    steps = card.event_card.steps
    event_id = scripted.report("路灯不亮")
    scripted.happen(r.EventFiled(event_id=event_id))
    scripted.session.focus.select("events", event_id)
    assert steps.proposal.is_asking
    assert steps.proposal.isVisible(), "its room is kept"
    assert steps.proposal.text.text() == "正在查询推荐力量…"
    assert not steps.proposal.approve.isEnabled()
