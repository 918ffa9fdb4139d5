"""The first key of a sequence, pressed and released in a window, through the window, so that its shortcuts act."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence, QWindow
from PySide6.QtTest import QTest
from shiboken6 import isValid

_HELD = {
    Qt.KeyboardModifier.ShiftModifier: Qt.Key.Key_Shift,
    Qt.KeyboardModifier.ControlModifier: Qt.Key.Key_Control,
    Qt.KeyboardModifier.AltModifier: Qt.Key.Key_Alt,
    Qt.KeyboardModifier.MetaModifier: Qt.Key.Key_Meta,
}


def stroke(handle: QWindow, sequence: QKeySequence) -> None:
    """Press and release the first key of ``sequence``, which has one, with the keys that are held down meanwhile.

    Each key may close the window: Alt alone closes a menu.  QTest.keyPress would send the next one to what was
    deleted, which ends the process.
    """
    first: QKeyCombination = sequence[0]  # type: ignore[index]  # the stubs of PySide lack it
    modifiers, key = first.keyboardModifiers(), first.key()
    held = [of for modifier, of in _HELD.items() if modifiers & modifier]
    text = str(QTest.keyToAscii(key)).strip("\0")  # the stubs call it an int
    for press, keys in ((True, [*held, key]), (False, [key, *reversed(held)])):
        for one in keys:
            try:
                QTest.simulateEvent(handle, press, int(one), modifiers, text if one is key else "", False)
            except RuntimeError:  # of the binding, which looks at the window once more after the key
                if isValid(handle):
                    raise
            if not isValid(handle):  # the key closed its window
                return
