"""Batched processing of records, frames and rows has the same result as processing them one by one."""

from __future__ import annotations

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from county.records import BackendStarted, Record
from county.streams import READINGS, Columns
from services.protocol.codec import PACK_BYTES, broadcast_decoder, frames, payload, published, topic
from services.protocol.columns import decoded, encoded, known_rows
from services.protocol.messages import Part, Published
from services.protocol.sequence import Sequence

SEQS = st.lists(st.integers(1, 30), max_size=20)


def record(seq: int) -> Record[BackendStarted]:
    body = BackendStarted(package="p", catalog="c", program="1")
    return Record(seq=seq, realm="live", happened_ms=seq, recorded_ms=seq, command_id="", body=body)


@given(st.integers(0, 10), st.lists(SEQS, max_size=4), st.integers(0, 25))
def test_records_put_together_are_delivered_as_when_put_one_by_one(
    snapshot: int, parts: list[list[int]], live: int
) -> None:
    at_once, singly = Sequence(), Sequence()
    one: list[Record] = []
    other: list[Record] = []
    for sequence in (at_once, singly):
        sequence.snapshot(snapshot)
    for seqs in parts:
        at_once.put_all([record(seq) for seq in seqs], one, live)
        for seq in seqs:
            singly.put(record(seq), other, live)
        singly.drain(other, live)
        assert one == other
        assert (at_once.next_seq, at_once.head_seq) == (singly.next_seq, singly.head_seq)
        assert at_once.missing() == singly.missing()


@given(st.integers(0, 40))
def test_consecutive_records_are_delivered_immediately(n: int) -> None:
    sequence, out = Sequence(), list[Record]()
    sequence.snapshot(4)
    records: list[Record] = [record(5 + i) for i in range(n)]
    sequence.put_all(records, out, limit=100)
    assert out == records
    assert sequence.next_seq == 5 + n
    assert sequence.missing() is None


@given(st.integers(1, 100), st.sampled_from([1, 15, 16, 17, 64, 70_000]))
def test_encoded_records_are_sent_as_the_equal_message(first: int, n: int) -> None:
    data = [payload(record(first + i % 50)) for i in range(n)]
    begin = topic("live", "record")
    payloads = [frame.removeprefix(begin) for frame in published(begin, data)]
    messages = [msgspec.msgpack.decode(part, type=Published) for part in payloads]
    assert [payload(r) for message in messages for r in message.records] == data
    assert payloads == [payload(message) for message in messages]
    assert all(len(part) <= PACK_BYTES + 64 for part in payloads)


def test_a_burst_is_decoded_only_when_all_its_frames_are_valid() -> None:
    begin, decoder = topic("live", "record"), broadcast_decoder("live")
    messages = [Published(records=[record(1)]), Published(records=[])]
    sound = [frame for message in messages for frame in frames(begin, message)]
    assert decoder.decode_burst(sound) == messages
    assert decoder.decode_burst([]) == []
    part = begin + payload(Part(id=1, number=0, total=2, data=b""))
    other_realm = topic("drill:1", "record") + sound[0].partition(b"\0")[2]
    for odd in (part, other_realm, begin + b"\xc1", b"no topic", b""):
        assert decoder.decode_burst([*sound, odd]) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=6))
def test_rows_are_in_order_and_incomplete_batches_are_counted(batches: list[tuple[int, bool]]) -> None:
    parts, expected, torn = [], [], 0
    for number, (n, is_torn) in enumerate(batches):
        keys = np.arange(n) % 3
        rows = Columns(
            READINGS, {"channel": keys, "at_ms": keys + number, "value": keys * 0.5, "quality": np.zeros(n)}
        )
        part = encoded(rows)
        if is_torn:
            part["value"] += b"\0"
            torn += 1
        else:
            expected.append(decoded(READINGS.key, part))
        parts.append(part)
    found, left_out = known_rows(READINGS, parts, 3)
    whole = Columns.joined(READINGS, expected)
    assert left_out == torn
    assert all((found[name] == whole[name]).all() for name in READINGS.columns)
