"""Answers about staffing and policies of a county: each with a column if nothing changes, its notes, and the line that
says why there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace as changed

from county.ages import AgeBand
from county.package.ages_file import write_ages
from county.package.manifest import AGES
from county.package.open import CountyPackage
from county.roads.closures import RoadClosure
from county.staffing.erlang import queue_figures
from county.staffing.questions import (
    AllowanceQuestion,
    ChangeQuestion,
    FacilityQuestion,
    GridsQuestion,
)
from county.staffing.results import Estimate, StaffingAnswer, estimate_text
from county.staffing.settings import AllowanceStep
from services.staffing.county_staffing import CountyStaffing
from services.staffing.journal_facts import FactsMoment, NoJournal, StaffingFacts, StaffingFault
from tests.staffing_facts import AGENTS, NOW, GivenFacts, groups, waiting
from tests.unit.sound_county import COUNTY, sound_county
from tests.valley_county import code, write_valley

VILLAGES = [COUNTY + end for end in ("100001", "100201", "200201", "200202")]
CALLS = GivenFacts(hours=[20] * 24)


@pytest.fixture
def county(tmp_path: Path) -> CountyPackage:
    return CountyPackage(sound_county().write(tmp_path / "county"))


def answer(package: CountyPackage, asked: Any, facts: StaffingFacts = CALLS, at: FactsMoment = NOW) -> StaffingAnswer:
    return CountyStaffing(package).answer(asked, facts, at)


def columns(told: StaffingAnswer, key: str) -> tuple[Estimate | None, Estimate | None]:
    [found] = [(one.unchanged, one.changed) for one in told.quantities if one.key == key]
    return found


def notes(told: StaffingAnswer) -> dict[str, dict[str, str]]:
    return {note.key: note.params for note in told.notes}


def refused(package: CountyPackage, asked: Any, facts: StaffingFacts = CALLS, at: FactsMoment = NOW) -> str:
    with pytest.raises(StaffingFault) as fault:
        answer(package, asked, facts, at)
    return fault.value.line


# ---- agents of the hotline


def test_the_agents_of_each_half_hour_meet_the_target_and_shifts_cover_them(county: CountyPackage) -> None:
    told = answer(county, AGENTS)
    assert columns(told, "calls_day")[1] == Estimate(480.0)
    for slot in told.slots:
        assert slot.needed is not None
        assert slot.agents_then >= slot.needed
        assert (queue_figures(slot.needed, slot.rate, 240, 15).in_time or 0) >= 0.95
        assert slot.wait_then.value == queue_figures(slot.agents_then, 20, 240, 15).mean_wait_s
    assert [(shift.key, shift.roster >= shift.needed) for shift in told.shifts] == [
        (key, True) for key in county.catalog.staffing.shifts
    ]
    assert "no_shift" not in notes(told)
    assert "15" in next(note for note in told.notes if note.key == "target_source").said("zh")


def test_where_more_calls_come_than_can_be_answered_there_is_no_waiting_time(county: CountyPackage) -> None:
    told = answer(county, AGENTS, GivenFacts(hours=[200] * 24))
    assert columns(told, "in_time")[0] == Estimate(None)
    assert columns(told, "mean_wait_s")[0] == Estimate(None)
    assert "00:00–" in notes(told)["grows_slots_now"]["slots"]
    assert "grows_slots_then" not in notes(told)
    assert (columns(told, "in_time")[1] or Estimate(0)).value >= 0.95  # type: ignore[operator]


def test_without_calls_nothing_is_computed(county: CountyPackage) -> None:
    assert "no calls of the hotline are recorded" in refused(county, AGENTS, NoJournal())
    assert "nothing is to be staffed" in refused(county, AGENTS, GivenFacts(hours=[0] * 24))


# ---- waiting


def test_another_agent_shortens_the_wait_with_an_interval_for_the_difference(county: CountyPackage) -> None:
    told = answer(county, waiting(2, 3))
    [wait] = [one for one in told.quantities if one.key == "mean_wait_s"]
    exact = queue_figures(2, 20, 240, 15).mean_wait_s
    assert exact is not None
    assert wait.unchanged is not None
    assert (wait.unchanged.low or 0) <= exact <= (wait.unchanged.high or 0)
    assert wait.change is not None
    assert (wait.change.high or 0) < 0
    assert (told.runs, told.seed) == (county.catalog.staffing.replications, county.catalog.staffing.seed)
    assert {"replications", "same_people", "exponential", "arrivals_hourly"} <= notes(told).keys()


def test_a_queue_that_grows_has_no_waiting_time_and_the_other_column_has(county: CountyPackage) -> None:
    told = answer(county, waiting(1, 3))
    assert columns(told, "mean_wait_s")[0] == Estimate(None)
    assert (columns(told, "mean_wait_s")[1] or Estimate(None)).value is not None
    assert notes(told)["grows_now"] == {"n": "120"}
    assert told.slots[20].wait_now == Estimate(None)
    assert "120" in next(note for note in told.notes if note.key == "grows_now").said("en")


def test_with_people_who_hang_up_a_queue_does_not_grow_for_ever(county: CountyPackage) -> None:
    told = answer(county, waiting(1, 3, patience_s=60.0))
    lost = columns(told, "abandoned")[0]
    exact = queue_figures(1, 20, 240, 15, 60.0).abandoned
    assert lost is not None
    assert (lost.low or 0) - 0.02 <= exact <= (lost.high or 0) + 0.02
    assert "grows_now" not in notes(told)


def test_special_matters_without_agents_who_know_them_are_a_queue_that_grows(county: CountyPackage) -> None:
    asked = changed(waiting(3, 3, second_share=0.2), then=groups(3, second=2))
    told = answer(county, asked)
    assert notes(told)["grows_now"] == {"n": "96"}
    assert (columns(told, "second_in_time")[1] or Estimate(None)).value is not None


def test_longer_opening_hours_of_counters_spread_the_same_people(county: CountyPackage) -> None:
    asked = waiting(0, 0, queue="counter", daily=150, handle_s=720.0, target_s=900.0)
    asked = changed(asked, now=groups(4, span="09:00-17:00"), then=groups(4, span="08:00-18:00"))
    told = answer(county, asked)
    before, after = columns(told, "mean_wait_s")
    assert before is not None
    assert after is not None
    assert (after.high or 0) < (before.low or 0)
    assert columns(told, "overtime_min")[0] is not None
    assert "same_people" not in notes(told)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"queue": "counter"}, "how many people come a day"), ({"now": groups(2, span="8-16")}, "write times like"),
        ({"then": groups(2, second=3)}, "3 of 2 agents"), ({"then": groups(1_500, 501)}, "more than the 2000"),
    ],
)  # fmt: skip
def test_a_staffing_that_is_none_is_refused(county: CountyPackage, change: dict[str, Any], why: str) -> None:
    assert why in refused(county, changed(waiting(2, 3), **change))


# ---- an allowance


def with_ages(county: CountyPackage, villages: int = 4) -> CountyPackage:
    ages = {AgeBand(0, 69): 700, AgeBand(70, 79): 120, AgeBand(80, 89): 60, AgeBand(90, 99): 15, AgeBand(100, None): 5}
    write_ages(county.folder / AGES, dict.fromkeys(VILLAGES[:villages], ages))
    package = CountyPackage(county.folder)
    package.manifest.layers["ages"] = package.manifest.layers["villages"]
    return package


def test_an_allowance_from_75_is_an_interval_of_heads_and_cost_in_every_village(county: CountyPackage) -> None:
    asked = AllowanceQuestion(allowance="old_age", then=(
        AllowanceStep(age=75, yuan=50), AllowanceStep(age=90, yuan=100), AllowanceStep(age=100, yuan=300),
    ))  # fmt: skip
    told = answer(with_ages(county), asked, NoJournal(), FactsMoment())
    assert columns(told, "heads") == (Estimate(4 * 80), Estimate(None, 4 * 80, 4 * 200))
    now = 4 * 12 * (60 * 50 + 15 * 100 + 5 * 300)
    assert columns(told, "yuan") == (Estimate(now), Estimate(None, now, now + 4 * 12 * 120 * 50))
    assert [village.code for village in told.villages] == VILLAGES
    assert {"ages_band", "ages_synthetic", "take_up"} <= notes(told).keys()
    assert estimate_text(columns(told, "yuan")[1], "yuan") == f"{now / 1e4:.2f} … {(now + 288_000) / 1e4:.2f}"


def test_villages_without_ages_are_left_out_and_a_county_without_any_says_so(county: CountyPackage) -> None:
    asked = AllowanceQuestion(allowance="old_age", then=(AllowanceStep(age=80, yuan=60),))
    assert "has no ages of its villages; import them" in refused(county, asked)
    told = answer(with_ages(county, 3), asked)
    assert notes(told)["ages_missing"] == {"n": "1"}
    assert len(told.villages) == 3
    assert "higher age" in refused(county, changed(asked, then=asked.then * 2))
    assert "no allowance of the catalogue" in refused(county, changed(asked, allowance="x"))


# ---- a facility


def test_a_facility_more_brings_people_into_reach_and_a_bed_more_raises_the_accessibility(tmp_path: Path) -> None:
    package = write_valley(tmp_path, [500, 100, 900, 800], [("clinic", 0, 15)])
    told = answer(package, FacilityQuestion(service="clinic", village=code(3), capacity=10))
    before, after = columns(told, "covered_people")
    assert before is not None
    assert after is not None
    assert (after.value or 0) > (before.value or 0)
    assert told.village_key == "minutes"
    assert told.villages[3].changed == Estimate(0.0)
    beds = answer(package, FacilityQuestion(service="clinic", facility="F0", capacity=30))
    assert beds.village_key == "access"
    access = columns(beds, "access")
    assert access[0] is not None
    assert access[1] is not None
    assert access[1].value == pytest.approx(2 * (access[0].value or 0))
    moved = answer(package, FacilityQuestion(service="clinic", facility="F0", village=code(3)))
    assert moved.villages[3].changed == Estimate(0.0)
    assert (moved.villages[0].changed.value or 0) > (moved.villages[0].unchanged.value or 0)


def test_closed_roads_count_and_what_does_not_exist_is_refused(tmp_path: Path) -> None:
    package = write_valley(tmp_path, [500, 100], [("clinic", 0, 15)])
    closed = RoadClosure(id="C1", state="closed", steps=(), extent="road", road="R1")
    asked = FacilityQuestion(service="clinic", village=code(1))
    told = answer(package, asked, at=FactsMoment(7, 1, (closed,)))
    assert notes(told)["closures"] == {"n": "1"}
    assert told.villages[1].unchanged == Estimate(None)
    assert "capacity_of_new" in notes(told)
    for change, why in (
        ({"service": "x"}, "no service"), ({"village": "x"}, "no village"), ({"village": ""}, "choose the village"),
        ({"facility": "x"}, "no facility"), ({"facility": "F0", "village": ""}, "moved to, or its capacity"),
    ):  # fmt: skip
        assert why in refused(package, changed(asked, **change))


# ---- grid workers


def test_workers_more_lower_the_load_where_it_is_highest(county: CountyPackage) -> None:
    facts = GivenFacts(villages=tuple(VILLAGES), counts=[[400], [40], [8], [0]])
    told = answer(county, GridsQuestion(change=2), facts)
    assert columns(told, "workers") == (Estimate(8), Estimate(10))
    assert [one.unchanged.value for one in told.villages] == [50.0, 5.0, 1.0, 0.0]
    assert told.villages[0].changed.value == 25.0
    highest = columns(told, "highest_load")[0]
    assert highest is not None
    assert highest.low is not None
    assert columns(told, "over_load") == (Estimate(1), Estimate(1))
    assert notes(answer(county, GridsQuestion(change=-9), facts))["grids_stay"] == {"n": "4"}


def test_without_grids_or_with_a_few_days_nothing_is_said_about_loads(tmp_path: Path, county: CountyPackage) -> None:
    facts = GivenFacts(villages=tuple(VILLAGES), counts=[[9]] * 4, days=3)
    assert "recorded for 3 days only" in refused(county, GridsQuestion(change=1), facts)
    draft = sound_county()
    del draft.tables["grids"]
    bare = CountyPackage(draft.write(tmp_path / "bare"))
    assert "has no grids on its map" in refused(bare, GridsQuestion(change=1), facts._replace(days=28))


# ---- a change that was made


def many_villages(tmp_path: Path, effect: float, weeks: int = 39) -> tuple[CountyPackage, GivenFacts]:
    """Thirty villages of 1,000 people along a road; in the first three ``effect`` times as many events at last."""
    rng = np.random.default_rng(5)
    expected = np.full((30, weeks), 6.0)
    expected[:3, 26:] *= 1 + effect
    package = write_valley(tmp_path, [1_000] * 30, [])
    counts = rng.poisson(expected).tolist()
    return package, GivenFacts(villages=tuple(map(code, range(30))), counts=counts, days=7 * weeks)


CHANGE = ChangeQuestion(villages=tuple(map(code, range(3))), day="2026-06-01")


def test_what_a_change_has_done_stands_beside_what_was_to_be_expected(tmp_path: Path) -> None:
    package, facts = many_villages(tmp_path, 1.0)
    told = answer(package, CHANGE, facts)
    [rate] = [one for one in told.quantities if one.key == "rate_after"]
    assert rate.change is not None
    assert (rate.change.low or 0) <= 6.0 <= (rate.change.high or 0)
    assert (rate.change.low or 0) > 0
    assert "not_distinct" not in notes(told)
    assert [village.code for village in told.villages] == list(CHANGE.villages)
    assert {"matched", "placebo", "spill_over"} <= notes(told).keys()


def test_a_change_that_did_nothing_is_not_distinct_from_chance(tmp_path: Path) -> None:
    package, facts = many_villages(tmp_path, 0.0)
    assert "not_distinct" in notes(answer(package, CHANGE, facts))


@pytest.mark.parametrize(
    ("change", "weeks", "why"),
    [
        ({"day": "June"}, 39, "June is no day"), ({"day": "2026-09-15"}, 39, "whole weeks after the change"),
        ({"event_class": "x"}, 39, "no class of events"), ({}, 20, "7 weeks before the change are recorded"),
        ({"villages": ()}, 39, "none of the places"),
        ({"villages": tuple(map(code, range(12)))}, 39, "too few villages to match: 18"),
    ],
)  # fmt: skip
def test_it_is_said_why_nothing_can_be_compared(tmp_path: Path, change: dict[str, Any], weeks: int, why: str) -> None:
    package, facts = many_villages(tmp_path, 0.0, weeks)
    assert why in refused(package, changed(CHANGE, **change), facts)
