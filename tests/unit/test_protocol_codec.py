"""Frames arrive unchanged; invalid ones are refused in one line."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from county.commands import Command, ReportEvent
from county.events.event import Event
from county.records import EventClosed, Record
from services.protocol.codec import (
    PACK_BYTES,
    BadFrame,
    backend_decoder,
    broadcast_decoder,
    client_decoder,
    packed,
    payload,
    topic,
)
from services.protocol.limits import AUDIT_TEXT_MAX
from services.protocol.messages import AuditRequest, Heartbeat, Published, ReplayPart, Submit, Trouble
from tests.rows import readings_of
from tests.unit.session_fixture import beat

TEXT = st.text(max_size=50)
WHOLE = st.integers(0, 2**62)
NUMBER = st.floats(allow_nan=False)
COMMANDS = st.builds(
    Command, id=TEXT, realm=TEXT, for_=TEXT, happened_ms=WHOLE,
    body=st.builds(
        ReportEvent, event_id=TEXT, subclass=TEXT, title=TEXT, source=st.just("hotline"), x_m=NUMBER, y_m=NUMBER
    ),
)  # fmt: skip
RECORDS = st.builds(
    Record, seq=WHOLE, realm=TEXT, happened_ms=WHOLE, recorded_ms=WHOLE, command_id=TEXT, actor=TEXT, by=TEXT,
    for_=TEXT, schema=st.integers(1, 9), wall_ms=WHOLE, body=st.builds(EventClosed, event_id=TEXT, note=TEXT),
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
    message = client_decoder("live").decode(payload(ReplayPart(records=[record])))
    assert isinstance(message, ReplayPart)
    assert payload(message.records[0]) == payload(record)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_and_never_anything_else(data: bytes) -> None:
    for decoder in (backend_decoder("live"), client_decoder("live"), broadcast_decoder("live")):
        with pytest.raises(BadFrame):
            decoder(data)


@given(st.binary(max_size=200), st.integers(0, 300), st.integers(0, 255))
@example(b"", 20, 10)
def test_a_damaged_frame_is_refused_or_understood_but_never_crashes(tail: bytes, at: int, byte: int) -> None:
    message = readings_of("1", ["s", "ü"], ["c", "d"], [1, 2], [1.0, 2.0])
    frame = bytearray(topic("live", "control") + payload(message) + tail)
    frame[at % len(frame)] = byte
    line = ""
    try:
        backend_decoder("live")(bytes(frame))
    except BadFrame as refused:
        line = str(refused)
    assert "\n" not in line


def test_deeply_nested_bytes_are_refused() -> None:
    with pytest.raises(BadFrame):
        backend_decoder("live")(topic("live", "control") + b"\x91" * 200_000)


def test_a_frame_of_another_realm_is_refused_and_both_realms_are_named() -> None:
    with pytest.raises(BadFrame, match=r"drill:7.*live"):
        broadcast_decoder("live")(topic("drill:7", "heartbeat") + payload(beat()))


def test_a_frame_of_another_lane_is_refused() -> None:
    with pytest.raises(BadFrame):
        backend_decoder("live")(topic("live", "heartbeat") + payload(beat()))


def test_a_realm_is_not_matched_as_a_prefix_of_another_one() -> None:
    assert not topic("drill:70", "record").startswith(topic("drill:7", "record")[:-1] + b"\0")
    assert not topic("drill:70", "record").startswith(b"drill:7/")


def test_an_unknown_field_is_refused() -> None:
    fields = msgspec.to_builtins(beat()) | {"new": 1}
    with pytest.raises(BadFrame, match="new"):
        broadcast_decoder("live")(topic("live", "heartbeat") + payload(fields))


def test_a_heartbeat_arrives_as_it_was_sent() -> None:
    heartbeat: Heartbeat = beat(at_ms=7, rate=0.25, head=9, numbers={"readings": 3})
    assert broadcast_decoder("live")(topic("live", "heartbeat") + payload(heartbeat)) == heartbeat


def test_a_long_state_is_split_into_parts_of_bounded_size() -> None:
    data = [payload("x" * 1_000)] * 2_000
    parts = list(packed(data))
    assert sum(len(part) for part in parts) == 2_000
    assert all(len(msgspec.msgpack.encode(part)) < PACK_BYTES + 2_000 for part in parts)


def test_a_struct_longer_than_a_pack_is_sent_alone() -> None:
    sizes = [10, PACK_BYTES * 3, 10, 10]
    assert [len(part) for part in packed([b"x" * size for size in sizes])] == [1, 1, 2]


@pytest.mark.parametrize("template", ["{a", "{b}", "{}", "{a.b}", "{a[b]}", "{a!x}", "{a:>z}"])
def test_a_trouble_whose_template_cannot_be_filled_is_shown_as_it_is(template: str) -> None:
    assert Trouble(template=template, params={"a": "1"}).line == template


def test_a_trouble_is_one_line_for_any_params() -> None:
    assert Trouble(template="{a}; fix it", params={"a": "x\ny"}).line == "x y; fix it"


def test_decoded_messages_have_no_cycles_and_need_no_garbage_collection() -> None:
    assert not Record.__struct_config__.gc
    assert not Event.__struct_config__.gc
    assert not EventClosed.__struct_config__.gc


@pytest.mark.parametrize("field", ["text", "kind"])
def test_a_search_of_the_audit_log_is_bounded_in_length(field: str) -> None:
    def frame(length: int) -> bytes:
        return topic("live", "control") + payload(AuditRequest(request="q", **{field: "字" * length}))

    backend_decoder("live")(frame(AUDIT_TEXT_MAX))
    with pytest.raises(BadFrame):
        backend_decoder("live")(frame(AUDIT_TEXT_MAX + 1))
