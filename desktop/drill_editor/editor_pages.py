"""The pages of the editor: the tables of a scenario, what is said about the whole drill, and its attachments."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from county.toml_files.lines import Path as ValuePath
from desktop import theme
from desktop.drill_editor.attachment_table import AttachmentTable
from desktop.drill_editor.document import ScenarioDocument
from desktop.drill_editor.finding_words import HEADING_NAME
from desktop.drill_editor.row_form import RowForm
from desktop.drill_editor.row_table import RowTable
from desktop.drill_editor.table_fields import COLUMNS, HEADING, TABLE_NAMES, EditedTable
from desktop.i18n import pick
from desktop.widgets.literal import without_mnemonics

TABLES: tuple[EditedTable, ...] = tuple(COLUMNS)
FORM_WIDTH_PX = 860


class EditorPages(QTabWidget):
    """Each table has a chosen row of its own."""

    turned = Signal()
    """Another page is shown, or another row is the chosen one."""

    def __init__(self, document: ScenarioDocument, attach: Callable[[], object]) -> None:
        super().__init__()
        self._document = document
        self.heading = RowForm(lambda values, key: document.change(values, ("scenario", key)), document.unread)
        self.heading.setMaximumWidth(theme.px(FORM_WIDTH_PX))
        self.tables = {table: RowTable(document, table) for table in TABLES}
        self.attachments = AttachmentTable(document, attach)
        self.setDocumentMode(True)
        for page in self._names():
            self.addTab(page, "")
        self.currentChanged.connect(lambda _: self.turned.emit())
        for table in self.tables.values():
            table.chosen.connect(lambda _: self.turned.emit())
        self._write_names()

    @property
    def table(self) -> RowTable | None:
        """The table that is shown."""
        found = self.currentWidget()
        return found if isinstance(found, RowTable) else None

    def follow(self) -> None:
        """Show the document as it is now."""
        for table in self.tables.values():
            table.follow()
        self.attachments.follow()

    def show_findings(self) -> None:
        """Mark the rows in which something is wrong."""
        for table in self.tables.values():
            table.rows.show_findings()

    def show_heading(self) -> None:
        """Show what is said about the whole drill, and what is wrong there."""
        document = self._document
        found = [fault for fault in document.told if fault.path and fault.path[0] not in self.tables]
        identity = document.identity("scenario", 0)
        title = pick(HEADING_NAME)
        self.heading.show_row(document.opened, identity, HEADING, document.values, document.known, found, title)

    def turn_to(self, path: ValuePath) -> RowTable | None:
        """Show the page and the row at a path of the file; returns its table, None for the heading."""
        page = self.tables.get(cast("EditedTable", str(path[0]))) if path else None
        self.setCurrentWidget(self.heading if page is None else page)
        if page is not None and len(path) > 1 and isinstance(path[1], int):
            page.choose(path[1])
        return page

    def turn(self, by: int) -> None:
        """Show the page so many places further."""
        self.setCurrentIndex((self.currentIndex() + by) % self.count())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._write_names()

    def _names(self) -> dict[QWidget, str]:
        """The pages in their order."""
        tables: list[tuple[QWidget, str]] = [(self.tables[table], pick(TABLE_NAMES[table])) for table in TABLES]
        heading = [(self.heading, pick(HEADING_NAME))]
        return dict([*tables[:2], *heading, *tables[2:], (self.attachments, self.tr("Attachments"))])

    def _write_names(self) -> None:
        for number, name in enumerate(self._names().values()):
            self.setTabText(number, without_mnemonics(name))
