"""Editors of cells: a choice where something is chosen, else a line."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop import theme
from desktop.drill_editor.field_kinds import SeveralKind
from desktop.drill_editor.table_rows import ScenarioRows
from desktop.i18n import pick
from desktop.places.division_box import FoundBox

AnyIndex = QModelIndex | QPersistentModelIndex
ROW_PX = 32


class CellEditors(QStyledItemDelegate):
    """For a view of ScenarioRows."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        model = cast("ScenarioRows", index.model())
        field = model.fields[index.column()]
        row, known = model.document.rows(model.table)[index.row()], model.document.known
        choices = () if isinstance(field.kind, SeveralKind) else field.choices(row, known)
        if not choices:
            line = QLineEdit(parent)
            line.setPlaceholderText(pick(field.hint))
            return line
        box = FoundBox(only=False)
        box.setParent(parent)
        box.offer(list(choices))
        box.setMinimumWidth(theme.px(150))
        box.activated.connect(lambda _: self._chosen(box))
        return box

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, FoundBox):
            editor.setCurrentIndex(editor.findText(text))
            editor.setEditText(text)
            if (line := editor.lineEdit()) is not None:
                line.selectAll()
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        text = editor.currentText() if isinstance(editor, FoundBox) else cast("QLineEdit", editor).text()
        model.setData(index, text)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        rect = option.rect
        rect.setWidth(max(rect.width(), editor.minimumWidth()))
        editor.setGeometry(rect)

    def _chosen(self, box: FoundBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)
