"""The client and a scripted backend over a network in memory."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from msgspec.structs import replace

from county.commands import Command, FileEvent
from services.protocol import messages as m
from services.protocol.client import PORT_TIMEOUT_MS, QUERY_TIMEOUT_MS, Client
from services.protocol.codec import payload
from services.protocol.control import ControlLink, NoBackend
from services.protocol.limits import REQUEST_MAX
from services.protocol.outbox import RETRY_MS, WINDOW
from services.protocol.session import HELLO_REFRESH_MS
from services.transport.memory import MemoryNetwork
from services.transport.ports import BURST_MAX, Burst, ClientLink
from tests.unit.scripted_backend import ScriptedBackend, linked, principal
from tests.unit.session_fixture import record


def command(number: int = 1) -> Command[FileEvent]:
    return Command(id=f"c{number}", realm="live", happened_ms=1, body=FileEvent(event_id="E"))


def test_a_client_sends_hello_waits_for_a_heartbeat_takes_the_snapshot_and_is_live() -> None:
    with linked() as link:
        link.backend.lose(1, 2, 3)
        assert link.health().state == "connecting"
        link.open()
        link.until(lambda: link.health().state == "syncing", "the welcome")
        assert link.backend.received(m.SnapshotRequest) == []
        link.live()
        (snapshot,) = link.snapshots
        assert snapshot.seq == 3
        assert [*snapshot.keys["readings"].rows] == [("s", "c")]
        assert snapshot.newest["readings"]["value"].tolist() == [1.5]
        link.backend.write(4, 5)
        link.until(lambda: len(link.records) == 2, "the records")
        assert link.records == [4, 5]
        assert link.health().principal == principal("person")


def test_a_lag_is_stated_only_while_data_arrives() -> None:
    with linked() as link:
        link.live()
        link.backend.write(1)
        link.until(lambda: link.records == [1], "the record")
        assert link.health().lag_ms is not None
        link.now.now += 5_000
        assert link.health().state == "stale"
        assert link.health().lag_ms is None


def test_lost_records_are_requested_and_delivered_in_order() -> None:
    with linked() as link:
        link.live()
        link.backend.write(1)
        link.backend.lose(2, 3)
        link.backend.write(4)
        link.until(lambda: len(link.records) == 4, "the lost records")
        assert link.records == [1, 2, 3, 4]
        assert link.health().state == "live"


def test_a_window_that_cannot_load_a_snapshot_gets_another_one_and_the_records_after_it() -> None:
    with linked() as link:
        link.live()
        link.client.resnapshot()
        link.until(lambda: len(link.snapshots) == 2, "the second snapshot")
        link.backend.write(1)
        link.until(lambda: link.records == [1], "the record after it")
        assert link.health().state == "live"


def test_a_command_is_sent_until_it_is_answered_and_answered_once() -> None:
    with linked() as link:
        link.live()
        link.backend.silent_about = {m.Submit}
        link.client.submit(command())
        link.until(lambda: link.backend.received(m.Submit), "the command")
        for _ in range(3):
            count = len(link.backend.received(m.Submit))
            link.wait(RETRY_MS)
            link.until(lambda count=count: len(link.backend.received(m.Submit)) > count, "the command again")  # type: ignore[misc]
        assert {request.command.id for request in link.backend.received(m.Submit)} == {"c1"}
        assert (link.health().pending, link.replies) == (1, [])
        link.backend.silent_about.clear()
        link.wait(RETRY_MS)
        link.until(lambda: link.replies, "the answer")
        for request in link.backend.requests:
            link.backend.server.answer(request.peer, m.Accepted(command_id="c1", first_seq=1, last_seq=1))
        count = len(link.backend.received(m.Submit))
        link.wait(3 * RETRY_MS)
        assert link.replies == [m.Accepted(command_id="c1", first_seq=1, last_seq=1)]
        assert (link.health().pending, len(link.backend.received(m.Submit))) == (0, count)


def test_a_command_submitted_before_the_backend_starts_is_sent_once_it_runs() -> None:
    with linked() as link:
        link.client.submit(command())
        link.live()
        link.until(lambda: link.replies, "the answer")


def test_a_pending_command_is_sent_to_a_restarted_backend_immediately() -> None:
    with linked() as link:
        link.live()
        link.backend.silent_about = {m.Submit}
        link.now.now += 900
        link.client.submit(command())
        link.until(lambda: link.backend.received(m.Submit), "the command")
        link.backend.silent_about.clear()
        link.backend.restart("b")
        link.now.now += 150
        assert link.health().state == "stale"
        link.until(lambda: link.replies, "the answer of the new instance")
        assert link.replies[0].command_id == "c1"


def test_broadcasts_of_a_replaced_instance_are_discarded_even_when_they_arrive_with_the_new_welcome() -> None:
    with linked() as link:
        link.live()
        with link.network.changed:  # the client receives both in one burst
            link.backend.server.publish_records([payload(record(2))])
            link.backend.restart("b", epoch=1)
            link.backend.server.answer(link.backend.requests[-1].peer, link.backend.welcome)
        link.until(lambda: link.health().state == "syncing", "the welcome")
        link.live()
        link.backend.write(1)
        link.until(lambda: link.records, "its first record")
        assert link.records == [1]


def test_a_client_names_the_port_from_which_no_heartbeat_arrives() -> None:
    with linked() as link:
        link.open()
        link.until(lambda: link.health().state == "syncing", "the welcome")
        assert link.health().detail == ""
        link.now.now += PORT_TIMEOUT_MS + 1
        assert f"no data arrives from {link.backend.server.endpoints['publish']}" in link.health().detail


def test_a_command_wakes_the_waiting_network_thread() -> None:
    with linked() as link:
        link.live()
        received = link.backend.received
        for number in range(20):
            link.client.submit(command(number))
            link.until(lambda number=number: len(received(m.Submit)) > number, "the command")  # type: ignore[misc]
        link.until(lambda: len(link.replies) == 20, "the answers")
        assert [reply.command_id for reply in link.replies] == [f"c{number}" for number in range(20)]


def test_queries_are_answered_under_their_request_ids() -> None:
    with linked() as link:
        link.backend.lose(1)
        link.live()
        numbers = [
            link.client.history("readings", ("s", "c"), 0, 9), link.client.subject("event/E"), link.client.contact("r")
        ]  # fmt: skip
        link.until(lambda: len(link.answers) == 3, "the answers")
        by_number = {answer.request: answer for answer in link.answers}
        history, subject, contact = (by_number[number] for number in numbers)
        assert np.frombuffer(history.columns["value"], "<f8").tolist() == [1.0, 2.0]
        assert subject.records == [record(1)]
        assert contact.text == "王磊 13800138000"


def test_an_enrolled_person_is_shown_without_a_new_connection() -> None:
    with linked() as link:
        link.live()
        link.backend.restart("a", principal=principal("person", "王磊"))
        link.client.enrol("王磊")
        link.until(lambda: link.health().principal == principal("person", "王磊"), "the new person")
        assert link.health().state == "live"
        assert len(link.snapshots) == 1
        assert [request.person for request in link.backend.received(m.Enrol)] == ["王磊"]


def test_an_unregistered_key_is_refused_with_the_remedy() -> None:
    with linked(key="unregistered") as link:
        link.open()
        link.until(lambda: link.health().state == "refused", "the refusal")
        assert "keys add" in link.health().detail
        assert link.backend.requests == []


def test_a_key_revoked_while_live_is_shown_as_refused_and_receives_nothing_more() -> None:
    with linked() as link:
        link.live()
        link.network.registered.clear()
        link.backend.turn()
        link.now.now += 1_001
        link.until(lambda: link.health().state == "refused", "the refusal")
        assert "keys add" in link.health().detail
        link.backend.write(1)
        link.backend.turn()
        link.take()
        assert link.records == []
        link.network.registered.add("desk-1")
        link.live()
        link.until(lambda: link.records == [1], "what was missed")


def test_a_backend_without_heartbeats_is_stale_and_live_again_with_the_next_one() -> None:
    with linked() as link:
        link.live()
        link.now.now += 1_001
        assert link.health().state == "stale"
        assert "no heartbeat" in link.health().detail
        link.receive_heartbeats()
        assert link.health().state == "live"


def test_a_publishing_address_without_data_is_reported() -> None:
    with linked() as link:
        link.open()
        link.until(lambda: link.health().state == "syncing", "the welcome")
        link.now.now += 3_001
        assert "memory:publish" in link.health().detail


def test_the_reason_why_the_backend_is_offline_is_shown() -> None:
    network = MemoryNetwork()
    client = Client("memory", lambda: network.client("desk-1"), "live", offline_reason=lambda: "the port is taken")
    assert client.health().detail == "the port is taken"
    client.close()
    assert client.health().state == "closed"


def test_an_undecodable_frame_is_reported_and_the_following_ones_are_read() -> None:
    with linked() as link:
        link.live()
        peer = link.backend.requests[-1].peer
        for frame in (b"no topic", b"live/control\0no message", b"drill:7/control\0" + payload("x")):
            link.backend.server._link.answer(peer, frame)
            link.until(lambda: link.health().detail, "the trouble")
        link.backend.write(1)
        link.until(lambda: link.records == [1], "the record")
        assert link.health().state == "live"


def test_a_history_with_mismatched_columns_is_reported_and_ends_the_query() -> None:
    with linked() as link:
        link.live()
        link.backend.silent_about = {m.HistoryRequest}
        request = link.client.history("readings", ("s", "c"), 0, 9)
        link.until(lambda: link.backend.received(m.HistoryRequest), "the question")
        torn = m.HistoryReply(request=request, stream="readings", columns={"channel": b"\0" * 4})
        link.backend.server.answer(link.backend.requests[-1].peer, torn)
        link.until(lambda: link.answers, "the answer")
        assert "history" in link.health().detail
        [trouble] = link.answers
        assert (type(trouble), trouble.request) == (m.Trouble, request)
        count = len(link.backend.received(m.HistoryRequest))
        link.wait(3 * RETRY_MS)
        assert len(link.backend.received(m.HistoryRequest)) == count, "it is not sent again"


def test_a_query_that_the_backend_cannot_answer_ends_with_its_trouble() -> None:
    with linked() as link:
        link.live()
        link.backend.silent_about = {m.SubjectRequest}
        request = link.client.subject("event/E")
        link.until(lambda: link.backend.received(m.SubjectRequest), "the question")
        trouble = m.Trouble(template="the journal cannot be read", request=request)
        link.backend.server.answer(link.backend.requests[-1].peer, trouble)
        link.until(lambda: link.answers, "the answer")
        count = len(link.backend.received(m.SubjectRequest))
        link.wait(3 * RETRY_MS)
        assert link.answers == [trouble]
        assert len(link.backend.received(m.SubjectRequest)) == count


def test_queries_without_a_reply_expire_and_free_their_place() -> None:
    with linked() as link:
        link.live()
        link.backend.silent_about = {m.SubjectRequest}
        requests = [link.client.subject(f"event/{number}") for number in range(WINDOW)]
        link.until(lambda: len(link.backend.received(m.SubjectRequest)) >= WINDOW, "the questions")
        behind = link.client.contact("r")
        link.receive_heartbeats()
        assert link.backend.received(m.ContactRequest) == [], "the number of requests in transit is bounded"
        link.now.now += QUERY_TIMEOUT_MS - 1_000
        link.receive_heartbeats()
        assert link.answers == []
        link.now.now += 1_001
        link.until(lambda: len(link.answers) == WINDOW + 1, "the ends")
        assert {answer.request for answer in link.answers} == {*requests, behind}
        assert "no reply within 30 s" in link.answers[0].line
        later = link.client.contact("r")
        link.until(lambda: link.answers[-1].request == later, "the answer to a later question")
        assert link.answers[-1].text == "王磊 13800138000"


def test_a_query_expires_while_the_backend_is_offline() -> None:
    with linked() as link:
        link.open()
        link.backend.silent_about = {m.Hello}
        request = link.client.contact("r")
        link.until(lambda: link.backend.received(m.Hello), "the greeting")
        link.now.now += QUERY_TIMEOUT_MS + 1
        link.until(lambda: link.answers, "the end")
        assert link.answers[0].request == request


def test_a_query_longer_than_the_limit_is_refused_locally() -> None:
    with linked() as link:
        request = link.client.subject("x" * REQUEST_MAX)
        link.take()
        assert [(type(answer), answer.request) for answer in link.answers] == [(m.Trouble, request)]


@pytest.mark.parametrize("refused", [
    m.Rejected(command_id="", code="not_enrolled", params={"why": "a full disk"}), m.Trouble(template="it failed"),
], ids=["rejected", "trouble"])  # fmt: skip
def test_a_refused_enrolment_is_reported_and_not_sent_again(refused: m.Rejected | m.Trouble) -> None:
    with linked() as link:
        link.live()
        link.backend.silent_about = {m.Enrol}
        link.client.enrol("王磊")
        link.client.enrol("王磊")
        link.until(lambda: link.backend.received(m.Enrol), "the enrolment")
        [request] = link.backend.received(m.Enrol)
        name = "request" if isinstance(refused, m.Trouble) else "command_id"
        answer = replace(refused, **{name: request.id})
        link.backend.server.answer(link.backend.requests[-1].peer, answer)
        link.until(lambda: link.health().not_enrolled, "the refusal")
        assert link.health().not_enrolled == ("王磊", answer)
        link.wait(3 * RETRY_MS)
        assert len(link.backend.received(m.Enrol)) == 1
        assert link.answers == []
        link.client.enrol("陈静")
        assert link.health().not_enrolled is None


def test_the_permissions_of_the_key_are_refreshed_while_live() -> None:
    with linked() as link:
        link.live()
        link.backend.restart("a", principal=principal("person", "王磊"))
        link.wait(HELLO_REFRESH_MS + 200)
        link.until(lambda: link.health().principal == principal("person", "王磊"), "the new principal")
        assert link.health().state == "live"
        assert len(link.snapshots) == 1


def test_the_realms_clock_and_pace_reach_the_window() -> None:
    with linked(wall_ms=86_400_000) as link:
        link.backend.rate = 60.0
        link.live()
        link.wait(1_000)
        assert link.client.clock.now_ms() == link.backend.at_ms
        assert link.client.clock.rate == link.health().rate == 60.0
        assert link.health().clock_skew_ms == 86_400_000 - 1


def greet(network: MemoryNetwork, backend: ScriptedBackend, *, timeout_s: float = 30.0) -> ControlLink:
    """A control link whose backend replies while it waits."""

    class TurningLink:
        """The client's end of the network; the backend runs one iteration whenever the client waits."""

        def __init__(self) -> None:
            self._end = network.client("desk-1")

        def poll(self, timeout_ms: int, *, limit: int = BURST_MAX) -> Burst:
            backend.turn()
            return self._end.poll(min(timeout_ms, 5), limit=limit)

        def __getattr__(self, name: str) -> object:
            return getattr(self._end, name)

    def make() -> ClientLink:
        end: ClientLink = TurningLink()  # type: ignore[assignment]
        return end

    return ControlLink("memory", make, realm="live", timeout_s=timeout_s)


def test_a_blocking_link_returns_answers_in_the_order_of_its_commands() -> None:
    network = MemoryNetwork("desk-1")
    backend = ScriptedBackend(network)
    with greet(network, backend) as link:
        answers = link.submit([command(number) for number in range(5)])
        assert [answer.command_id for answer in answers] == [f"c{number}" for number in range(5)]
    backend.server.close()


@pytest.mark.parametrize(
    ("welcome", "why"),
    [
        (m.Trouble(template="key desk-1 was revoked; have a new one made"), "revoked"),
        (m.Trouble(template="protocol {ours} is spoken here", params={"ours": "1"}), "update the backend"),
        (m.Trouble(template="{ours} is spoken here", params={"ours": str(m.PROTOCOL + 1)}), "update this program"),
    ],
)
def test_a_refused_blocking_link_fails_with_one_line(welcome: m.Trouble, why: str) -> None:
    network = MemoryNetwork("desk-1")
    backend = ScriptedBackend(network)
    backend.welcome = welcome
    with pytest.raises(NoBackend, match=why):
        greet(network, backend)
    backend.server.close()


def test_a_blocking_link_with_an_unregistered_key_reports_it() -> None:
    network = MemoryNetwork()
    backend = ScriptedBackend(network)
    with pytest.raises(NoBackend, match="keys add"):
        greet(network, backend)
    backend.server.close()


def test_a_blocking_link_notifies_once_that_there_is_no_reply_and_retries() -> None:
    lines: list[str] = []
    make = partial(MemoryNetwork("desk-1").client, "desk-1")
    with pytest.raises(NoBackend, match="no reply"):
        ControlLink("memory", make, realm="live", timeout_s=1.2, notify_ms=50, notify=lines.append)
    (line,) = lines
    assert line.startswith("memory: no reply from the backend yet: ")
    assert line.endswith("; retrying for 1 s")


def test_a_blocking_link_fails_with_one_line_when_there_is_no_reply() -> None:
    with pytest.raises(NoBackend, match="no reply"):
        ControlLink("memory", lambda: MemoryNetwork("desk-1").client("desk-1"), realm="live", timeout_s=0.1)


def test_frames_that_cannot_be_read_are_counted_on_both_paths_and_so_are_those_that_the_backend_refused() -> None:
    with linked() as link:
        link.live()
        link.backend.beat(unreadable_frames=7, rejected_connections=2)
        (connection,) = link.network.connections.values()
        with link.network.changed:
            connection.published.extend([b"live/record\0\xc1", b"no topic"])
            connection.answers.append(b"live/control\0\x91")
            link.network.changed.notify_all()
        link.until(lambda: link.health().refused_frames == 7, "the heartbeat")
        link.until(lambda: link.health().unreadable_frames == 3, "the frames")
        assert link.health().rejected_connections == 2


def test_a_part_within_a_part_counts_as_unreadable() -> None:
    inner = payload(m.Part(id=1, number=0, total=1, data=b"x"))
    nested = payload(m.Part(id=2, number=0, total=1, data=inner))
    with linked() as link:
        link.live()
        (connection,) = link.network.connections.values()
        with link.network.changed:
            connection.published.append(b"live/record\0" + nested)
            connection.answers.append(b"live/control\0" + nested)
            link.network.changed.notify_all()
        link.until(lambda: link.health().unreadable_frames == 2, "the frames")
        assert link.health().state == "live"


def test_a_client_greets_a_new_connection_at_once() -> None:
    with linked() as link:
        link.live()
        hellos = len(link.backend.received(m.Hello))
        link.network.connections.clear()
        link.until(lambda: len(link.backend.received(m.Hello)) > hellos, "a Hello without any time passing")
