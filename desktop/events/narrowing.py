"""Filters of the event list by town, unit, source and time."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout

from county.channels import SOURCE_NAMES
from county.units.dispatch import can_be_sent
from desktop import theme
from desktop.events.query import EventQuery
from desktop.i18n import pick
from desktop.panels.panel import Panel
from desktop.places.division_box import FoundBox
from desktop.session import Session
from desktop.units.choice import unit_name

HOURS = (1, 4, 12, 24, 72, 168)


class Narrowing(Panel):
    """Each of them shows everything in its first row."""

    chosen = Signal()
    """A choice was made; see :meth:`applied`."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.town, self.source, self.time = QComboBox(), QComboBox(), QComboBox()
        self.unit = FoundBox(session.name_sounds)
        self._boxes: tuple[QComboBox, ...] = (self.town, self.unit, self.source, self.time)
        for box in self._boxes:
            box.setMinimumWidth(theme.px(60))
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(self.chosen)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(6))
        for place, box in enumerate(self._boxes):
            grid.addWidget(box, place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        self.retranslate()

    def retranslate(self) -> None:
        session, kept = self._session, [box.currentData() for box in self._boxes]
        towns = [(session.divisions.path(code), code) for code in map(str, session.package.table("towns")["code"])]
        resources = [unit for unit in session.package.resources if can_be_sent(unit, session.catalog)]
        units = [*session.catalog.departments, *(unit.id for unit in resources)]
        within = self.tr("Within {n} h")
        rows: tuple[list[tuple[str, object]], ...] = (
            [(self.tr("All towns"), ""), *towns],
            [(self.tr("All units"), ""), *((unit_name(session, unit), unit) for unit in units)],
            [(self.tr("All sources"), ""), *((pick(name), source) for source, name in SOURCE_NAMES.items())],
            [(self.tr("Any time"), 0), *((within.format(n=hours), hours) for hours in HOURS)],
        )
        for box, choices, data in zip(self._boxes, rows, kept, strict=True):
            box.clear()
            for text, value in choices:
                box.addItem(text, value)
            box.setCurrentIndex(max(0, box.findData(data)))

    def show_query(self, query: EventQuery) -> None:
        """Show what ``query`` is narrowed to."""
        values = (query.town, query.unit, query.source, query.within_hours)
        for box, value in zip(self._boxes, values, strict=True):
            box.setCurrentIndex(max(0, box.findData(value)))

    def applied(self, query: EventQuery) -> EventQuery:
        """``query``, narrowed to what is chosen."""
        return replace(
            query, town=self.town.currentData(), unit=self.unit.value(), source=self.source.currentData(),
            within_hours=self.time.currentData(),
        )  # fmt: skip
