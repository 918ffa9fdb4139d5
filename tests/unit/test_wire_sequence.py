"""Records reach the screen once each and in their order, whatever happens on the way; readings conflate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.package.manifest import Manifest
from county.records import EventFiled, Record
from county.sensing import ChannelTable, Readings
from services.protocol import messages as m
from services.protocol.assembly import Assembly
from services.protocol.columns import batch_of
from services.protocol.inbox import Inbox, Snapshot
from services.protocol.newest import Newest
from services.protocol.sequence import Sequence
from services.protocol.session import ASK_AGAIN_MS, GAP_MAX, TROUBLE_MS, Phase, Session


def record(seq: int) -> Record:
    return Record(
        seq=seq, realm="live", happened_ms=seq, recorded_ms=seq, command_id=str(seq), actor="a",
        body=EventFiled(event_id="E"),
    )  # fmt: skip


def readings(*rows: tuple[int, int, float]) -> Readings:
    channel, at_ms, value = zip(*rows, strict=True)
    return Readings(
        np.array(channel, np.uint32), np.array(at_ms, np.int64), np.array(value, float), np.zeros(len(rows), np.uint8)
    )


@given(st.lists(st.integers(1, 30), max_size=200), st.integers(0, 20))
def test_every_record_comes_out_once_and_in_order(arrivals: list[int], snapshot: int) -> None:
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


def test_what_is_missing_is_named_up_to_the_first_record_that_waits() -> None:
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


def test_records_that_find_no_room_are_not_lost() -> None:
    sequence = Sequence(ahead_max=2)
    sequence.snapshot(0)
    out: list[Record] = []
    for seq in range(1, 10):
        sequence.put(record(seq), out, 3)
    assert [r.seq for r in out] == [1, 2, 3]
    more: list[Record] = []
    sequence.drain(more, 100)
    assert [r.seq for r in more] == [4, 5]
    assert sequence.missing() == (6, 9)


def test_the_newest_reading_of_each_channel_wins_whatever_the_order_of_arrival() -> None:
    newest = Newest(4)
    newest.put(readings((1, 20, 2.0), (1, 10, 1.0), (3, 5, 5.0)))
    newest.put(readings((1, 15, 1.5)))
    taken = newest.take()
    assert taken is not None
    assert list(zip(taken.channel.tolist(), taken.value.tolist(), strict=True)) == [(1, 2.0), (3, 5.0)]
    assert newest.take() is None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 50), st.floats(0, 1)), min_size=1, max_size=60))
def test_conflation_keeps_of_every_channel_the_last_of_the_newest(rows: list[tuple[int, int, float]]) -> None:
    newest = Newest(4)
    for i in range(0, len(rows), 7):
        newest.put(readings(*rows[i : i + 7]))
    expected = {c: max((at, i, v) for i, (ch, at, v) in enumerate(rows) if ch == c)[2] for c in {r[0] for r in rows}}
    taken = newest.take()
    assert taken is not None
    assert dict(zip(taken.channel.tolist(), taken.value.tolist(), strict=True)) == expected


class Wire:
    """A session with the sockets replaced by lists."""

    def __init__(self, capacity: int = 1_000, county: Manifest | None = None) -> None:
        self.inbox = Inbox(capacity)
        self.sent: list[m.ToBackend] = []
        self.ports: list[int] = []
        self.session = Session(
            realm="live", county=county, inbox=self.inbox, send=self.sent.append, subscribe=self.ports.append
        )

    def greet(self, instance: str = "a", port: int = 7, head: int = 0, county: str = "", epsg: int = 4526) -> None:
        self.session.control(
            m.Welcome(
                protocol=m.PROTOCOL, realm="live", instance=instance, publish_port=port, county_name="乙县",
                county=county, epsg=epsg, head_seq=head,
            )
        )  # fmt: skip
        self.beat(instance, head)

    def beat(self, instance: str = "a", head: int = 0, batch: int = 0) -> None:
        beat = m.Heartbeat(realm="live", instance=instance, at_ms=1, head_seq=head, batch_number=batch)
        self.session.broadcasts([beat])

    def snapshot(self, seq: int = 0) -> None:
        self.session.control(m.Channels(first=0, total=1, sensor_ids=["s"], channels=["c"]))
        self.session.control(m.SnapshotPart(seq=seq, part=0, last=True))

    def taken(self) -> list[int]:
        return [r.seq for r in self.inbox.take(0)[0].records]


def test_a_snapshot_is_asked_for_only_after_the_first_heartbeat() -> None:
    wire = Wire()
    wire.session.control(
        m.Welcome(
            protocol=m.PROTOCOL, realm="live", instance="a", publish_port=7, county_name="", county="", epsg=1,
            head_seq=0,
        )
    )  # fmt: skip
    assert wire.ports == [7]
    assert m.SnapshotRequest() not in wire.sent
    wire.beat()
    assert m.SnapshotRequest() in wire.sent


def test_records_published_while_the_snapshot_is_on_its_way_follow_it() -> None:
    wire = Wire()
    wire.greet()
    wire.session.broadcasts([m.Published(records=[record(3), record(4)])])
    wire.snapshot(seq=3)
    assert wire.taken() == [4]


def test_another_instance_leads_to_a_new_snapshot_from_its_own_port() -> None:
    wire = Wire()
    wire.greet()
    wire.snapshot()
    wire.greet(instance="b", port=8)
    assert wire.ports == [7, 8]
    assert wire.sent.count(m.SnapshotRequest()) == 2
    assert wire.session.phase is Phase.SNAPSHOT


def test_heartbeats_of_an_instance_that_is_gone_prove_nothing() -> None:
    wire = Wire()
    wire.greet()
    wire.snapshot()
    wire.session.figures.heartbeat_at = None
    wire.beat(instance="old")
    assert wire.session.stale


def test_too_large_a_gap_leads_to_a_new_snapshot_instead_of_a_replay() -> None:
    wire = Wire()
    wire.greet()
    wire.snapshot()
    wire.beat(head=GAP_MAX + 1)
    assert wire.sent[-1] == m.SnapshotRequest()
    wire.snapshot(seq=GAP_MAX + 1)
    assert wire.session.phase is Phase.LIVE


def test_a_full_inbox_asks_for_the_rest_once_it_is_emptied() -> None:
    wire = Wire(capacity=3)
    wire.greet()
    wire.snapshot()
    wire.session.broadcasts([m.Published(records=[record(seq) for seq in range(1, 8)])])
    assert wire.taken() == [1, 2, 3]
    wire.session.tick()
    assert wire.taken() == [4, 5, 6]
    wire.session.tick()
    assert wire.taken() == [7]


def test_lost_batches_are_counted_also_when_they_were_the_last() -> None:
    wire = Wire()
    wire.greet()
    wire.snapshot()
    one = readings((0, 1, 1.0))
    wire.session.broadcasts([batch_of(one, realm="live", number=n) for n in (1, 4)])
    assert wire.session.figures.drops == 2
    wire.beat(batch=6)
    assert wire.session.figures.drops == 4


def test_a_snapshot_voids_what_waits_but_not_the_answers() -> None:
    inbox = Inbox()
    inbox.put_records([record(1)])
    inbox.put_reply(m.Accepted(command_id="c", first_seq=1, last_seq=1))
    inbox.put_snapshot(Snapshot(9, (), (), ChannelTable([("s", "c")]), readings((0, 5, 1.0))))
    inbox.put_readings(readings((0, 4, 0.5)))
    taken, _ = inbox.take(0)
    assert taken.snapshot is not None
    assert taken.records == []
    assert taken.readings is None, "older than the snapshot's"
    assert len(taken.replies) == 1


COUNTY = Manifest(format=1, name="甲县", code="999901", edition="ab", epsg=4546, layers={})


@pytest.mark.parametrize(("county", "epsg"), [("999902", 4546), ("999901-cd", 4546), ("999901-ab", 4547)])
def test_a_backend_of_another_county_is_refused_and_both_are_named(county: str, epsg: int) -> None:
    wire = Wire(county=COUNTY)
    wire.greet(county=county, epsg=epsg)
    wire.snapshot()
    wire.session.broadcasts([m.Published(records=[record(1)])])
    assert wire.ports == []
    assert (wire.inbox.take(0)[0].snapshot, wire.taken()) == (None, [])
    for named in ("甲县", "999901-ab", "4546", "乙县", county, str(epsg)):
        assert named in wire.session.refusal


def test_the_county_on_the_screen_is_admitted_also_after_another_one_was_refused() -> None:
    wire = Wire(county=COUNTY)
    wire.greet(county="999902", epsg=4546)
    wire.greet(county="999901-ab", epsg=4546)
    wire.snapshot()
    assert wire.session.refusal == ""
    assert wire.session.phase is Phase.LIVE


def test_another_county_at_the_same_address_ends_what_was_live() -> None:
    wire = Wire(county=COUNTY)
    wire.greet(county="999901-ab", epsg=4546)
    wire.snapshot()
    wire.greet(instance="b", county="999902", epsg=4546)
    wire.session.broadcasts([m.Published(records=[record(1)])])
    assert wire.session.phase is Phase.HELLO
    assert wire.taken() == []


def test_readings_published_while_the_snapshot_is_on_its_way_follow_it() -> None:
    wire = Wire()
    wire.greet()
    wire.session.broadcasts([batch_of(readings((0, 9, 7.0)), realm="live", number=1)])
    wire.snapshot()
    taken = wire.inbox.take(0)[0].readings
    assert taken is not None
    assert taken.value.tolist() == [7.0]
    assert wire.session.figures.drops == 0


def test_of_too_many_early_readings_the_oldest_are_counted_as_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.protocol.session.EARLY_MAX", 2)
    wire = Wire()
    wire.greet()
    wire.session.broadcasts([batch_of(readings((0, n, float(n))), realm="live", number=n) for n in range(1, 6)])
    wire.snapshot()
    taken = wire.inbox.take(0)[0].readings
    assert taken is not None
    assert taken.value.tolist() == [5.0]
    assert wire.session.figures.drops == 3


def test_a_snapshot_is_asked_for_again_only_when_no_part_comes_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 10_000
    monkeypatch.setattr("services.protocol.session.monotonic_ms", lambda: now)
    wire = Wire()
    wire.greet()
    for part in range(10):
        now += ASK_AGAIN_MS - 1
        wire.beat()
        wire.session.tick()
        wire.session.control(m.SnapshotPart(seq=0, part=part))
    assert wire.sent.count(m.SnapshotRequest()) == 1
    now += ASK_AGAIN_MS
    wire.beat()
    wire.session.tick()
    assert wire.sent.count(m.SnapshotRequest()) == 2


def test_a_long_gap_is_asked_for_piece_by_piece_without_a_pause() -> None:
    wire = Wire(capacity=100_000)
    wire.greet()
    wire.snapshot()
    head = 2 * m.REPLAY_MAX + 10
    wire.beat(head=head)
    for _ in range(3):
        asked = wire.sent[-1]
        assert isinstance(asked, m.ReplayRequest)
        half = (asked.first_seq + asked.last_seq) // 2
        for first, last in ((asked.first_seq, half), (half + 1, asked.last_seq)):
            wire.session.control(m.ReplayPart(records=[record(seq) for seq in range(first, last + 1)]))
    assert wire.taken() == list(range(1, head + 1))
    assert sum(isinstance(message, m.ReplayRequest) for message in wire.sent) == 3
    assert wire.session.figures.replayed == head


def test_readings_that_cannot_be_used_are_counted_apart_from_batches_that_were_lost() -> None:
    wire = Wire()
    wire.greet()
    wire.snapshot()
    wire.session.broadcasts([batch_of(readings((5, 1, 1.0), (6, 1, 1.0)), realm="live", number=1)])
    assert (wire.session.figures.unusable_readings, wire.session.figures.drops) == (2, 0)


def test_why_the_journal_refuses_and_what_was_lost_comes_with_the_heartbeat() -> None:
    wire = Wire()
    wire.greet()
    beat = m.Heartbeat(
        realm="live", instance="a", at_ms=1, head_seq=0, batch_number=0, refusing="journal_failed",
        refusing_reason="disk I/O error", refused_readings=3,
    )  # fmt: skip
    wire.session.broadcasts([beat])
    figures = wire.session.figures
    assert (figures.refusing, figures.refusing_reason, figures.refused_readings) == (
        "journal_failed", "disk I/O error", 3
    )  # fmt: skip


def test_a_trouble_is_shown_for_a_while_and_then_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 10_000
    monkeypatch.setattr("services.protocol.session.monotonic_ms", lambda: now)
    wire = Wire()
    wire.greet()
    wire.session.control(m.Trouble(template="not understood; mend it"))
    assert wire.session.trouble == "not understood; mend it"
    now += TROUBLE_MS
    assert wire.session.trouble == ""


def test_parts_of_an_older_snapshot_do_not_mix_with_those_of_a_newer_one() -> None:
    assembly = Assembly()
    assembly.put(m.Channels(first=0, total=1, sensor_ids=["s"], channels=["c"]))
    assembly.put(m.SnapshotPart(seq=4, part=0))
    assert assembly.put(m.SnapshotPart(seq=5, part=1, last=True)) is None
    snapshot = assembly.put(m.SnapshotPart(seq=5, part=0))
    assert snapshot is not None
    assert snapshot.seq == 5
