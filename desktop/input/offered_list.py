"""A list below a line of text whose rows its owner finds: Qt filters nothing of it."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from desktop.input.passed_click import PassedClick

OFFERED = 8
"""Rows that are shown at once, at most."""


class OfferedList(QCompleter):
    """Of ``line``; ``activated`` tells the row that was chosen."""

    def __init__(self, line: QLineEdit) -> None:
        self.rows = QStringListModel(line)
        super().__init__(self.rows, line)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(OFFERED)
        self.setWidget(line)
        self.view = QListView()
        self.setPopup(self.view)
        PassedClick(self.view)
