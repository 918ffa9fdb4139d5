"""Start-up: the desk is restored, whatever checkpoints remain, and the journal records which program and catalogue
decide."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from county import commands as c
from county import fold
from county.aggregates import subject_of
from county.clock import ManualClock
from county.events.event import RETENTION_DAYS
from county.records import BackendStarted
from services.program import VERSION
from services.protocol import messages as m
from services.protocol.codec import payload
from services.store.memory import MemoryLog
from services.store.ports import Commit, Entry, StoreError
from tests.memory_realm import DAY_MS, ManualMonotonic, MemoryRealm
from tests.unit.live_realm import NOW_MS, LiveRealm, command, readings, report

FOLDED = "no checkpoint is valid for this program and catalogue: all records are folded"


def held(realm: MemoryRealm) -> dict[str, dict[str, bytes]]:
    """All states on the desk, as bytes."""
    states = realm.desk.fold.states
    return {key: {subject: payload(state) for subject, state in some.items()} for key, some in states.items()}


def busy(live: LiveRealm) -> None:
    """Events in several states, alarms, and the event that one of them opened."""
    live.turn(*[report(number, note="说明") for number in range(30)])
    live.turn(*[command(f"f{number}", c.FileEvent(event_id=f"E{number}")) for number in range(20)])
    live.turn(command("r", c.RejectEvent(event_id="E29", note="重复")), readings("r1", 95.0))
    live.turn(readings("r2", 5.0, at_ms=NOW_MS + 10), readings("r3", 97.0, sensor="bin-1"))


def again(live: LiveRealm, *, now_ms: int = NOW_MS + 60_000, **changes: Any) -> MemoryRealm:
    return MemoryRealm(
        live.realm.package, clock=ManualClock(now_ms), monotonic=ManualMonotonic(), before=live.realm, **changes
    )


@pytest.fixture
def live() -> LiveRealm:
    live = LiveRealm()
    busy(live)
    return live


def test_every_start_records_program_and_catalogue_first(live: LiveRealm) -> None:
    starts = [live.realm, again(live)]
    records = starts[1].records()
    begun = [record for record in records if isinstance(record.body, BackendStarted)]
    package = live.realm.package.manifest.identity
    assert [record.body for record in begun] == [
        BackendStarted(package=package, catalog=live.realm.catalog.digest, program=VERSION)
    ] * 2  # fmt: skip
    assert begun[0].seq == 1
    assert begun[1].seq == len(records), "nothing was decided before it"
    assert begun[0].by == "watch"


def test_without_any_checkpoint_the_desk_is_restored_and_this_is_logged(live: LiveRealm) -> None:
    assert not list(live.realm.log.checkpoints())
    second = again(live)
    assert held(second) == held(live.realm)
    assert second.messages.texts == [FOLDED]


def test_an_empty_journal_lacks_no_checkpoint(live: LiveRealm) -> None:
    assert FOLDED not in live.realm.messages.texts


def test_only_records_after_the_checkpoint_are_folded(live: LiveRealm) -> None:
    live.realm.opened.checkpoints.store_now()
    [checkpoint] = live.realm.log.checkpoints()
    live.turn(report(100), command("f25", c.FileEvent(event_id="E25")))
    before = held(live.realm)
    ranges: list[tuple[int, int]] = []
    second = again(live, log_hooks={"records": lambda first, last: ranges.append((first, last))})
    assert ranges == [(checkpoint.seq + 1, checkpoint.seq + 2)]
    assert held(second) == before
    assert FOLDED not in second.messages.texts


def test_a_start_decodes_only_events_that_change_or_have_an_alarm_and_knows_the_tasks_of_all(live: LiveRealm) -> None:
    live.turn(command("d3", c.DispatchEvent(event_id="E3", unit="truck-1")))
    live.realm.opened.checkpoints.store_now()
    live.turn(command("f25", c.FileEvent(event_id="E25")))
    before = live.realm.desk
    second = again(live)
    events = second.desk.fold.states["event"]
    decoded = {subject for subject, event in events.held() if not isinstance(event, bytes)}
    assert decoded <= {"E25", *(event.id for event in before.sensor_events())}
    waiting = before.events["E4"]
    assert list(second.desk.ranked(waiting)) == list(before.ranked(waiting)), "truck-1 has a task"
    assert [event.id for event in second.desk.sensor_events()] == [event.id for event in before.sensor_events()] != []


def test_a_checkpoint_of_states_that_were_never_decoded_equals_that_before(live: LiveRealm) -> None:
    live.realm.opened.checkpoints.store_now()
    [checkpoint] = live.realm.log.checkpoints()
    second = again(live)
    second.opened.checkpoints.store_now()
    again_stored = next(second.log.checkpoints())
    assert {key: [*some] for key, some in again_stored.states.items()} == {
        key: [*some] for key, some in checkpoint.states.items()
    }


def test_a_checkpoint_leaves_ended_events_encoded_and_those_that_are_worked_on_decoded(live: LiveRealm) -> None:
    before = held(live.realm)
    live.realm.opened.checkpoints.store_now()
    events = live.realm.desk.fold.states["event"].held()
    assert {subject for subject, event in events if isinstance(event, bytes)} == {"E29"}, "the rejected one"
    assert held(live.realm) == before


def test_a_snapshot_leaves_ended_events_encoded(live: LiveRealm) -> None:
    live.realm.opened.checkpoints.store_now()
    second = again(live)
    events = second.desk.fold.states["event"]
    sent = {subject: events.decoded(subject, event) for subject, event in events.held()}
    assert {subject for subject, event in events.held() if isinstance(event, bytes)} == {"E29"}, "the rejected one"
    assert sent == dict(second.desk.events)


@pytest.mark.parametrize("stale", ["fold", "catalog", "aggregates", "bytes"])
def test_a_checkpoint_that_another_program_made_is_not_used(live: LiveRealm, stale: str) -> None:
    live.realm.opened.checkpoints.store_now()
    [checkpoint] = live.realm.log.checkpoints()
    match stale:
        case "fold":
            live.realm.log.save_checkpoint(checkpoint._replace(fold=fold.VERSION - 1))
        case "catalog":
            live.realm.log.save_checkpoint(checkpoint._replace(catalog="0" * 64))
        case "aggregates":
            live.realm.log.save_checkpoint(checkpoint._replace(states={"event": checkpoint.states["event"]}))
        case _:
            live.realm.log.save_checkpoint(checkpoint._replace(states={**checkpoint.states, "event": [b"\xc1"]}))
    second = again(live)
    assert held(second) == held(live.realm)
    assert FOLDED in second.messages.texts


def test_a_different_catalogue_folds_all_records(live: LiveRealm) -> None:
    live.realm.opened.checkpoints.store_now()
    other = live.realm.catalog
    hours = replace(other.working_hours, hours=("08:00-12:00",))
    second = again(live, catalog=replace(other, working_hours=hours))
    assert FOLDED in second.messages.texts
    assert held(second) == held(live.realm)


def test_when_the_newest_checkpoint_cannot_be_used_the_one_before_is(live: LiveRealm) -> None:
    live.realm.opened.checkpoints.store_now()
    live.turn(report(200))
    live.realm.opened.checkpoints.store_now()
    newest, _ = live.realm.log.checkpoints()
    live.realm.log.save_checkpoint(newest._replace(fold=99))
    second = again(live)
    assert held(second) == held(live.realm)
    assert FOLDED not in second.messages.texts


def test_checkpoints_are_stored_at_intervals_and_the_newest_two_are_retained() -> None:
    live = LiveRealm(checkpoint_every=50)
    for first in range(0, 400, 20):
        live.turn(*[report(first + i) for i in range(20)])
        live.settle()
    newest, before = (checkpoint.seq for checkpoint in live.realm.log.checkpoints())
    assert 50 <= newest - before <= 70
    assert live.realm.log.head.seq - newest < 70
    assert held(again(live)) == held(live.realm)


def test_a_large_checkpoint_is_encoded_in_slices_and_is_consistent() -> None:
    live = LiveRealm(checkpoint_every=3_010)
    for first in range(0, 3_000, 60):
        live.turn(*[report(first + i) for i in range(60)])
    live.monotonic.cost_ms = 5.05  # one check of the time per slice, some forty in an iteration
    turns = 0
    while not list(live.realm.log.checkpoints()):
        before = len(live.realm.beats())
        [accepted] = live.turn(report(10_000 + turns))
        assert isinstance(accepted, m.Accepted)
        assert len(live.realm.beats()) - before <= 2
        turns += 1
        assert turns < 100
    [checkpoint] = live.realm.log.checkpoints()
    assert checkpoint.seq < live.realm.log.head.seq - 3, "it took several iterations, in which commands were processed"
    assert len(checkpoint.states["event"]) == checkpoint.seq - 1


def test_a_checkpoint_that_cannot_be_stored_is_reported_and_stops_nothing() -> None:
    def broken(checkpoint: Any) -> None:
        raise StoreError("disk I/O error")

    live = LiveRealm(checkpoint_every=5)
    live.realm.log_hooks["save_checkpoint"] = broken
    live.turn(*[report(number) for number in range(10)])
    live.settle()
    assert (live.beat().fault, live.beat().fault_params) == ("checkpoint_not_kept", {"reason": "disk I/O error"})
    assert isinstance(live.turn(report(20))[0], m.Accepted)


def test_the_heartbeat_reports_that_the_whole_chain_is_verified(live: LiveRealm) -> None:
    live.settle()
    assert live.beat().verified_seq == live.realm.log.head.seq
    live.turn(report(300))
    beat = live.beat()
    assert (beat.verified_seq, beat.fault) == (beat.head_seq, "")


@pytest.mark.parametrize(("back_ms", "by"), [(2_000, ""), (3_661_000, "1:01:01"), (86_400_000, "24:00:00")])
def test_the_heartbeat_reports_records_dated_ahead_of_the_clock(back_ms: int, by: str) -> None:
    live = LiveRealm()
    live.turn(report(1))
    started_later = again(live, now_ms=NOW_MS - back_ms)
    started_later.turn(5)
    heartbeat = started_later.beats()[-1][1]
    assert heartbeat.fault == ("clock_behind" if by else "")
    assert heartbeat.fault_params.get("by", "") == by


def test_the_heartbeat_reports_which_record_breaks_the_chain(live: LiveRealm) -> None:
    log = MemoryLog()
    records = live.realm.records()
    for record in records:
        log.begin(Commit(record.recorded_ms, [Entry(payload(record), subject_of(record.body), record.recorded_ms)]))
        log.done(0)
    log.damage(3, payload(replace(records[2], body=replace(records[2].body, note="anders"))))
    changed = again(live, log=log)
    changed.turn(5)
    beat = changed.beats()[-1][1]
    assert (beat.fault, beat.fault_params) == ("record_changed", {"record": "3"})
    assert beat.verified_seq == 2
    assert "the journal's chain is broken" in changed.messages.texts


def test_archived_events_stay_archived_after_a_start_without_a_checkpoint(live: LiveRealm) -> None:
    later_ms = NOW_MS + (RETENTION_DAYS + 1) * DAY_MS
    late = MemoryRealm(
        live.realm.package, clock=ManualClock(later_ms), monotonic=ManualMonotonic(), before=live.realm
    )  # fmt: skip
    assert "E29" not in late.desk.events, "archived by BackendStarted, recorded later"
    second = MemoryRealm(live.realm.package, clock=ManualClock(later_ms), monotonic=ManualMonotonic(), before=late)
    assert "E29" not in second.desk.events
    assert "E1" in second.desk.events
    client = second.plain_client()
    client.send(command("x", c.FollowUpEvent(event_id="E29", satisfied=True)), command("y", report(29).command.body))
    second.turn()
    assert [answer.code for answer in client.answers()] == ["has_left", "has_left"]
    client.send(m.SubjectRequest(request="q", subject="event/E29"))
    second.turn(3)
    [reply] = client.answers()
    assert [type(record.body).__name__ for record in reply.records] == ["EventReported", "EventRejected"]


def test_a_command_acknowledged_before_a_restart_is_not_executed_again(live: LiveRealm) -> None:
    [first] = live.turn(report(500))
    second = again(live)
    client = second.plain_client()
    client.send(report(500))
    second.turn()
    assert client.answers() == [first]
