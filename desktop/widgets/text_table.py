"""A table of texts that is read, not edited; each panel sets the widths of its columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop import theme
from desktop.item_models.text_rows import TextRows

ROW_PX = 26


def widen(table: QTableView, widths_px: Sequence[int]) -> None:
    """Set the widths of the columns, wider where a heading needs it; the last one takes the room that they leave."""
    header = table.horizontalHeader()
    header.setMinimumSectionSize(header.sectionSizeHint(header.count() - 1))
    for column, width_px in enumerate(widths_px):
        table.setColumnWidth(column, max(theme.px(width_px), header.sectionSizeHint(column)))


def text_table(rows: TextRows) -> QTableView:
    """A table of ``rows`` without grid; whole rows are selected."""
    table = QTableView()
    show_rows(table, rows)
    return table


def show_rows(table: QTableView, rows: QAbstractItemModel) -> None:
    """Make ``table`` one that is read: one line a row, without grid; whole rows are selected."""
    table.setModel(rows)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setAlternatingRowColors(True)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.px(ROW_PX))
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
