"""A label whose text can be selected and copied."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent

from desktop.widgets.literal import PlainLabel


class SelectableLabel(PlainLabel):
    """Selectable while the mouse is over it, and as long as something is selected.

    For a selectable text Qt makes a document, which it lays out anew for every text: about a third of the processor
    time to show other facts of a card.
    """

    def enterEvent(self, event: QEnterEvent) -> None:
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not (self.hasSelectedText() or self.hasFocus()):
            self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
