"""Says under the head of the window that the backend's journal is not to be trusted, why, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout

from county.store_faults import JOURNAL
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.wording import fault

LOOK_MS = 500


class FaultBand(Panel):
    """Seen as long as a fault of the journal stands."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setProperty("role", "error")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.text)
        self.hide()
        self.every(LOOK_MS, self.look)
        self.look()

    def retranslate(self) -> None:
        self.look()

    def look(self) -> None:
        """Show what the backend says of its journal now."""
        health = self._session.source.health()
        wrong = health.fault in JOURNAL
        if wrong:
            told = self.tr(
                "The journal is damaged: {why}. What is shown may be wrong. Tell the administrator: back up the data "
                "folder, find out with `main.py journal … verify`, then `restore` a backup or `repair` the journal."
            )
            self.text.setText(told.format(why=fault(health.fault, health.fault_params)))
        self.setVisible(wrong)
