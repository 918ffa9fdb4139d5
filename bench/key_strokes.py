"""The first key of a sequence, pressed and released in a window, through the window, so that its shortcuts act."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence, QWindow
from PySide6.QtTest import QTest
from shiboken6 import isValid


def stroke(handle: QWindow, sequence: QKeySequence) -> None:
    """Press and release the first key of ``sequence``, which has one."""
    first: QKeyCombination = sequence[0]  # type: ignore[index]  # the stubs of PySide lack it
    for turn in (QTest.keyPress, QTest.keyRelease):
        try:
            turn(handle, first.key(), first.keyboardModifiers())
        except RuntimeError:  # of the binding, which looks at the window once more after the key
            if isValid(handle):
                raise
        if not isValid(handle):  # the key closed its window
            return
