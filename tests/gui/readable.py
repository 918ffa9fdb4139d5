"""All texts of a window."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QModelIndex
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QTreeView,
    QWidget,
)


def texts(window: QWidget) -> Iterator[str]:
    """Titles, labels, buttons, menus, lines, rows of lists, tables and trees, tooltips; visible or not."""
    for part in (window, *window.findChildren(QWidget)):
        yield part.windowTitle()
        yield part.toolTip()
        yield part.accessibleName()
        match part:
            case QLabel() | QAbstractButton():
                yield part.text()
            case QLineEdit():
                yield part.text()
                yield part.placeholderText()
            case QPlainTextEdit():
                yield part.toPlainText()
            case QComboBox():
                yield from (part.itemText(row) for row in range(part.count()))
            case QTreeView():
                yield from _tree(part.model(), QModelIndex())
            case QTableView():
                yield from _rows(part.model(), part.model().columnCount())
            case QAbstractItemView() if part.model() is not None:
                yield from _rows(part.model(), 1)
    for action in window.findChildren(QAction):
        yield action.text()


def _rows(model: QAbstractItemModel, columns: int) -> Iterator[str]:
    for row in range(model.rowCount()):
        yield from (str(model.index(row, column).data()) for column in range(columns))


def _tree(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(parent)):
        item = model.index(row, 0, parent)
        yield str(item.data())
        yield from _tree(model, item)
