"""Frames: what is sent arrives as it was; everything else is refused in one line."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from county.commands import Command, ReportEvent
from county.event import Event
from county.records import EventClosed, Record
from county.sensing import Readings
from services.protocol.codec import (
    PART_BYTES,
    BadFrame,
    backend_decoder,
    broadcast_decoder,
    client_decoder,
    packed,
    payload,
    record_of,
    topic,
)
from services.protocol.columns import batch_of, readings_of
from services.protocol.messages import Heartbeat, Published, ReadingBatch, Submit, SubmitReadings

TEXT = st.text(max_size=50)
WHOLE = st.integers(0, 2**62)
NUMBER = st.floats(allow_nan=False)
COMMANDS = st.builds(
    Command, id=TEXT, realm=TEXT, actor=TEXT, happened_ms=WHOLE,
    body=st.builds(
        ReportEvent, event_id=TEXT, subclass=TEXT, title=TEXT, source=st.just("hotline"), x_m=NUMBER, y_m=NUMBER
    ),
)  # fmt: skip
RECORDS = st.builds(
    Record, seq=WHOLE, realm=TEXT, happened_ms=WHOLE, recorded_ms=WHOLE, command_id=TEXT, actor=TEXT,
    body=st.builds(EventClosed, event_id=TEXT, note=TEXT),
)  # fmt: skip


@given(COMMANDS)
def test_a_command_arrives_as_it_was_sent(command: Command) -> None:
    frame = topic("live", "control") + payload(Submit(command=command))
    assert backend_decoder("live")(frame) == Submit(command=command)


@given(st.lists(RECORDS, max_size=5))
def test_records_that_are_encoded_already_arrive_as_a_published_group(records: list[Record]) -> None:
    for part in packed([payload(record) for record in records]):
        frame = topic("live", "record") + payload({"type": "Published", "records": part})
        assert broadcast_decoder("live")(frame) == Published(records=records)


@given(RECORDS)
def test_a_record_has_the_same_bytes_after_a_round_trip(record: Record) -> None:
    assert payload(record_of(payload(record))) == payload(record)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_and_never_anything_else(data: bytes) -> None:
    for decoder in (backend_decoder("live"), client_decoder("live"), broadcast_decoder("live")):
        with pytest.raises(BadFrame):
            decoder(data)


@given(st.binary(max_size=200), st.integers(0, 300), st.integers(0, 255))
@example(b"", 20, 10)
def test_a_damaged_frame_is_refused_or_understood_but_never_crashes(tail: bytes, at: int, byte: int) -> None:
    message = SubmitReadings(
        id="1", realm="live", sensor_ids=["s", "ü"], channels=["c", "d"], at_ms=[1, 2], values=[1.0, 2.0],
        qualities=[0, 0],
    )  # fmt: skip
    frame = bytearray(topic("live", "control") + payload(message) + tail)
    frame[at % len(frame)] = byte
    said = ""
    try:
        backend_decoder("live")(bytes(frame))
    except BadFrame as refused:
        said = str(refused)
    assert "\n" not in said


def test_deeply_nested_bytes_are_refused() -> None:
    with pytest.raises(BadFrame):
        backend_decoder("live")(topic("live", "control") + b"\x91" * 200_000)


def test_a_frame_of_another_realm_is_refused_and_both_realms_are_named() -> None:
    beat = Heartbeat(realm="drill:7", instance="i", at_ms=1, head_seq=0, batch_number=0)
    with pytest.raises(BadFrame, match=r"drill:7.*live"):
        broadcast_decoder("live")(topic("drill:7", "heartbeat") + payload(beat))


def test_no_realm_is_taken_for_the_beginning_of_another_one() -> None:
    assert not topic("drill:70", "record").startswith(topic("drill:7", "record")[:-1])


def test_a_field_that_nobody_knows_is_refused() -> None:
    beat = {"type": "Heartbeat", "realm": "live", "instance": "i", "at_ms": 1, "head_seq": 0, "batch_number": 0}
    beat |= {"new": 1}
    with pytest.raises(BadFrame, match="new"):
        broadcast_decoder("live")(topic("live", "heartbeat") + payload(beat))


def test_a_long_state_is_split_into_parts_of_bounded_size() -> None:
    data = [payload("x" * 1_000)] * 2_000
    parts = list(packed(data))
    assert sum(len(part) for part in parts) == 2_000
    assert all(len(msgspec.msgpack.encode(part)) < PART_BYTES + 2_000 for part in parts)


def _readings(*rows: tuple[int, int, float, int]) -> Readings:
    columns = list(zip(*rows, strict=True))
    return Readings(
        np.array(columns[0], np.uint32), np.array(columns[1], np.int64),
        np.array(columns[2], np.float64), np.array(columns[3], np.uint8),
    )  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 99), WHOLE, NUMBER, st.integers(0, 2)), min_size=1, max_size=30))
def test_readings_come_back_from_columns_in_their_order(rows: list[tuple[int, int, float, int]]) -> None:
    sent = _readings(*rows)
    got, left_out = readings_of([batch_of(sent, realm="live", number=1)] * 2, 100)
    assert left_out == 0
    for name in ("channel", "at_ms", "value", "quality"):
        column = getattr(sent, name).tolist()
        assert getattr(got, name).tolist() == column + column


def test_readings_of_unknown_channels_and_of_crooked_batches_are_left_out_and_counted() -> None:
    sound = batch_of(_readings((0, 1, 1.0, 0), (7, 1, 1.0, 0)), realm="live", number=1)
    crooked = ReadingBatch(realm="live", number=2, channel=b"\0" * 4, at_ms=b"\0" * 8, value=b"", quality=b"\0")
    got, left_out = readings_of([sound, crooked], 5)
    assert got.channel.tolist() == [0]
    assert left_out == 2


def test_what_is_decoded_holds_no_cycle_so_it_may_stay_out_of_garbage_collection() -> None:
    assert not Record.__struct_config__.gc
    assert not Event.__struct_config__.gc
    assert not EventClosed.__struct_config__.gc
