"""What the monkey does with mouse and keyboard wherever it happens to be."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from bench.monkey_exits import MonkeyExits
from bench.monkey_hand import MonkeyHand, described, window_of
from desktop.drill.clock_controls import JumpDialog
from desktop.input.keys import KEYS
from desktop.map.view import MapView
from twin.view.widget import TwinWidget

_NONE, _LEFT, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
_KEYS = [sequence for name, use in KEYS.items() if name != "leave" for sequence in use.sequences]
_PLAIN_KEYS = [
    QKeySequence(name)
    for name in (
        "Tab", "Shift+Tab", "Return", "Esc", "Space", "Left", "Right", "Up", "Down", "PgUp", "PgDown", "Home", "End",
        "Del", "Backspace", "Menu", "Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+Z", "Shift+Down", "Alt+Down", "F10", "5", "a",
    )
]  # fmt: skip


class MonkeyGestures:
    """Clicks, keys, texts, rows, wheel and drags."""

    def __init__(self, hand: MonkeyHand, exits: MonkeyExits) -> None:
        self._hand, self._exits = hand, exits

    def click_control(self) -> None:
        top = self._hand.top()
        controls = self._hand.controls(top)
        if not controls:
            self._exits.close()
            return
        widget = self._hand.chance.choice(controls)
        at = self._hand.point_in(widget)
        how = self._hand.chance.choices(("click", "right", "double", "ctrl", "shift"), (70, 10, 8, 6, 6))[0]
        self._hand.say(f"{how} on {described(widget)} at {at.x()},{at.y()}")
        self._hand.click(widget, at, how)

    def click_anywhere(self) -> None:
        top = self._hand.top()
        if isinstance(top, JumpDialog):
            return
        at = QPoint(self._hand.chance.randrange(max(1, top.width())), self._hand.chance.randrange(max(1, top.height())))
        hit = top.childAt(at)
        if hit is not None and self._hand.is_forbidden(hit):
            return
        how = self._hand.chance.choices(("click", "right", "double"), (70, 20, 10))[0]
        self._hand.say(f"{how} in {described(top)} at {at.x()},{at.y()}")
        self._hand.click(top, at, how)

    def press_key(self) -> None:
        sequence = self._hand.chance.choice(_PLAIN_KEYS)
        if isinstance(QApplication.activeModalWidget(), JumpDialog):
            sequence = QKeySequence("Esc")
        self._hand.say(f"key {sequence.toString()}, focus {described(QApplication.focusWidget())}")
        self._hand.press(sequence)

    def press_own_key(self) -> None:
        sequence = self._hand.chance.choice(_KEYS)
        if not isinstance(QApplication.activeModalWidget(), JumpDialog):
            self._hand.say(f"key {sequence.toString()}, focus {described(QApplication.focusWidget())}")
            self._hand.press(sequence)

    def write(self) -> None:
        top = self._hand.top()
        kinds = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
        fields = [
            w for kind in kinds for w in top.findChildren(kind) if w.isEnabled() and not w.visibleRegion().isEmpty()
        ]
        if fields:
            field = self._hand.chance.choice(fields)
            self._hand.write_into(field)

    def select_row(self) -> None:
        views = [v for v in self._hand.top().findChildren(QAbstractItemView) if not v.visibleRegion().isEmpty()]
        views = [v for v in views if v.model() is not None and v.model().rowCount()]
        if not views:
            return
        view = self._hand.chance.choice(views)
        row = self._hand.chance.randrange(view.model().rowCount())
        model = view.model()
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(view.rootIndex())
        index = model.index(row, self._hand.chance.randrange(max(1, columns)))
        self._hand.say(f"row {row} of {described(view)}")
        view.scrollTo(index)
        box = view.visualRect(index)
        if box.isValid() and view.viewport().rect().contains(box.center()):
            how = self._hand.chance.choices(("click", "right", "double", "ctrl", "shift"), (60, 15, 10, 8, 7))[0]
            self._hand.click(view.viewport(), box.center(), how)

    def wheel(self) -> None:
        areas = [
            w for w in self._hand.top().findChildren(QWidget)
            if isinstance(w, MapView | TwinWidget | QAbstractScrollArea) and not w.visibleRegion().isEmpty()
        ]  # fmt: skip
        if areas:
            area = self._hand.chance.choice(areas)
            at = area.mapTo(area.window(), self._hand.point_in(area))
            turns = self._hand.chance.choice((-480, -120, 120, 480))
            self._hand.say(f"wheel {turns} on {described(area)}")
            handle = window_of(area)
            if handle is not None:
                QTest.wheelEvent(handle, QPointF(at), QPoint(0, turns))

    def drag(self) -> None:
        top = self._hand.top()
        handle = window_of(top)
        if handle is None or isinstance(top, QMenu | JumpDialog):
            return
        from_, to = (
            QPoint(self._hand.chance.randrange(max(1, top.width())), self._hand.chance.randrange(max(1, top.height())))
            for _ in range(2)
        )
        hit = top.childAt(from_)
        if hit is not None and self._hand.is_forbidden(hit):
            return
        held = self._hand.chance.choice((_NONE, _NONE, _SHIFT))
        way = f"from {from_.x()},{from_.y()} to {to.x()},{to.y()}"
        self._hand.say(f"drag in {described(top)} on {described(hit)} {way}")
        QTest.mousePress(handle, _LEFT, held, from_)
        for part in range(1, 6):
            if isValid(handle):
                QTest.mouseMove(handle, _within(handle, from_ + (to - from_) * part / 5))
        if isValid(handle):
            QTest.mouseRelease(handle, _LEFT, held, _within(handle, to))


def _within(window: QWindow, at: QPoint) -> QPoint:
    """The nearest point of a window: a drag may make it smaller, as a dock that it takes out."""
    return QPoint(min(at.x(), window.width() - 1), min(at.y(), window.height() - 1))
