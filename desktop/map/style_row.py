"""Boxes below a layer in the layer tree that choose how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from desktop import theme

BETWEEN_PX = 3


class StyleRow(QWidget):
    """The first box chooses, the others belong to a choice and are hidden without it."""

    resized = Signal()
    """It has more or fewer lines."""

    def arrange(self, *parts: QWidget) -> None:
        """Put its parts below each other, and write their texts."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.px(4), theme.px(BETWEEN_PX))
        column.setSpacing(theme.px(BETWEEN_PX))
        for part in parts:
            column.addWidget(part)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts."""
        raise NotImplementedError

    def show_parts(self, seen: Mapping[QWidget, bool]) -> None:
        """Show and hide parts."""
        if any(part.isHidden() == shown for part, shown in seen.items()):
            for part, shown in seen.items():
                part.setVisible(shown)
            self.resized.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def name_box(box: QComboBox, name: str) -> None:
    """What a box without a label chooses."""
    box.setAccessibleName(name)
    box.setToolTip(name)


def show_choice(box: QComboBox, key: object) -> None:
    """Show the row of ``key``."""
    box.setCurrentIndex(box.findData(key))
