"""Beside the tables: the form of the chosen row, and for an inject the map with its place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget

from county.drill.drill_county import DrillCounty
from county.drill.editing import Row
from desktop import theme
from desktop.drill_editor.document import ScenarioDocument
from desktop.drill_editor.inject_places import placed_at, point_of, village_at
from desktop.drill_editor.place_map import InjectPlaceMap
from desktop.drill_editor.row_form import RowForm
from desktop.drill_editor.table_fields import FORMS, TABLE_NAMES, EditedTable, place_of
from desktop.i18n import pick
from desktop.session import Session


class RowInspector(QWidget):
    """Follows the document and the choice in the tables."""

    expectation_wanted = Signal()
    """Add one to the inject that is shown."""

    def __init__(self, document: ScenarioDocument, session: Session, county: Callable[[], DrillCounty]) -> None:
        super().__init__()
        self._document, self._county, self._session = document, county, session
        self.table: EditedTable = "injects"
        self.number = -1
        self._flown: object = None
        self.form = RowForm(self._take, document.unread)
        self.map = InjectPlaceMap(session)
        self.map.placed.connect(self._placed)
        self.expect = QPushButton()
        self.expect.clicked.connect(self.expectation_wanted.emit)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form, 1)
        column.addWidget(self.expect, 0, Qt.AlignmentFlag.AlignLeft)
        self._parts = QSplitter(Qt.Orientation.Vertical)
        self._parts.setChildrenCollapsible(False)
        self._parts.addWidget(above)
        self._parts.addWidget(self.map)
        self._parts.setSizes([theme.px(430), theme.px(330)])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._parts)
        self.retranslate()

    def release(self) -> None:
        self.map.release()

    @property
    def row(self) -> Row | None:
        rows = self._document.rows(self.table)
        return rows[self.number] if 0 <= self.number < len(rows) else None

    def show_row(self, table: EditedTable, number: int) -> None:
        self.table, self.number = table, number
        self.follow()

    def follow(self) -> None:
        """Show the row as it is now."""
        row = self.row
        self.expect.setVisible(self.table == "injects" and row is not None)
        if row is None or self.table != "injects":
            self.map.hide()
        if row is None:
            self.form.clear(self.tr("Choose a row, or add one"))
            return
        found = self._document.by_row.get((self.table, self.number), [])
        title = f"{pick(TABLE_NAMES[self.table])} {row.get('id', '')}"
        identity = self._document.identity(self.table, self.number)
        self.form.show_row(
            self._document.opened, identity, FORMS[self.table], row, self._document.known, found, title
        )
        if self.table == "injects":
            self._show_place(row)

    def _show_place(self, row: Row) -> None:
        point = point_of(row, self._county())
        village = "" if point is None else village_at(*point, self._county())
        words = self._session.divisions.path(village) if village else ""
        if not place_of(row):
            words = words or self.tr("Injects of this kind have no place")
        self.map.setVisible(bool(place_of(row)) or point is not None)
        key = (self.number, row.get("id"))
        self.map.show_place(point, words, can_place=bool(place_of(row)), fly=key != self._flown)
        self._flown = key

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        self.expect.setText(self.tr("Expect something after this inject"))

    def _take(self, row: Row, key: str) -> None:
        self._document.change_row(self.table, self.number, row, (self.table, self.number, key))

    def _placed(self, x_m: float, y_m: float) -> None:
        if self.row is not None and self.table == "injects":
            self._document.change_row("injects", self.number, placed_at(self.row, x_m, y_m, self._county()))
