"""An error in an override of a Qt method reaches whoever called that, and does not end the process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = """
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from desktop.process.override_errors import catch_override_errors

class Early(QWidget):
    def event(self, event):
        return fail() if event.type() == QEvent.Type.User else super().event(event)

catch_override_errors()

class Late(Early):
    def event(self, event):
        return fail() if event.type() == QEvent.Type.User else super().event(event)

def fail():
    {fault}

app = QApplication([])
for kind in (Early, Late):
    try:
        QApplication.sendEvent(kind(), QEvent(QEvent.Type.User))
    except Exception as error:
        print(kind.__name__, type(error).__name__)
"""
FAULTS = {
    "ValueError": "int('x')", "RuntimeError": "part = QWidget(); shiboken6.delete(part); part.show()",
    "KeyError": "raise KeyError('x')",
}  # fmt: skip


@pytest.mark.parametrize("error", FAULTS)
def test_an_error_in_an_override_reaches_whoever_called_qt(error: str) -> None:
    program = PROGRAM.replace("{fault}", FAULTS[error])
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.split("\n")[:2] == [f"Early {error}", f"Late {error}"], done.stderr
    assert done.returncode == 0
