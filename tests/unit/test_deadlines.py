"""Time limits: urgent hours are elapsed hours; working hours and days run only in working time."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county import catalog
from county.catalog import BadCatalog, WorkingHours
from county.events.deadlines import TimeLimits, WorkCalendar
from county.numbering import COUNTY_TIME

LIMITS = TimeLimits(catalog.load())
HOUR = 3_600_000
SUBCLASSES = st.sampled_from(sorted(catalog.load().subclasses))
TIMES = st.integers(1_704_000_000_000, 1_798_000_000_000)
"""2024 to the end of 2026."""
WORK = st.integers(0, 60 * HOUR)
few = settings(max_examples=60, deadline=None)


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=COUNTY_TIME).timestamp() * 1000)


def text_of(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, COUNTY_TIME).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("subclass", "dispatched", "due"),
    [
        ("exposed_garbage", "2026-11-23 09:30", "2026-11-23 15:00"),  # 4 work hours over the noon break
        ("exposed_garbage", "2026-11-22 12:00", "2026-11-23 14:30"),  # dispatched on a Sunday
        ("road_cleaning", "2026-11-20 17:00", "2026-11-23 10:30"),  # over a weekend
        ("green_care", "2026-11-23 10:00", "2026-11-30 10:00"),  # 5 work days
        ("hotline_complaint", "2026-09-28 09:00", "2026-10-19 17:30"),  # 12 work days, 1-7 October off, 10th worked
        ("exposed_garbage", "2026-02-14 09:00", "2026-02-14 14:30"),  # a Saturday worked for the Spring Festival
        ("smoke_alarm", "2026-10-01 23:30", "2026-10-02 00:30"),  # an urgent hour, at night, on a holiday
    ],
)
def test_limits_follow_the_working_calendar(subclass: str, dispatched: str, due: str) -> None:
    assert text_of(LIMITS.due_ms(subclass, ms(dispatched))) == due


@few
@given(SUBCLASSES, TIMES, st.integers(0, 30 * 24 * HOUR))
def test_a_later_dispatch_is_not_due_earlier(subclass: str, at_ms: int, later_ms: int) -> None:
    assert LIMITS.due_ms(subclass, at_ms) <= LIMITS.due_ms(subclass, at_ms + later_ms)


@few
@given(TIMES, st.integers(1, 60 * HOUR))
def test_a_limit_ends_in_working_time_after_exactly_its_working_hours(at_ms: int, work_ms: int) -> None:
    due_ms = LIMITS.add_work(at_ms, work_ms)
    assert LIMITS.work_between(at_ms, due_ms) == work_ms
    assert LIMITS.work_between(at_ms, due_ms - 1) == work_ms - 1
    at = datetime.fromtimestamp((due_ms - 1) / 1000, COUNTY_TIME)
    assert LIMITS.calendar.is_workday(at.date())
    assert 9 <= at.hour + at.minute / 60 < 12 or 13.5 <= at.hour + at.minute / 60 < 17.5


@few
@given(TIMES, WORK, WORK)
def test_working_time_is_additive(at_ms: int, first_ms: int, second_ms: int) -> None:
    assert LIMITS.add_work(LIMITS.add_work(at_ms, first_ms), second_ms) == LIMITS.add_work(at_ms, first_ms + second_ms)


@few
@given(SUBCLASSES, TIMES, st.integers(0, 20 * 24 * HOUR), st.integers(0, 20 * 24 * HOUR))
def test_a_pause_preserves_the_remaining_time(
    subclass: str, at_ms: int, run_ms: int, pause_ms: int
) -> None:
    due_ms, paused_ms = LIMITS.due_ms(subclass, at_ms), at_ms + run_ms
    resumed_ms = paused_ms + pause_ms
    moved_ms = LIMITS.resumed_due_ms(subclass, due_ms, paused_ms, resumed_ms)
    assert moved_ms >= due_ms
    if paused_ms > due_ms:
        return
    urgent = LIMITS.limit(subclass).unit == "urgent_hour"
    left_before = due_ms - paused_ms if urgent else LIMITS.work_between(paused_ms, due_ms)
    left_after = moved_ms - resumed_ms if urgent else LIMITS.work_between(resumed_ms, moved_ms)
    assert left_after == left_before


@few
@given(SUBCLASSES.filter(lambda key: LIMITS.limit(key).unit == "urgent_hour"), TIMES)
def test_urgent_hours_are_elapsed_hours(subclass: str, at_ms: int) -> None:
    assert LIMITS.due_ms(subclass, at_ms) == at_ms + LIMITS.limit(subclass).amount * HOUR


def test_a_year_without_a_calendar_has_weekends_only_and_is_reported() -> None:
    calendar = WorkCalendar(WorkingHours(hours=("09:00-17:00",)))
    assert calendar.covers(2026)
    assert not calendar.covers(2099)
    assert calendar.is_workday(date(2099, 10, 1))  # a Thursday; no holiday is known
    assert not calendar.is_workday(date(2099, 10, 3))


def test_a_coming_year_without_a_calendar_is_reported_until_its_days_are_entered() -> None:
    entered = WorkCalendar(WorkingHours(hours=("09:00-17:00",), holidays=frozenset({date(2099, 1, 1)})))
    autumn_ms = ms("2098-11-01 12:00")
    assert TimeLimits(catalog.load()).unknown_year(autumn_ms) == 2098
    assert LIMITS.unknown_year(ms("2026-06-01 12:00")) is None
    assert entered.covers(2099)


def test_days_entered_by_the_county_take_precedence() -> None:
    calendar = WorkCalendar(
        WorkingHours(
            hours=("09:00-17:00",), holidays=frozenset({date(2027, 10, 1)}), workdays=frozenset({date(2026, 11, 22)})
        )
    )
    assert not calendar.is_workday(date(2027, 10, 1))
    assert calendar.is_workday(date(2026, 11, 22))


@pytest.mark.parametrize(
    "hours", ['["9 to 5"]', '["17:00-09:00"]', '["09:00-12:00", "11:00-17:00"]', "[]", '["09:00"]', "3"]
)
def test_inconsistent_working_hours_are_reported_with_their_file(tmp_path: Path, hours: str) -> None:
    path = tmp_path / "working_hours.toml"
    path.write_text(f"hours = {hours}", encoding="utf-8")
    with pytest.raises(BadCatalog, match=r"working_hours\.toml.*fix"):
        catalog.load(tmp_path)


def test_a_county_enters_its_days_off_and_keeps_the_hours_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "working_hours.toml").write_text("holidays = [2026-11-23]", encoding="utf-8")
    limits = TimeLimits(catalog.load(tmp_path))
    assert text_of(limits.due_ms("exposed_garbage", ms("2026-11-23 09:30"))) == "2026-11-24 14:30"
    assert limits.work_day_ms == LIMITS.work_day_ms


def test_limits_use_the_working_hours_of_the_county(tmp_path: Path) -> None:
    (tmp_path / "working_hours.toml").write_text('hours = ["08:00-12:00", "15:00-18:00"]', encoding="utf-8")
    limits = TimeLimits(catalog.load(tmp_path))
    assert text_of(limits.due_ms("exposed_garbage", ms("2026-11-23 09:30"))) == "2026-11-23 16:30"
