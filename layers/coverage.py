"""服务覆盖 on the map: villages by their minutes to a service, its facilities, proposed sites, and tours.

It holds what the analysis answered to this window, not the realm's state: the panel shows its answer here.
"""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

import numpy as np

from county.catalog import Catalog, Name
from county.coverage.results import ServiceCoverage, SitesFound, ToursFound
from county.coverage.tours import REASONS, DayTour
from county.package.open import CountyPackage
from county.package.village_places import village_places
from layers.area_figures import NONE, SCALE
from layers.base import Fact, Layer, LegendClasses, LegendEntry, LegendPart, Pace
from layers.batches import F64, Batch, Labels, Lines, Points
from layers.geometry import polygons_of
from layers.point_queries import nearest

STYLES = (*SCALE, NONE)
PARTS = (1 / 3, 2 / 3, 1.0, 2.0)
"""Ends of the classes, as parts of the limit; beyond the last one is one more."""
COLORS = 6
"""Of tours: the days of a cycle take them in turn."""
WAYS = tuple(f"round.{n}" for n in range(COLORS))
STOPS = tuple(f"round.stop.{n}" for n in range(COLORS))


class CoverageAreasLayer(Layer):
    """Villages coloured by how long the way to the nearest facility takes; empty while nothing was asked."""

    key: ClassVar[str] = "coverage_areas"
    name: ClassVar[Name] = Name("服务覆盖", "Coverage by a service")
    group: ClassVar[str] = "divisions"
    expected: ClassVar[bool] = False

    def __init__(self, package: CountyPackage) -> None:
        super().__init__()
        villages = package.table("villages")
        self._geometry = villages.geometry
        self._codes = [str(code) for code in villages["code"]]
        self._minutes: dict[str, float | None] = {}
        self._limit_min = 0.0
        self._title = Name("", "")
        self._batches: tuple[Batch, ...] = ()

    def show(self, title: Name, limit_min: float, minutes: dict[str, float | None]) -> None:
        """Colour the villages by ``minutes``, by code, in parts of the limit; {}: none."""
        if (title, limit_min, minutes) != (self._title, self._limit_min, self._minutes):
            self._title, self._limit_min, self._minutes = title, limit_min, dict(minutes)
            self._batches = self._build() if minutes else ()
            self.touch()

    def __len__(self) -> int:
        return len(self._codes)

    def drawn(self) -> int:
        return len(self._minutes)

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def legend(self) -> tuple[LegendPart, ...]:
        if not self._minutes:
            return ()
        ends = [f"{part * self._limit_min:.3g}" for part in PARTS]
        texts = [Name(f"≤ {end} 分钟", f"≤ {end} min") for end in ends]
        texts += [Name(f"> {ends[-1]} 分钟", f"> {ends[-1]} min"), Name("道路不可达", "No way by road")]
        used = [self._class(minutes) for minutes in self._minutes.values()]
        return (
            LegendClasses(
                name=self._title, note=Name(f"时限 {ends[2]} 分钟", f"limit {ends[2]} min"), outdated=False,
                entries=tuple(LegendEntry(style, text) for style, text in zip(STYLES, texts, strict=True)),
                numbers=tuple(used.count(place) for place in range(len(STYLES))), bars=(), ends=("", ""),
            ),
        )  # fmt: skip

    def values_legend(self) -> tuple[LegendPart, ...]:
        return self.legend()

    def _class(self, minutes: float | None) -> int:
        if minutes is None:
            return len(STYLES) - 1
        return int(np.searchsorted(np.array(PARTS) * self._limit_min, minutes))

    def _build(self) -> tuple[Batch, ...]:
        rows = [row for row, code in enumerate(self._codes) if code in self._minutes]
        codes = np.array([self._codes[row] for row in rows], dtype=object)
        style = np.array([self._class(self._minutes[code]) for code in codes], dtype=np.uint16)
        return (polygons_of(codes, self._geometry[rows], style, STYLES),)


class CoverageLayer(Layer):
    """Facilities of the service, proposed sites, and the tours of a cycle; empty while nothing was asked."""

    key: ClassVar[str] = "coverage"
    name: ClassVar[Name] = Name("服务设施与流动服务", "Facilities and mobile services")
    group: ClassVar[str] = "moving"
    pace: ClassVar[Pace] = "live"

    def __init__(self, package: CountyPackage, catalog: Catalog) -> None:
        super().__init__()
        villages = package.table("villages")
        self._names = dict(zip(map(str, villages["code"]), map(str, villages["name"]), strict=True))
        self._package = package
        self._services = catalog.public_services
        self._coverage: ServiceCoverage | None = None
        self._sites: SitesFound | None = None
        self._tours: ToursFound | None = None
        self._batches: tuple[Batch, ...] | None = ()

    @cached_property
    def _places(self) -> dict[str, tuple[float, float]]:
        """Of villages by code; worked out when a plan is first shown."""
        return village_places(self._package)

    def show(
        self, coverage: ServiceCoverage | None, sites: SitesFound | None = None, tours: ToursFound | None = None
    ) -> None:
        """Replace what is shown."""
        if (coverage, sites, tours) != (self._coverage, self._sites, self._tours):
            self._coverage, self._sites, self._tours = coverage, sites, tours
            self._batches = None
            self.touch()

    def __len__(self) -> int:
        facilities = 0 if self._coverage is None else len(self._coverage.facilities)
        sites = 0 if self._sites is None else len(self._sites.sites)
        return facilities + sites + (0 if self._tours is None else len(self._tours.stops))

    def batches(self) -> tuple[Batch, ...]:
        if self._batches is None:
            self._batches = self._build()
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        return (
            LegendEntry("coverage.facility", Name("服务设施", "Facility")),
            LegendEntry("coverage.site", Name("建议增设点", "Proposed site")),
            LegendEntry(WAYS[0], Name("流动服务车路线（每日一色）", "Tour of a mobile service (a colour a day)")),
            LegendEntry(STOPS[0], Name("停靠村：周期日-站次", "Stop: day of the cycle and number")),
            LegendEntry("round.unserved", Name("未能安排的村", "Village on no tour")),
        )

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        kind, _, subject = item_id.partition("/")
        if kind == "facility" and self._coverage is not None:
            for one in self._coverage.facilities:
                if one.id == subject:
                    service = self._services.get(self._coverage.service)
                    size = Name("规模", "Capacity") if service is None else service.capacity_name
                    limit = f"{self._coverage.limit_min:g}"
                    return (
                        Fact(size, "–" if one.capacity < 0 else str(one.capacity)),
                        Fact(Name(f"{limit} 分钟内人口", f"People within {limit} min"), f"{one.people:,}"),
                    )
        if kind == "left" and self._tours is not None:
            for left in self._tours.plan.unserved:
                if left.village == subject:
                    return (Fact(Name("未能安排", "On no tour"), REASONS[left.reason]),)
        return ()

    def title(self, item_id: str) -> str:
        kind, _, subject = item_id.partition("/")
        if kind == "facility" and self._coverage is not None:
            return next((one.name or one.id for one in self._coverage.facilities if one.id == subject), "")
        return self._names.get(subject, "") if self.facts(item_id) else ""

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        for batch in reversed(self.batches()):
            if isinstance(batch, Points) and (row := nearest(batch.xy_m, x_m, y_m, radius_m)) is not None:
                found = str(batch.ids[row])
                if self.facts(found):
                    return found
        return None

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        for batch in self.batches():
            if isinstance(batch, Points) and self.facts(item_id):
                for row in np.flatnonzero(np.array([one == item_id for one in batch.ids], dtype=bool)).tolist():
                    x_m, y_m = batch.xy_m[row].tolist()
                    return x_m, y_m, x_m, y_m
        return None

    def _build(self) -> tuple[Batch, ...]:
        tours = () if self._tours is None else self._tours.plan.tours
        stops = [
            (f"stop/{visit.village}", f"{tour.day + 1}-{number}", tour.day % COLORS, self._places[visit.village])
            for tour in tours for number, visit in enumerate(tour.visits, 1) if visit.village in self._places
        ]  # fmt: skip
        ids = np.array([id for id, *_ in stops], dtype=object)
        xy_m = _places([place for *_, place in stops])
        style = np.array([color for *_, color, _ in stops], dtype=np.uint16)
        labels = Labels(
            ids, np.array([text for _, text, *_ in stops], dtype=object), xy_m, np.zeros(len(ids)),
            np.zeros(len(ids), dtype=np.uint16), ("label.tour",),
        )  # fmt: skip
        left = () if self._tours is None else self._tours.plan.unserved
        known = [one.village for one in left if one.village in self._places]
        unserved = _points([f"left/{code}" for code in known], [self._places[code] for code in known], "round.unserved")
        facilities = () if self._coverage is None else self._coverage.facilities
        icon = "" if self._coverage is None else self._services[self._coverage.service].icon
        sites = () if self._sites is None else self._sites.sites
        return (
            self._ways(tours),
            _points([f"facility/{one.id}" for one in facilities], [(one.x_m, one.y_m) for one in facilities],
                    f"coverage.facility@{icon}" if icon else "coverage.facility"),
            Points(ids, xy_m, style, STOPS),
            unserved,
            _points([f"site/{one.village}" for one in sites], [(one.x_m, one.y_m) for one in sites], "coverage.site"),
            labels,
        )  # fmt: skip

    def _ways(self, tours: tuple[DayTour, ...]) -> Lines:
        lines = [self._course(row, tour) for row, tour in enumerate(tours)]
        return Lines(
            np.array([f"{tour.day}/{tour.vehicle}" for tour in tours], dtype=object),
            np.concatenate([np.empty((0, 2)), *lines]), np.cumsum([0, *map(len, lines)]),
            np.array([tour.day % COLORS for tour in tours], dtype=np.uint16), WAYS, np.zeros(len(tours)),
        )  # fmt: skip

    def _course(self, row: int, tour: DayTour) -> F64:
        """Along the roads where that is known, else straight from stop to stop."""
        assert self._tours is not None
        home = np.array((self._tours.home.x_m, self._tours.home.y_m))
        if row < len(self._tours.courses):
            course: F64 = np.frombuffer(self._tours.courses[row], dtype="<f4").reshape(-1, 2) + home
            return course
        stops = [self._places[visit.village] for visit in tour.visits if visit.village in self._places]
        return np.array([home, *stops, home], dtype=float)


def _places(places: list[tuple[float, float]]) -> F64:
    return np.array(places, dtype=float).reshape(-1, 2)


def _points(ids: list[str], places: list[tuple[float, float]], style: str) -> Points:
    return Points(np.array(ids, dtype=object), _places(places), np.zeros(len(ids), dtype=np.uint16), (style,))
