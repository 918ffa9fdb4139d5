"""Paints the path of a place in a table: where it is too long, its higher names are left out, as the map shows them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop import theme
from desktop.places.division_names import shorter_paths


def nearest_names(path: str, metrics: QFontMetrics, room_px: int) -> str:
    """As many of the last names of a path as fit; the last one alone where not even that fits."""
    forms = shorter_paths(path)
    return next((form for form in forms if metrics.horizontalAdvance(form) <= room_px), forms[-1])


class PlaceDelegate(QStyledItemDelegate):
    """For the column of places."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if option.rect.isValid():  # not where the width of the whole text is asked for
            room = option.rect.width() - 2 * theme.px(theme.CELL_PX)
            option.text = nearest_names(option.text, option.fontMetrics, room)
