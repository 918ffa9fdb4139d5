"""What moves by itself gets a share of the window's thread, and a small one while a hand is at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from drawing import moving_share
from drawing.hands import HAND_MS, Hands
from drawing.moving_share import (
    GIVEN_UP_MS,
    LONGEST_REST_MS,
    PAINTED_MS,
    RESTS,
    RESTS_FOR_HAND,
    Mover,
    MovingCall,
    MovingShare,
)


class Timed(MovingShare):
    """Its clocks are set by hand."""

    def __init__(self, app: QObject) -> None:
        self.now, self.busy = 100_000, 0.0
        super().__init__(app, lambda: self.now, lambda: self.busy)

    def paint(self, ms: int) -> None:
        """A frame that takes so long."""
        with self.frame():
            self.now += ms
            self.busy += ms

    @property
    def rest_ms(self) -> int:
        """From now until the next frame is due."""
        begun, mover = self.now, Mover()
        while not self.is_due(mover):
            self.now += 1
        rest, self.now = self.now - begun, begun
        return rest


@pytest.fixture
def share(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Timed]:
    share = Timed(qapp)
    monkeypatch.setattr(moving_share, "moving_share", lambda: share)
    yield share
    share.setParent(None)
    share.deleteLater()


@pytest.fixture
def line(share: Timed, qtbot: QtBot) -> QLineEdit:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    line.activateWindow()
    qtbot.waitUntil(line.hasFocus)
    return line


@pytest.fixture
def window(line: QLineEdit) -> QWindow:
    """Its window, which gets the events of real hands."""
    return line.windowHandle()


def test_the_first_frame_is_due_at_once_and_the_next_after_a_rest_by_what_it_took(share: Timed) -> None:
    assert Mover().is_due
    share.paint(20)
    assert share.rest_ms == 20 * RESTS
    share.paint(5)
    assert share.rest_ms == 20 * RESTS - 5 + 5 * RESTS, "rests add up"


def test_a_key_a_press_a_wheel_and_a_movement_leave_more_to_the_hand(share: Timed, window: QWindow) -> None:
    hands = (
        lambda: QTest.keyClick(window, Qt.Key.Key_A),
        lambda: QTest.mouseClick(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 5)),
        lambda: QTest.mouseMove(window, QPoint(9, 9)), lambda: QTest.mouseMove(window, QPoint(12, 9)),
    )  # fmt: skip
    for hand in hands:
        share.now += 10 * HAND_MS
        hand()
        share.paint(20)
        assert share.rest_ms == 20 * RESTS_FOR_HAND


def test_a_hand_that_rests_gives_the_share_back(share: Timed, window: QWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_A)
    share.now += HAND_MS
    share.paint(20)
    assert share.rest_ms == 20 * RESTS


def test_many_frames_that_a_hand_asked_for_are_no_long_debt(share: Timed, window: QWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_A)
    for _ in range(50):
        share.paint(10)
    assert share.rest_ms == LONGEST_REST_MS


def shortcut_of_f7() -> QEvent:
    return QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier)


@pytest.mark.parametrize("event", [shortcut_of_f7, QInputMethodEvent])
def test_a_key_of_a_shortcut_and_composed_text_are_a_hand(
    share: Timed, line: QLineEdit, event: Callable[[], QEvent]
) -> None:
    assert not share.hands.are_at_work
    QApplication.sendEvent(line, event())
    assert share.hands.are_at_work


def test_a_movement_over_a_menu_that_opens_meanwhile_is_a_hand(share: Timed, line: QLineEdit, qtbot: QtBot) -> None:
    menu = QMenu(line)
    menu.addAction("核查")
    menu.popup(line.mapToGlobal(QPoint(0, 0)))
    qtbot.waitUntil(menu.isVisible)
    assert not share.hands.are_at_work
    QTest.mouseMove(menu.windowHandle(), QPoint(7, 7))
    assert share.hands.are_at_work
    menu.close()


def test_only_what_has_the_focus_is_watched_besides_the_windows(line: QLineEdit, qtbot: QtBot) -> None:
    seen: list[QObject] = []

    class Noting(Hands):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            seen.append(watched)
            return super().eventFilter(watched, event)

    hands = Noting(line)
    other = QLineEdit(line)
    other.show()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    seen.clear()
    QApplication.sendEvent(line, shortcut_of_f7())
    assert line not in seen
    QApplication.sendEvent(other, shortcut_of_f7())
    assert other in seen
    hands.setParent(None)
    hands.deleteLater()


def test_what_had_the_focus_may_be_deleted(share: Timed, line: QLineEdit, qtbot: QtBot) -> None:
    other = QLineEdit(line)
    other.show()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    other.setParent(None)
    other.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    QApplication.sendEvent(line, shortcut_of_f7())
    assert share.hands.are_at_work


def test_a_widget_that_is_made_and_shown_costs_the_hands_nothing(line: QLineEdit, qtbot: QtBot) -> None:
    seen: list[QObject] = []

    class Noting(Hands):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            seen.append(watched)
            return super().eventFilter(watched, event)

    hands = Noting(line)
    part = QPushButton("核查", line)
    part.show()
    qtbot.waitExposed(part)
    assert part not in seen
    hands.setParent(None)
    hands.deleteLater()


def test_of_several_that_ask_in_one_turn_one_is_allowed_until_its_frame_was_painted(share: Timed) -> None:
    first, second = Mover(), Mover()
    assert (first.is_due, second.is_due) == (True, False)
    share.paint(10)
    share.now += int(10 * RESTS)
    assert second.is_due


def test_a_frame_that_is_never_painted_holds_up_nothing_for_long(share: Timed) -> None:
    hidden, other = Mover(), Mover()
    assert hidden.is_due
    share.now += PAINTED_MS
    assert other.is_due


def test_those_that_wait_take_turns(share: Timed) -> None:
    first, second = Mover(), Mover()
    share.paint(20)
    asked: list[str] = []
    while len(asked) < 6:
        for name, one in (("a", first), ("b", second)):
            if one.is_due:
                asked.append(name)
                share.paint(20)
        share.now += 10
    assert asked == ["a", "b"] * 3


def test_what_wants_no_frame_any_more_holds_up_nothing(share: Timed) -> None:
    gone, other = Mover(), Mover()
    share.paint(20)
    assert not gone.is_due
    share.now += GIVEN_UP_MS
    assert other.is_due


def test_a_call_is_made_when_it_is_due_and_several_are_one(share: Timed, qtbot: QtBot) -> None:
    done: list[int] = []
    call = MovingCall(share, lambda: done.append(share.now))
    call.run()
    assert done == [share.now]
    share.paint(20)
    call.run()
    call.run()
    qtbot.wait(2 * moving_share.RETRY_MS)
    assert len(done) == 1
    share.now += 1_000
    qtbot.waitUntil(lambda: len(done) == 2)
    qtbot.wait(2 * moving_share.RETRY_MS)
    assert len(done) == 2


def test_what_was_stopped_is_not_called(share: Timed, qtbot: QtBot) -> None:
    done: list[int] = []
    call = MovingCall(share, lambda: done.append(share.now))
    share.paint(20)
    call.run()
    call.stop()
    share.now += 1_000
    qtbot.wait(2 * moving_share.RETRY_MS)
    assert done == []


def test_a_call_that_was_stopped_holds_up_no_other(share: Timed, qapp: QApplication) -> None:
    share.paint(1)
    stopped, other = MovingCall(qapp, lambda: None), Mover()
    stopped.run()
    assert stopped.waits
    stopped.stop()
    share.now += int(RESTS) + 1
    assert other.is_due
    stopped.deleteLater()
