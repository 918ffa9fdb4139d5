"""Records reach the screen once each and in order, whatever happens in transit."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.authority import AUTOMATION, WATCH, Principal
from county.explained import ExplainedLine
from county.proven_state import ProvenState
from county.records import Record
from county.streams import READINGS, KeyTable
from services.protocol import messages as m
from services.protocol.codec import BadFrame, broadcast_decoder, payload, topic
from services.protocol.expected_county import ExpectedCounty
from services.protocol.inbox import Inbox
from services.protocol.limits import REPLAY_MAX
from services.protocol.sequence import Sequence
from services.protocol.session import (
    GAP_MAX,
    HELLO_REFRESH_MS,
    RECONNECT_MS,
    RESNAPSHOT_MS,
    RETRY_MS,
    SILENT_MS,
    TROUBLE_MS,
    Phase,
)
from services.protocol.source import Snapshot
from services.protocol.stream_batches import PENDING_BATCHES_MAX
from tests.unit.session_fixture import KEYS, SessionFixture, batch, beat, published, readings, record, replayed, welcome


@given(st.lists(st.integers(1, 30), max_size=200), st.integers(0, 20))
def test_every_record_is_delivered_once_and_in_order(arrivals: list[int], snapshot: int) -> None:
    sequence = Sequence()
    out: list[Record] = []
    for seq in arrivals[: len(arrivals) // 3]:
        sequence.put(record(seq), out, 1_000)
    assert out == []
    sequence.snapshot(snapshot)
    for seq in [*arrivals[len(arrivals) // 3 :], *range(30, 0, -1)]:
        sequence.put(record(seq), out, 1_000)
    assert [r.seq for r in out] == list(range(snapshot + 1, 31))
    assert sequence.missing() is None


def test_the_first_gap_ends_at_the_first_buffered_record() -> None:
    sequence = Sequence()
    sequence.snapshot(4)
    for seq in (8, 9):
        sequence.put(record(seq), [], 1_000)
    assert sequence.missing() == (5, 7)


def test_a_lost_tail_is_missing_once_the_head_is_known() -> None:
    sequence = Sequence()
    sequence.snapshot(4)
    sequence.head_seq = 6
    assert sequence.missing() == (5, 6)


def test_records_beyond_the_buffer_limit_are_not_lost() -> None:
    sequence = Sequence(buffered_max=2)
    sequence.snapshot(0)
    out: list[Record] = []
    for seq in range(1, 10):
        sequence.put(record(seq), out, 3)
    assert [r.seq for r in out] == [1, 2, 3]
    more: list[Record] = []
    sequence.drain(more, 100)
    assert [r.seq for r in more] == [4, 5]
    assert sequence.missing() == (6, 9)


def test_a_snapshot_is_requested_only_after_the_first_heartbeat() -> None:
    wire = SessionFixture()
    wire.session.control(welcome(publish="there"))
    assert wire.subscribed == ["there"]
    assert m.SnapshotRequest() not in wire.sent
    wire.beat()
    assert m.SnapshotRequest() in wire.sent


def test_records_published_while_the_snapshot_is_in_transit_follow_it() -> None:
    wire = SessionFixture()
    wire.greet()
    wire.session.broadcasts([published(3, 4)])
    wire.snapshot(seq=3)
    assert wire.taken() == [4]


def test_a_snapshot_has_the_epoch_of_the_welcome_of_its_backend() -> None:
    wire = SessionFixture()
    wire.greet(epoch=3)
    wire.beat(epoch=4)
    wire.snapshot()
    snapshot = wire.inbox.take(0)[0].snapshot
    assert snapshot is not None
    assert snapshot.epoch == 3


def test_another_instance_leads_to_a_new_snapshot_from_where_it_publishes() -> None:
    wire = SessionFixture()
    wire.live()
    wire.greet(instance="b", publish="two")
    assert wire.subscribed == ["one", "two"]
    assert wire.sent.count(m.SnapshotRequest()) == 2
    assert wire.session.phase is Phase.SNAPSHOT


def test_a_second_welcome_of_the_same_instance_changes_only_the_principal() -> None:
    wire = SessionFixture()
    wire.live()
    person = Principal(id="desk-1", roles=frozenset(), people=("王磊",))
    wire.greet(principal=person)
    assert (wire.session.principal, wire.session.phase, wire.subscribed) == (person, Phase.LIVE, ["one"])
    assert wire.sent.count(m.SnapshotRequest()) == 1


def test_a_welcome_that_was_written_before_newer_records_were_published_makes_no_journal_shorter() -> None:
    wire = SessionFixture()
    wire.live()
    wire.session.broadcasts([published(1, 2)])
    wire.session.control(welcome("a", head=1))
    assert wire.session.refusal == ""
    assert wire.session.phase is Phase.LIVE
    wire.session.control(welcome("b", head=1))
    assert "1" in wire.session.refusal


def test_a_shorter_journal_is_accepted_only_while_its_proven_part_is_shown() -> None:
    wire = SessionFixture()
    wire.live()
    wire.session.broadcasts([published(1, 2)])
    damaged = m.ProvenNotice(seq=1, recorded_ms=5, template="{path}: is damaged", params={"path": "/journal"})
    wire.session.control(welcome("b", head=1, proven=damaged))
    assert wire.session.refusal == ""
    assert wire.session.proven == ProvenState(1, 5, ExplainedLine("/journal: is damaged"))
    assert wire.session.seen.seq == 2
    wire.session.control(welcome("c", head=1))
    assert "but record 2 was received from it before" in wire.session.refusal


def test_a_trouble_remains_after_another_welcome_of_the_same_instance() -> None:
    wire = SessionFixture()
    wire.live()
    wire.session.control(m.Trouble(template="something failed"))
    wire.session.control(welcome("a"))
    assert wire.session.trouble == "something failed"


def test_heartbeats_of_a_replaced_instance_are_ignored() -> None:
    wire = SessionFixture()
    wire.live()
    wire.session.figures.heartbeat_at = None
    wire.beat(instance="old")
    assert wire.session.stale


def test_a_second_without_heartbeats_is_stale_and_leads_back_to_hello() -> None:
    wire = SessionFixture()
    wire.live()
    wire.now.now += 1_000
    wire.session.tick()
    assert not wire.session.stale
    wire.now.now += 1
    wire.session.tick()
    assert wire.session.stale
    assert wire.sent[-1] == m.Hello(protocol=m.PROTOCOL, realm="live")


def test_too_large_a_gap_leads_to_a_new_snapshot_instead_of_a_replay() -> None:
    wire = SessionFixture()
    wire.live()
    wire.beat(head=GAP_MAX + 1)
    assert wire.sent[-1] == m.SnapshotRequest()
    assert f"{GAP_MAX + 1} records did not arrive" in wire.session.trouble
    wire.snapshot(seq=GAP_MAX + 1)
    assert wire.session.phase is Phase.LIVE


def test_a_snapshot_that_the_window_cannot_load_is_requested_again() -> None:
    wire = SessionFixture()
    wire.live(seq=3)
    wire.session.resnapshot()
    wire.beat(head=3)
    wire.session.tick()
    assert wire.session.phase is Phase.SNAPSHOT
    assert wire.sent.count(m.SnapshotRequest()) == 2
    wire.session.broadcasts([published(4, 5)])
    wire.snapshot(seq=4)
    assert wire.session.phase is Phase.LIVE
    assert wire.taken() == [5]


def test_repeated_requests_for_another_snapshot_are_sent_ten_seconds_apart() -> None:
    wire = SessionFixture()
    wire.live()
    times = []
    for _ in range(300):
        wire.session.resnapshot()
        wire.wait(100)
        if wire.session.phase is Phase.SNAPSHOT:
            times.append(wire.now.now)
            wire.snapshot()
    assert [later - earlier for earlier, later in pairwise(times)] == [RESNAPSHOT_MS, RESNAPSHOT_MS]


def test_a_full_inbox_requests_the_rest_once_it_is_emptied() -> None:
    wire = SessionFixture(capacity=3)
    wire.live()
    wire.session.broadcasts([published(*range(1, 8))])
    assert wire.taken() == [1, 2, 3]
    wire.session.tick()
    assert wire.taken() == [4, 5, 6]
    wire.session.tick()
    assert wire.taken() == [7]


def test_lost_batches_are_counted_also_when_they_were_the_last() -> None:
    wire = SessionFixture()
    wire.live()
    wire.session.broadcasts([batch(n, (0, 1, 1.0)) for n in (1, 4)])
    assert wire.session.figures.drops == 2
    wire.beat(numbers={"readings": 6})
    assert wire.session.figures.drops == 4


def test_lost_batches_are_counted_for_each_stream_alone() -> None:
    wire = SessionFixture()
    wire.live()
    wire.beat(numbers={"readings": 5, "positions": 9})
    wire.session.broadcasts([batch(6, (0, 1, 1.0))])
    wire.beat(numbers={"readings": 6, "positions": 12})
    assert wire.session.figures.drops == 3


def test_data_dated_ahead_is_as_new_as_its_arrival() -> None:
    wire = SessionFixture()
    wire.live()
    wire.session.broadcasts([batch(1, (0, 86_400_000, 1.0))])
    assert wire.session.figures.newest_data_ms is not None
    assert wire.session.figures.newest_data_ms < 60_000
    wire.session.broadcasts([batch(2, (0, 2, 2.0))])
    [rows] = wire.inbox.take(0)[0].columns.values()
    assert rows["value"].tolist() == [2.0]


def test_a_snapshot_discards_waiting_data_but_not_the_answers() -> None:
    inbox = Inbox()
    inbox.put_records([record(1)])
    inbox.put_reply(m.Accepted(command_id="c", first_seq=1, last_seq=1))
    inbox.put_answer(m.ContactReply(request="q", text=""))
    table = KeyTable(READINGS, [("s", "c")])
    inbox.put_snapshot(Snapshot(9, 9, {}, {"readings": table}, {"readings": readings((0, 5, 1.0))}, 0))
    inbox.put_columns(readings((0, 4, 0.5)), 4)
    taken, _ = inbox.take(0)
    assert taken.snapshot is not None
    assert taken.records == []
    assert taken.columns == {}, "older than the snapshot's"
    assert (len(taken.replies), len(taken.answers)) == (1, 1)


COUNTY = ExpectedCounty("甲县", "999901-ab", 4546, "digest")


@pytest.mark.parametrize(("county", "epsg"), [("999902", 4546), ("999901-cd", 4546), ("999901-ab", 4547)])
def test_a_backend_of_another_county_is_refused_and_both_are_named(county: str, epsg: int) -> None:
    wire = SessionFixture(county=COUNTY)
    wire.greet(county=county, epsg=epsg, catalog="digest")
    wire.snapshot()
    wire.session.broadcasts([published(1)])
    assert wire.subscribed == []
    assert (wire.inbox.take(0)[0].snapshot, wire.taken()) == (None, [])
    for named in ("甲县", "999901-ab", "4546", "乙县", county, str(epsg)):
        assert named in wire.session.refusal


OWN: dict[str, Any] = {"county": "999901-ab", "epsg": 4546, "catalog": "digest"}


def test_the_county_on_the_screen_is_admitted_also_after_another_one_was_refused() -> None:
    wire = SessionFixture(county=COUNTY)
    wire.greet(**OWN | {"county": "999902"})
    wire.greet(**OWN)
    wire.snapshot()
    assert wire.session.refusal == ""
    assert wire.session.phase is Phase.LIVE


@pytest.mark.parametrize("other", [{"county": "999902"}, {"catalog": "another"}, {"realm": "drill:7"}])
def test_another_county_catalogue_or_realm_at_the_same_address_ends_the_live_phase(other: dict[str, Any]) -> None:
    wire = SessionFixture(county=COUNTY)
    wire.greet(**OWN)
    wire.snapshot()
    wire.greet(instance="b", **OWN | other)
    wire.session.broadcasts([published(1)])
    assert wire.session.phase is Phase.HELLO
    assert wire.taken() == []
    assert "open" in wire.session.refusal or "realm" in wire.session.refusal


def test_a_client_without_a_county_takes_any() -> None:
    wire = SessionFixture(county=None)
    wire.greet(**OWN)
    wire.snapshot()
    assert wire.session.phase is Phase.LIVE


def test_rows_published_while_the_snapshot_is_in_transit_follow_it() -> None:
    wire = SessionFixture()
    wire.greet()
    wire.session.broadcasts([batch(1, (0, 9, 7.0))])
    wire.snapshot()
    assert wire.inbox.take(0)[0].columns["readings"]["value"].tolist() == [7.0]
    assert wire.session.figures.drops == 0


def test_of_too_many_early_rows_the_oldest_are_counted_as_lost() -> None:
    wire = SessionFixture()
    wire.greet()
    wire.session.broadcasts([batch(n, (0, n, float(n))) for n in range(1, PENDING_BATCHES_MAX + 4)])
    wire.snapshot()
    assert wire.inbox.take(0)[0].columns["readings"]["value"].tolist() == [PENDING_BATCHES_MAX + 3.0]
    assert wire.session.figures.drops == 3


def test_a_snapshot_is_requested_again_only_when_no_part_arrives_for_a_while() -> None:
    wire = SessionFixture()
    wire.greet()
    for part in range(10):
        wire.now.now += RETRY_MS - 1
        wire.beat()
        wire.session.tick()
        wire.session.control(m.StatesPart(seq=0, recorded_ms=0, part=part))
    assert wire.sent.count(m.SnapshotRequest()) == 1
    wire.now.now += RETRY_MS
    wire.beat()
    wire.session.tick()
    assert wire.sent.count(m.SnapshotRequest()) == 2


def test_an_undecodable_snapshot_is_reported_and_requested_again() -> None:
    for columns in ({"expires_ms": b"odd"}, {"title": b"bytes"}, {"x_m": ["text"]}, {"state": 7}):
        wire = SessionFixture()
        wire.greet()
        wire.session.control(KEYS)
        wire.session.control(
            m.StatesPart(seq=0, recorded_ms=0, part=0, last=True, aggregate="event", ids=["E"], columns=columns)
        )
        assert "snapshot" in wire.session.trouble
        wire.now.now += RETRY_MS
        wire.beat()
        wire.session.tick()
        assert wire.sent.count(m.SnapshotRequest()) == 2
        wire.snapshot()
        assert wire.session.phase is Phase.LIVE


def test_a_long_gap_is_requested_in_pieces_without_a_pause() -> None:
    wire = SessionFixture(capacity=100_000)
    wire.live()
    head = 2 * REPLAY_MAX + 10
    wire.beat(head=head)
    for _ in range(3):
        request = wire.sent[-1]
        assert isinstance(request, m.ReplayRequest)
        half = (request.first_seq + request.last_seq) // 2
        for first, last in ((request.first_seq, half), (half + 1, request.last_seq)):
            wire.session.control(replayed(*range(first, last + 1)))
    assert wire.taken() == list(range(1, head + 1))
    assert sum(isinstance(message, m.ReplayRequest) for message in wire.sent) == 3
    assert wire.session.figures.replayed == head


def test_unusable_rows_are_counted_separately_from_lost_batches() -> None:
    wire = SessionFixture()
    wire.live()
    wire.session.broadcasts([batch(1, (5, 1, 1.0), (6, 1, 1.0))])
    assert (wire.session.figures.unusable_rows, wire.session.figures.drops) == (2, 0)


def test_rows_of_an_unknown_stream_are_counted_and_have_no_other_effect() -> None:
    wire = SessionFixture()
    wire.live()
    wire.session.broadcasts([m.StreamBatch(realm="live", stream="unknown", number=1, columns={"x": b"1"})])
    wire.session.broadcasts([batch(1, (0, 1, 1.0))])
    assert wire.session.figures.unusable_rows == 1
    assert len(wire.inbox.take(0)[0].columns["readings"]) == 1


def test_the_heartbeat_contains_why_the_journal_refuses_and_the_lost_rows() -> None:
    wire = SessionFixture()
    wire.greet()
    wire.beat(refusing="journal_failed", refusing_reason="disk I/O error", refused_rows=3)
    beat = wire.session.figures.beat
    assert beat is not None
    assert (beat.refusing, beat.refusing_reason, beat.refused_rows) == ("journal_failed", "disk I/O error", 3)


def test_a_trouble_is_shown_for_a_limited_time() -> None:
    wire = SessionFixture()
    wire.greet()
    wire.session.control(m.Trouble(template="not understood; fix it"))
    assert wire.session.trouble == "not understood; fix it"
    wire.now.now += TROUBLE_MS
    assert wire.session.trouble == ""


def test_a_trouble_in_answer_to_hello_is_why_the_client_is_refused_until_it_is_welcome() -> None:
    wire = SessionFixture()
    wire.session.control(m.Trouble(template="key desk-1 was revoked; have a new one made"))
    assert "revoked" in wire.session.refusal
    wire.live()
    assert wire.session.refusal == ""


@given(st.data())
def test_every_record_is_delivered_once_and_in_order_despite_loss_repetition_and_delay(data: st.DataObject) -> None:
    wire, head = SessionFixture(capacity=7), 12
    wire.live()
    handed: list[int] = []
    for _ in range(data.draw(st.integers(0, 12))):
        seqs = data.draw(st.lists(st.integers(1, head), max_size=5))
        wire.session.broadcasts([published(*seqs)])
        if data.draw(st.booleans()):
            handed += wire.taken()
    for _ in range(8 * RETRY_MS // 500):  # up to 6 gaps, of which the second request of a reply stays unanswered
        wire.now.now += 500
        wire.beat(head=head)
        request = wire.sent[-1]
        if isinstance(request, m.ReplayRequest):
            wire.session.control(replayed(*range(request.first_seq, request.last_seq + 1)))
        wire.session.tick()
        handed += wire.taken()
    assert handed == list(range(1, head + 1))


def test_records_missed_while_stale_are_requested_with_the_next_heartbeat() -> None:
    wire = SessionFixture()
    wire.live()
    for _ in range(20):
        wire.now.now += 100
        wire.session.tick()
    assert wire.session.stale
    wire.beat(head=3)
    assert wire.sent[-1] == m.ReplayRequest(first_seq=1, last_seq=3)


def test_a_client_whose_requests_are_not_answered_says_so_and_makes_new_connections_until_they_are() -> None:
    wire = SessionFixture()
    wire.live()
    wire.wait(10_000)
    assert (wire.session.silent, wire.reconnected) == (False, 0)
    wire.wait(HELLO_REFRESH_MS + SILENT_MS + 100, replies=False)
    assert (wire.session.silent, wire.reconnected) == (True, 1)
    wire.wait(4 * RECONNECT_MS, replies=False)
    assert wire.reconnected == 5
    assert wire.subscribed == ["one"], "heartbeats arrive"
    wire.wait(100)
    assert not wire.session.silent


def test_a_reply_that_arrives_while_the_silence_is_looked_at_ends_it() -> None:
    wire = SessionFixture()
    wire.live()
    wire.wait(HELLO_REFRESH_MS + SILENT_MS + 100, replies=False)
    assert wire.session.silent
    wire.now.read = wire.session.replied  # as the thread of the link does it
    assert wire.session.silent
    assert not wire.session.silent


def test_a_client_without_heartbeats_subscribes_again_until_they_arrive() -> None:
    wire = SessionFixture()
    wire.live()
    wire.wait(RECONNECT_MS - 100, beats=False)
    assert wire.subscribed == ["one"]
    wire.wait(2 * RECONNECT_MS + 100, beats=False)
    assert (wire.subscribed, wire.reconnected) == (["one"] * 4, 0)
    wire.wait(10_000)
    assert len(wire.subscribed) == 4


def test_a_snapshot_that_never_comes_because_requests_are_lost_leads_to_a_new_connection() -> None:
    wire = SessionFixture()
    wire.greet()
    assert wire.session.phase is Phase.SNAPSHOT
    wire.wait(HELLO_REFRESH_MS + SILENT_MS + RECONNECT_MS, replies=False)
    assert wire.reconnected


def test_the_age_of_the_data_is_that_of_the_newest_record_or_row_and_not_of_what_the_backend_records_itself() -> None:
    wire = SessionFixture()
    wire.greet(head=1)
    wire.beat(head=1, at_ms=100_000)
    wire.snapshot(1)
    started = record(2)
    own = msgspec.structs.replace(started, happened_ms=90_000, recorded_ms=90_000, by=WATCH.id)
    of_rule = msgspec.structs.replace(record(3), happened_ms=90_000, recorded_ms=90_000, by=AUTOMATION.id)
    wire.session.broadcasts([m.Published(records=[own, of_rule])])
    assert wire.session.figures.newest_data_ms is None
    reported = msgspec.structs.replace(record(4), happened_ms=50_000, recorded_ms=95_000)
    wire.session.broadcasts([m.Published(records=[reported])])
    assert wire.session.figures.newest_data_ms == 50_000
    wire.session.broadcasts([batch(1, (0, 60_000, 1.0))])
    assert wire.session.figures.newest_data_ms == 60_000


def test_data_dated_in_the_future_is_as_old_as_its_arrival() -> None:
    wire = SessionFixture()
    wire.greet()
    wire.beat(at_ms=100_000)
    wire.snapshot()
    wire.session.broadcasts([batch(1, (0, 340_000, 1.0))])
    assert wire.session.figures.newest_data_ms == 100_000


def test_a_snapshot_replaces_the_age_of_the_data_too() -> None:
    wire = SessionFixture()
    wire.live()
    wire.session.broadcasts([batch(1, (0, 1, 1.0))])
    assert wire.session.figures.newest_data_ms == 1
    wire.session.resnapshot()
    wire.greet("b", epoch=1)
    wire.snapshot()
    assert wire.session.figures.newest_data_ms is None
def test_a_head_that_no_later_heartbeat_confirms_is_forgotten_with_the_next_snapshot() -> None:
    wire = SessionFixture()
    wire.live()
    wire.session.broadcasts([published(1 << 40)])
    wire.beat(head=1 << 41)
    assert wire.session.phase is Phase.SNAPSHOT
    wire.snapshot(seq=3)
    wire.wait(5_000, head=3)
    assert (wire.session.phase, wire.session.gap) == (Phase.LIVE, None)
    assert wire.sent.count(m.SnapshotRequest()) == 2


@pytest.mark.parametrize("rate", [float("nan"), float("inf"), -1.0, 61.0])
def test_a_heartbeat_with_an_impossible_rate_is_no_message(rate: float) -> None:
    with pytest.raises(BadFrame):
        broadcast_decoder("live")(topic("live", "heartbeat") + payload(beat(rate=rate)))
