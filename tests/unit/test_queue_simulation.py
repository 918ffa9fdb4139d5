"""Simulated days of a queue: their intervals cover the exact values, and shifts, breaks, skills and closing count."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from county.staffing.agent_groups import AgentGroup
from county.staffing.day_slots import SLOTS, span_slots, stretches
from county.staffing.erlang import queue_figures
from county.staffing.queue_simulation import QueueModel, simulated_day
from county.staffing.replications import difference, replicated

DAY = "00:00-24:00"


def rates(calls: float, span: str = DAY) -> tuple[float, ...]:
    """So many calls an hour in the half hours of a span."""
    within = span_slots(span)
    return tuple(calls if slot in within else 0.0 for slot in range(SLOTS))


def model(calls: float = 200.0, span: str = DAY, **more: object) -> QueueModel:
    return QueueModel(**{"rates": rates(calls, span), "handle_s": 180.0, "patience_s": None, "target_s": 20.0, **more})  # type: ignore[arg-type]


def agents(count: int, span: str = DAY, **more: object) -> AgentGroup:
    return AgentGroup(span=span, agents=count, **more)  # type: ignore[arg-type]


def test_the_intervals_of_thirty_runs_cover_eleven_servers_with_ten_erlang() -> None:
    found = replicated(model(warm_up_days=1), [agents(11)], runs=30, seed=7)
    for name, exact in (("waited", 0.682118), ("mean_wait_s", 122.781), ("in_time", 0.389614), ("busy", 10 / 11)):
        told = found.estimate(name)
        assert told.low is not None
        assert told.high is not None
        assert told.low <= exact <= told.high, name
        assert told.high - told.low < 0.5 * exact, name


def test_with_people_who_hang_up_the_intervals_cover_the_formula() -> None:
    exact = queue_figures(9, 200, 180, 20, 120)
    found = replicated(model(patience_s=120.0, warm_up_days=1), [agents(9)], runs=30, seed=2)
    for name, value in (("waited", exact.waits), ("abandoned", exact.abandoned), ("in_time", exact.in_time)):
        told = found.estimate(name)
        assert told.low is not None
        assert value is not None
        assert told.low <= value <= (told.high or 0), name


def test_fewer_than_thirty_runs_are_no_result_and_the_same_seed_gives_the_same_one() -> None:
    with pytest.raises(ValueError, match="29 runs are too few"):
        replicated(model(20), [agents(2)], runs=29, seed=1)
    first, again = (replicated(model(20), [agents(2)], runs=30, seed=5) for _ in range(2))
    assert first.figures["mean_wait_s"].tolist() == again.figures["mean_wait_s"].tolist()


def test_two_staffings_serve_the_same_people_so_that_one_agent_more_is_seen_in_every_run() -> None:
    few, more = (replicated(model(60), [agents(number)], runs=30, seed=1) for number in (4, 5))
    assert few.figures["people"].tolist() == more.figures["people"].tolist()
    told = difference(more.figures["mean_wait_s"], few.figures["mean_wait_s"])
    assert told.high is not None
    assert told.high < 0


def test_nobody_is_answered_in_a_break_and_a_call_is_finished_before_it() -> None:
    group = agents(3, "08:00-16:00", breaks=("12:00-13:00",))
    day = simulated_day(model(30, "08:00-16:00"), [group], 1)
    assert stretches(group.span, group.breaks) == ((480, 720), (780, 960))
    lunch, before = day.wait_by_slot[24], day.wait_by_slot[18]
    assert lunch > 30 * 60
    assert before < 60


def test_the_shift_of_the_night_reaches_over_midnight() -> None:
    day = simulated_day(model(20, "00:00-06:00"), [agents(3, "22:00-06:00")], 1)
    assert day.answered == day.people > 60


def test_who_hangs_up_is_called_back_when_an_agent_has_nothing_else_to_do() -> None:
    busy = model(120, "08:00-10:00", patience_s=60.0)
    without, called = (
        simulated_day(replace(busy, call_back=share), [agents(3, "08:00-14:00")], 3) for share in (0.0, 1.0)
    )
    assert without.called_back == 0
    assert called.called_back == round(called.abandoned * called.people) > 20
    assert called.in_time < without.in_time, "who calls back is not free for who comes"


def test_special_matters_wait_for_the_agents_who_know_them() -> None:
    few, many = (
        simulated_day(model(120, second_share=0.3, warm_up_days=1), [agents(8, second=number)], 1) for number in (2, 8)
    )
    assert few.second_in_time < 0.6 < many.second_in_time
    none = simulated_day(model(120, second_share=0.3), [agents(8)], 1)
    assert none.second_in_time == 0.0
    assert none.left_over > 0.2 * none.people


def test_who_is_inside_when_counters_close_is_served_after_it() -> None:
    day = simulated_day(model(100, "09:00-12:00", stays=True), [agents(4, "09:00-12:00")], 1)
    assert day.answered == day.people
    assert day.left_over == 0
    assert day.overtime_min > 10
    assert 0.9 < day.busy <= 1.0


def test_a_day_without_people_and_one_without_agents_are_days() -> None:
    nobody = simulated_day(model(0), [agents(2)], 1)
    assert (nobody.people, nobody.busy) == (0, 0.0)
    alone = simulated_day(model(20), [], 1)
    assert (alone.answered, alone.left_over) == (0, alone.people)
    found = replicated(model(0), [agents(2)], runs=30, seed=1)
    assert found.estimate("mean_wait_s").value is None
