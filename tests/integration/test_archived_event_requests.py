"""An archived event is still returned with its whole time line, and is never restored to the desk."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from county.clock import PacedClock, SystemClock
from county.commands import DispatchEvent, MergeEvent, ReturnTask
from county.events.event import RETENTION_MS
from county.records import Record
from services.protocol.client import Client
from services.protocol.messages import Accepted, Rejected, SubjectReply
from tests.integration.backend_fixture import client_of, command, control_of, file, live, report, until
from tests.integration.loop_fixture import Loop

ROUNDS = 40
"""Of sending a task out and back: more records than fit into one frame."""
NOTE = "单位说不归它管" * 100


def subject(client: Client, name: str) -> list[Record]:
    """The records of ``name`` returned by the backend."""
    request = client.subject(name)
    answers: list[object] = []
    until(lambda: answers.extend(client.take().answers) or answers, "the answer")
    [reply] = answers
    assert isinstance(reply, SubjectReply)
    assert (reply.request, reply.subject) == (request, name)
    return reply.records


@pytest.mark.parametrize("checkpoint", [True, False], ids=["from a checkpoint", "from the journal alone"])
def test_an_archived_event_is_found_with_all_its_records(tmp_path: Path, checkpoint: bool) -> None:
    begun_ms = SystemClock().now_ms()
    later_ms = begun_ms + RETENTION_MS + 60_000
    with closing(Loop(tmp_path, clock=PacedClock(begun_ms))) as backend, control_of(backend) as link:
        commands = [report("E1", at_ms=begun_ms), file("E1", at_ms=begun_ms), report("E2", at_ms=begun_ms)]
        for _ in range(ROUNDS):
            commands.append(command(DispatchEvent(event_id="E1", unit="city_management"), at_ms=begun_ms))
            commands.append(command(ReturnTask(event_id="E1", note=NOTE), at_ms=begun_ms))
        commands.append(command(MergeEvent(event_id="E1", into="E2"), at_ms=begun_ms))
        answers = link.submit(commands)
        assert [answer for answer in answers if not isinstance(answer, Accepted)] == []
        with client_of(backend) as client:
            snapshot = live(client).take().snapshot
            assert snapshot is not None
            assert set(snapshot.states["event"].ids) == {"E1", "E2"}, "it remains on the desk for a while after its end"
            before = subject(client, "event/E1")
    if not checkpoint:
        for checkpoint in (tmp_path / "data" / "realms" / "live").glob("checkpoint-*"):
            checkpoint.unlink()

    with (
        closing(Loop(tmp_path, clock=PacedClock(later_ms))) as backend,
        client_of(backend) as client,
        control_of(backend) as link,
    ):
        assert isinstance(link.submit([report("E3", at_ms=later_ms)])[0], Accepted)
        snapshot = live(client).take().snapshot
        assert snapshot is not None
        assert set(snapshot.states["event"].ids) == {"E2", "E3"}
        found = subject(client, "event/E1")
        assert subject(client, "event/E9") == []
        (refused,) = link.submit([file("E1", at_ms=later_ms)])
        assert isinstance(refused, Rejected)
        assert refused.code == "has_left"
        (refused,) = link.submit([report("E1", at_ms=later_ms)])
        assert isinstance(refused, Rejected), "its number is never assigned again"
    assert found == before
    assert len(found) == len(commands), "not the report of E2, but the supervision after the third return"
    assert [type(record.body).__name__ for record in found[:2]] == ["EventReported", "EventFiled"]
    assert type(found[-1].body).__name__ == "EventMerged"
    assert {record.body.note for record in found if type(record.body).__name__ == "TaskReturned"} == {NOTE}
