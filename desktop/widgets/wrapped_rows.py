"""Rows of trees whose texts wrap."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from desktop import theme

LINES_MAX = 3
MARGIN_PX = 12


def fit_lines(tree: QTreeWidget, item: QTreeWidgetItem, first_px: int = 0) -> None:
    """The height of a row: as many lines as its longest text needs, within bounds.

    ``first_px``: what indentation and box take of the first column.
    """
    metrics, lines = tree.fontMetrics(), 1
    for column in range(tree.columnCount()):
        room = tree.columnWidth(column) - theme.px(MARGIN_PX + (first_px if column == 0 else 0))
        lines = max(lines, -(-metrics.horizontalAdvance(item.text(column)) // max(1, room)))
    size = QSize(0, min(LINES_MAX, lines) * metrics.lineSpacing() + theme.px(6))
    if item.sizeHint(0) != size:
        item.setSizeHint(0, size)
