"""Messages longer than a frame arrive complete and unchanged or not at all, with bounded memory."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tracemalloc
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from county.records import EventFiled
from services.protocol import messages as m
from services.protocol.codec import (
    BadFrame,
    Decoder,
    Reassembler,
    backend_decoder,
    broadcast_decoder,
    client_decoder,
    frames,
    payload,
    published,
    topic,
)
from services.protocol.limits import ANSWER_MAX, FRAME_MAX, PART_MAX, REQUEST_MAX
from services.protocol.server import Server
from services.transport.memory import MemoryClientLink, MemoryNetwork
from tests.captured_log import CapturedLog
from tests.unit.session_fixture import batch, record

SMALL = 1_000
"""Longest message of the attacked reassemblers."""


def trouble(length: int) -> m.Trouble:
    """A message of ``length`` encoded bytes."""
    return m.Trouble(template="x" * (length - len(payload(m.Trouble(template="x" * 70_000))) + 70_000))


def joined(decoder: Decoder[Any], joiner: Reassembler, sent: list[bytes]) -> list[Any]:
    """The message in the frames, as decoded by a receiver."""
    got = []
    for frame in sent:
        message = decoder(frame)
        whole = joiner.put(message) if isinstance(message, m.Part) else None
        if whole is not None:
            message = decoder.decode(whole)
        if not isinstance(message, m.Part):
            got.append(message)
    return got


LENGTHS = st.one_of(
    st.integers(70_000, 400_000),
    st.sampled_from([PART_MAX - 129, PART_MAX - 128, PART_MAX - 1, PART_MAX, PART_MAX + 1]),
)


@settings(max_examples=40)
@given(LENGTHS, st.sampled_from(["live", "drill:" + "z" * 40]))
@example(2 * (PART_MAX - 128), "live")
@example(2 * (PART_MAX - 128) + 1, "live")
@example(ANSWER_MAX, "live")
def test_a_message_of_any_length_arrives_complete_in_frames_within_the_limit(length: int, realm: str) -> None:
    message = m.Trouble(template="x" * length) if length < 70_000 else trouble(length)
    sent = frames(topic(realm, "control"), message)
    assert all(len(frame) <= FRAME_MAX for frame in sent)
    assert (len(sent) == 1) == (len(payload(message)) <= PART_MAX)
    assert joined(client_decoder(realm), Reassembler(ANSWER_MAX), sent) == [message]


@pytest.mark.parametrize("count", [1, 1_000, 30_000])
def test_published_records_arrive_complete_in_frames_within_the_limit(count: int) -> None:
    rows = batch(1, *((0, n, float(n)) for n in range(count)))
    group = m.Published(records=[record(seq) for seq in range(1, count + 1)])
    sent = [*frames(topic("live", "stream"), rows), *frames(topic("live", "record"), group)]
    assert all(len(frame) <= FRAME_MAX for frame in sent)
    assert joined(broadcast_decoder("live"), Reassembler(ANSWER_MAX), sent) == [rows, group]


def test_a_record_that_is_longer_than_a_frame_is_published_among_the_others_in_parts() -> None:
    long = replace(record(2), body=EventFiled(event_id="E", note="x" * 100_000))
    group = [record(1), long, record(3)]
    sent = published(topic("live", "record"), [payload(some) for some in group])
    assert all(len(frame) <= FRAME_MAX for frame in sent)
    messages = joined(broadcast_decoder("live"), Reassembler(ANSWER_MAX), sent)
    assert [some for message in messages for some in message.records] == group


def test_a_request_of_the_greatest_length_arrives_and_one_byte_more_is_refused() -> None:
    def submit(length: int) -> m.KeysRequest:
        return m.KeysRequest(stream="x" * (length - len(payload(m.KeysRequest(stream="x" * 70_000))) + 70_000))

    longest, longer = submit(REQUEST_MAX), submit(REQUEST_MAX + 1)
    assert (len(payload(longest)), len(payload(longer))) == (REQUEST_MAX, REQUEST_MAX + 1)
    begin = topic("live", "control")
    assert joined(backend_decoder("live"), Reassembler(REQUEST_MAX), frames(begin, longest)) == [longest]
    with pytest.raises(BadFrame, match=str(REQUEST_MAX)):
        joined(backend_decoder("live"), Reassembler(REQUEST_MAX), frames(begin, longer))


def pieces(number: int, count: int) -> list[m.Part]:
    """A message of ``count`` parts, each of which contains the numbers of message and part."""
    return [m.Part(id=number, number=i, total=count, data=b"%d.%d;" % (number, i)) for i in range(count)]


@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=4).flatmap(
        lambda counts: st.tuples(
            st.just(counts),
            st.lists(st.integers(0, len(counts) - 1).flatmap(
                lambda k: st.tuples(st.just(k), st.integers(0, counts[k] - 1))), max_size=40),
        )
    )
)  # fmt: skip
def test_lost_repeated_unordered_or_mixed_parts_never_yield_a_wrong_message(
    case: tuple[list[int], list[tuple[int, int]]],
) -> None:
    counts, arrivals = case
    messages = [pieces(number, count) for number, count in enumerate(counts)]
    right = {b"".join(part.data for part in parts) for parts in messages}
    joiner = Reassembler(SMALL)
    assert {joiner.put(messages[k][i]) for k, i in arrivals} <= right | {None}
    again = [joiner.put(part) for part in messages[0]]
    assert again[-1] == b"".join(part.data for part in messages[0]), "the next complete one is decoded"


def test_parts_of_an_ended_process_are_not_joined_with_those_of_the_next_one() -> None:
    code = (
        "from services.protocol.codec import frames; import msgspec;"
        "print(msgspec.msgpack.decode(frames(b'', 'x' * 100_000)[0])['id'])"
    )
    run = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(2)]
    first, second = (int(done.stdout) for done in run)
    assert abs(first - second) > 1_000_000


@given(st.lists(st.builds(
    m.Part, id=st.integers(0, 2), number=st.integers(-1, 3), total=st.integers(-1, 4), data=st.binary(max_size=600)
), max_size=60))  # fmt: skip
def test_a_reassembler_returns_nothing_longer_than_its_limit(parts: list[m.Part]) -> None:
    joiner = Reassembler(SMALL)
    for part in parts:
        with contextlib.suppress(BadFrame):
            whole = joiner.put(part)
            assert whole is None or len(whole) <= SMALL


@pytest.mark.parametrize("size", [0, 1, 100, 50_000])
def test_endless_parts_use_no_more_memory_than_the_longest_message(size: int) -> None:
    joiner = Reassembler(REQUEST_MAX)
    data, refused = b"x" * size, 0
    tracemalloc.start()
    try:
        for number in range(50_000):
            try:
                assert joiner.put(m.Part(id=1, number=number, total=2**40, data=data)) is None
            except BadFrame:
                refused += 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * min(REQUEST_MAX, size * 50_000) + 200_000
    assert refused == (1 if size * 50_000 > REQUEST_MAX else 0), "parts after a refused message are discarded"


def connected(network: MemoryNetwork) -> MemoryClientLink:
    link = network.client("desk-1")
    link.connect()
    return link


def answers(link: MemoryClientLink) -> list[Any]:
    decoder = client_decoder("live")
    return [decoder(frame) for frame in link.poll(0).answers]


def test_a_peer_that_sends_endless_parts_is_notified_once_and_others_are_served() -> None:
    network, log = MemoryNetwork("desk-1"), CapturedLog()
    server = Server(network.backend(), "live", log)
    attacker, other = connected(network), connected(network)
    begin, hello = topic("live", "control"), m.Hello(protocol=m.PROTOCOL, realm="live")
    got = []
    for number in range(200):
        assert attacker.send(begin + payload(m.Part(id=1, number=number, total=2**40, data=b"x" * 60_000)))
        assert other.send(begin + payload(hello))
        got += server.receive(timeout_ms=0, limit=64)
    assert [request.message for request in got] == [hello] * 200
    (trouble,) = answers(attacker)
    assert str(REQUEST_MAX) in trouble.line
    assert log.texts == ["a malformed frame was refused"]
    assert answers(other) == []
    server.close()


def test_a_peer_is_served_again_after_a_message_that_was_too_long() -> None:
    network = MemoryNetwork("desk-1")
    server = Server(network.backend(), "live", CapturedLog())
    link, begin = connected(network), topic("live", "control")
    too_long, sound = (m.KeysRequest(stream="x" * length) for length in (REQUEST_MAX + 1, REQUEST_MAX // 2))
    for frame in (*frames(begin, too_long), *frames(begin, sound)):
        assert link.send(frame)
    assert [request.message for request in server.receive(timeout_ms=0, limit=99)] == [sound]
    assert [type(message) for message in answers(link)] == [m.Trouble]
    server.close()


def test_parts_of_two_clients_do_not_mix() -> None:
    network = MemoryNetwork("desk-1")
    server = Server(network.backend(), "live", CapturedLog())
    first, second = connected(network), connected(network)
    requests = {link: m.KeysRequest(stream=text * 200_000) for link, text in ((first, "a"), (second, "b"))}
    sent = {link: frames(topic("live", "control"), message) for link, message in requests.items()}
    for one, other in zip(*sent.values(), strict=True):
        assert first.send(one)
        assert second.send(other)
    assert {request.message for request in server.receive(timeout_ms=0, limit=99)} == set(requests.values())
    server.close()


def test_a_nested_part_is_refused() -> None:
    network = MemoryNetwork("desk-1")
    server = Server(network.backend(), "live", CapturedLog())
    link = connected(network)
    within = payload(m.Part(id=1, number=0, total=1, data=b"x"))
    assert link.send(topic("live", "control") + payload(m.Part(id=2, number=0, total=1, data=within)))
    assert server.receive(timeout_ms=0, limit=9) == []
    (trouble,) = answers(link)
    assert "part" in trouble.line
    server.close()
