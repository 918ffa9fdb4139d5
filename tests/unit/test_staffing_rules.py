"""Shifts that cover needs, allowances by age, loads of grid workers, and what a change has done."""

from __future__ import annotations

import numpy as np
import pytest

from county.ages import AgeBand, Heads
from county.names import Name
from county.staffing.allowance import allowance_need, in_order, village_needs
from county.staffing.day_slots import SLOTS, span_slots
from county.staffing.grid_loads import moved_workers, weekly_load
from county.staffing.matched_change import LEAST_OTHERS, change_found, too_little
from county.staffing.settings import AllowanceStep, StaffingShift
from county.staffing.shift_cover import at_work, on_roster, shift_cover

NAME = Name("班", "shift")
SHIFTS = {
    "early": StaffingShift(name=NAME, span="08:00-16:00", breaks=("12:00-12:30",)),
    "late": StaffingShift(name=NAME, span="14:00-22:00"),
    "night": StaffingShift(name=NAME, span="22:00-08:00"),
}
AGES = {AgeBand(0, 69): 900, AgeBand(70, 79): 60, AgeBand(80, 89): 30, AgeBand(90, None): 10}


def steps(*rows: tuple[int, float]) -> tuple[AllowanceStep, ...]:
    return tuple(AllowanceStep(age=age, yuan=yuan) for age, yuan in rows)


# ---- shifts


@pytest.mark.parametrize("text", ["08:00", "8-16", "08:15-16:00", "25:00-26:00", "08:00-08:00", "24:00-06:00"])
def test_a_span_that_is_none_of_half_hours_of_a_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"span|same time"):
        span_slots(text)


def test_breaks_must_be_within_their_shift_and_in_order() -> None:
    for breaks in (("07:00-07:30",), ("12:00-13:00", "12:30-13:30"), ("15:30-16:30",)):
        with pytest.raises(ValueError, match="not within"):
            at_work(StaffingShift(name=NAME, span="08:00-16:00", breaks=breaks))
    night = at_work(StaffingShift(name=NAME, span="22:00-06:00", breaks=("02:00-02:30",)))
    assert sum(night) == 15
    assert not night[4]


def test_the_fewest_agents_cover_every_half_hour_also_during_breaks() -> None:
    needed = [0] * SLOTS
    for slot in span_slots("08:00-22:00"):
        needed[slot] = 4
    found = shift_cover(needed, {**SHIFTS, "noon": StaffingShift(name=NAME, span="12:00-14:00")})
    assert found.agents == {"early": 4, "late": 4, "night": 0, "noon": 4}
    assert all(have >= need for have, need in zip(found.covered, needed, strict=True))
    assert found.lacking == ()


def test_half_hours_in_which_no_shift_works_are_named() -> None:
    found = shift_cover([1] * SLOTS, {"early": SHIFTS["early"]})
    assert found.agents == {"early": 1}
    assert span_slots("12:00-12:30")[0] in found.lacking
    assert len(found.lacking) == SLOTS - 15
    assert shift_cover([1] * SLOTS, {}).lacking == tuple(range(SLOTS))


def test_the_roster_has_so_many_that_enough_are_at_work() -> None:
    assert [on_roster(n, 0.2) for n in (0, 4, 5)] == [0, 5, 7]
    assert on_roster(7, 0.0) == 7


# ---- allowances


def test_heads_and_cost_are_exact_at_edges_of_bands() -> None:
    need = allowance_need(AGES, steps((80, 50), (90, 100)))
    assert need is not None
    assert need.heads == Heads(40, 40)
    assert need.yuan == (12 * (30 * 50 + 10 * 100),) * 2


def test_heads_and_cost_are_intervals_where_an_age_is_inside_a_band() -> None:
    need = allowance_need(AGES, steps((75, 50), (85, 80), (90, 100)))
    assert need is not None
    assert need.heads == Heads(40, 100)
    least, most = 30 * 50 + 10 * 100, 60 * 50 + 30 * 80 + 10 * 100
    assert need.yuan == (12 * least, 12 * most)


def test_a_village_without_these_ages_has_no_number() -> None:
    assert allowance_need({}, steps((80, 50))) is None
    assert allowance_need({AgeBand(0, 79): 5}, steps((80, 50))) is None
    needs = village_needs({"a": AGES}, ["a", "b"], steps((80, 50)))
    assert needs["b"] is None
    assert needs["a"] is not None


def test_steps_must_begin_at_higher_ages_one_after_the_other() -> None:
    assert in_order(steps((80, 1), (90, 2)))
    assert not in_order(steps((90, 1), (80, 2)))
    assert not in_order(steps((80, 1), (80, 2)))


# ---- grid workers


def test_a_load_has_the_exact_interval_of_its_count_and_none_without_workers() -> None:
    told = weekly_load(10, 1.0, 1)
    assert told.value == 10
    assert told.low == pytest.approx(4.7954, abs=1e-4)
    assert told.high == pytest.approx(18.3904, abs=1e-4)
    assert weekly_load(0, 4.0, 2).low == 0.0
    assert weekly_load(5, 4.0, 0).value is None


def test_workers_come_where_most_events_wait_and_leave_where_fewest_do_but_not_the_last_one() -> None:
    assert moved_workers([100, 10, 30], [1, 1, 0], 3) == [3, 1, 1]
    assert moved_workers([100, 10, 0], [4, 2, 1], -2) == [4, 1, 0]
    assert moved_workers([5, 5], [1, 1], -3) == [1, 1]


# ---- a change that was made


def counts_of(seed: int, *, effect: float = 0.0, villages: int = 60, weeks: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Events a week of villages of 1 to 4 thousand people; in six of them ``effect`` times as many from week 26 on."""
    rng = np.random.default_rng(seed)
    people = rng.uniform(1.0, 4.0, villages)
    season = 1 + 0.3 * np.sin(np.arange(weeks) / 6)
    expected = 2.0 * people[:, None] * season
    expected[:6, 26:] *= 1 + effect
    return rng.poisson(expected), people


CHANGED = np.arange(60) < 6


def test_a_change_that_halved_the_events_is_found_with_its_size() -> None:
    counts, people = counts_of(3, effect=-0.5)
    found = change_found(counts, CHANGED, 26, people, seed=1)
    assert found.low <= -1.0 <= found.high
    assert found.high < 0
    assert found.p <= 0.01
    assert found.earlier_p > 0.05
    assert found.expected == pytest.approx(found.after - found.effect)
    assert all(row >= 6 for rows in found.matches for row in rows)


def test_without_a_change_the_placebo_test_seldom_says_that_there_was_one() -> None:
    small = [change_found(*_null(seed), seed=seed) for seed in range(20)]
    assert sum(found.p <= 0.05 for found in small) <= 3


def _null(seed: int) -> tuple[np.ndarray, np.ndarray, int, np.ndarray]:
    counts, people = counts_of(seed, villages=32)
    return counts, np.arange(32) < 6, 26, people


def test_the_same_seed_gives_the_same_answer() -> None:
    counts, people = counts_of(1)
    assert change_found(counts, CHANGED, 26, people, seed=4) == change_found(counts, CHANGED, 26, people, seed=4)


def test_it_is_said_why_there_is_too_little_to_compare() -> None:
    counts, _ = counts_of(1)
    assert too_little(counts, CHANGED, 26) is None
    assert too_little(counts, np.zeros(60, dtype=bool), 26) == "changed"
    assert too_little(counts, CHANGED, 7) == "weeks_before"
    assert too_little(counts[:, :28], CHANGED, 26) == "weeks_after"
    assert too_little(counts[: 6 + LEAST_OTHERS - 1], CHANGED[: 6 + LEAST_OTHERS - 1], 26) == "others"
    assert too_little(np.zeros_like(counts), CHANGED, 26) == "events"
