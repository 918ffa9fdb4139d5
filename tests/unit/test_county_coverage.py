"""Coverage of a county by its package: travel times over its roads, and what its data lack is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace as changed

from county.coverage.question import CoverageQuestion, tour_question
from county.coverage.results import CoverageAnswer, ServiceCoverage
from county.coverage.tours import TourProblem, TourStop, TourVehicle, gaps
from county.package.open import CountyPackage
from services.coverage import search
from services.coverage.county_coverage import CountyCoverage
from services.coverage.ground import CoverageFault
from services.studies.apart import StudyCancelled, StudyFailed
from tests.valley_county import GAP_M, code, place, write_valley

CLINIC = CoverageQuestion(service="clinic")


class Landslide(NamedTuple):
    """A closure of the roads around a place."""

    x_m: float
    y_m: float
    radius_m: float = 500.0
    extent: str = "circle"
    road: str = ""


def asked(package: CountyPackage, question: CoverageQuestion = CLINIC, **more: object) -> CoverageAnswer:
    return CountyCoverage(package).answer(question, **more)  # type: ignore[arg-type]


def notes(told: ServiceCoverage) -> dict[str, int]:
    return {note.key: note.count for note in told.notes}


def test_times_follow_the_roads_and_capacities_are_shared_by_whom_they_reach(tmp_path: Path) -> None:
    told = asked(write_valley(tmp_path, [500, 1000, 500, 800], [("clinic", 0, 15), ("clinic", 2, 30)])).coverage
    assert [village.minutes for village in told.villages] == [0, 6, 0, 6]
    assert [village.nearest for village in told.villages] == ["F0", "F0", "F1", "F1"]
    assert told.limit_min == 15
    assert (told.people, told.covered_people) == (2800, 2800)
    first, second = told.facilities
    assert first.people == 500 + 1000 + 500
    assert first.per_1000 == pytest.approx(7.5)
    assert second.people == 2800
    assert told.villages[0].simple == pytest.approx(7.5 + 30 / 2.8, abs=1e-3)
    assert told.villages[3].simple == pytest.approx(30 / 2.8, abs=1e-3)
    assert sum(v.people * (v.decayed or 0) / 1000 for v in told.villages) == pytest.approx(45, abs=0.01)
    assert notes(told).keys() == {"all_ages", "speeds"}


def test_a_closed_road_makes_ways_longer_or_cuts_them(tmp_path: Path) -> None:
    package = write_valley(tmp_path, [500, 500, 500], [("clinic", 0, 15)])
    landslide = Landslide(*place(1, 0.0))
    cut = CountyCoverage(package).answer(CLINIC, [landslide])  # type: ignore[list-item]
    assert cut.coverage.villages[0].minutes == 0
    assert cut.coverage.villages[2].minutes is None
    assert notes(cut.coverage)["closures"] == 1
    assert notes(cut.coverage)["unreached"] >= 1


def test_what_the_data_lack_is_said_and_not_guessed(tmp_path: Path) -> None:
    told = asked(
        write_valley(tmp_path, [500, -1, 0, 700], [("clinic", 0, 15), ("clinic", 1, -1)], remote={3: 1.2 * GAP_M})
    ).coverage
    assert notes(told) == {
        "some_capacity": 1, "some_people": 1, "empty_villages": 1, "unreached": 1, "off_the_roads": 1, "all_ages": 0,
        "speeds": 0,
    }  # fmt: skip
    assert told.people == 1200
    assert (told.villages[1].people, told.villages[1].simple) == (-1, None)
    assert told.villages[2].simple is None
    assert (told.villages[3].minutes, told.villages[3].nearest) == (None, "")
    assert told.facilities[1].per_1000 is None


def test_without_facilities_nobody_reaches_one(tmp_path: Path) -> None:
    told = asked(write_valley(tmp_path, [500, 500])).coverage
    assert [village.minutes for village in told.villages] == [None, None]
    assert all(village.simple is None for village in told.villages)
    assert (told.origin, told.covered_people) == ("", 0)
    assert "no_facilities" in notes(told)


@pytest.mark.parametrize(
    ("write", "question", "why"),
    [
        (lambda folder: write_valley(folder, [500], road=False), CLINIC, "has no roads on its map"),
        (lambda folder: write_valley(folder, [500]), CoverageQuestion(service="zoo"), "zoo is no service"),
        (
            lambda folder: write_valley(folder, [-1, -1]), CoverageQuestion(service="clinic", part="sites"),
            "no village of 谷县 has known people",
        ),
        (
            lambda folder: write_valley(folder, [500], [("clinic", 0, 5)]),
            CoverageQuestion(service="clinic", part="tours", from_day="2026-12-01"), "there is nothing to visit",
        ),
        (
            lambda folder: write_valley(folder, [500], seat=False),
            CoverageQuestion(service="clinic", part="tours", from_day="2026-12-01"), "the map has no seat of 谷县",
        ),
        (
            lambda folder: write_valley(folder, [500]),
            CoverageQuestion(service="clinic", part="tours", from_day="2026-13-01"), "2026-13-01 is no day",
        ),
    ],
)  # fmt: skip
def test_a_question_that_the_data_do_not_answer_is_refused_in_one_line(
    tmp_path: Path, write: Callable[[Path], CountyPackage], question: CoverageQuestion, why: str
) -> None:
    with pytest.raises(CoverageFault) as refused:
        asked(write(tmp_path), question)
    assert why in refused.value.line
    assert "\n" not in refused.value.line


def test_a_proposed_site_reaches_whom_no_facility_reached(tmp_path: Path) -> None:
    package = write_valley(tmp_path, [500, 100, 100, 100, 900, 100], [("clinic", 0, 15)])
    found = asked(package, CoverageQuestion(service="clinic", part="sites", aim="cover", count=1)).sites
    assert found is not None
    assert found.optimal
    assert found.gap == 0
    assert found.covered_before == 700
    assert found.covered_after == 1800
    assert found.mean_before is not None
    assert found.mean_after is not None
    assert found.mean_after < found.mean_before
    assert sum(1 for minutes in found.minutes if minutes is not None and minutes <= 15) == 6


def test_tours_visit_the_villages_that_no_facility_covers_and_name_their_days(tmp_path: Path) -> None:
    package = write_valley(tmp_path, [500, 100, 100, 100, 900, 0], [("clinic", 0, 15)], remote={3: 2 * GAP_M})
    found = asked(package, tour_question("clinic", "2026-12-05", package.catalog.coverage)).tours
    assert found is not None
    assert [stop.village for stop in found.stops] == [code(3), code(4)]
    assert {(left.village, left.reason) for left in found.plan.unserved} == {(code(3), "unreachable")}
    assert gaps(found.plan) == {code(4): 1}
    assert len(found.dates) == 20
    assert found.dates[0] == "2026-12-07"
    assert len(found.courses) == len(found.plan.tours)


def test_tours_set_out_from_the_seat_that_was_chosen(tmp_path: Path) -> None:
    package = write_valley(tmp_path, [500, 100, 100, 100, 900], [("clinic", 0, 15)])
    asked_for = tour_question("clinic", "2026-12-01", package.catalog.coverage)
    near, far = (asked(package, changed(asked_for, home=home)).tours for home in (code(4), ""))
    assert near is not None
    assert far is not None
    assert (near.home.name, far.home.name) == ("谷4村", "谷县")
    assert near.plan.driven_s < far.plan.driven_s


def test_a_search_whose_answer_is_not_needed_any_more_ends(tmp_path: Path) -> None:
    package = write_valley(tmp_path, [500, 100, 100, 100, 900])
    begun: list[float] = []

    def is_cancelled() -> bool:
        return len(begun) > 2

    with pytest.raises(StudyCancelled):
        asked(package, CoverageQuestion(service="clinic", part="sites"), progress=begun.append, cancelled=is_cancelled)


def test_a_search_that_fails_says_why_in_one_line() -> None:
    stop = TourStop(village="v", place=7, service_s=60, min_visits=1)
    vehicle = TourVehicle(vehicle="1", home=0, shift_s=(0, 3600), capacity_s=3600)
    wrong = TourProblem(
        seed=1, iterations=1, days=1, stops=(stop,), vehicles=(vehicle,), places=1, seconds=bytes(4)
    )  # fmt: skip
    with pytest.raises(StudyFailed) as failed:
        search.tours(wrong, lambda share: None, bool)
    assert failed.value.line.startswith("the search ended with 1: IndexError")
    assert "\n" not in failed.value.line
