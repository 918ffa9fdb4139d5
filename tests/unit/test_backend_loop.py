"""The backend's loop: no request blocks the others, and none terminates it."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.clock import ManualClock
from county.package.open import CountyPackage
from services.protocol import messages as m
from services.protocol.codec import PACK_BYTES, payload, topic
from services.protocol.columns import decoded
from services.store.ports import StoreError, StoreFailed
from tests.memory_realm import ManualMonotonic, MemoryRealm
from tests.square_county import write_square_county
from tests.unit.live_realm import NOW_MS, LiveRealm, command, readings, report, states


@pytest.fixture
def live() -> LiveRealm:
    return LiveRealm()


def test_a_long_snapshot_is_sent_over_several_iterations_in_which_others_are_served(live: LiveRealm) -> None:
    for first in range(0, 400, 50):
        live.turn(*[report(first + i, note="长" * 700) for i in range(50)])
    assert len(payload(list(live.realm.desk.events.values()))) > 10 * PACK_BYTES
    other = live.realm.plain_client()
    live.monotonic.cost_ms = 5  # so that a few parts fill an iteration
    live.client.send(m.SnapshotRequest())
    parts, turns = [], 0
    while not (parts and isinstance(parts[-1], m.StatesPart) and parts[-1].last):
        other.send(m.Hello(protocol=m.PROTOCOL, realm="live"))
        parts += live.turn()
        turns += 1
        [welcome] = other.answers()
        assert isinstance(welcome, m.Welcome), "a greeting is answered between two parts"
    assert turns > 4
    assert len(states(parts)) == 400


def test_a_snapshot_is_consistent(live: LiveRealm) -> None:
    live.turn(report(1))
    live.monotonic.cost_ms = 10
    live.client.send(m.SnapshotRequest())
    answers = live.turn(report(2)) + live.turn(report(3))
    live.monotonic.cost_ms = 0
    answers += live.settle()
    seqs = {part.seq for part in answers if isinstance(part, m.StatesPart)}
    assert len(seqs) == 1
    reported = {record.body.event_id for record in live.realm.records()[1 : seqs.pop()]}
    assert len(states(answers)) == len(reported)


@pytest.mark.parametrize(
    ("first", "last", "seqs"),
    [(2, 3, [2, 3]), (-5, 1, [1]), (1, 2**63, [1, 2, 3, 4]), (2**62, 2**63, []), (3, 1, []), (5, 9, [])],
)
def test_a_replay_contains_the_existing_part_of_any_range(
    live: LiveRealm, first: int, last: int, seqs: list[int]
) -> None:
    live.turn(report(1), report(2), report(3))
    sent = live.turn(m.ReplayRequest(first_seq=first, last_seq=last))
    assert [record.seq for part in sent if isinstance(part, m.ReplayPart) for record in part.records] == seqs


def failing_read(*_: object) -> None:
    raise StoreError("disk I/O error")


@pytest.mark.parametrize("request_", [
    m.HistoryRequest(request="r", stream="readings", key=["bin-0", "fill"], from_ms=0, to_ms=9),
    m.SubjectRequest(request="r", subject="event/E1"),
    m.ReplayRequest(first_seq=1, last_seq=9),
], ids=lambda request: type(request).__name__)  # fmt: skip
def test_a_failed_request_is_reported_and_the_next_one_is_served(live: LiveRealm, request_: m.ToBackend) -> None:
    live.turn(report(1))
    live.realm.history_hooks["between"] = failing_read
    live.realm.log_hooks |= {"of_subject": failing_read, "records": failing_read}
    trouble, welcome = sorted(
        live.turn(request_, m.Hello(protocol=m.PROTOCOL, realm="live")), key=lambda answer: type(answer).__name__
    )
    assert isinstance(trouble, m.Trouble)
    assert "disk I/O error" in trouble.line
    assert isinstance(welcome, m.Welcome)
    assert [type(answer) for answer in live.turn(m.CatalogRequest()) + live.settle()] == [m.CatalogReply]


def test_a_command_whose_outcome_lookup_fails_is_refused_alone(live: LiveRealm) -> None:
    live.realm.log_hooks["outcome"] = lambda command_id: failing_read() if command_id == "c2" else None
    answers = live.turn(report(1), report(2), report(3))
    assert [type(answer) for answer in answers] == [m.Accepted, m.Rejected, m.Accepted]
    assert answers[1].code == "journal_failed"
    assert set(live.realm.desk.events) == {"E1", "E3"}


def test_a_number_that_cannot_be_looked_up_is_refused_alone(live: LiveRealm) -> None:
    live.realm.log_hooks["of_subject"] = lambda subject: failing_read() if subject == "event/E1" else None
    refused, accepted = live.turn(report(1, reporter="王磊 13800138000"), report(2))
    assert (refused.code, type(accepted)) == ("journal_failed", m.Accepted)
    token = live.realm.token_of("王磊 13800138000")
    assert live.realm.contacts.find(token) is None, "the reporter of a refused report is not stored"


def test_an_alarm_whose_event_cannot_be_numbered_is_retried(live: LiveRealm) -> None:
    live.realm.log_hooks["of_subject"] = lambda subject: failing_read() if subject.startswith("event/") else None
    [accepted] = live.turn(readings("r1", 95.0))
    assert isinstance(accepted, m.Accepted), "the readings are stored"
    assert not live.realm.desk.alarms
    assert live.realm.messages.texts == ["a command of the backend is lost"]
    live.realm.log_hooks.clear()
    live.turn(readings("r2", 96.0, at_ms=NOW_MS + 1_000))
    [alarm], [event] = live.realm.desk.alarms.values(), live.realm.desk.events.values()
    assert event.alarm_id == alarm.id


def test_the_history_of_an_unknown_channel_is_empty(live: LiveRealm) -> None:
    request = m.HistoryRequest(request="r", stream="readings", key=["unknown", "fill"], from_ms=0, to_ms=9)
    assert live.turn(request) == [m.HistoryReply(request="r", stream="readings", columns={})]


def test_the_ranking_of_an_event_that_is_not_on_the_desk_is_empty(live: LiveRealm) -> None:
    assert live.turn(m.RankRequest(request="r", event_id="nowhere")) == [m.RankReply(request="r", candidates=[])]


def test_sending_a_unit_to_an_event_that_is_not_on_the_desk_means_nothing(live: LiveRealm) -> None:
    [reply] = live.turn(m.SendingRequest(request="r", event_id="nowhere", unit="truck-1"))
    assert reply == m.SendingReply(request="r", event_id="nowhere", unit="truck-1")


def test_a_ranking_agrees_with_the_recorded_reasons_of_the_desk(live: LiveRealm) -> None:
    live.turn(readings("r", 95.0))
    [event] = live.realm.desk.events.values()
    [reply] = live.turn(m.RankRequest(request="r", event_id=event.id))
    assert reply.candidates == list(live.realm.desk.ranked(event))
    assert reply.candidates[-1].unit in live.realm.catalog.departments


def test_a_history_contains_the_submitted_readings(live: LiveRealm) -> None:
    live.turn(readings("r", 1.0, 2.0))
    request = m.HistoryRequest(request="q", stream="readings", key=["bin-0", "fill"], from_ms=0, to_ms=2**62)
    [reply] = live.turn(request)
    assert decoded("readings", reply.columns)["value"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(("value", "gave_way"), [(1.0, ["bin-0"]), (float("nan"), [])])
def test_simulation_of_a_sensor_stops_only_for_accepted_readings(
    live: LiveRealm, value: float, gave_way: list[str]
) -> None:
    live.turn(readings("r", value))
    assert live.player.gave_way == gave_way


def test_the_heartbeat_reports_the_number_of_channels_played_from_a_file(live: LiveRealm) -> None:
    live.turn(
        readings("a", 50.0, quality=3), readings("b", 50.0, sensor="bin-1"),
        readings("c", 50.0, sensor="bin-2", quality=3, at_ms=NOW_MS - 61_000),
    )  # fmt: skip
    assert live.beat().played_channels == 1


def test_the_welcome_names_the_county_by_the_identity_of_its_package(live: LiveRealm) -> None:
    (welcome,) = live.turn(m.Hello(protocol=m.PROTOCOL, realm="live"))
    assert isinstance(welcome, m.Welcome)
    assert (welcome.county_name, welcome.county, welcome.epsg) == ("方县", "999901", 4546)
    assert welcome.catalog == live.realm.catalog.digest


def test_many_readings_are_processed_in_order_over_several_iterations_and_a_command_before_them(
    live: LiveRealm,
) -> None:
    many = [readings(f"r{n}", *[50.0] * 1_000, at_ms=NOW_MS - 100_000 + 1_000 * n) for n in range(8)]
    answered = [live.turn(*many), live.turn(report(1)), live.turn(), live.turn(), live.turn()]
    ids = [[answer.command_id for answer in answers] for answers in answered]
    assert ids == [["r0", "r1"], ["c1", "r2", "r3"], ["r4", "r5"], ["r6", "r7"], []]


def test_a_request_sent_again_while_it_waits_is_answered_once(live: LiveRealm) -> None:
    many = [readings(f"r{n}", *[50.0] * 1_000, at_ms=NOW_MS - 100_000 + 1_000 * n) for n in range(4)]
    answers = live.turn(*many, *many) + live.settle()
    assert [answer.command_id for answer in answers] == ["r0", "r1", "r2", "r3"]
    question = m.SubjectRequest(request="q", subject="event/E1")
    assert len(live.turn(question, question) + live.settle()) == 1


def test_an_id_that_names_two_things_is_refused_for_the_second(live: LiveRealm) -> None:
    other = command("c1", report(2).command.body)
    first, second = live.turn(report(1), other)
    assert (type(first), second.code) == (m.Accepted, "id_reused")


def test_a_backend_whose_first_commit_fails_records_its_start_with_the_first_successful_one(tmp_path: Path) -> None:
    package = CountyPackage(write_square_county(tmp_path / "county", sensors=3))
    first = MemoryRealm(package, clock=ManualClock(NOW_MS))
    first.log.failure = StoreFailed("disk_full", "no space")
    again = MemoryRealm(package, clock=ManualClock(NOW_MS), before=first, monotonic=ManualMonotonic())
    assert again.log.head.seq == 1
    again.log.failure = None
    client = again.plain_client()
    client.send(report(1))
    again.turn()
    assert [type(record.body).__name__ for record in again.records()] == [
        "BackendStarted", "BackendStarted", "EventReported",
    ]  # fmt: skip


def test_clients_receive_the_start_record_only_once_it_is_stored(tmp_path: Path) -> None:
    package = CountyPackage(write_square_county(tmp_path / "county", sensors=3))
    first = MemoryRealm(package, clock=ManualClock(NOW_MS))
    first.log.failure = StoreFailed("disk_full", "no space")
    again = MemoryRealm(package, clock=ManualClock(NOW_MS), before=first, monotonic=ManualMonotonic())
    again.log.failure = None
    again.turn(20)
    assert again.log.head.seq == 2
    [frame] = [sent.frame for sent in again.link.sent if sent.frame.startswith(topic("live", "record"))]
    assert b"BackendStarted" in frame


def test_while_the_disk_is_full_commands_are_refused_and_the_desk_resumes_automatically(live: LiveRealm) -> None:
    live.realm.log.failure = StoreFailed("disk_full", "no space")
    [refused] = live.turn(report(1, reporter="王磊 13800138000"))
    assert refused.code == "disk_full"
    assert live.beat().refusing == "disk_full"
    live.realm.log.failure = None
    for _ in range(20):
        live.turn()
    assert live.beat().refusing == ""
    assert isinstance(live.turn(report(1))[0], m.Accepted)


def test_checkpoints_and_retries_run_under_continuous_load(live: LiveRealm) -> None:
    live.realm.log.failure = StoreFailed("disk_full", "no space")
    live.turn(report(1))
    live.realm.log.failure = None
    live.monotonic.cost_ms = 1
    for number in range(400):
        live.turn(*[m.SubjectRequest(request=f"q{number}-{i}", subject="event/E1") for i in range(50)])
        if not live.realm.beats()[-1][1].refusing:
            break
    else:
        pytest.fail("never retried")


def test_a_due_checkpoint_is_stored_within_a_second_of_continuous_load() -> None:
    live = LiveRealm(checkpoint_every=20)
    live.turn(*[report(number) for number in range(30)])
    live.monotonic.cost_ms = 1
    until_ms = live.monotonic.now_ms + 500
    while live.monotonic.now_ms < until_ms and not list(live.realm.log.checkpoints()):
        live.turn(*[m.SubjectRequest(request=f"q{live.monotonic.now_ms}-{i}", subject="event/E1") for i in range(60)])
    assert list(live.realm.log.checkpoints())
