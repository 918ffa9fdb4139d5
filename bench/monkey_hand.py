"""The hand of the monkey: where it can reach, and its clicks, keys and texts, which go through the windows, so that
dialogs and menus block what is below them as for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QSlider,
    QTabBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from bench.key_strokes import stroke
from desktop.drill.clock_controls import ClockControls, JumpDialog
from desktop.map.view import MapView
from desktop.window.main_window import MainWindow
from twin.view.widget import TwinWidget

TEXTS = (
    "路边有垃圾", "燃气泄漏", "x",
    "0", "-1", "1e9", "<b>%1{n}&amp;</b>", "112.50000, 34.50000", "2026-11-27 09:00", "  ",
    "王芳", "13800138000", "很长" * 600, "a‮b", "😀", "'; --", "100%",
)  # fmt: skip
_NONE, _LEFT, _RIGHT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CONTROLS: tuple[type[QWidget], ...] = (
    QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QAbstractItemView, QTabBar, QTextEdit, QPlainTextEdit,
    QSlider, QMenuBar, MapView, TwinWidget,
)  # fmt: skip


class MonkeyHand:
    """Acts on ``window`` by ``chance``; ``say`` gets each action before it is done."""

    def __init__(self, window: MainWindow, chance: Random, say: Callable[[str], None]) -> None:
        self.window, self.chance, self.say = window, chance, say
        self._aimed: list[QWindow] = []
        """Windows of the keys and clicks that have not ended: QTest goes on with them after all that these do."""

    def is_aimed_at(self, widget: QWidget) -> bool:
        """Whether a key or click has not ended whose window ``widget`` has: it must not be closed meanwhile."""
        return window_of(widget) in self._aimed

    @contextmanager
    def _aiming(self, handle: QWindow) -> Iterator[None]:
        self._aimed.append(handle)
        try:
            yield
        finally:
            self._aimed.pop()

    def top(self) -> QWidget:
        """The window that takes input: menu, dialog, else any that is open."""
        blocking = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if blocking is not None:
            return blocking
        others = [
            w for w in QApplication.topLevelWidgets() if w.isVisible() and w.isWindow()
            and w is not self.window and w.windowHandle()
            and isinstance(w, QDialog | QDockWidget | TwinWidget)
        ]  # fmt: skip
        return self.chance.choice(others) if others and self.chance.random() < 0.3 else self.window

    def controls(self, top: QWidget) -> list[QWidget]:
        """Those that are on the screen, of one class, so that the few are met as well as the many."""
        shown = [w for w in top.findChildren(QWidget) if w.isVisible() and w.isEnabled() and w.window() is top
                 and isinstance(w, CONTROLS) and not self.is_forbidden(w)]  # fmt: skip
        kinds = [kind for kind in CONTROLS if any(isinstance(w, kind) for w in shown)]
        if not kinds:
            return []
        kind = self.chance.choice(kinds)
        return [w for w in shown if isinstance(w, kind) and not w.visibleRegion().isEmpty()]

    def is_forbidden(self, widget: QWidget) -> bool:
        """The pace of the drill is not the monkey's."""
        window = widget.window()
        if isinstance(window, JumpDialog) and widget is window.jump:
            return True
        parent = widget.parentWidget()
        return isinstance(parent, ClockControls)

    def click(self, widget: QWidget, at: QPoint, how: str) -> None:
        handle, place = window_of(widget), widget.mapTo(widget.window(), at)
        if handle is None or not _has(handle, place):
            return
        modifiers = {"ctrl": _CTRL, "shift": _SHIFT}.get(how, _NONE)
        with self._aiming(handle):
            QTest.mouseMove(handle, place)
            if not isValid(handle) or not _has(handle, place):
                return
            try:
                if how == "double":
                    QTest.mouseDClick(handle, _LEFT, _NONE, place)
                else:
                    QTest.mouseClick(handle, _RIGHT if how == "right" else _LEFT, modifiers, place)
            except RuntimeError:  # of the binding, which looks at the window once more after the click
                if isValid(handle):
                    raise

    def press(self, sequence: QKeySequence) -> None:
        handle = self.handle()
        if handle is not None and sequence.count():
            with self._aiming(handle):
                stroke(handle, sequence)

    def handle(self) -> QWindow | None:
        blocking = QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
        return window_of(blocking or self.window)

    def write_into(self, field: QWidget) -> None:
        """Replace the text of a field; as from an input method where the text is not plain ASCII."""
        text = self.chance.choice(TEXTS)
        self.say(f"write {text[:20]!r} into {described(field)}")
        field.setFocus()
        if isinstance(field, QLineEdit):
            field.selectAll()
            field.insert(text)
            field.textEdited.emit(field.text())
        elif isinstance(field, QPlainTextEdit | QTextEdit):
            field.insertPlainText(text)
        elif window_of(field) is not None and text.isascii():
            QTest.keyClicks(field, text[:12])

    def point_in(self, widget: QWidget) -> QPoint:
        box = widget.visibleRegion().boundingRect()
        return QPoint(
            self.chance.randrange(box.left(), max(box.left() + 1, box.right())),
            self.chance.randrange(box.top(), max(box.top() + 1, box.bottom())),
        )


def _has(handle: QWindow, place: QPoint) -> bool:
    """Whether a place is in a window, which may have become smaller meanwhile."""
    return QRect(QPoint(), handle.size()).contains(place)


def window_of(widget: QWidget) -> QWindow | None:
    """The native window of a widget; None where it was not shown yet, or is gone: what closes on a screen change or by
    a timer leaves a Python object of its deleted window."""
    handle = widget.window().windowHandle()
    return handle if handle is not None and isValid(handle) else None


def described(widget: QWidget | None) -> str:
    """Class and name or text, and the classes of what contains it."""
    if widget is None:
        return "nothing"
    shown = widget.text() if isinstance(widget, QAbstractButton | QLineEdit) else ""
    text = widget.objectName() or shown or widget.windowTitle()
    names: list[str] = []
    parent = widget.parentWidget()
    while parent is not None and len(names) < 4:
        if type(parent).__module__.startswith(("desktop", "twin")):
            names.append(type(parent).__name__)
        parent = parent.parentWidget()
    return f"{type(widget).__name__} {str(text)[:30]!r} of {' < '.join(names) or 'a window'}"
