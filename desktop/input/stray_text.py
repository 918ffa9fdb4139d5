"""Text typed into rows that take none, e.g. for a form that was not opened: the Enter after it gives no step."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

from desktop.input.action_keys import is_main_key

_TYPED_WITH = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier,
)  # fmt: skip
_BETWEEN = frozenset({
    Qt.Key.Key_Space, Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock, Qt.Key.Key_Backspace,
})  # fmt: skip
"""Keys that neither begin nor end a text."""


class StrayText(QObject):
    """The first Enter after a text is taken for the end of that text; every other key, click and change of the focus
    ends it, too."""

    said = Signal(str)
    """Why the Enter gave no step, one line."""

    def __init__(self, rows: QAbstractItemView) -> None:
        super().__init__(rows)
        self._is_typed = False
        rows.installEventFilter(self)
        rows.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.FocusOut, QEvent.Type.MouseButtonPress):
            self._is_typed = False
        elif isinstance(event, QKeyEvent) and kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return self._takes(event, is_press=kind == QEvent.Type.KeyPress)
        return False

    def _takes(self, event: QKeyEvent, *, is_press: bool) -> bool:
        """Of a key that is a shortcut no press comes: both count."""
        if event.key() in _BETWEEN:
            return False
        if event.text().isprintable() and event.text() and event.modifiers() in _TYPED_WITH:
            self._is_typed = True
            return is_press  # Qt would select a row that begins so
        if is_main_key(event) and not is_press:
            return False
        was_typed, self._is_typed = self._is_typed, False
        if was_typed and is_main_key(event):
            self.said.emit(self.tr("What was typed is written nowhere: press Enter again for the next step"))
            return True
        return False
