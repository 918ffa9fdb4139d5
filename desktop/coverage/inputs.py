"""What is filled in about coverage: a service, what is wanted of it, and by what it is planned."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QDate, QObject
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QSpinBox, QWidget

from county.catalog import Catalog
from county.coverage.question import CoveragePart, CoverageQuestion
from county.coverage.siting import AIMS, SITES_MAX
from desktop import moments
from desktop.i18n import pick

KEPT = "kept"
"""What the table shows instead of an answer: the plans that were kept."""
PARTS: tuple[CoveragePart, ...] = ("times", "sites", "tours")
SITES = 3
"""Proposed where nobody says how many."""


class CoverageInputs(QObject):
    """The inputs of the panel; those that what is wanted does not need are hidden."""

    def __init__(self, catalog: Catalog, homes: Mapping[str, str], now_ms: int, parent: QObject) -> None:
        """``homes``: names of the seats from which tours may set out, by code."""
        super().__init__(parent)
        self._catalog = catalog
        settings = catalog.coverage
        self.service, self.part, self.aim = QComboBox(), QComboBox(), QComboBox()
        for key in catalog.offered_public_services():
            self.service.addItem("", key)
        for part in (*PARTS, KEPT):
            self.part.addItem("", part)
        for aim in AIMS:
            self.aim.addItem("", aim)
        self.count = _box(1, SITES_MAX, SITES)
        self.vehicles = _box(0, 20, settings.vehicles)
        self.weeks = _box(1, 12, settings.weeks)
        self.visits = _box(1, 60, settings.min_visits)
        self.home = QComboBox()
        for code, name in homes.items():
            self.home.addItem(name, code)
        self.everywhere = QCheckBox()
        self.from_day = QDateEdit()
        self.from_day.setCalendarPopup(True)
        self.from_day.setDisplayFormat("yyyy-MM-dd")
        today = moments.local(now_ms).date()
        self.from_day.setDate(QDate(today.year, today.month, today.day))

    @property
    def further(self) -> tuple[QWidget, ...]:
        """Those of sites and tours alone, in their order."""
        return (*self._of_sites, *self._of_tours)

    @property
    def _of_sites(self) -> tuple[QWidget, ...]:
        return self.aim, self.count

    @property
    def _of_tours(self) -> tuple[QWidget, ...]:
        return self.from_day, self.weeks, self.vehicles, self.visits, self.home, self.everywhere

    @property
    def shown(self) -> str:
        """What the table shows: a part of an answer, or KEPT."""
        return str(self.part.currentData())

    def follow(self) -> None:
        """Show what is needed for what is wanted."""
        for part in self._of_sites:
            part.setVisible(self.shown == "sites")
        for part in self._of_tours:
            part.setVisible(self.shown == "tours")
        self.service.setVisible(self.shown != KEPT)

    @property
    def question(self) -> CoverageQuestion:
        """What is filled in; with KEPT about times."""
        settings, service = self._catalog.coverage, str(self.service.currentData())
        if self.shown == "sites":
            return CoverageQuestion(
                service=service, part="sites", aim=self.aim.currentData(), count=self.count.value()
            )  # fmt: skip
        if self.shown == "tours":
            return CoverageQuestion(
                service=service, part="tours", from_day=self.from_day.date().toString("yyyy-MM-dd"),
                weeks=self.weeks.value(), vehicles=self.vehicles.value(), min_visits=self.visits.value(),
                home=str(self.home.currentData() or ""), everywhere=self.everywhere.isChecked(),
                service_min=settings.service_min, capacity_min=settings.capacity_min,
            )  # fmt: skip
        return CoverageQuestion(service=service)

    def retranslate(self) -> None:
        services = self._catalog.public_services
        for row in range(self.service.count()):
            self.service.setItemText(row, pick(services[self.service.itemData(row)].name))
        parts = (self.tr("Times"), self.tr("Further sites"), self.tr("Mobile service"), self.tr("Kept plans"))
        for row, text in enumerate(parts):
            self.part.setItemText(row, text)
        for row, name in enumerate(AIMS.values()):
            self.aim.setItemText(row, pick(name))
        self.count.setSuffix(self.tr(" sites"))
        self.weeks.setSuffix(self.tr(" weeks"))
        self.vehicles.setSuffix(self.tr(" vehicles"))
        self.visits.setSuffix(self.tr(" visits"))
        self.visits.setToolTip(self.tr("Visits of each village in these weeks, at least"))
        self.from_day.setToolTip(self.tr("First day of the tours"))
        self.home.setToolTip(self.tr("Where the vehicles set out"))
        self.everywhere.setText(self.tr("All villages"))
        self.everywhere.setToolTip(self.tr("Also those that reach a facility in time"))


def _box(least: int, most: int, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    box.setValue(value)
    return box
