"""并案 into an event of a lower level: the form says so and proposes the higher one as the main event."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.commands import EventLevel
from county.events.event import facts_of
from desktop.cards.card import Card
from desktop.steps.merge_form import OTHER, OWN, MergeForm
from tests.gui.conftest import ScriptedDesktop

LEFT = Qt.MouseButton.LeftButton


def reported(scripted: ScriptedDesktop, title: str, level: EventLevel) -> str:
    event_id = scripted.report(title, subclass="road_collapse")
    facts = facts_of(scripted.event(event_id))
    stated = {name: getattr(facts, name) for name in facts.__struct_fields__} | {"level": level}
    if level != "general":
        scripted.happen(r.EventCorrected(event_id=event_id, note="x", **stated))
    return event_id


def form_of(card: Card, scripted: ScriptedDesktop, qtbot: QtBot, event_id: str, into: str) -> MergeForm:
    scripted.session.focus.select("events", event_id)
    QApplication.processEvents()
    qtbot.mouseClick(card.event_card.steps.buttons[c.MergeEvent], LEFT)
    form = card.event_card.steps.form
    assert isinstance(form, MergeForm)
    form.into.setCurrentIndex(form.into.findData(into))
    return form


@pytest.mark.parametrize("levels", [("general", "general"), ("general", "major"), ("larger", "major_special")])
def test_a_merge_into_an_event_of_the_same_or_a_higher_level_needs_no_warning(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot, levels: tuple[EventLevel, EventLevel]
) -> None:
    own, other = (reported(scripted, title, level) for title, level in zip("甲乙", levels, strict=True))
    form = form_of(card, scripted, qtbot, own, other)
    assert form.warning.isHidden()
    assert form.body() == c.MergeEvent(event_id=own, into=other)


def test_the_event_of_the_higher_level_is_proposed_as_the_main_one(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    own, other = reported(scripted, "塌陷", "major"), reported(scripted, "坑", "general")
    form = form_of(card, scripted, qtbot, own, other)
    assert "所选事件的级别（一般）低于本事件（重大）" in form.warning.text()
    assert form.main.checkedId() == OWN
    qtbot.mouseClick(card.event_card.steps.confirm, LEFT)
    assert scripted.source.commands[-1].body == c.MergeEvent(event_id=other, into=own)
    assert not card.event_card.steps.confirm.isEnabled(), "it waits for the answer about the other event"
    merged = r.EventMerged(event_id=other, into=own)
    scripted.accept(merged, r.ReportsJoined(event_id=own, reports=(r.MergedReport(event_id=other),)))
    assert card.event_card.steps.form is None
    assert scripted.event(own).joined[0].event_id == other


def test_a_refusal_of_the_reversed_merge_is_shown_in_the_form(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    own, other = reported(scripted, "塌陷", "major"), reported(scripted, "坑", "general")
    form_of(card, scripted, qtbot, own, other)
    qtbot.mouseClick(card.event_card.steps.confirm, LEFT)
    scripted.refuse("merge_target_full", event=own, limit="100")
    assert "100" in card.event_card.steps.problem.text()


def test_a_person_can_decide_for_the_lower_one_nevertheless(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    own, other = reported(scripted, "塌陷", "major"), reported(scripted, "坑", "general")
    form = form_of(card, scripted, qtbot, own, other)
    qtbot.mouseClick(form.main.button(OTHER), LEFT)
    qtbot.mouseClick(card.event_card.steps.confirm, LEFT)
    assert scripted.source.commands[-1].body == c.MergeEvent(event_id=own, into=other)


def test_one_that_is_dispatched_already_can_only_be_the_main_one_and_the_form_says_what_to_do(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    own, other = reported(scripted, "塌陷", "major"), reported(scripted, "坑", "general")
    scripted.dispatch(other)
    form = form_of(card, scripted, qtbot, own, other)
    assert "请先更正其级别" in form.warning.text()
    assert not form.main.button(OWN).isEnabled()
    assert form.main.checkedId() == OTHER
    assert form.body() == c.MergeEvent(event_id=own, into=other)


def test_a_title_that_the_box_cuts_is_read_in_full_below_it_and_in_its_list(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    own = reported(scripted, "塌陷", "general")
    others = [reported(scripted, f"{name}村文化广场东侧路面塌陷", "general") for name in "甲乙"]
    form = form_of(card, scripted, qtbot, own, others[0])
    assert form.into.width() < form.into.view().sizeHintForColumn(0)
    assert form.whole.text() == form.into.currentText()
    qtbot.waitUntil(form.whole.isVisible)
    qtbot.mouseClick(form.into, LEFT)
    qtbot.waitUntil(form.into.view().isVisible)
    assert form.into.view().viewport().width() >= form.into.view().sizeHintForColumn(0)
    form.into.view().setCurrentIndex(form.into.model().index(form.into.findData(others[1]), 0))
    qtbot.keyClick(form.into.view(), Qt.Key.Key_Return)
    assert form.into.currentData() != others[0]
    assert form.whole.text() == form.into.currentText()
