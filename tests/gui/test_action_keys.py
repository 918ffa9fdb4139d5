"""Events are worked by keys alone: each action has a key, and the focus stays where the hand is."""

from __future__ import annotations

from msgspec.structs import replace as changed
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.events.table import INTERNAL, TABLE
from county.resource import Resource
from county.units.dispatch import can_be_sent, rank
from desktop import i18n
from desktop.cards.card import Card
from desktop.input.action_keys import ACTION_KEYS
from desktop.steps.command_forms import EvaluateForm, FollowUpForm
from desktop.window.main_window import MainWindow
from desktop.wording import VERBS, word
from services.protocol.messages import RankReply, SendingReply
from tests.gui.conftest import ScriptedDesktop
from tests.gui.right_click import right_click

ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Keyboard:
    """Types into whatever has the focus, and counts the keys."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.count = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.count += 1
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        QApplication.processEvents()


def units_of(scripted: ScriptedDesktop) -> list[Resource]:
    return [unit for unit in scripted.session.package.resources if can_be_sent(unit, scripted.session.catalog)]


def answer_ranking(scripted: ScriptedDesktop, event_id: str) -> str:
    """The desk suggests its first unit, which leaves nothing uncovered; returns that unit."""
    candidates = rank(scripted.event(event_id), units_of(scripted), scripted.session.catalog, {})
    candidates = [changed(one, seconds=300.0) if hasattr(one, "seconds") else one for one in candidates]
    choice = candidates[0].choice
    scripted.source.answer(RankReply(request=event_id, candidates=candidates, choice=choice))
    scripted.tick()
    number = len(scripted.source.sendings)
    if number:
        asked, unit = scripted.source.sendings[-1]
        scripted.source.answer(SendingReply(request=f"sending {number}", event_id=asked, unit=unit))
        scripted.tick()
    return candidates[0].unit


def test_every_action_of_the_table_has_a_key_of_its_own() -> None:
    assert set(ACTION_KEYS) == {rule.command for rule in TABLE} - INTERNAL
    assert len({action.key for action in ACTION_KEYS.values()}) == len(ACTION_KEYS)


def test_the_list_of_keys_calls_an_action_as_its_button_does() -> None:
    for language in ("zh", "en"):
        i18n.set_language(language)
        for command, (_, name) in ACTION_KEYS.items():
            assert i18n.pick(name) == word(VERBS[command.__name__])


def test_the_key_is_shown_on_the_button_and_the_main_one_has_enter(card: Card, scripted: ScriptedDesktop) -> None:
    scripted.session.focus.select("events", scripted.report("路灯不亮"))
    buttons = card.event_card.steps.buttons
    assert buttons[c.FileEvent].shown_key() == "Enter / Alt+L"
    assert buttons[c.RejectEvent].shown_key() == "Alt+B"
    assert buttons[c.RejectEvent].text() == "不予受理 …"
    assert buttons[c.RejectEvent].accessibleDescription() == "Alt+B"


def test_a_key_acts_on_the_selected_event_and_the_focus_stays_in_the_list(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("路灯不亮")
    keys = Keyboard(window)
    window.events.view.setFocus()
    keys.press(Qt.Key.Key_Down)
    keys.press(Qt.Key.Key_L, ALT)
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=event_id)
    scripted.accept(r.EventFiled(event_id=event_id))
    assert window.events.view.hasFocus()


def test_a_window_opens_with_the_focus_in_the_list_and_nothing_selected(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    assert window.events.view.hasFocus()
    assert scripted.session.focus.selection is None


def test_a_click_on_an_action_leaves_the_focus_in_the_list(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("路灯不亮")
    window.events.view.setFocus()
    scripted.session.focus.select("events", event_id)
    QApplication.processEvents()
    qtbot.mouseClick(window.card.event_card.steps.buttons[c.FileEvent], Qt.MouseButton.LeftButton)
    scripted.accept(r.EventFiled(event_id=event_id))
    assert window.events.view.hasFocus()


def test_three_tabs_lead_from_the_list_to_the_main_action(window: MainWindow, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.session.focus.select("events", event_id)
    window.events.view.setFocus()
    QApplication.processEvents()
    keys = Keyboard(window)
    for _ in range(3):  # the link back and the card as a whole, which scrolls, stand between
        keys.press(Qt.Key.Key_Tab)
    assert window.card.event_card.steps.buttons[c.FileEvent].hasFocus()
    keys.press(Qt.Key.Key_Return)
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=event_id)
    scripted.accept(r.EventFiled(event_id=event_id))
    focused = QApplication.focusWidget()
    assert focused is not None
    assert window.card.event_card.steps.isAncestorOf(focused), "on the next action, not on a button of the views"


def test_escape_closes_the_form_and_gives_the_focus_back(window: MainWindow, scripted: ScriptedDesktop) -> None:
    scripted.session.focus.select("events", scripted.report("路灯不亮"))
    window.events.view.setFocus()
    keys = Keyboard(window)
    keys.press(Qt.Key.Key_B, ALT)
    steps = window.card.event_card.steps
    assert steps.form is not None
    assert steps.form.note.hasFocus()
    keys.press(Qt.Key.Key_Escape)
    assert steps.form is None
    assert window.events.view.hasFocus()
    assert scripted.session.focus.selection is not None, "Escape closed the form only"


def test_ctrl_enter_sends_the_form_and_the_focus_returns_to_the_list(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.session.focus.select("events", event_id)
    window.events.view.setFocus()
    keys = Keyboard(window)
    keys.press(Qt.Key.Key_B, ALT)
    QTest.keyClicks(QApplication.focusWidget(), "not ours")
    keys.press(Qt.Key.Key_Return, CTRL)
    assert scripted.source.commands[-1].body == c.RejectEvent(event_id=event_id, note="not ours")
    scripted.accept(r.EventRejected(event_id=event_id, note="not ours"))
    assert window.events.view.hasFocus()


def test_another_key_drops_no_form(window: MainWindow, scripted: ScriptedDesktop) -> None:
    scripted.session.focus.select("events", scripted.report("路灯不亮"))
    window.events.view.setFocus()
    keys = Keyboard(window)
    keys.press(Qt.Key.Key_B, ALT)
    QTest.keyClicks(QApplication.focusWidget(), "not ours")
    keys.press(Qt.Key.Key_L, ALT)
    assert scripted.source.commands == []
    form = window.card.event_card.steps.form
    assert form is not None
    assert form.note.text() == "not ours"
    assert window.card.event_card.steps.problem.text() == "请先提交正在填写的表单，或按 Esc 离开"


def test_tab_goes_through_a_form_as_it_is_read(window: MainWindow, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("路灯不亮")
    unit = units_of(scripted)[0].id
    scripted.happen(r.EventFiled(event_id=event_id))
    scripted.happen(r.EventDispatched(event_id=event_id, unit=unit, due_ms=scripted.session.clock.now_ms() + 60_000))
    scripted.happen(r.TaskAccepted(event_id=event_id))
    scripted.happen(r.HandlingFedBack(event_id=event_id, note="已修好"))
    scripted.happen(r.EventClosed(event_id=event_id))
    scripted.session.focus.select("events", event_id)
    window.events.view.setFocus()
    keys = Keyboard(window)
    keys.press(Qt.Key.Key_V, ALT)
    steps = window.card.event_card.steps
    form = steps.form
    assert isinstance(form, FollowUpForm)
    keys.press(Qt.Key.Key_Space)
    keys.press(Qt.Key.Key_Tab)
    keys.press(Qt.Key.Key_Space)
    keys.press(Qt.Key.Key_Tab)
    assert form.note.hasFocus()
    keys.press(Qt.Key.Key_Tab)
    assert steps.confirm.hasFocus()
    keys.press(Qt.Key.Key_Space)
    assert scripted.source.commands[-1].body == c.FollowUpEvent(event_id=event_id, satisfied=True, solved=True)


def closed_event(scripted: ScriptedDesktop) -> str:
    """An event whose next step is the evaluation, selected."""
    event_id = scripted.report("路灯不亮")
    scripted.dispatch(event_id)
    scripted.happen(
        r.TaskAccepted(event_id=event_id), r.HandlingFedBack(event_id=event_id, note="done"),
        r.EventClosed(event_id=event_id),
    )  # fmt: skip
    scripted.session.focus.select("events", event_id)
    return event_id


def test_an_evaluation_takes_three_keys(window: MainWindow, scripted: ScriptedDesktop) -> None:
    event_id = closed_event(scripted)
    window.events.view.setFocus()
    keys = Keyboard(window)
    keys.press(Qt.Key.Key_E, ALT)
    keys.press(Qt.Key.Key_4)
    keys.press(Qt.Key.Key_Return)
    assert keys.count == 3
    assert scripted.source.commands[-1].body == c.EvaluateEvent(event_id=event_id, score=4)
    scripted.accept(r.EventEvaluated(event_id=event_id, score=4))
    assert window.events.view.hasFocus()


def test_a_follow_up_takes_four_keys(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    event_id = closed_event(scripted)
    window.events.view.setFocus()
    keys = Keyboard(window)
    keys.press(Qt.Key.Key_V, ALT)
    for digit in (Qt.Key.Key_2, Qt.Key.Key_1):
        keys.press(digit)
    keys.press(Qt.Key.Key_Return)
    assert keys.count == 4
    assert scripted.source.commands[-1].body == c.FollowUpEvent(event_id=event_id, satisfied=True, solved=False)


def test_digits_typed_into_the_note_choose_nothing(window: MainWindow, scripted: ScriptedDesktop) -> None:
    closed_event(scripted)
    keys = Keyboard(window)
    keys.press(Qt.Key.Key_E, ALT)
    form = window.card.event_card.steps.form
    assert isinstance(form, EvaluateForm)
    form.note.setFocus()
    keys.press(Qt.Key.Key_4)
    assert form.note.text() == "4"
    assert form.group.checkedId() == -1
    keys.press(Qt.Key.Key_Return)
    assert scripted.source.commands == []
    assert window.card.event_card.steps.problem.text() == "请选择一项"


def test_the_key_of_the_suggestion_says_why_nothing_can_be_approved(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    scripted.session.focus.select("events", scripted.report("路灯不亮"))
    Keyboard(window).press(Qt.Key.Key_F8)
    problem = window.card.event_card.steps.problem
    assert problem.isVisible()
    assert problem.text() == "派遣：事件处于“待立案”状态，不能办理"
    assert scripted.source.commands == []


def test_a_note_that_was_begun_is_there_when_the_event_is_selected_again(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    first, second = scripted.report("路灯不亮"), scripted.report("井盖丢失")
    steps = window.card.event_card.steps
    scripted.session.focus.select("events", first)
    keys = Keyboard(window)
    keys.press(Qt.Key.Key_B, ALT)
    QTest.keyClicks(QApplication.focusWidget(), "not ours")
    scripted.session.focus.select("events", second)
    keys.press(Qt.Key.Key_B, ALT)
    assert steps.form is not None
    assert steps.form.note.text() == "", "of the other event"
    keys.press(Qt.Key.Key_Escape)
    scripted.session.focus.select("events", first)
    assert steps.form is None
    keys.press(Qt.Key.Key_B, ALT)
    assert steps.form is not None
    assert steps.form.note.text() == "not ours"
    keys.press(Qt.Key.Key_Escape)
    keys.press(Qt.Key.Key_B, ALT)
    assert steps.form.note.text() == "not ours", "Escape keeps it"
    QTest.mouseClick(steps.cancel, Qt.MouseButton.LeftButton)
    keys.press(Qt.Key.Key_B, ALT)
    assert steps.form.note.text() == "", "Cancel drops it"


def test_the_key_of_an_impossible_action_says_why(window: MainWindow, scripted: ScriptedDesktop) -> None:
    scripted.session.focus.select("events", scripted.report("路灯不亮"))
    Keyboard(window).press(Qt.Key.Key_G, ALT)
    problem = window.card.event_card.steps.problem
    assert problem.isVisible()
    assert problem.text() == "挂账：事件处于“待立案”状态，不能办理"


def test_a_right_click_on_a_row_offers_the_actions_of_its_card_with_their_keys(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("路灯不亮")
    view = window.events.view
    row = view.rows.row_of(event_id)
    assert row is not None
    at = view.visualRect(view.rows.index(row, 0)).center()
    right_click(view.viewport(), at)
    menu = window.menus.menu
    actions = {action.text(): action for action in menu.actions() if action.text()}
    assert actions["立案"].shortcut().toString() == "Alt+L"
    assert {"不予受理 …", "周边", "地图定位"} <= actions.keys()
    actions["立案"].trigger()
    menu.close()
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=event_id)


def test_a_letter_without_alt_does_nothing(window: MainWindow, scripted: ScriptedDesktop) -> None:
    scripted.session.focus.select("events", scripted.report("路灯不亮"))
    window.events.view.setFocus()
    for key in (Qt.Key.Key_L, Qt.Key.Key_B, Qt.Key.Key_M):
        Keyboard(window).press(key)
    assert scripted.source.commands == []
    assert window.card.event_card.steps.form is None


def test_the_arrow_keys_choose_the_unit_while_the_note_has_the_focus(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.happen(r.EventFiled(event_id=event_id))
    scripted.session.focus.select("events", event_id)
    keys = Keyboard(window)
    keys.press(Qt.Key.Key_P, ALT)
    answer_ranking(scripted, event_id)
    form = window.card.event_card.steps.form
    assert form is not None
    assert form.note.hasFocus()
    keys.press(Qt.Key.Key_Down)
    units = form.units  # type: ignore[attr-defined]
    assert units.currentRow() == 1
