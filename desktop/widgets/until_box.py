"""An optional time in the future: not known, or a number of hours from now."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox

from county.durations import HOUR_MS
from desktop.moments import duration

HOURS = (1, 2, 4, 8, 12, 24, 48, 72)


class UntilBox(QComboBox):
    """The first choice is "not known"."""

    def __init__(self) -> None:
        super().__init__()
        self.addItem("", 0)
        for hours in HOURS:
            self.addItem("", hours)

    def retranslate(self, unknown: str) -> None:
        """Set the texts; ``unknown``: of the first choice."""
        self.setItemText(0, unknown)
        template = QCoreApplication.translate("UntilBox", "for {span}")
        for row, hours in enumerate(HOURS, start=1):
            self.setItemText(row, template.format(span=duration(hours * HOUR_MS)))

    def until_ms(self, now_ms: int) -> int | None:
        """The chosen time; None when it is not known."""
        hours = int(self.currentData())
        return now_ms + hours * HOUR_MS if hours else None
