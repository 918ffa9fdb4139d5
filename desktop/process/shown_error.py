"""Why nothing can be opened, in a dialog: a user who started the program from an icon sees no terminal."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.wording import explained


def print_and_show(why: str, parent: QWidget | None = None) -> None:
    """Print the line first: whoever started the program from a terminal or a script sees it while the dialog waits."""
    print(f"error: {why}", file=sys.stderr, flush=True)
    title = QCoreApplication.translate("WelcomeScreen", "County Command Centre")
    box = QMessageBox(QMessageBox.Icon.Critical, title, explained(why), parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.exec()
