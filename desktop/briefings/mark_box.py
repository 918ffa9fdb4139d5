"""A choice of what a document bears beside its text: its urgency, its term of secrecy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox

from county.briefing.briefing import Briefing


class MarkBox(QComboBox):
    """Of one place; the first choice is none."""

    written = Signal(str, str)
    """Place and what was chosen; "" for none."""

    def __init__(self, place: str, choices: Sequence[str]) -> None:
        super().__init__()
        self._place = place
        for one in ("", *choices):
            self.addItem(one, one)
        self.activated.connect(lambda _: self._give())
        self._shown = ""

    def retranslate(self, none: str, name: str) -> None:
        """``none``: what the first choice says; ``name``: of the box."""
        self.setItemText(0, none)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def follow(self, briefing: Briefing | None, *, enabled: bool) -> None:
        """Show what a briefing bears; None hides the box.  Its list stays as it is while it is open."""
        self.setVisible(briefing is not None)
        self.setEnabled(enabled)
        if briefing is None or self.view().isVisible():
            return
        self._shown = briefing.text_at(self._place)
        with QSignalBlocker(self):
            if self.findData(self._shown) < 0:  # written elsewhere
                self.addItem(self._shown, self._shown)
            self.setCurrentIndex(self.findData(self._shown))

    def _give(self) -> None:
        chosen = str(self.currentData())
        if chosen != self._shown:
            self.written.emit(self._place, chosen)
