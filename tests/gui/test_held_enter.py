"""An Enter that is held down sends one form, confirms one dialog and chooses nothing in what the first Enter opened.

The keys go to the window that has the keyboard, as those of the window system do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.clock import ManualClock
from desktop.cards.card import Card
from desktop.events.event_list import EventList
from desktop.input.armed_step import ARMED_AFTER_MS
from desktop.input.held_enter import HeldEnter
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel

REPEATED = 20


@pytest.fixture
def held(qapp: QApplication) -> Iterator[HeldEnter]:
    one = HeldEnter(qapp)
    yield one
    one.deleteLater()
    QCoreApplication.sendPostedEvents(one, QEvent.Type.DeferredDelete.value)


def press(key: Qt.Key, kind: QEvent.Type, *, repeated: bool = False) -> None:
    window = QGuiApplication.focusWindow()
    assert window is not None
    QCoreApplication.sendEvent(window, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "\r", repeated))
    QApplication.processEvents()


def hold(key: Qt.Key = Qt.Key.Key_Return) -> None:
    """A key is held for a second and let go."""
    press(key, QEvent.Type.KeyPress)
    for _ in range(REPEATED):
        press(key, QEvent.Type.KeyPress, repeated=True)
    press(key, QEvent.Type.KeyRelease)


def shown(part: QWidget, qtbot: QtBot) -> None:
    qtbot.addWidget(part)
    part.show()
    part.activateWindow()
    qtbot.waitUntil(part.isActiveWindow)


class ConfirmedDialog(QDialog):
    """Its default button is the button of Enter."""

    def __init__(self, then: Callable[[], None]) -> None:
        super().__init__()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self.accept)
        self.accepted.connect(then)
        QVBoxLayout(self).addWidget(buttons)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_dialog_that_the_first_enter_opens_is_not_confirmed_by_the_same_enter(
    held: HeldEnter, qtbot: QtBot, key: Qt.Key
) -> None:
    second = ConfirmedDialog(lambda: None)
    qtbot.addWidget(second)

    def ask_again() -> None:
        second.show()
        second.activateWindow()
        qtbot.waitUntil(second.isActiveWindow)

    first = ConfirmedDialog(ask_again)
    shown(first, qtbot)
    hold(key)
    assert second.isVisible()
    press(key, QEvent.Type.KeyPress)
    assert not second.isVisible()


def test_a_line_is_sent_once_and_a_text_of_several_lines_takes_every_repetition(held: HeldEnter, qtbot: QtBot) -> None:
    form, line, text = QWidget(), QLineEdit(), QPlainTextEdit()
    box = QVBoxLayout(form)
    box.addWidget(line)
    box.addWidget(text)
    sent: list[str] = []
    line.returnPressed.connect(lambda: sent.append(line.text()))
    shown(form, qtbot)
    line.setFocus()
    line.setText("记一笔")
    hold()
    assert sent == ["记一笔"]
    text.setFocus()
    hold()
    assert text.blockCount() == REPEATED + 2


def test_a_menu_that_enter_opens_is_not_chosen_from_by_the_same_enter(held: HeldEnter, qtbot: QtBot) -> None:
    box, button, chosen = QDialog(), QPushButton("…"), list[str]()
    QVBoxLayout(box).addWidget(button)
    menu = QMenu(box)
    first = menu.addAction("立案", lambda: chosen.append("立案"))

    def open_menu() -> None:
        menu.popup(button.mapToGlobal(button.rect().center()))
        menu.setActiveAction(first)

    button.clicked.connect(open_menu)
    shown(box, qtbot)
    button.setFocus()
    press(Qt.Key.Key_Return, QEvent.Type.KeyPress)
    assert menu.isVisible()
    press(Qt.Key.Key_Return, QEvent.Type.KeyPress, repeated=True)
    assert menu.isVisible()
    assert chosen == []
    menu.close()


def test_the_list_is_told_of_repetitions_which_it_judges_by_itself(
    held: HeldEnter, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    scripted.report("路灯不亮")
    with shown_panel(EventList(scripted.session), qtbot, (400, 700)) as events:
        events.activateWindow()
        events.view.setFocus()
        qtbot.waitUntil(events.view.hasFocus)
        with qtbot.waitSignal(events.view.held, timeout=1_000):
            press(Qt.Key.Key_Return, QEvent.Type.KeyPress, repeated=True)


def test_a_held_enter_in_the_window_files_one_event_and_leaves_the_next_step_to_another_enter(
    held: HeldEnter, scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.report("井盖丢失")
    window = open_window(scripted.session)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    scripted.session.focus.select("events", event_id)
    window.events.view.setFocus()
    QApplication.processEvents()
    press(Qt.Key.Key_Return, QEvent.Type.KeyPress)
    for n in range(REPEATED):
        if n == 3:
            scripted.accept(r.EventFiled(event_id=event_id))
        press(Qt.Key.Key_Return, QEvent.Type.KeyPress, repeated=True)
    assert [one.body for one in scripted.source.commands] == [c.FileEvent(event_id=event_id)]


def test_a_held_enter_opens_the_form_of_the_next_step_and_does_not_send_it(
    held: HeldEnter, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    """A held key repeats late at first: so late that another Enter would be meant."""
    hand = ManualClock(0)
    event_id = scripted.report("路灯不亮")
    scripted.dispatch(event_id)
    scripted.happen(r.TaskAccepted(event_id=event_id))
    with shown_panel(Card(scripted.session, hand.now_ms), qtbot, (460, 900)) as card:
        steps = card.event_card.steps
        scripted.session.focus.select("events", event_id)
        card.activateWindow()
        steps.setFocus()
        qtbot.waitUntil(steps.hasFocus)
        press(Qt.Key.Key_Return, QEvent.Type.KeyPress)
        assert steps.form is not None
        steps.form.note.setText("已修好")
        for _ in range(3):
            hand.advance(ARMED_AFTER_MS)
            press(Qt.Key.Key_Return, QEvent.Type.KeyPress, repeated=True)
        press(Qt.Key.Key_Return, QEvent.Type.KeyPress)  # a repetition that is not marked
        assert scripted.source.commands == []
        hand.advance(ARMED_AFTER_MS)
        press(Qt.Key.Key_Return, QEvent.Type.KeyPress)
        assert [one.body for one in scripted.source.commands] == [c.FeedBack(event_id=event_id, note="已修好")]


def test_a_held_key_of_the_menu_turns_nothing_on_and_off(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    menu = open_window(scripted.session).menu
    assert [action.text() for action in menu._keyed.values() if action.autoRepeat()] == []
