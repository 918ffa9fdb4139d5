"""A box whose long rows are cut within their beginning: distance and number at the end tell one row from another."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

from county.names import BETWEEN
from desktop.item_models.fitted_text_delegate import FittedTextDelegate

KEPT = 2
"""Parts at the end of a row that stay whole."""
BESIDE_TEXT_PX = 2
"""Of the field, which the styles of Qt leave free beside the text."""


class KeptEndBox(QComboBox):
    """Needs no room for whole rows, which its list shows where the screen has it; ``currentText()`` is the full
    text."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setItemDelegate(FittedTextDelegate(_cut_before_end, self))

    def showPopup(self) -> None:
        bar_px = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        whole_px = self.view().sizeHintForColumn(0) + bar_px
        self.view().setMinimumWidth(min(whole_px, self.screen().availableSize().width()))
        super().showPopup()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = _cut_before_end(option.currentText, self.fontMetrics(), field.width() - BESIDE_TEXT_PX)


def _cut_before_end(text: str, metrics: QFontMetrics, room_px: int) -> str:
    start, *end = text.rsplit(BETWEEN, KEPT)
    kept = BETWEEN.join(("", *end))
    start_px = room_px - metrics.horizontalAdvance(kept)
    if start_px <= 0:  # of the end, too, first and last tell most
        return metrics.elidedText(BETWEEN.join(end), Qt.TextElideMode.ElideMiddle, room_px)
    return metrics.elidedText(start, Qt.TextElideMode.ElideRight, start_px) + kept
