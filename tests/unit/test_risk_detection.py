"""What is unusual: found wherever a week begins, once a matter, and rarely by chance alone."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray

from county.durations import DAY_MS
from county.risk.warning_card import DETECTORS, WarningCard
from county.surveillance.space_time_scan import ScanCancelled
from services.analysis.risk.daily_counts import BadShare, known_days
from services.analysis.risk.detectors import BUDGET_DAYS, Found, JudgedSeries, judge
from services.analysis.risk.matters import RiskMatter, matters, narrowest, overlap
from tests.risk_days import Calendar, counts_of, nothing_changes, square_county

COUNTY = square_county(4, 5)
VILLAGES = COUNTY.villages
QUIET_DAYS = 120
"""Of a past that EARS, permutation and zero baselines can use."""


def quiet(days: int, seed: int = 5, kinds: int = 4) -> NDArray[np.int32]:
    return nothing_changes(days, kinds, COUNTY, 10.0, seed)


def empty(days: int) -> NDArray[np.int32]:
    """Nothing ever happens but one other event a day, so that the days are known."""
    counts = np.zeros((days, 2, len(VILLAGES)), np.int32)
    counts[:, 1, 0] = 1
    return counts


def detectors(judged: JudgedSeries, subject: str = "class_0") -> set[str]:
    return {found.detector for found in judged.found if found.subject == subject}


def found_at(place: str, detector: str = "scan", recurrence_days: float = 100.0, subject: str = "c") -> Found:
    places = (place,) if place else ()
    return Found(detector, subject, places, 7, 9, 1.0, 1e-6, recurrence_days)  # type: ignore[arg-type]


@pytest.mark.parametrize(("count", "is_found"), [(50, True), (1, False)])
def test_fifty_after_a_year_of_none_are_found_and_one_is_not(count: int, is_found: bool) -> None:
    counts = empty(53 * 7)
    counts[-1, 0, 3] = count
    assert ("zero" in detectors(judge(counts_of(counts, COUNTY, len(counts) - 1), COUNTY))) == is_found


@pytest.mark.parametrize(("late", "total", "is_found"), [(1, 2, False), (2, 2, False), (18, 60, True), (4, 60, False)])
def test_a_share_is_found_by_its_numbers_and_never_by_a_ratio_of_few(late: int, total: int, is_found: bool) -> None:
    counts = counts_of(empty(400), COUNTY, 399)
    now, before = (
        BadShare(np.zeros(counts.areas.shape[1:], np.int64), np.zeros(counts.areas.shape[1:], np.int64)) for _ in "ab"
    )
    now.part[0, 2], now.total[0, 2] = late, total
    before.part[0, 2], before.total[0, 2] = 30, 700
    counts = type(counts)(**(vars(counts) | {"late": (now, before)}))
    judged = judge(counts, COUNTY)
    assert detectors(judged) == ({"late"} if is_found else set())
    assert judged.tested["late"] == counts.areas[0].size
    if is_found:
        [found] = judged.found
        assert (found.observed, found.expected) == (late, pytest.approx(total * 30 / 700))
        assert found.places == (COUNTY.towns[1],)


@pytest.mark.parametrize("weekday", range(7))
def test_a_burst_is_found_by_its_third_day_on_whatever_day_of_the_week_it_begins(weekday: int) -> None:
    counts = quiet(QUIET_DAYS + 14)
    calendar, begin = Calendar(counts, COUNTY), QUIET_DAYS + weekday
    counts[begin : begin + 3, 0, 6] += 6
    for day in range(begin, begin + 3):
        calendar.judge(day)
    [card] = calendar.cards.values()
    assert card.subject == "class_0"
    assert VILLAGES[6] in card.divisions


def test_a_level_that_rises_for_good_has_one_card_that_is_updated() -> None:
    counts = quiet(QUIET_DAYS + 60)
    counts[QUIET_DAYS:, 0, 5:10] += np.random.default_rng(1).poisson(1.5, (60, 5)).astype(np.int32)
    calendar = Calendar(counts, COUNTY)
    for day in range(QUIET_DAYS, QUIET_DAYS + 60):
        calendar.judge(day)
    [card] = (card for card in calendar.cards.values() if card.subject == "class_0")
    assert 2 < len(card.steps) < 10, "it is told again, and not every day"


def test_a_matter_that_was_dismissed_is_not_raised_again_while_it_lasts() -> None:
    counts = quiet(QUIET_DAYS + 21)
    counts[QUIET_DAYS:, 0, 6] += 6

    def dismissed(card: WarningCard) -> WarningCard:
        return replace(card, state="dismissed")

    calendar = Calendar(counts, COUNTY, assess=dismissed)
    for day in range(QUIET_DAYS, QUIET_DAYS + 21):
        calendar.judge(day)
    assert len(calendar.cards) == 1
    assert calendar.updates == 0


def test_a_matter_that_comes_again_later_has_a_card_of_its_own() -> None:
    counts = quiet(QUIET_DAYS + 60)
    for begin in (QUIET_DAYS, QUIET_DAYS + 50):
        counts[begin : begin + 3, 0, 6] += 8
    calendar = Calendar(counts, COUNTY)
    for day in range(QUIET_DAYS, QUIET_DAYS + 60):
        calendar.judge(day)
    begun = [card.steps[0].happened_ms for card in calendar.cards.values() if VILLAGES[6] in card.divisions]
    assert len(begun) == 2
    assert begun[1] - begun[0] >= 50 * DAY_MS


def test_a_year_in_which_nothing_changes_has_a_card_a_fortnight_at_most() -> None:
    """With fewer places than a county; tests/hard has the whole one."""
    days = 84
    calendar = Calendar(quiet(QUIET_DAYS + days, seed=2), COUNTY)
    for day in range(QUIET_DAYS, QUIET_DAYS + days):
        calendar.judge(day)
    assert len(calendar.cards) <= days / BUDGET_DAYS


def test_the_same_day_is_judged_the_same_again() -> None:
    counts = quiet(QUIET_DAYS)
    counts[-2:, 0, 6] += 5
    first, again = (judge(counts_of(counts, COUNTY, QUIET_DAYS - 1), COUNTY) for _ in range(2))
    assert first == again
    assert first.found


def test_a_judgement_that_is_not_needed_any_more_ends() -> None:
    with pytest.raises(ScanCancelled):
        judge(counts_of(quiet(QUIET_DAYS), COUNTY, QUIET_DAYS - 1), COUNTY, lambda: True)


@pytest.mark.parametrize(("days", "able"), [(5, set()), (20, {"scan"}), (120, {"ears", "scan", "zero"}),
                                            (1_200, {"ears", "scan", "zero", "farrington"})])  # fmt: skip
def test_a_detector_says_that_its_past_is_too_short(days: int, able: set[str]) -> None:
    tested = judge(counts_of(empty(days), COUNTY, days - 1), COUNTY).tested
    assert {detector for detector, number in tested.items() if number} == able
    assert set(tested) == set(DETECTORS)


def test_nothing_is_judged_where_there_are_no_places_and_no_days() -> None:
    assert judge(counts_of(np.zeros((0, 2, 0), np.int32), square_county(0, 0), -1), square_county(0, 0)).found == ()


def test_a_rise_above_three_years_of_the_same_season_is_found() -> None:
    counts = nothing_changes(1_200, 1, COUNTY, 4.0, 3)
    counts[-7:, 0] += np.random.default_rng(2).poisson(0.5, (7, len(VILLAGES))).astype(np.int32)
    assert "farrington" in detectors(judge(counts_of(counts, COUNTY, 1_199), COUNTY))


@pytest.mark.parametrize(
    ("back", "days"),
    [([], 0), ([0, 1, 2], 3), ([2, 3], 4), ([7], 0), ([0, 3, 9], 10), ([0, 1, 9, 10], 2), ([0, 364, 365], 1)],
)
def test_a_week_without_any_record_ends_the_known_past(back: list[int], days: int) -> None:
    assert known_days(np.array(back, np.int64)) == days


def test_signals_of_one_class_at_overlapping_places_are_one_matter() -> None:
    town, village, other = COUNTY.towns[0], VILLAGES[0], VILLAGES[7]
    found = matters([found_at("", "ears"), found_at(town, "ears"), found_at(village), found_at(other, subject="d")])
    assert [(m.subject, m.places, len(m.signals)) for m in found] == [("c", (village,), 3), ("d", (other,), 1)]


def test_what_is_found_for_the_county_joins_the_strongest_matter_and_no_two() -> None:
    found = matters([
        found_at("", "ears"), found_at(VILLAGES[0], recurrence_days=50.0), found_at(VILLAGES[7], recurrence_days=900.0),
    ])  # fmt: skip
    assert [(m.places, len(m.signals)) for m in found] == [((VILLAGES[7],), 2), ((VILLAGES[0],), 1)]


def test_a_card_tells_the_strongest_signal_of_each_detector() -> None:
    signals = [found_at(VILLAGES[0], recurrence_days=days) for days in (30.0, 90.0)]
    [told] = RiskMatter("c", (VILLAGES[0],), signals).told
    assert told.recurrence_days == 90.0


def test_places_are_told_as_narrowly_as_they_are_known() -> None:
    assert narrowest((COUNTY.towns[0], VILLAGES[1], VILLAGES[0], COUNTY.towns[1])) == (
        VILLAGES[0], VILLAGES[1], COUNTY.towns[1],
    )  # fmt: skip
    assert overlap((), (VILLAGES[0],))
    assert not overlap((VILLAGES[0],), (COUNTY.towns[1],))
