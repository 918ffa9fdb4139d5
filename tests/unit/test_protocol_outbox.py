"""Requests are sent again until they are answered; requests that are too long are refused locally."""

from __future__ import annotations

from typing import Any

import pytest

from county.commands import Command, FileEvent
from services.protocol.client import Client
from services.protocol.codec import Reassembler, backend_decoder
from services.protocol.limits import FRAME_MAX, REQUEST_MAX
from services.protocol.messages import (
    ContactRequest,
    HistoryRequest,
    Part,
    RankRequest,
    SendingRequest,
    SubjectRequest,
    Submit,
)
from services.protocol.outbox import RETRY_MS, WINDOW, Outbox
from services.transport.memory import MemoryNetwork


def submit(number: int, note: str = "") -> Submit:
    body = FileEvent(event_id=f"E{number}", note=note)
    return Submit(command=Command(id=f"c{number}", realm="live", happened_ms=1, body=body))


def filled(count: int) -> Outbox:
    outbox = Outbox("live")
    for number in range(count):
        outbox.put(f"c{number}", submit(number))
    return outbox


def unopened_client() -> Client:
    """A client that was not opened: its requests stay in its outboxes."""
    return Client("memory", lambda: MemoryNetwork().client("desk-1"), "live")


def decoded(frames: list[bytes]) -> list[Any]:
    return [backend_decoder("live")(frame) for frame in frames]


def test_a_request_is_sent_immediately_and_repeated_until_it_is_answered() -> None:
    outbox = filled(1)
    (frame,) = outbox.due(0)
    assert backend_decoder("live")(frame) == submit(0)
    assert outbox.due(RETRY_MS - 1) == []
    assert outbox.due(RETRY_MS) == [frame]
    assert outbox.answered("c0")
    assert outbox.due(9 * RETRY_MS) == []
    assert len(outbox) == 0


def test_a_repeated_answer_to_a_request_is_detected() -> None:
    outbox = filled(1)
    assert [outbox.answered("c0"), outbox.answered("c0")] == [True, False]


def test_requests_sent_to_a_replaced_instance_are_due_immediately() -> None:
    outbox = filled(2)
    frames = outbox.due(0)
    outbox.resend_all()
    assert outbox.due(1) == frames


def test_further_requests_wait_until_earlier_ones_are_answered() -> None:
    outbox = filled(WINDOW + 1)
    assert len(outbox.due(0)) == WINDOW
    assert outbox.due(1) == []
    outbox.answered("c7")
    (frame,) = outbox.due(2)
    assert backend_decoder("live")(frame) == submit(WINDOW)


def test_a_request_longer_than_a_frame_is_sent_in_parts_and_all_of_them_again() -> None:
    outbox, long = Outbox("live"), submit(1, note="x" * 3 * FRAME_MAX)
    assert outbox.put("c1", long) is None
    first, again = outbox.due(0), outbox.due(RETRY_MS)
    assert first == again
    assert all(len(frame) <= FRAME_MAX for frame in first)
    joiner, parts = Reassembler(REQUEST_MAX), decoded(first)
    assert all(isinstance(part, Part) for part in parts)
    whole = [joiner.put(part) for part in parts][-1]
    assert whole is not None
    assert backend_decoder("live").decode(whole) == long


@pytest.mark.parametrize(
    "send",
    [
        lambda c: HistoryRequest(
            request=c.history("readings", ("s", "c"), 1, 2), stream="readings", key=["s", "c"], from_ms=1, to_ms=2
        ),
        lambda c: SubjectRequest(request=c.subject("event/E1"), subject="event/E1"),
        lambda c: ContactRequest(request=c.contact("r-1"), token="r-1"),
        lambda c: RankRequest(request=c.ranking("E1"), event_id="E1"),
        lambda c: SendingRequest(request=c.sending("E1", "u"), event_id="E1", unit="u"),
    ],
)
def test_a_query_is_resent_like_a_command(send: Any) -> None:
    client = unopened_client()
    question = send(client)
    assert [decoded(client._queries.due(now)) for now in (0, RETRY_MS)] == [[question], [question]]
    assert client.health().pending == 0, "queries are not commands"


def test_a_command_longer_than_the_limit_is_refused_locally_and_never_sent() -> None:
    client = unopened_client()
    client.submit(submit(1, note="x" * REQUEST_MAX).command)
    (reply,) = client.take().replies
    assert (reply.command_id, reply.code) == ("c1", "message_too_long")  # type: ignore[union-attr]
    assert client.health().pending == 0
