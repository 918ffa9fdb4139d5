"""Orders to a drill's clock: who may give them, which are refused, and what they fold to."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.aggregates import CommandUnion
from county.authority import Author, Principal, Role
from county.catalog import load
from county.clock import RATE_MAX
from county.commands import CommandBody
from county.durations import HOUR_MS
from county.events.deadlines import TimeLimits
from county.realm_clock import (
    CLOCK,
    LONGEST_JUMP_HOURS,
    REALM_CLOCK,
    ClockJumped,
    ClockRateSet,
    JumpClockAhead,
    RealmClock,
    SetClockRate,
)
from county.records import Record, RecordBody
from county.refusals import TEMPLATES, Refused
from tests.plain_desk import PlainDesk, decision
from tests.unit.running_desk import NOON_MS

LIMITS = TimeLimits(load())
DAY_MS = LONGEST_JUMP_HOURS * HOUR_MS


def decided(known: RealmClock | None, command: CommandBody, *, realm: str = "drill:7") -> list[RecordBody]:
    desk = PlainDesk(LIMITS, realm=realm)
    asked = replace(decision(desk, NOON_MS), author=Author(Principal(id="key", roles=frozenset({Role.DIRECTOR}))))
    return list(REALM_CLOCK.decide(known, command, asked))


def refusal(known: RealmClock | None, command: CommandBody, *, realm: str = "drill:7") -> str:
    with pytest.raises(Refused) as refused:
        decided(known, command, realm=realm)
    assert TEMPLATES[refused.value.code].format_map(refused.value.params)
    return refused.value.code


def record(body: RecordBody) -> Record[Any]:
    return Record(seq=1, realm="drill:7", happened_ms=NOON_MS, recorded_ms=NOON_MS, command_id="c", body=body)


def folded(*bodies: RecordBody) -> RealmClock:
    state = None
    for body in bodies:
        state = REALM_CLOCK.apply(state, record(body))
    assert state is not None
    return state


@pytest.mark.parametrize("role", list(Role))
def test_without_a_scenario_only_the_director_and_the_administrator_set_the_clock(role: Role) -> None:
    author = Author(Principal(id="key", roles=frozenset({role})))
    asked = replace(decision(PlainDesk(LIMITS, realm="drill:7"), NOON_MS), author=author)
    for command in (SetClockRate(rate=2), JumpClockAhead(to_ms=NOON_MS + HOUR_MS)):
        if role in {Role.DIRECTOR, Role.ADMIN}:
            assert REALM_CLOCK.decide(None, command, asked)
        else:
            with pytest.raises(Refused, match="drill_directors_only"):
                REALM_CLOCK.decide(None, command, asked)


@pytest.mark.parametrize("realm", ["live", "replay"])
@pytest.mark.parametrize("command", [SetClockRate(rate=60), JumpClockAhead(to_ms=NOON_MS + HOUR_MS)])
def test_only_the_clock_of_a_drill_can_be_set(command: CommandBody, realm: str) -> None:
    assert refusal(None, command, realm=realm) == "clock_not_of_drill"


@given(st.floats(0, RATE_MAX))
def test_a_rate_from_0_to_60_is_recorded_and_folded(rate: float) -> None:
    known = folded(ClockRateSet(rate=0.3), ClockJumped(to_ms=NOON_MS - 1))
    assert decided(known, SetClockRate(rate=rate)) == ([] if rate == 0.3 else [ClockRateSet(rate=rate)])
    assert REALM_CLOCK.apply(known, record(ClockRateSet(rate=rate))) == RealmClock(
        id=CLOCK, rate=rate, ran=rate or 0.3, to_ms=NOON_MS - 1
    )


def test_a_pause_keeps_the_rate_before_it() -> None:
    assert folded(ClockRateSet(rate=0.0)).ran == 0, "no other rate was ordered before"
    paused = folded(ClockRateSet(rate=0.0), ClockRateSet(rate=20.0), ClockRateSet(rate=0.0))
    assert (paused.rate, paused.ran) == (0.0, 20.0)


@pytest.mark.parametrize("rate", [-0.1, 60.1, math.nan, math.inf, -math.inf])
def test_another_rate_is_refused(rate: float) -> None:
    assert refusal(None, SetClockRate(rate=rate)) == "rate_out_of_range"


def test_the_rate_that_is_set_already_needs_no_record() -> None:
    assert decided(None, SetClockRate(rate=1)) == []
    assert decided(folded(ClockRateSet(rate=60)), SetClockRate(rate=60)) == []


def test_a_jump_leads_forward_and_at_most_a_day() -> None:
    assert decided(None, JumpClockAhead(to_ms=NOON_MS + 1)) == [ClockJumped(to_ms=NOON_MS + 1)]
    assert decided(None, JumpClockAhead(to_ms=NOON_MS + DAY_MS)) == [ClockJumped(to_ms=NOON_MS + DAY_MS)]
    assert refusal(None, JumpClockAhead(to_ms=NOON_MS)) == "jump_not_ahead"
    assert refusal(None, JumpClockAhead(to_ms=NOON_MS - HOUR_MS)) == "jump_not_ahead"
    assert refusal(None, JumpClockAhead(to_ms=NOON_MS + DAY_MS + 1)) == "jump_too_far"


def test_a_jump_under_way_can_be_extended_and_not_shortened() -> None:
    under_way = folded(ClockJumped(to_ms=NOON_MS + HOUR_MS))
    assert refusal(under_way, JumpClockAhead(to_ms=NOON_MS + HOUR_MS - 1)) == "jump_not_ahead"
    assert decided(under_way, JumpClockAhead(to_ms=NOON_MS + 2 * HOUR_MS)) == [ClockJumped(to_ms=NOON_MS + 2 * HOUR_MS)]


def test_the_clock_never_leaves_the_desk() -> None:
    state = folded(ClockRateSet(rate=0.0))
    assert REALM_CLOCK.expires_ms(state) is None
    assert {name: column.tolist() for name, column in REALM_CLOCK.table([state]).items()} == {
        "rate": [0.0], "to_ms": [0], "expires_ms": [2**63 - 1],
    }  # fmt: skip


def test_a_realm_has_one_clock_and_a_command_about_another_is_not_understood() -> None:
    data = {"type": "SetClockRate", "rate": 2.0, "clock": "other"}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(data, CommandUnion)
