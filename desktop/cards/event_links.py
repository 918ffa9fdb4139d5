"""Buttons of the event's card that continue in another panel, with the event as its subject."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.panels.panel import Panel
from desktop.widgets.elided import ElidedButton
from desktop.widgets.wrapping_line import line_of


class EventLinks(Panel):
    """The panels take the event from the selection."""

    panel_wanted = Signal(str)
    """Key of the panel."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons = {key: ElidedButton() for key in self._texts()}
        line = line_of(*self.buttons.values())
        line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(line)
        for key, button in self.buttons.items():
            button.setProperty("role", "link")
            button.clicked.connect(lambda _=False, key=key: self.panel_wanted.emit(key))
        self.retranslate()

    def retranslate(self) -> None:
        for key, text in self._texts().items():
            self.buttons[key].setText(text)

    def _texts(self) -> dict[str, str]:
        return {
            "notices": self.tr("Call …"),
            "situation": self.tr("Situation report …"),
            "briefings": self.tr("Briefing …"),
            "closures": self.tr("Close a road here …"),
        }
