"""Clocks: a realm's time never runs back, and only the machine's own clock can jump unexpectedly."""

from __future__ import annotations

import sys
import time
from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.clock import JUMP_MS, RATE_MAX, ManualClock, PacedClock, SystemClock, hours_minutes_seconds, synchronized
from tests.unit.session_fixture import SettableClock

NOON_MS = 1_795_320_000_000


RATES = st.one_of(st.sampled_from([0.0, 0.25, 1.0, 60.0]), st.floats(0, RATE_MAX))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(0, 10_000)),
        st.tuples(st.just("rate"), RATES),
        st.tuples(st.just("jump"), st.integers(-5_000, 5_000)),
        st.tuples(st.just("limit"), st.integers(-5_000, 100_000)),
    ),
    max_size=30,
)


@given(STEPS)
def test_realm_time_never_runs_back_whatever_is_ordered(steps: list[tuple[str, float]]) -> None:
    hand = SettableClock()
    clock = PacedClock(NOON_MS, monotonic=hand)
    times = [clock.now_ms()]
    for what, value in steps:
        match what:
            case "wait":
                hand.now += int(value)
            case "rate":
                clock.set_rate(value)
                assert clock.rate == value
            case "jump" if value < 0:
                now_ms = clock.now_ms()
                clock.jump(now_ms + int(value))
                assert clock.now_ms() == now_ms, "a time that has passed changes nothing"
            case "limit" if value < 0:
                limit_ms = clock.limit_ms
                with pytest.raises(ValueError, match="back"):
                    clock.run_until(clock.now_ms() + int(value))
                assert clock.limit_ms == limit_ms, "a refused limit changes nothing"
            case "limit":
                clock.run_until(clock.now_ms() + int(value))
            case _:
                to_ms = min(clock.now_ms() + int(value), clock.limit_ms)
                clock.jump(to_ms)
                assert clock.now_ms() == to_ms
                with pytest.raises(ValueError, match="until"):
                    clock.jump(clock.limit_ms + 1)
        assert clock.now_ms() <= clock.limit_ms
        times.append(clock.now_ms())
    assert all(before <= after for before, after in pairwise(times))


def test_a_jump_to_a_time_that_passes_meanwhile_leaves_the_clock_running() -> None:
    ticks = count()
    clock = PacedClock(NOON_MS, rate=RATE_MAX, monotonic=lambda: next(ticks))  # a millisecond at every look
    clock.jump(clock.now_ms())
    assert clock.now_ms() > NOON_MS


@pytest.mark.parametrize("rate", [0.0, 0.25, 0.5, 1.0, 7.0, 60.0])
@given(waits=st.lists(st.integers(0, 3_600_000), max_size=20))
def test_realm_time_is_exact_at_its_rate_however_often_it_is_read(rate: float, waits: list[int]) -> None:
    hand = SettableClock()
    clock = PacedClock(NOON_MS, rate=rate, monotonic=hand)
    for wait in waits:
        hand.now += wait
        clock.now_ms()
    assert clock.now_ms() == NOON_MS + int(sum(waits) * rate)


@given(st.lists(st.tuples(RATES, st.integers(0, 100_000)), max_size=20))
def test_a_change_of_rate_costs_less_than_a_millisecond(paces: list[tuple[float, int]]) -> None:
    hand = SettableClock()
    clock = PacedClock(NOON_MS, monotonic=hand)
    for rate, wait in paces:
        clock.set_rate(rate)
        hand.now += wait
    due_ms = NOON_MS + sum(rate * wait for rate, wait in paces)
    assert due_ms - len(paces) - 1 <= clock.now_ms() <= due_ms + 1e-3


def test_the_pace_contains_the_anchor_and_the_rate() -> None:
    hand = SettableClock()
    clock = PacedClock(NOON_MS, monotonic=hand)
    hand.now += 1_000
    clock.set_rate(60)
    hand.now += 1_000
    assert (clock.pace.anchor_ms, clock.pace.rate) == (NOON_MS + 1_000, 60.0)
    assert clock.now_ms() == NOON_MS + 61_000
    assert clock.jumped_ms() == 0


def test_a_clock_stops_at_its_limit_and_continues_from_there_when_it_is_raised() -> None:
    hand = SettableClock()
    clock = PacedClock(NOON_MS, rate=10, limit_ms=NOON_MS + 5_000, monotonic=hand)
    hand.now += 600_000
    assert clock.now_ms() == NOON_MS + 5_000
    clock.run_until(NOON_MS + 60_000)
    assert clock.now_ms() == NOON_MS + 5_000, "the stopped time is not caught up"
    hand.now += 1_000
    clock.run_until(NOON_MS + 70_000)
    hand.now += 1_000
    assert clock.now_ms() == NOON_MS + 25_000


def test_a_paused_realms_time_does_not_advance() -> None:
    hand = SettableClock()
    clock = PacedClock(NOON_MS, rate=0, monotonic=hand)
    hand.now += 10**9
    assert clock.now_ms() == NOON_MS


@pytest.mark.parametrize("rate", [-0.1, 60.5, float("nan"), float("inf"), -float("inf")])
def test_a_rate_outside_its_range_is_refused_and_changes_nothing(rate: float) -> None:
    clock = PacedClock(NOON_MS, rate=2)
    with pytest.raises(ValueError, match="rate"):
        clock.set_rate(rate)
    assert clock.rate == 2
    with pytest.raises(ValueError, match="rate"):
        PacedClock(NOON_MS, rate=rate)


@pytest.mark.parametrize("by_ms", [JUMP_MS, -JUMP_MS, 3 * 3_600_000, -86_400_000])
def test_a_change_of_the_machines_clock_is_reported_once_with_its_size(by_ms: int) -> None:
    wall, monotonic = SettableClock(NOON_MS), SettableClock()
    clock = SystemClock(wall=wall, monotonic=monotonic)
    wall.now += 100 + by_ms
    monotonic.now += 100
    assert clock.jumped_ms() == by_ms
    assert clock.jumped_ms() == 0
    assert clock.now_ms() == NOON_MS + 100 + by_ms


def test_a_suspended_machine_is_reported_if_its_monotonic_clock_was_stopped_too() -> None:
    wall, monotonic = SettableClock(NOON_MS), SettableClock()
    clock = SystemClock(wall=wall, monotonic=monotonic)
    wall.now += 3_600_000
    assert clock.jumped_ms() == 3_600_000


def test_elapsed_time_is_not_a_jump_however_rarely_the_clock_is_read() -> None:
    wall, monotonic = SettableClock(NOON_MS), SettableClock()
    clock = SystemClock(wall=wall, monotonic=monotonic)
    wall.now += 86_400_000
    monotonic.now += 86_400_000
    assert clock.jumped_ms() == 0


@given(st.lists(st.integers(-JUMP_MS // 4, JUMP_MS // 4), max_size=100))
def test_drift_is_not_a_jump_however_large_it_becomes(drifts: list[int]) -> None:
    wall, monotonic = SettableClock(NOON_MS), SettableClock()
    clock = SystemClock(wall=wall, monotonic=monotonic)
    for drift in drifts:
        monotonic.now += 1_000
        wall.now += 1_000 + drift
        assert clock.jumped_ms() == 0


def test_the_system_clock_shows_the_time_of_this_machine() -> None:
    before = time.time_ns() // 1_000_000
    now_ms = SystemClock().now_ms()
    assert before <= now_ms <= time.time_ns() // 1_000_000


def test_a_manual_clock_advances_on_request_and_never_runs_back() -> None:
    clock = ManualClock(NOON_MS, rate=2.0)
    clock.advance(5)
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(-1)
    assert (clock.now_ms(), clock.rate, clock.jumped_ms()) == (NOON_MS + 5, 2.0, 0)


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "0:00:00"), (2_001, "0:00:02"), (-86_400_000, "-24:00:00"), (3_661_999, "1:01:01")]
)
def test_a_difference_of_clocks_is_written_in_hours_minutes_and_seconds(ms: int, text: str) -> None:
    assert hours_minutes_seconds(ms) == text


def test_the_kernel_is_asked_whether_a_time_server_disciplines_the_clock() -> None:
    if sys.platform == "linux":
        assert synchronized() in (True, False)
    else:
        assert synchronized() is None
