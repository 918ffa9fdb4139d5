"""A box whose long rows are cut within their beginning: distance and number at the end tell one row from another."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
)

from county.names import BETWEEN
from desktop import theme

KEPT = 2
"""Parts at the end of a row that stay whole."""
BESIDE_TEXT_PX = 2
"""Of the field, which the styles of Qt leave free beside the text."""


class KeptEndBox(QComboBox):
    """Needs no room for whole rows; ``currentText()`` is the full text."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setItemDelegate(KeptEndDelegate(self))

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = _cut_before_end(option.currentText, self.fontMetrics(), field.width() - BESIDE_TEXT_PX)


class KeptEndDelegate(QStyledItemDelegate):
    """For its list."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if option.rect.isValid():  # not where the width of the whole text is asked for
            room_px = option.rect.width() - 2 * theme.px(theme.CELL_PX)
            option.text = _cut_before_end(option.text, option.fontMetrics, room_px)


def _cut_before_end(text: str, metrics: QFontMetrics, room_px: int) -> str:
    start, *end = text.rsplit(BETWEEN, KEPT)
    kept = BETWEEN.join(("", *end))
    start_px = room_px - metrics.horizontalAdvance(kept)
    if start_px <= 0:  # of the end, too, first and last tell most
        return metrics.elidedText(BETWEEN.join(end), Qt.TextElideMode.ElideMiddle, room_px)
    return metrics.elidedText(start, Qt.TextElideMode.ElideRight, start_px) + kept
