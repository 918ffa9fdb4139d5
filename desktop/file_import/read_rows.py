"""The rows of a file as they were understood, those that cannot be imported, the reasons, and remarks; in tabs."""

from __future__ import annotations

from PySide6.QtWidgets import QTableView, QTabWidget, QVBoxLayout, QWidget

from desktop import moments, theme
from desktop.file_import.reasons import told_reason
from desktop.item_models.text_rows import TextRows
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.text_table import text_table
from desktop.wording import place_text
from services.file_import.messages import FileOutcome, PreviewRows, UnderstoodRow

UNDERSTOOD, REASONS = 0, 2
"""Tabs."""


class ReadRows(QTabWidget):
    """Filled while the file is read."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._outcome: FileOutcome | None = None
        self.understood, self.refused = TextRows(6, self, numeric=(0,)), TextRows(2, self, numeric=(0,))
        self.reasons = TextRows(2, self, numeric=(0,))
        self.understood.name(
            [self.tr("Row"), self.tr("Time"), self.tr("Place"), self.tr("Class"), self.tr("Title"), self.tr("Reporter")]
        )
        self.refused.name([self.tr("Row"), self.tr("Why it cannot be imported")])
        self.reasons.name([self.tr("Rows"), self.tr("Reason; the first of them")])
        self.notes = PlainLabel()
        self.notes.setWordWrap(True)
        self.unused = PlainLabel()
        self.unused.setWordWrap(True)
        self.unused.setProperty("role", "muted")
        self.addTab(_table(self.understood, (90, 130, 380, 130, 300)), "")
        self.addTab(_table(self.refused, (110,)), "")
        self.addTab(_table(self.reasons, (110,)), "")
        remarks = QWidget()
        box = QVBoxLayout(remarks)
        box.setContentsMargins(*(theme.px(margin) for margin in (10, 8, 10, 8)))
        box.setSpacing(theme.px(6))
        for part in (self.unused, self.notes):
            box.addWidget(part)
        box.addStretch()
        self.addTab(remarks, "")

    def begin(self) -> None:
        """The file is read anew."""
        self._outcome = None
        for rows in (self.understood, self.refused, self.reasons):
            rows.show_rows(())

    def add(self, read: PreviewRows) -> None:
        """Show further rows."""
        self.understood.add(map(self._cells, read.understood))
        self.refused.add((place_text(row.where), told_reason(row.reason)) for row in read.refused)

    def show_outcome(self, outcome: FileOutcome, *, imported: bool) -> None:
        """Show the reasons and remarks; first the reasons where rows were not imported, or none can be."""
        self._outcome = outcome
        self.reasons.show_rows((f"{count.number:,}", told_reason(count.reason)) for count in outcome.reasons)
        self.notes.setText("\n".join(map(told_reason, outcome.notes)))
        unused = ", ".join(outcome.unused)
        self.unused.setText(self.tr("Columns without a use: {names}").format(names=unused) if unused else "")
        if imported:
            self.setCurrentIndex(REASONS if outcome.reasons else UNDERSTOOD)
        elif not self.understood.rowCount() and self.reasons.rowCount():
            self.setCurrentIndex(REASONS)

    def name_tabs(self) -> None:
        """With the present numbers of rows."""
        outcome = self._outcome
        refused = self.refused.rowCount() if outcome is None else outcome.refused + outcome.unusable
        shown = self.understood.rowCount()
        for tab, text in enumerate(
            (
                self.tr("As understood (first {n})").format(n=shown) if shown else self.tr("As understood"),
                self.tr("Not importable ({n})").format(n=f"{refused:,}"),
                self.tr("By reason ({n})").format(n=self.reasons.rowCount()),
                self.tr("Remarks"),
            )
        ):
            if self.tabText(tab) != text:
                self.setTabText(tab, text)
                page = self.widget(tab)
                assert page is not None
                page.setAccessibleName(text)

    def _cells(self, row: UnderstoodRow) -> tuple[str, ...]:
        now_ms = self._session.clock.now_ms()
        at = self.tr("now") if row.at_ms is None else moments.short(row.at_ms, now_ms)
        place = self._session.divisions.located(row.division, row.place_level) if row.division else row.place
        place = " · ".join(filter(None, (place, row.address)))
        return place_text(row.where), at, place, row.subclass, row.title, row.reporter


def _table(rows: TextRows, widths_px: tuple[int, ...]) -> QTableView:
    table = text_table(rows)
    table.horizontalHeader().setStretchLastSection(True)
    for column, width_px in enumerate(widths_px):
        table.setColumnWidth(column, theme.px(width_px))
    return table
