"""Tours of mobile services through the villages that no facility covers."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from county.catalog import WorkingHours
from county.coverage.question import CoverageQuestion
from county.coverage.results import ServiceCoverage, ToursFound, TourStopPlace
from county.coverage.tours import STOPS_MAX, TourProblem, TourStop, TourVehicle
from county.events.deadlines import WorkCalendar
from services.coverage import search
from services.coverage.facilities import seat_of
from services.coverage.ground import CountyGround, CoverageFault
from services.studies.apart import Cancelled, Progress

SEED, ITERATIONS = 1, 300
"""Of searches."""


def found_tours(
    ground: CountyGround,
    asked: CoverageQuestion,
    coverage: ServiceCoverage,
    progress: Progress,
    cancelled: Cancelled,
) -> ToursFound:
    """The plan.  Raises CoverageFault, PackageError, StudyFailed, StudyCancelled."""
    home = seat_of(ground.package, asked.home)
    if home is None:
        raise CoverageFault(
            "the map has no seat of {place}, from which vehicles would set out; choose that of a town, or import it "
            "with `main.py county import --places`",
            place=asked.home or ground.name,
        )
    settings, days = ground.package.catalog.coverage, 5 * asked.weeks
    dates = _dates(asked.from_day, days, ground.package.catalog.working_hours)
    rows = _rows(asked, coverage)
    villages = ground.villages
    places = np.vstack([villages.xy_m[rows], [(home.x_m, home.y_m)]])
    problem = TourProblem(
        seed=SEED, iterations=ITERATIONS, days=days, places=len(places),
        seconds=ground.seconds(places).tobytes(),
        stops=tuple(
            TourStop(
                village=villages.codes[row], place=place, service_s=60 * asked.service_min,
                min_visits=min(asked.min_visits, days), people=max(0, coverage.villages[row].people),
            )
            for place, row in enumerate(rows)
        ),
        vehicles=tuple(
            TourVehicle(
                vehicle=str(number + 1), home=len(rows), shift_s=settings.shift_s(), capacity_s=60 * asked.capacity_min
            )
            for number in range(asked.vehicles)
        ),
    )  # fmt: skip
    plan = search.tours(problem, progress, cancelled)
    place_of = {villages.codes[row]: villages.xy_m[row] for row in rows}
    start = np.array((home.x_m, home.y_m))
    courses = (
        ground.course([start, *(place_of[visit.village] for visit in tour.visits), start]) for tour in plan.tours
    )
    return ToursFound(
        weeks=asked.weeks, dates=dates, service_min=asked.service_min, capacity_min=asked.capacity_min,
        min_visits=asked.min_visits, shift=settings.shift, seed=SEED, iterations=ITERATIONS, home=home,
        stops=tuple(
            TourStopPlace(villages.codes[row], *villages.place(row), coverage.villages[row].people)
            for row in rows
        ),
        plan=plan, courses=tuple((course - start).astype("<f4").tobytes() for course in courses),
    )  # fmt: skip


def _rows(asked: CoverageQuestion, coverage: ServiceCoverage) -> list[int]:
    """The villages to visit.  Raises CoverageFault."""
    rows = [
        row for row, village in enumerate(coverage.villages)
        if village.people != 0 and (asked.everywhere or not coverage.is_covered(village))
    ]  # fmt: skip
    if not rows:
        raise CoverageFault(
            "every village with people reaches {service} within {limit} min; there is nothing to visit, unless all "
            "villages are asked for",
            service=asked.service, limit=f"{coverage.limit_min:g}",
        )  # fmt: skip
    if len(rows) > STOPS_MAX:
        raise CoverageFault("{count} villages are more than one plan holds ({limit})", count=len(rows), limit=STOPS_MAX)
    return rows


def _dates(from_day: str, days: int, working: WorkingHours) -> tuple[str, ...]:
    """So many working days from a day on.  Raises CoverageFault."""
    try:
        day = date.fromisoformat(from_day)
    except ValueError:
        raise CoverageFault("{day} is no day of the calendar; write it as 2026-12-01", day=from_day) from None
    calendar, found = WorkCalendar(working), list[str]()
    while len(found) < days:
        if calendar.is_workday(day):
            found.append(day.isoformat())
        day += timedelta(days=1)
    return tuple(found)
