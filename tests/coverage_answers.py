"""An answer about coverage, small enough to read: three villages, one clinic, one proposed site, tours of two days."""

from __future__ import annotations

from typing import Any

import numpy as np

from county.coverage.kept_plans import KeepCoveragePlan
from county.coverage.question import CoverageQuestion
from county.coverage.results import (
    CoverageAnswer,
    CoverageNote,
    FacilityCoverage,
    ProposedSite,
    ServiceCoverage,
    SitesFound,
    TourHome,
    ToursFound,
    TourStopPlace,
    VillageCoverage,
)
from county.coverage.tours import DayTour, TourPlan, TourVisit, UnservedVillage
from tests.valley_county import code, place

HOUR = 3600
SITES_ASKED = CoverageQuestion(service="clinic", part="sites", count=1)
TOURS_ASKED = CoverageQuestion(service="clinic", part="tours", from_day="2026-12-01", weeks=1)


def coverage() -> ServiceCoverage:
    """A clinic in village 0, which village 3 has no way to; nobody lives in village 2."""
    return ServiceCoverage(
        service="clinic", limit_min=5.0, origin="facilities",
        facilities=(FacilityCoverage("F0", "谷0卫生院", *place(0), 15, 500, 30.0),),
        villages=(
            VillageCoverage(code(0), 500, 0.0, "F0", 30.0, 30.0), VillageCoverage(code(1), 1000, 6.0, "F0", 0.0, 0.0),
            VillageCoverage(code(2), 0, 12.0, "F0", None, None), VillageCoverage(code(3), -1, None, "", None, None),
        ),
        notes=(CoverageNote("some_people", 1), CoverageNote("all_ages")),
    )  # fmt: skip


def sites(**change: Any) -> SitesFound:
    """One site, in village 1."""
    fields = {
        "aim": "cover", "count": 1, "sites": (ProposedSite(code(1), *place(1), 1000),), "covered_before": 500,
        "covered_after": 1500, "mean_before": 4.0, "mean_after": 0.0, "gap": 0.0, "optimal": True,
        "minutes": (0.0, 0.0, 6.0, None),
    }  # fmt: skip
    return SitesFound(**fields | change)


def tours(**change: Any) -> ToursFound:
    """One vehicle visits village 1 on the first of two days; village 3 cannot be reached."""
    visit = TourVisit(village=code(1), arrive_s=9 * HOUR, begin_s=9 * HOUR, end_s=10 * HOUR)
    tour = DayTour(day=0, vehicle="1", out_s=8 * HOUR + 1800, back_s=10 * HOUR + 1800, visits=(visit,))
    way = np.array([(0.0, 0.0), (place(1)[0] - place(0)[0], 0.0), (0.0, 0.0)], dtype="<f4")
    fields = {
        "weeks": 1, "dates": ("2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04", "2026-12-07"), "service_min": 60,
        "capacity_min": 360, "min_visits": 2, "shift": "08:30-17:00", "seed": 1, "iterations": 300,
        "home": TourHome("谷县", *place(0)),
        "stops": (TourStopPlace(code(1), *place(1), 1000), TourStopPlace(code(3), *place(3), -1)),
        "plan": TourPlan(
            cycle=2, tours=(tour,), unserved=(UnservedVillage(village=code(3), reason="unreachable"),), short_s=0
        ),
        "courses": (way.tobytes(),),
    }  # fmt: skip
    return ToursFound(**fields | change)


def answer(**more: Any) -> CoverageAnswer:
    return CoverageAnswer(coverage=coverage(), **more)


def keep(plan_id: str = "P1", **change: Any) -> KeepCoveragePlan:
    """Tours without their courses, as they are kept."""
    fields = {
        "plan_id": plan_id, "title": "流动医疗车 12 月", "question": TOURS_ASKED, "limit_min": 5.0, "as_of_seq": 1,
        "as_of_ms": 1_000, "tours": tours(courses=()),
    }  # fmt: skip
    return KeepCoveragePlan(**fields | change)
