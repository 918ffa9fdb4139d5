"""What is said below the form of a step: a refusal stays until the step is given again, what is missing until it is
filled in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county import commands as c
from desktop.cards.card import Card
from desktop.steps.command_forms import NoteForm
from desktop.steps.event_actions import EventActions
from tests.gui.conftest import ScriptedDesktop

LEFT = Qt.MouseButton.LeftButton


def opened(card: Card, scripted: ScriptedDesktop, qtbot: QtBot) -> tuple[EventActions, NoteForm]:
    """The form of a note about a new event."""
    scripted.session.focus.select("events", scripted.report("路灯不亮"))
    steps = card.event_card.steps
    qtbot.waitUntil(lambda: c.NoteEvent in steps.buttons)
    qtbot.mouseClick(steps.buttons[c.NoteEvent], LEFT)
    assert isinstance(steps.form, NoteForm)
    return steps, steps.form


def test_a_refusal_stays_while_the_form_is_changed_until_it_is_sent_again(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    steps, form = opened(card, scripted, qtbot)
    qtbot.keyClicks(form.note, "x")
    qtbot.keyClick(form.note, Qt.Key.Key_Return)
    scripted.refuse("transition_forbidden")
    refusal = steps.problem.text()
    assert steps.problem.isVisible()
    qtbot.keyClicks(form.note, "y")
    assert steps.problem.isVisible()
    assert steps.problem.text() == refusal
    qtbot.mouseClick(steps.confirm, LEFT)
    assert not steps.problem.isVisible()


def test_what_is_missing_is_said_until_it_is_filled_in_or_the_form_is_left(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    steps, form = opened(card, scripted, qtbot)
    qtbot.keyClick(form.note, Qt.Key.Key_Return)
    assert steps.problem.isVisible()
    qtbot.keyClicks(form.note, "x")
    assert not steps.problem.isVisible()
    qtbot.keyClick(form.note, Qt.Key.Key_Backspace)
    qtbot.mouseClick(steps.confirm, LEFT)
    assert steps.problem.isVisible()
    qtbot.keyClick(form.note, Qt.Key.Key_Escape)
    assert steps.form is None
    assert not steps.problem.isVisible()


def test_that_the_open_form_comes_first_is_said_no_more_once_it_is_left(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    steps, form = opened(card, scripted, qtbot)
    steps.press(c.FileEvent)
    assert steps.problem.isVisible()
    qtbot.keyClick(form.note, Qt.Key.Key_Escape)
    assert not steps.problem.isVisible()
