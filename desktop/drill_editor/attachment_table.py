"""The files that injects show: added from the disk, and saved with the scenario."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from county.drill.editing import value_at
from desktop import theme
from desktop.drill_editor.document import ScenarioDocument
from desktop.widgets.literal import PlainLabel
from desktop.widgets.wrapping_line import line_of


class AttachmentTable(QWidget):
    """Media injects choose from it."""

    def __init__(self, document: ScenarioDocument, attach: Callable[[], object]) -> None:
        """``attach``: choose files and attach them."""
        super().__init__()
        self._document = document
        self.add, self.remove = QPushButton(), QPushButton()
        self.add.clicked.connect(lambda: attach())
        self.remove.clicked.connect(self._remove)
        self.hint = PlainLabel()
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.list = QListWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(6), 0, 0)
        column.addLayout(line_of(self.add, self.remove))
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)
        self.retranslate()

    def follow(self) -> None:
        """Show the document."""
        users: dict[str, list[str]] = {}
        for row in self._document.rows("injects"):
            name = value_at(row, "media.attachment")
            if isinstance(name, str) and name:
                users.setdefault(name, []).append(str(row.get("id", "")))
        chosen = self.list.currentRow()
        self.list.clear()
        for name in sorted({*self._document.files, *users}):
            shown = "、".join(users.get(name, [])) or self.tr("no inject shows it")
            missing = self.tr("✕ {name} (missing)").format(name=name)
            there = name if name in self._document.files else missing
            item = QListWidgetItem(f"{there}    {shown}")
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.list.addItem(item)
        self.list.setCurrentRow(min(chosen, self.list.count() - 1))
        self.remove.setEnabled(self.list.count() > 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        self.add.setText(self.tr("Add files …"))
        self.remove.setText(self.tr("Remove the chosen file"))
        self.hint.setText(self.tr("An inject of kind media shows a file: choose it in the form of the inject."))
        self.list.setAccessibleName(self.tr("Attachments"))

    def _remove(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._document.detach(item.data(Qt.ItemDataRole.UserRole))
