"""Paints a text that is too long for its cell in a form that fits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop import theme


class FittedTextDelegate(QStyledItemDelegate):
    """``fitted``: of a text, its font and the room in pixels, what is painted."""

    def __init__(self, fitted: Callable[[str, QFontMetrics, int], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fitted = fitted

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if option.rect.isValid():  # not where the width of the whole text is asked for
            room_px = option.rect.width() - 2 * theme.px(theme.CELL_PX)
            option.text = self._fitted(option.text, option.fontMetrics, room_px)
