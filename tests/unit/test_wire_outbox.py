"""What was asked is sent again until it is answered, and what nobody would take is refused at once."""

from __future__ import annotations

from pathlib import Path

from county.commands import Command, FileEvent
from services.protocol.codec import backend_decoder
from services.protocol.messages import HistoryRequest, Submit
from services.protocol.outbox import RETRY_MS, WINDOW, Outbox
from services.transport.zeromq.client import Client
from services.transport.zeromq.sockets import FROM_CLIENT_MAX


def submit(number: int, note: str = "") -> Submit:
    body = FileEvent(event_id=f"E{number}", note=note)
    return Submit(command=Command(id=f"c{number}", realm="live", actor="a", happened_ms=1, body=body))


def filled(count: int) -> Outbox:
    outbox = Outbox("live")
    for number in range(count):
        outbox.put(f"c{number}", submit(number))
    return outbox


def test_a_request_is_sent_at_once_and_again_after_a_while_until_it_is_answered() -> None:
    outbox = filled(1)
    (frame,) = outbox.due(0)
    assert backend_decoder("live")(frame) == submit(0)
    assert outbox.due(RETRY_MS - 1) == []
    assert outbox.due(RETRY_MS) == [frame]
    assert outbox.answered("c0")
    assert outbox.due(9 * RETRY_MS) == []
    assert len(outbox) == 0


def test_a_second_answer_to_the_same_request_is_known_as_such() -> None:
    outbox = filled(1)
    assert [outbox.answered("c0"), outbox.answered("c0")] == [True, False]


def test_what_went_to_an_instance_that_is_gone_is_due_at_once() -> None:
    outbox = filled(2)
    frames = outbox.due(0)
    outbox.again()
    assert outbox.due(1) == frames


def test_further_requests_wait_until_earlier_ones_are_answered() -> None:
    outbox = filled(WINDOW + 1)
    assert len(outbox.due(0)) == WINDOW
    assert outbox.due(1) == []
    outbox.answered("c7")
    (frame,) = outbox.due(2)
    assert backend_decoder("live")(frame) == submit(WINDOW)


def test_a_history_question_is_asked_again_like_a_command() -> None:
    client = Client("tcp://127.0.0.1:1", Path("keys"))
    request = client.backfill("s", "c", 1, 2)
    question = HistoryRequest(request=request, sensor_id="s", channel="c", from_ms=1, to_ms=2)
    frames = [client._questions.due(now) for now in (0, RETRY_MS)]
    assert [[backend_decoder("live")(frame) for frame in part] for part in frames] == [[question], [question]]
    assert client.health().pending == 0, "questions are no commands"


def test_a_command_too_long_for_a_frame_is_refused_here_and_never_sent() -> None:
    client = Client("tcp://127.0.0.1:1", Path("keys"))
    client.submit(submit(1, note="x" * FROM_CLIENT_MAX).command)
    (reply,) = client.take().replies
    assert (reply.command_id, reply.code) == ("c1", "message_too_long")  # type: ignore[union-attr]
    assert client.health().pending == 0
