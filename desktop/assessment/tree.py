"""A tree whose rows keep their place, their choice and what is open when their values change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from desktop import theme
from desktop.assessment.tree_marks import MARK_ROLE, TreeMarks

KEY_ROLE = int(Qt.ItemDataRole.UserRole)
INDENT_PX = 18


class AssessmentTree(QTreeWidget):
    """The first column takes the room that the others leave."""

    def __init__(self, widths_px: Sequence[int], right: Sequence[int], parent: QWidget | None = None) -> None:
        """``right``: columns of numbers."""
        super().__init__(parent)
        self._right = right
        self.items: dict[str, QTreeWidgetItem] = {}
        self.setColumnCount(len(widths_px))
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setIndentation(theme.px(INDENT_PX))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(TreeMarks(self))
        self.setTabKeyNavigation(False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._widths_px = widths_px

    @property
    def heads(self) -> list[str]:
        """Of the columns, in the language of the screen."""
        raise NotImplementedError

    @property
    def chosen(self) -> str:
        """The key of the chosen row; "" for none, and for the whole."""
        item = self.currentItem()
        return "" if item is None else str(item.data(0, KEY_ROLE))

    def key_at(self, at: QPoint) -> str:
        """The key of the row at a place of the viewport; "" for none, and for the whole."""
        item = self.itemAt(at)
        return "" if item is None else str(item.data(0, KEY_ROLE))

    def retranslate(self) -> None:
        """The language has changed."""
        self.setHeaderLabels(self.heads)
        for column in self._right:
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self.headerItem().setTextAlignment(column, side)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_column(self, column: int, is_shown: bool) -> None:
        """Show or hide one; the others take its room."""
        if self.isColumnHidden(column) == is_shown:
            self.setColumnHidden(column, not is_shown)
            self._fit()

    def _fit(self) -> None:
        """No column is narrower than its heading; where there is no room for all, the tree is scrolled."""
        header = self.header()
        widths = [
            0 if self.isColumnHidden(column) else max(theme.px(width), header.sectionSizeHint(column))
            for column, width in enumerate(self._widths_px)
        ]
        widths[0] = max(widths[0], self.viewport().width() - sum(widths[1:]))
        for column, width in enumerate(widths):
            if width:
                self.setColumnWidth(column, width)

    def fill(self, rows: Sequence[tuple[str, str]], top: str | None = None) -> None:
        """Rows by key and key of the parent; ``top``: the row above those without one.  Made once, then emptied."""
        if list(self.items) == [key for key, _ in rows]:
            for item in self.items.values():
                for column in range(self.columnCount()):
                    item.setText(column, "")
                    item.setToolTip(column, "")
                    item.setData(column, MARK_ROLE, None)
                    item.setData(column, Qt.ItemDataRole.ForegroundRole, None)
            return
        self.clear()
        self.items = {}
        for key, parent in rows:
            above = self.items.get(parent) if parent or (top is not None and key != top) else None
            item = QTreeWidgetItem(above) if above is not None else QTreeWidgetItem(self)
            item.setData(0, KEY_ROLE, key)
            for column in self._right:
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.items[key] = item
        self.expandAll()

    def embolden(self, item: QTreeWidgetItem) -> None:
        """A row that stands for those below it."""
        for column in range(self.columnCount()):
            font = self.font()
            font.setBold(True)
            item.setFont(column, font)
