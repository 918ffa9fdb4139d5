"""Differences of clocks are logged when they begin and when they are over, and shown on every screen."""

from __future__ import annotations

import pytest

from county.authority import Principal, Role
from services.follow_ups.clock_differences import REPORT_MS, ClockDifferences
from services.protocol import messages as m
from tests.adjustable_clock import AdjustableClock
from tests.captured_log import CapturedLog
from tests.memory_realm import OWNER, ManualMonotonic
from tests.unit.live_realm import NOW_MS, LiveRealm, readings, report
from tests.unit.session_fixture import SessionFixture

DAY_MS = 86_400_000


class FullLog(CapturedLog):
    """Also records regular events."""

    def info(self, text: str, **values: object) -> None:
        self.lines.append((text, values))


@pytest.mark.parametrize(("skew_ms", "side", "by"), [(DAY_MS, "ahead of", "24:00:00"), (-3_000, "behind", "-0:00:03")])
def test_the_skew_of_a_client_is_logged_with_its_size_and_side_until_it_is_over(
    skew_ms: int, side: str, by: str
) -> None:
    log, monotonic = FullLog(), ManualMonotonic()
    clocks = ClockDifferences(log, monotonic)
    for skew in (0, skew_ms, 0, 2_000):
        clocks.client("desk-2", skew)
        monotonic.advance(REPORT_MS)
    assert log.lines == [
        (f"a client's clock is {side} the backend's", {"principal": "desk-2", "by": by}),
        ("a client's clock agrees with the backend's again", {"principal": "desk-2"}),
    ]
    assert clocks.fault == "", "it does not concern the other screens"


def test_a_client_cannot_fill_the_log_with_reports_of_its_clock() -> None:
    log, monotonic = FullLog(), ManualMonotonic()
    clocks = ClockDifferences(log, monotonic)
    for number in range(1_000):
        clocks.client("wall", 5_000 * (number % 2))
        monotonic.advance(REPORT_MS / 100)
    assert len(log.lines) <= 10
    clocks.client("desk-2", 5_000)
    assert log.lines[-1][1]["principal"] == "desk-2", "others are heard"


def test_a_gateway_is_logged_once_while_it_is_ahead_and_once_it_is_not() -> None:
    log, monotonic = FullLog(), ManualMonotonic()
    clocks = ClockDifferences(log, monotonic)
    for ahead_ms in (2_000, 5_000, -60_000, 9_000):
        clocks.rows("gateway", ahead_ms)
    assert clocks.fault.params == {"gateway": "gateway", "by": "0:00:09"}
    monotonic.advance(60_001)
    clocks.update()
    assert clocks.fault == ""
    assert log.lines == [
        ("a gateway's readings are dated ahead of the backend's clock", {"principal": "gateway", "by": "0:00:05"}),
        ("a gateway's readings are not dated ahead any more", {"principal": "gateway"}),
    ]


def test_reading_the_fault_changes_nothing() -> None:
    log, monotonic = FullLog(), ManualMonotonic()
    clocks = ClockDifferences(log, monotonic)
    clocks.rows("gateway", 5_000)
    monotonic.advance(60_001)
    before = list(log.lines)
    assert [clocks.fault.code, clocks.fault.code] == ["gateway_ahead", "gateway_ahead"]
    assert log.lines == before


def test_a_client_that_left_is_forgotten_and_reported_again_when_it_returns() -> None:
    log, monotonic = FullLog(), ManualMonotonic()
    clocks = ClockDifferences(log, monotonic)
    clocks.client("desk-2", DAY_MS)
    for _ in range(20):
        monotonic.advance(1_000)
        clocks.greeted("desk-2")
        clocks.update()
    assert len(log.lines) == 1
    monotonic.advance(10_001)
    clocks.update()
    clocks.client("desk-2", 0)
    assert log.lines[1:] == [("a client whose clock differs has left", {"principal": "desk-2"})]


def test_the_report_of_a_client_reaches_the_log_and_has_no_answer() -> None:
    live = LiveRealm()
    assert live.turn(m.ClockSkew(skew_ms=DAY_MS)) == []
    assert "a client's clock is ahead of the backend's: {'principal': 'owner', 'by': '24:00:00'}" in (
        live.realm.messages.messages
    )


@pytest.mark.parametrize(("ahead_ms", "answer"), [(60_000, m.Accepted), (DAY_MS, m.Rejected)])
def test_a_gateway_ahead_is_logged_and_shown_whether_its_readings_are_accepted_or_not(
    ahead_ms: int, answer: type
) -> None:
    live = LiveRealm()
    [found] = live.turn(readings("r", 10.0, at_ms=NOW_MS + ahead_ms))
    assert isinstance(found, answer)
    beat = live.beat()
    assert (beat.fault, beat.fault_params["gateway"]) == ("gateway_ahead", "owner")
    live.monotonic.advance(61_000)
    assert live.beat().fault == ""


def test_refused_rows_are_not_shown_as_a_gateway_ahead() -> None:
    """Of a key that may not send rows or is bound to other sensors, or rows with another fault."""
    wall = Principal(id="wall", roles=frozenset({Role.WALL}))
    bound = Principal(id="bound", roles=frozenset({Role.GATEWAY}), sensors=("bin-1",))
    live = LiveRealm(principals=(OWNER, wall, bound))
    for ahead_ms in (60_000, DAY_MS):
        for principal, sensor in ((wall, "bin-0"), (bound, "bin-0"), (OWNER, "unknown")):
            client = live.realm.plain_client(principal.id)
            client.send(readings("r", 10.0, sensor=sensor, at_ms=NOW_MS + ahead_ms))
            live.realm.turn(2)
            assert [type(answer) for answer in client.answers()] == [m.Rejected]
            client.close()
    assert live.beat().fault == ""


def test_a_gateway_with_a_right_clock_is_not_reported() -> None:
    live = LiveRealm()
    live.turn(readings("r", 10.0, at_ms=NOW_MS), readings("s", 10.0, at_ms=NOW_MS - DAY_MS))
    assert live.beat().fault == ""


@pytest.mark.parametrize("by_ms", [DAY_MS, -DAY_MS])
def test_a_backend_whose_clock_jumps_keeps_the_order_and_says_so(by_ms: int) -> None:
    clock = AdjustableClock(NOW_MS)
    live = LiveRealm(clock=clock)
    live.turn(report(1))
    clock.adjust(by_ms)
    live.turn(m.Submit(command=report(2).command))
    seqs = [(record.seq, record.recorded_ms) for record in live.realm.records()]
    assert [seq for seq, _ in seqs] == list(range(1, len(seqs) + 1))
    assert [at_ms for _, at_ms in seqs] == sorted(at_ms for _, at_ms in seqs)
    beat = live.beat()
    expected = ("clock_set", "24:00:00") if by_ms > 0 else ("clock_behind", "24:00:00")
    assert (beat.fault, beat.fault_params["by"]) == expected
    if by_ms > 0:
        live.monotonic.advance(600_001)
        assert live.beat().fault == ""


def test_a_window_tells_the_backend_its_skew_when_it_begins_changes_and_ends() -> None:
    wire = SessionFixture()
    wire.live()

    def told(skew_ms: int) -> list[int]:
        """What the backend is told within eleven seconds at this skew."""
        before = len(wire.sent)
        for _ in range(11):
            wire.now.now += 1_000
            wire.wall_ms = wire.now.now + skew_ms
            wire.beat(wall_ms=wire.now.now)
        return [message.skew_ms for message in wire.sent[before:] if isinstance(message, m.ClockSkew)]

    assert told(1_000) == []
    assert told(5_000) == [5_000]
    assert told(5_500) == []
    assert told(-DAY_MS) == [-DAY_MS]
    assert told(0) == [0]
    told(5_000)
    wire.sent.clear()
    wire.greet("b")
    assert m.ClockSkew(skew_ms=5_000) in wire.sent, "a backend that started again does not know it"
