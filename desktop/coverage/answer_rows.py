"""An answer about coverage as rows of a table, the most important first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject

from county.coverage.results import ServiceCoverage, SitesFound, ToursFound
from county.coverage.tours import REASONS, gaps
from desktop import theme
from desktop.i18n import pick
from desktop.panels.record_panel import Row
from services.coverage.answer_lines import clock

DAYS_SHOWN = 3
"""Of a timetable in one cell."""


class AnswerRows(QObject):
    """Rows have the code of their village as id."""

    def __init__(self, named: Callable[[str], str], parent: QObject) -> None:
        """``named``: name of a village by its code."""
        super().__init__(parent)
        self._named = named

    def times_heads(self) -> list[str]:
        return [
            self.tr("Village"), self.tr("People"), self.tr("Minutes"), self.tr("E2SFCA"), self.tr("Nearest"),
        ]  # fmt: skip

    def times(self, told: ServiceCoverage) -> Iterator[Row]:
        """The villages, those that reach nothing and the farthest first."""
        facilities = {one.id: one.name or one.id for one in told.facilities}
        far = sorted(told.villages, key=lambda one: (one.minutes is not None, -(one.minutes or 0.0), one.code))
        for village in far:
            minutes = self.tr("no way") if village.minutes is None else f"{village.minutes:.1f}"
            cells = (
                self._named(village.code), self._people(village.people), minutes, _number(village.decayed),
                facilities.get(village.nearest, "–"),
            )  # fmt: skip
            yield Row(village.code, cells, theme.TEXT if told.is_covered(village) else theme.WARNING)

    def sites_heads(self) -> list[str]:
        return [self.tr("Proposed site"), self.tr("People it is nearest to")]

    def sites(self, found: SitesFound) -> Iterator[Row]:
        """Those that serve most people first."""
        for site in sorted(found.sites, key=lambda one: -one.people):
            yield Row(site.village, (self._named(site.village), f"{site.people:,}"))

    def tours_heads(self) -> list[str]:
        return [
            self.tr("Village"), self.tr("Days"), self.tr("Time"), self.tr("Vehicle"), self.tr("Longest gap"),
        ]  # fmt: skip

    def tours(self, found: ToursFound) -> Iterator[Row]:
        """Villages on no tour with their reason, then the timetable in the order of days and times."""
        for left in found.plan.unserved:
            why = pick(REASONS[left.reason])
            if left.short_s:
                why += self.tr(", short by {n} min").format(n=f"{left.short_s / 60:g}")
            said = self.tr("on no tour: {why}").format(why=why)
            yield Row(left.village, (self._named(left.village), said, "", "", ""), theme.WARNING)
        days, longest = found.plan.days_of(len(found.dates)), gaps(found.plan)
        shown: set[str] = set()
        for tour in found.plan.tours:
            for visit in tour.visits:
                if visit.village not in shown:
                    shown.add(visit.village)
                    cells = (
                        self._named(visit.village), self._dates([found.dates[day] for day in days[visit.village]]),
                        f"{clock(visit.begin_s)}–{clock(visit.end_s)}", tour.vehicle,
                        self.tr("{n} working days").format(n=longest[visit.village]),
                    )  # fmt: skip
                    yield Row(visit.village, cells)

    def _people(self, people: int) -> str:
        if people < 0:
            return self.tr("not known")
        return f"{people:,}" if people else self.tr("no people")

    def _dates(self, dates: list[str]) -> str:
        first = "、".join(date[5:] for date in dates[:DAYS_SHOWN])
        return first if len(dates) <= DAYS_SHOWN else self.tr("{days} … {n} days").format(days=first, n=len(dates))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
