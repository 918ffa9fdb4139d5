"""What is wrong with the scenario, each with its row; a click or Enter leads there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from county.drill.editing import TABLES, Row, Values, rows_of
from county.toml_files.finding import Fault
from county.toml_files.lines import Path
from desktop import theme
from desktop.drill_editor.finding_words import finding_line, finding_place, unread_line
from desktop.drill_editor.unread_texts import UnreadText
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

    def show_findings(
        self, found: Sequence[Fault] | None, unread: Sequence[tuple[Path, UnreadText]], values: Values
    ) -> None:
        """None: they are being looked for; the last ones stay until then.  ``unread``: what is typed and is not among
        ``values``, each with its row and key."""
        if found is None:
            self.summary.setText(self.tr("Checking …"))
            return
        rows = {table: rows_of(values, table) for table in TABLES}
        errors = sum(fault.severity == "error" for fault in found)
        self.list.clear()
        for path, typed in unread:
            self._add(unread_line(path, typed), path, rows, theme.WARNING)
        for fault in sorted(found, key=lambda fault: fault.severity != "error"):
            color = theme.DANGER if fault.severity == "error" else theme.WARNING
            self._add(finding_line(fault), fault.path, rows, color)
        counts = self.tr("Check: {errors} errors, {warnings} warnings")
        text = counts.format(errors=errors, warnings=len(found) - errors) if found else self.tr("Check: no findings")
        if unread:
            text = self.tr("{check}; {n} typed texts are not taken").format(check=text, n=len(unread))
        self.summary.setText(text)
        color = theme.DANGER if errors else theme.WARNING if found or unread else theme.GOOD
        theme.restyle(self.summary, f"color: {color};")
        self.list.setAccessibleName(text)

    def _add(self, line: str, path: Path, rows: Mapping[str, Sequence[Row]], color: str) -> None:
        item = QListWidgetItem(f"{line}    [{finding_place(path, rows)}]")
        item.setForeground(QColor(color))
        item.setToolTip(literal(item.text()))
        item.setData(_PATH, path)
        self.list.addItem(item)

    def next(self) -> None:
        """Lead to the finding after the current one, from the last to the first."""
        if self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + 1) % self.list.count())
            self._go(self.list.currentItem())

    def _go(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_PATH))
