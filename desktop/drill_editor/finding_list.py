"""What is wrong with the scenario, each with its row; a click or Enter leads there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from county.drill.editing import Values
from county.drill.finding import Fault
from desktop import theme
from desktop.drill_editor.finding_words import finding_line, finding_place
from desktop.literal import PlainLabel, literal

_PATH = Qt.ItemDataRole.UserRole


class FindingList(QWidget):
    """Errors first; both in the order of the file."""

    chosen = Signal(object)
    """The path of the finding."""

    def __init__(self) -> None:
        super().__init__()
        self.summary = PlainLabel()
        self.summary.setFont(theme.font(15, bold=True))
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.itemClicked.connect(self._go)
        self.list.itemActivated.connect(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self.summary)
        column.addWidget(self.list, 1)

    def show_findings(self, found: Sequence[Fault] | None, values: Values) -> None:
        """None: they are being looked for; the last ones stay until then."""
        if found is None:
            self.summary.setText(self.tr("Checking …"))
            return
        errors = sum(fault.severity == "error" for fault in found)
        self.list.clear()
        for fault in sorted(found, key=lambda fault: fault.severity != "error"):
            item = QListWidgetItem(f"{finding_line(fault)}    [{finding_place(fault, values)}]")
            item.setForeground(QColor(theme.DANGER if fault.severity == "error" else theme.WARNING))
            item.setToolTip(literal(item.text()))
            item.setData(_PATH, fault.path)
            self.list.addItem(item)
        counts = self.tr("Check: {errors} errors, {warnings} warnings")
        text = counts.format(errors=errors, warnings=len(found) - errors) if found else self.tr("Check: no findings")
        self.summary.setText(text)
        theme.restyle(self.summary, f"color: {theme.DANGER if errors else theme.WARNING if found else theme.GOOD};")
        self.list.setAccessibleName(text)

    def next(self) -> None:
        """Lead to the finding after the current one, from the last to the first."""
        if self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + 1) % self.list.count())
            self._go(self.list.currentItem())

    def _go(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_PATH))
