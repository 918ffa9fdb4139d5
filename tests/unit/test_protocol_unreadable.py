"""Records that only a newer version can decode are reported and make the window stale; a closed gap does not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.protocol import messages as m
from services.protocol.codec import payload
from services.protocol.session import GAP_STALE_MS, RETRY_MS
from services.protocol.unreadable import protocol_line, salvage
from tests.unit.scripted_backend import linked
from tests.unit.session_fixture import SessionFixture, published, record, replayed


def plain(seq: int) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(record(seq))
    return found


def unknown_tag(seq: int) -> bytes:
    """A record of a kind that a later version introduces."""
    return payload(plain(seq) | {"body": {"type": "EventForwarded", "event_id": "E", "to": "city"}})


def unknown_field(seq: int) -> bytes:
    """A record with a new field in its body."""
    return payload(plain(seq) | {"body": {"type": "EventFiled", "event_id": "E", "urgency": 3}})


def unknown_field_of_record(seq: int) -> bytes:
    """A record with a new field in its envelope."""
    return payload(plain(seq) | {"signature": b"x"})


NEWER = {"EventForwarded": unknown_tag, "EventFiled": unknown_field}


@pytest.mark.parametrize("tag", list(NEWER))
@pytest.mark.parametrize("lane", ["published", "replayed"])
def test_an_undecodable_record_is_reported_and_makes_the_window_stale_after_two_seconds(
    tag: str, lane: str
) -> None:
    with linked() as link:
        link.live()
        if lane == "published":
            link.backend.write(1, 2, NEWER[tag](3), 4, 5)
        else:
            link.backend.lose(1, 2, NEWER[tag](3), 4, 5)
        link.receive_heartbeats()
        link.until(lambda: link.records == [1, 2], "the records before it")
        assert link.health().state == "live"
        link.wait(GAP_STALE_MS - 200)
        assert link.health().state == "live"
        link.wait(400)
        health = link.health()
        assert health.state == "stale"
        for named in ("record 3", tag, "update this program"):
            assert named in health.detail
        assert link.records == [1, 2], "nothing is shown over a gap"


def test_a_window_with_an_unreadable_record_stays_stale_while_the_backend_continues() -> None:
    with linked() as link:
        link.live()
        link.backend.write(unknown_tag(1))
        for seq in range(2, 80):
            link.backend.write(seq)
            link.wait(100)
        assert link.health().state == "stale"
        assert link.records == []
        requested = [(q.first_seq, q.last_seq) for q in link.backend.received(m.ReplayRequest)]
        assert set(requested) == {(1, 1)}, "only the undecodable record is requested, at intervals"
        assert len(requested) <= 80 * 100 // RETRY_MS + 1


def test_several_unreadable_records_are_reported_one_after_the_other() -> None:
    wire = SessionFixture()
    wire.live()
    salvaged = salvage(payload({"type": "Published", "records": [
        msgspec.Raw(data) for data in (unknown_tag(1), unknown_field(2), payload(record(3)))
    ]}))  # fmt: skip
    assert salvaged is not None
    assert [(bad.seq, bad.tag) for bad in salvaged.unreadable] == [(1, "EventForwarded"), (2, "EventFiled")]
    wire.session.unreadable(salvaged.unreadable)
    wire.session.broadcasts([salvaged.message])  # type: ignore[list-item]
    wire.wait(GAP_STALE_MS + 200, head=3)
    assert "record 1 (EventForwarded)" in str(wire.session.gap)
    wire.session.control(replayed(1))
    wire.wait(GAP_STALE_MS + 200, head=3)
    assert "record 2 (EventFiled)" in str(wire.session.gap)
    assert wire.taken() == [1]


@given(st.permutations(range(1, 7)), st.sets(st.integers(1, 6), min_size=1), st.integers(1, 6))
def test_the_records_before_the_first_unreadable_one_are_delivered_in_order(
    order: list[int], bad: set[int], size: int
) -> None:
    wire = SessionFixture()
    wire.live()
    for first in range(0, 6, size):
        records = [unknown_tag(seq) if seq in bad else payload(record(seq)) for seq in order[first : first + size]]
        salvaged = salvage(payload({"type": "ReplayPart", "records": [msgspec.Raw(data) for data in records]}))
        assert salvaged is not None
        wire.session.unreadable(salvaged.unreadable)
        wire.session.control(salvaged.message)  # type: ignore[arg-type]
    wire.wait(GAP_STALE_MS + 200, head=6)
    assert wire.taken() == list(range(1, min(bad)))
    assert f"record {min(bad)} " in str(wire.session.gap)


def test_an_envelope_with_a_field_of_a_later_version_counts_as_unreadable() -> None:
    salvaged = salvage(payload({"type": "Published", "records": [msgspec.Raw(unknown_field_of_record(7))]}))
    assert salvaged is not None
    (bad,) = salvaged.unreadable
    assert (bad.seq, bad.tag) == (7, "EventFiled")
    assert "signature" in bad.line


def test_the_time_line_of_an_event_with_an_unreadable_record_shows_the_others_and_reports_it() -> None:
    with linked() as link:
        link.live()
        link.backend.records = [payload(record(1)), unknown_tag(2), payload(record(3))]
        link.client.subject("event/E")
        link.until(lambda: link.answers, "the answer")
        assert [some.seq for some in link.answers[0].records] == [1, 3]
        assert "record 2 (EventForwarded)" in link.health().detail


def test_a_snapshot_that_includes_the_unreadable_record_makes_the_window_live_again() -> None:
    with linked() as link:
        link.live()
        link.backend.write(unknown_tag(1))
        link.wait(GAP_STALE_MS + 200)
        assert link.health().state == "stale"
        link.backend.restart("b")
        link.now.now += 1_001
        link.until(lambda: len(link.backend.received(m.Hello)) > 1, "the greeting")
        link.live()
        assert link.health().detail == ""


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x91" * 100_000, payload([1, 2]), payload({"type": "Published"}),
                                  payload({"type": "StatesPart", "records": []})])  # fmt: skip
def test_a_message_without_records_is_not_salvaged(data: bytes) -> None:
    assert salvage(data) is None


@given(
    st.lists(st.one_of(st.binary(max_size=30), st.integers(1, 9)), max_size=6), st.integers(0, 400), st.integers(0, 255)
)
def test_arbitrary_bytes_instead_of_records_raise_nothing(parts: list[bytes | int], at: int, byte: int) -> None:
    encoded = [payload(part) if isinstance(part, bytes) else payload(record(part)) for part in parts]
    data = bytearray(payload({"type": "Published", "records": [msgspec.Raw(some) for some in encoded]}))
    data[at % len(data)] = byte
    salvaged = salvage(bytes(data))
    if salvaged is not None:
        wire = SessionFixture()
        wire.live()
        wire.session.unreadable(salvaged.unreadable)
        wire.wait(GAP_STALE_MS + 200)
        assert "\n" not in f"{wire.session.gap}{wire.session.trouble}"
    assert protocol_line(bytes(data)) is None


def nested(depth: int) -> bytes:
    return b"\x82" + payload("type") + payload("Published") + payload("records") + b"\x91" + b"\x91" * depth


@pytest.mark.parametrize("depth", [10, 100_000])
def test_deeply_nested_records_are_a_trouble_and_not_a_crash(depth: int) -> None:
    with linked() as link:
        link.live()
        link.backend.server._link.publish(b"live/record\0" + nested(min(depth, 60_000)))
        link.until(lambda: link.health().detail, "the trouble")
        link.backend.write(1)
        link.until(lambda: link.records == [1], "the record after it")


def test_a_gap_that_is_closed_within_two_seconds_never_shows_stale() -> None:
    wire = SessionFixture()
    wire.live()
    wire.session.broadcasts([published(2)])
    states = []
    for _ in range(19):
        wire.wait(100, head=2)
        states.append(wire.session.gap)
    wire.session.control(replayed(1))
    for _ in range(30):
        wire.wait(100, head=2)
        states.append(wire.session.gap)
    assert set(states) == {None}
    assert wire.taken() == [1, 2]


def test_gaps_that_follow_each_other_and_are_each_closed_in_time_never_show_stale() -> None:
    wire = SessionFixture()
    wire.live()
    wire.session.broadcasts([published(2)])
    for lost in range(1, 20, 2):
        wire.wait(1_000, head=lost + 1)
        wire.session.broadcasts([published(lost + 3)])
        wire.wait(900, head=lost + 3)
        assert wire.session.gap is None
        wire.session.control(replayed(lost))
    assert wire.taken() == list(range(1, 21))


def test_an_open_gap_is_stale_after_two_seconds_and_reports_the_missing_records() -> None:
    wire = SessionFixture()
    wire.live()
    wire.session.broadcasts([published(4)])
    wire.session.tick()
    wire.wait(GAP_STALE_MS, head=4)
    assert wire.session.gap is None
    wire.wait(100, head=4)
    assert "records 1 to 3 are missing" in str(wire.session.gap)
    wire.session.control(replayed(1, 2, 3))
    wire.session.tick()
    assert wire.session.gap is None


def test_a_full_inbox_is_not_a_gap() -> None:
    wire = SessionFixture(capacity=3)
    wire.live()
    wire.session.broadcasts([published(*range(1, 30_000))])
    wire.wait(3 * GAP_STALE_MS, head=30_000)
    assert wire.session.gap is None
    assert not any(isinstance(message, m.ReplayRequest) for message in wire.sent)
    assert wire.taken() == [1, 2, 3]
    wire.wait(3 * GAP_STALE_MS, head=30_000)
    assert wire.session.gap is None


def test_records_beyond_a_full_inbox_are_requested_only_when_it_has_free_space() -> None:
    wire = SessionFixture(capacity=3)
    wire.live()
    wire.session.broadcasts([published(1, 2, 3)])
    wire.wait(3 * GAP_STALE_MS, head=5)
    assert wire.session.gap is None
    assert not any(isinstance(message, m.ReplayRequest) for message in wire.sent)
    assert wire.taken() == [1, 2, 3]
    wire.wait(100, head=5)
    assert m.ReplayRequest(first_seq=4, last_seq=5) in wire.sent
