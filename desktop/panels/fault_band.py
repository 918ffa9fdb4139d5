"""A band below the header: the backend's journal is not trustworthy, why, and the remedy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout

from county.store_faults import JOURNAL
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.wording import fault

REFRESH_MS = 500


class FaultBand(Panel):
    """Visible while the journal has a fault."""

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
        self.every(REFRESH_MS, self.refresh)
        self.refresh()

    def retranslate(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Show the journal's current fault."""
        health = self._session.source.health()
        wrong = health.fault in JOURNAL
        if wrong:
            text = self.tr(
                "The journal is damaged: {why}. The display may be wrong. Inform the administrator: back up the data "
                "folder, check it with `main.py journal … verify`, then `restore` a backup or `repair` the journal."
            )
            self.text.setText(text.format(why=fault(health.fault, health.fault_params)))
        self.setVisible(wrong)
