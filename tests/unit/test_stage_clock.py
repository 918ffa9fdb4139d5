"""The clock of a task counts in the unit of its limit, amber from 70 % on, red when it is due."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county import catalog
from county import commands as c
from county.events.deadlines import TimeLimits
from county.events.event import Event, State
from county.events.stage_clock import AMBER, GREEN, RED, clock_stage, limit_ms, used_share
from tests.unit.running_desk import RunningDesk, report
from tests.unit.test_deadlines import ms, text_of

HOUR = 3_600_000
LIMITS = TimeLimits(catalog.load())
MONDAY_MORNING = ms("2026-11-23 09:30")
GIVEN = (c.FileEvent(event_id="E1"), c.DispatchEvent(event_id="E1", unit="market"), c.AcceptTask(event_id="E1"))


def handled(at_ms: int) -> tuple[RunningDesk, Event]:
    """Exposed garbage (4 working hours, 9:00–12:00 and 14:00–17:30) that a unit handles from ``at_ms`` on."""
    desk = RunningDesk()
    for body in (report(), *GIVEN):
        desk.give(body, at_ms=at_ms)
    return desk, desk.desk.events["E1"]


def test_amber_begins_after_70_percent_of_the_working_time() -> None:
    _, event = handled(MONDAY_MORNING)
    assert event.amber_ms is not None
    assert event.due_ms is not None
    due = TimeLimits(catalog.load()).due_ms("exposed_garbage", MONDAY_MORNING)
    assert event.due_ms == due
    assert LIMITS.span_ms("exposed_garbage", MONDAY_MORNING, event.amber_ms) == pytest.approx(0.7 * 4 * HOUR, abs=1)
    assert used_share(LIMITS, event, event.amber_ms) == pytest.approx(0.7)
    assert used_share(LIMITS, event, event.due_ms) == 1.0
    assert used_share(LIMITS, event, event.due_ms + HOUR // 2) > 1.0


def test_a_night_uses_nothing_of_a_limit_of_working_hours() -> None:
    _, event = handled(ms("2026-11-23 16:30"))
    evening, morning = ms("2026-11-23 20:00"), ms("2026-11-24 06:00")
    assert 0 < used_share(LIMITS, event, evening) == used_share(LIMITS, event, morning) < 0.7
    assert event.amber_ms is not None
    assert text_of(event.amber_ms) > "2026-11-24 08", text_of(event.amber_ms)


def test_a_suspension_uses_nothing_and_an_extension_lengthens_the_limit() -> None:
    desk, _ = handled(MONDAY_MORNING)
    desk.give(c.SuspendEvent(event_id="E1", note="rain"), at_ms=MONDAY_MORNING + HOUR)
    desk.give(c.ResumeEvent(event_id="E1"), at_ms=ms("2026-11-24 09:30"))
    event = desk.desk.events["E1"]
    assert used_share(LIMITS, event, ms("2026-11-24 09:30")) == pytest.approx(0.25)
    assert limit_ms(LIMITS, event) == pytest.approx(4 * HOUR, abs=3)
    until_ms = LIMITS.add_work(event.due_ms or 0, 4 * HOUR)
    desk.give(c.ExtendDeadline(event_id="E1", until_ms=until_ms, note="rain"), at_ms=ms("2026-11-24 09:30"))
    event = desk.desk.events["E1"]
    assert limit_ms(LIMITS, event) == pytest.approx(8 * HOUR, abs=6)
    assert used_share(LIMITS, event, ms("2026-11-24 09:30")) == pytest.approx(0.125)


def test_the_stage_is_the_same_for_one_event_and_for_a_column_of_them() -> None:
    amber, due = np.array([10, 20, 5]), np.array([30, 40, 15])
    assert clock_stage(amber, due, 20).tolist() == [AMBER, AMBER, RED]
    assert [clock_stage(10, 30, now) for now in (9, 10, 29, 30)] == [GREEN, AMBER, AMBER, RED]


def test_a_dispatch_of_an_older_program_is_amber_after_70_percent_of_the_elapsed_time() -> None:
    event = Event(
        id="E1", state=State.HANDLING, subclass="exposed_garbage", title="t", source="hotline", level="general",
        x_m=0, y_m=0, division="", reporter="", sensor_id="", alarm_id="", happened_ms=0, unit="market",
        dispatched_ms=1_000, due_ms=2_000,
    )  # fmt: skip
    assert event.soon_ms == 1_700


@settings(max_examples=60, deadline=None)
@given(st.integers(1_704_000_000_000, 1_798_000_000_000), st.integers(0, 60 * HOUR))
def test_going_back_by_working_time_is_the_inverse_of_waiting_for_it(to_ms: int, work_ms: int) -> None:
    from_ms = LIMITS.sub_work(to_ms, work_ms)
    assert from_ms <= to_ms
    assert LIMITS.work_between(from_ms, to_ms) == work_ms
    assert LIMITS.work_between(from_ms - 1, to_ms) > work_ms, "the earliest such time"
