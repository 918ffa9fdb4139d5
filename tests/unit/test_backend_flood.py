"""Floods of alarms and growing events: iterations stay short, frames stay small, and nothing is lost."""

from __future__ import annotations

import time
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from county import commands as c
from county.aggregate import NEVER_MS
from county.events.event import LONGEST_NOTE
from county.events.table import TABLE
from county.records import AlarmCleared, AlarmRaised
from county.sensing import Readings
from services.intake.base import IntakeBatch
from services.loop.beat import HEARTBEAT_MS
from services.loop.realm_steps import STEP_LEAST, STEP_MOST, STEP_TURN_MS
from services.protocol import messages as m
from services.protocol.limits import FRAME_MAX
from services.store.ports import Commit, StoreFailed
from tests.memory_realm import ManualMonotonic, MemoryRealm
from tests.rows import readings_of
from tests.unit.live_realm import NOW_MS, LiveRealm, Player, command, report

SENSORS = 2_000


def test_stale_alarms_of_a_whole_county_take_several_iterations_with_heartbeats_between() -> None:
    live = LiveRealm(sensors=SENSORS)
    clock, stale_ms = live.realm.clock, round(1_000 * live.realm.catalog.sensor_kinds["bin"].stale_s)
    clock.advance(1_000)  # type: ignore[attr-defined]
    live.settle()
    clock.advance(stale_ms + 2_000)  # type: ignore[attr-defined]
    portions = Counter[int]()
    while len(live.realm.desk.alarms) < SENSORS:
        before, beats = len(live.realm.desk.alarms), len(live.realm.beats())
        live.monotonic.advance(HEARTBEAT_MS)
        live.turn()
        portions[len(live.realm.desk.alarms) - before] += 1
        assert len(live.realm.beats()) == beats + 1
    assert portions[STEP_MOST] >= SENSORS // STEP_MOST - 1
    assert max(portions) == STEP_MOST
    live.settle()
    raised = [record.body.sensor_id for record in live.realm.records() if isinstance(record.body, AlarmRaised)]
    assert raised == [sensor.id for sensor in live.realm.package.sensors]


@pytest.mark.parametrize(("commit_ms", "alarm_ms"), [(5.0, 0.25), (0.0, 0.125), (20.0, 0.125), (80.0, 0.125)])
def test_an_iteration_raises_as_many_stale_alarms_as_its_time_allows(
    commit_ms: float, alarm_ms: float
) -> None:
    live = LiveRealm(sensors=SENSORS)
    clock = live.realm.clock
    clock.advance(1_000)  # type: ignore[attr-defined]
    live.settle()

    def slow_commit(commit: Commit) -> None:
        live.monotonic.advance(commit_ms + alarm_ms * len(commit.entries))

    live.realm.log_hooks["begin"] = slow_commit
    clock.advance(2_000 + round(1_000 * live.realm.catalog.sensor_kinds["bin"].stale_s))  # type: ignore[attr-defined]
    turns: list[tuple[int, int]] = []
    while len(live.realm.desk.alarms) < SENSORS:
        before, now = len(live.realm.desk.alarms), live.monotonic.now_ms
        live.turn()
        if len(live.realm.desk.alarms) > before:
            turns.append((len(live.realm.desk.alarms) - before, live.monotonic.now_ms - now))
    fitting = int((STEP_TURN_MS - commit_ms) / alarm_ms)
    least = commit_ms + STEP_LEAST * alarm_ms
    assert max(ms for _, ms in turns) <= max(STEP_TURN_MS, least) + 1
    assert turns[-2][0] >= max(STEP_LEAST, 0.8 * fitting)
    raised = [record.body.sensor_id for record in live.realm.records() if isinstance(record.body, AlarmRaised)]
    assert raised == [sensor.id for sensor in live.realm.package.sensors]


class ReportingBins(Player):
    """All bins report in each step from ``from_ms`` on."""

    from_ms = NEVER_MS

    def due(self, now_ms: int) -> IntakeBatch:
        if now_ms < self.from_ms:
            return IntakeBatch()
        return IntakeBatch(columns=(Readings(range(SENSORS), [now_ms] * SENSORS, [5.0] * SENSORS, [0] * SENSORS),))


@pytest.mark.parametrize("alarm_ms", [0.0, 1.0])
def test_readings_of_a_step_clear_no_stale_alarm_that_the_same_step_has_not_raised_yet(alarm_ms: float) -> None:
    bins = ReportingBins()
    live = LiveRealm(sensors=SENSORS, intakes=[bins])
    clock = live.realm.clock
    clock.advance(1_000)  # type: ignore[attr-defined]
    live.settle()

    def slow_commit(commit: Commit) -> None:
        live.monotonic.advance(alarm_ms * len(commit.entries))

    live.realm.log_hooks["begin"] = slow_commit
    bins.from_ms = NOW_MS + 2_000 + round(1_000 * live.realm.catalog.sensor_kinds["bin"].stale_s)
    clock.advance(bins.from_ms - clock.now_ms())  # type: ignore[attr-defined]
    while not live.realm.desk.alarms:
        live.turn()
    live.settle()
    raised = [record.happened_ms for record in live.realm.records() if isinstance(record.body, AlarmRaised)]
    assert raised == [bins.from_ms] * SENSORS


def test_steps_that_elapse_during_a_flood_are_processed_afterwards() -> None:
    live = LiveRealm(sensors=SENSORS)
    clock = live.realm.clock
    clock.advance(1_000)  # type: ignore[attr-defined]
    live.settle()
    silent_ms = NOW_MS + 1_000 + round(1_000 * live.realm.catalog.sensor_kinds["bin"].stale_s) + 1_000
    clock.advance(silent_ms - clock.now_ms())  # type: ignore[attr-defined]
    while not live.realm.desk.alarms:
        live.turn()
    clock.advance(5_000)  # type: ignore[attr-defined]
    live.settle()
    moments = {record.happened_ms for record in live.realm.records() if isinstance(record.body, AlarmRaised)}
    assert moments == {silent_ms}, "all at the time at which they became stale, though raised in several portions"


def notes(number: int) -> str:
    return str(number) + "长" * (LONGEST_NOTE - len(str(number)))


def grown(live: LiveRealm, event_id: str) -> None:
    """The event with all steps that the rules allow, as often as allowed, each with the longest note."""
    numbers = iter(range(100_000))

    def give(kind: type[c.EventCommand], **fields: Any) -> Any:
        number = next(numbers)
        body = kind(event_id=event_id, note=notes(number), **fields)
        [answer] = live.turn(command(f"{event_id}:{number}", body))
        return answer

    def must(kind: type[c.EventCommand], **fields: Any) -> None:
        answer = give(kind, **fields)
        assert isinstance(answer, m.Accepted), answer

    most = {rule.command: rule.at_most or 0 for rule in TABLE}
    live.turn(report(int(event_id[1:]), note=notes(0)))
    must(c.FileEvent)
    for _ in range(most[c.ReturnTask]):
        must(c.DispatchEvent, unit="city_management")
        must(c.AcceptTask)
        must(c.ReturnTask)
    assert live.realm.desk.events[event_id].supervised, "by the backend itself"
    must(c.DispatchEvent, unit="city_management")
    must(c.AcceptTask)
    due_ms = live.realm.desk.events[event_id].due_ms or 0
    for number in range(most[c.ExtendDeadline]):
        must(c.ExtendDeadline, until_ms=due_ms + number + 1)
    for _ in range(most[c.RequestExtension]):
        must(c.RequestExtension, until_ms=due_ms + 1_000)
        must(c.RefuseExtension)
    for _ in range(most[c.SuspendEvent]):
        must(c.SuspendEvent)
        must(c.ResumeEvent)
    for _ in range(most[c.ReworkEvent]):
        must(c.FeedBack)
        must(c.ReworkEvent)
    for kind in (c.ExtendDeadline, c.SuspendEvent, c.ReturnTask):
        refused = give(kind, until_ms=due_ms * 2) if kind is c.ExtendDeadline else give(kind)
        assert refused.code == "too_often", kind
    must(c.FeedBack)
    assert give(c.ReworkEvent).code == "too_often"
    must(c.CloseEvent)
    for _ in range(most[c.FollowUpEvent]):
        must(c.FollowUpEvent, satisfied=True)
    assert give(c.FollowUpEvent, satisfied=True).code == "too_often"
    for _ in range(most[c.ReopenEvent]):
        must(c.ReopenEvent)
        must(c.AcceptTask)
        must(c.FeedBack)
        must(c.CloseEvent)
    assert give(c.ReopenEvent).code == "too_often"
    must(c.EvaluateEvent, score=3)
    assert give(c.FollowUpEvent, satisfied=True).code == "too_often"


@pytest.mark.timeout(120)
def test_an_event_with_all_steps_the_rules_allow_reaches_every_desktop_in_small_frames() -> None:
    live = LiveRealm()
    grown(live, "E1")
    [event] = live.realm.desk.events.values()
    assert len(event.timeline) > 800
    assert sum(len(step.note) for step in event.timeline) > 3_200_000
    client = live.realm.client()
    try:
        until = time.monotonic() + 60
        snapshot = None
        while snapshot is None and time.monotonic() < until:
            live.monotonic.advance(20)
            live.realm.turn()
            time.sleep(0.001)
            snapshot = client.take().snapshot
        assert snapshot is not None
    finally:
        client.close()
    assert len(snapshot.states["event"]) == 1
    assert len(snapshot.states["event"].encoded[0]) > 9_000_000
    assert max(len(sent.frame) for sent in live.realm.link.sent) <= FRAME_MAX


def test_snapshots_are_sent_in_parts_for_any_size_of_single_events() -> None:
    live = LiveRealm()
    live.turn(*[report(number, note=notes(number)) for number in range(60)], *[report(100 + n) for n in range(4)])
    live.client.send(m.SnapshotRequest())
    parts = [part for part in live.settle() if isinstance(part, m.StatesPart)]
    assert sum(len(part.states) for part in parts) == 64
    assert max(sum(len(bytes(raw)) for raw in part.states) for part in parts) <= 64_000


def test_a_flood_of_readings_over_their_limits_raises_every_alarm_once_and_heartbeats_go_out_meanwhile() -> None:
    live = LiveRealm(sensors=SENSORS)
    # each alarm and each event checks whether its number is free
    live.realm.log_hooks["of_subject"] = lambda subject: live.monotonic.advance(1)
    sensors = [f"bin-{number}" for number in range(SENSORS)]
    for number, first in enumerate(range(0, SENSORS, 1_000)):
        part = sensors[first : first + 1_000]
        live.client.send(
            readings_of(f"r{number}", part, ["fill"] * 1_000, [NOW_MS] * 1_000, [95.0] * 1_000)
        )
    first_beat, longest, taken = len(live.realm.beats()), 0, []
    while len(live.realm.desk.alarms) < SENSORS:
        started = live.monotonic.now_ms
        live.client.send(report(len(taken)))
        taken += [answer for answer in live.turn() if getattr(answer, "command_id", "").startswith("c")]
        longest = max(longest, live.monotonic.now_ms - started)
    assert longest <= 50 + STEP_TURN_MS
    assert len(taken) > SENSORS // 20, "a command is answered in every iteration"
    times = [at_ms for at_ms, _ in live.realm.beats()[first_beat:]]
    assert max(b - a for a, b in pairwise(times)) <= HEARTBEAT_MS + 50
    assert len(live.realm.desk.alarms) == SENSORS
    opened = [event.sensor_id for event in live.realm.desk.events.values() if event.alarm_id]
    assert sorted(opened) == sorted(sensors)


def flooded(live: LiveRealm) -> None:
    """Store readings over the limit of all bins; most of their alarms are not raised yet."""
    live.realm.log_hooks["of_subject"] = lambda subject: live.monotonic.advance(1)
    sensors = [f"bin-{number}" for number in range(SENSORS)]
    for number, first in enumerate(range(0, SENSORS, 1_000)):
        part = sensors[first : first + 1_000]
        live.client.send(readings_of(f"r{number}", part, ["fill"] * 1_000, [NOW_MS] * 1_000, [95.0] * 1_000))
    accepted = 0
    while accepted < SENSORS // 1_000:
        accepted += sum(isinstance(answer, m.Accepted) for answer in live.turn())
    assert 0 < len(live.realm.desk.alarms) < SENSORS // 2


def test_alarms_of_accepted_readings_are_raised_after_a_restart_in_the_middle_of_a_flood() -> None:
    live = LiveRealm(sensors=SENSORS)
    flooded(live)
    again = MemoryRealm(live.realm.package, clock=live.realm.clock, before=live.realm, monotonic=ManualMonotonic())
    while again.link.waits < 2:
        again.turn()
    raised = Counter(r.body.sensor_id for r in again.records() if isinstance(r.body, AlarmRaised))
    assert set(raised.values()) == {1}
    assert len(raised) == SENSORS


def test_alarms_wait_while_the_disk_is_full_and_are_raised_once_it_has_room() -> None:
    live = LiveRealm(sensors=SENSORS)
    flooded(live)
    live.realm.log.failure = StoreFailed("disk_full", "no space")
    before = len(live.realm.desk.alarms)
    for _ in range(20):
        live.turn()
    assert len(live.realm.desk.alarms) == before
    assert live.beat().refusing == "disk_full"
    live.realm.log.failure = None
    while len(live.realm.desk.alarms) < SENSORS:
        live.turn()
    raised = Counter(r.body.sensor_id for r in live.realm.records() if isinstance(r.body, AlarmRaised))
    assert set(raised.values()) == {1}


def test_readings_that_follow_while_alarms_are_due_are_judged_by_what_these_will_change() -> None:
    live = LiveRealm(sensors=SENSORS)
    flooded(live)
    sensors = [f"bin-{number}" for number in range(1_000)]
    live.client.send(readings_of("again", sensors, ["fill"] * 1_000, [NOW_MS + 1] * 1_000, [96.0] * 1_000))
    live.client.send(readings_of("below", sensors[:500], ["fill"] * 500, [NOW_MS + 2] * 500, [10.0] * 500))
    while len(live.realm.desk.alarms) < SENSORS:
        live.turn()
    live.settle()
    records = [record.body for record in live.realm.records()]
    assert sum(isinstance(body, AlarmRaised) for body in records) == SENSORS
    assert [body.alarm_id for body in records if isinstance(body, AlarmCleared)] == [
        body.alarm_id for body in records if isinstance(body, AlarmRaised) and body.sensor_id in set(sensors[:500])
    ]


@pytest.mark.parametrize("cost_ms", [1, 10])
def test_a_flood_of_slow_commands_is_cut_into_short_iterations(cost_ms: int) -> None:
    live = LiveRealm()
    live.realm.log_hooks["of_subject"] = lambda subject: live.monotonic.advance(cost_ms)
    waiting = [report(number) for number in range(200)]
    live.client.send(*waiting)
    answered, longest = 0, 0
    while answered < len(waiting):
        started = live.monotonic.now_ms
        answered += len(live.turn())
        longest = max(longest, live.monotonic.now_ms - started)
    assert longest <= 50
