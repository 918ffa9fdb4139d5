"""The contract of a transport (services/transport/ports.py), tested on each of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import pytest

from services.protocol.limits import FRAME_MAX
from services.transport.ports import BURST_BYTES, BURST_MAX, FrameTooLong
from tests.contract.links import TRANSPORTS, Connections, until

FLOOD_REQUESTS = 1_000
"""Several calls: in a single one the frames of one client may not have arrived yet."""


@pytest.fixture(params=list(TRANSPORTS))
def talk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connections]:
    talk = Connections(TRANSPORTS[request.param](tmp_path))
    yield talk
    talk.close()


@pytest.mark.parametrize("name", ["desk1", "一号席"])
def test_a_request_arrives_with_the_registered_name_of_its_key(talk: Connections, name: str) -> None:
    talk.join(name)
    assert {(i.principal, i.frame) for i in talk.requests} == {(name, b"hello")}


def test_requests_of_one_client_arrive_in_the_order_in_which_they_were_sent(talk: Connections) -> None:
    client = talk.join("desk1")
    sent = [b"%d" % i for i in range(500)]
    talk.requests.clear()
    for frame in sent:
        talk.until(lambda frame=frame: client.send(frame), "room to send")  # type: ignore[misc]
    talk.until(lambda: len(talk.requests) >= len(sent), "all requests")
    assert [i.frame for i in talk.requests] == sent


def test_an_answer_reaches_only_the_requesting_client(talk: Connections) -> None:
    talk.join("desk1")
    talk.join("desk2")
    for name in ("desk1", "desk2"):
        for i in range(20):
            peer = talk.peer_of(name)
            assert peer is not None
            assert talk.backend.answer(peer, f"{name} {i}".encode())
    talk.until(lambda: all(len(talk.answers(name)) >= 20 for name in talk.clients), "the answers")
    for name in talk.clients:
        assert talk.answers(name) == [f"{name} {i}".encode() for i in range(20)]


def test_the_longest_frame_is_sent_in_every_direction(talk: Connections) -> None:
    client = talk.join("desk1")
    talk.subscribe("desk1", b"live/")
    longest = b"live/".ljust(FRAME_MAX, b"x")
    peer = talk.peer_of("desk1")
    assert peer is not None
    assert client.send(longest)
    assert talk.backend.answer(peer, longest)
    talk.backend.publish(longest)
    talk.until(lambda: longest in talk.answers("desk1"), "the answer")
    talk.until(lambda: longest in talk.published("desk1"), "the publication")
    talk.until(lambda: talk.requests[-1].frame == longest, "the request")


def test_a_longer_frame_is_refused_by_the_sender_and_the_connection_remains(talk: Connections) -> None:
    client = talk.join("desk1")
    peer = talk.peer_of("desk1")
    assert peer is not None
    too_long = bytes(FRAME_MAX + 1)
    for send in (client.send, talk.backend.publish, lambda frame: talk.backend.answer(peer, frame)):
        with pytest.raises(FrameTooLong, match=str(FRAME_MAX)):
            send(too_long)
    assert talk.backend.answer(peer, b"still here")
    talk.until(lambda: talk.answers("desk1") == [b"still here"], "the answer")


def test_an_answer_to_an_unknown_peer_is_not_accepted(talk: Connections) -> None:
    assert talk.backend.answer(b"\x00nobody", b"answer") is False


def test_an_answer_to_a_disconnected_client_is_not_accepted(talk: Connections) -> None:
    talk.join("desk1")
    peer = talk.peer_of("desk1")
    assert peer is not None
    talk.clients.pop("desk1").close()
    talk.until(lambda: not talk.backend.answer(peer, b"answer"), "the end of the connection")


def test_answers_to_a_client_that_does_not_read_are_refused_above_a_limit_and_the_others_receive_theirs(
    talk: Connections,
) -> None:
    talk.join("stopped")
    talk.join("desk1")
    stopped, peer = talk.peer_of("stopped"), talk.peer_of("desk1")
    assert stopped is not None
    assert peer is not None
    frame = bytes(FRAME_MAX)
    assert not all(talk.backend.answer(stopped, frame) for _ in range(4_000)), "250 MB wait for one client"
    assert talk.backend.answer(peer, b"answer")
    while b"answer" not in talk.answers("desk1"):
        talk.turn(listening=["desk1"])


def test_broadcasts_reach_all_subscribers_of_their_topic_in_order(talk: Connections) -> None:
    for name in ("desk1", "desk2", "drill"):
        talk.join(name)
        talk.subscribe(name, b"drill:1/" if name == "drill" else b"live/")
    sent = [b"live/%d" % i for i in range(200)]
    for frame in sent:
        talk.backend.publish(frame)
    talk.backend.publish(b"drill:1/last")
    talk.until(lambda: all(len(talk.published(d)) >= 200 for d in ("desk1", "desk2")), "the publications")
    talk.until(lambda: talk.published("drill"), "the drill's publication")
    assert talk.published("desk1") == talk.published("desk2") == sent
    assert talk.published("drill") == [b"drill:1/last"]


def test_a_new_subscription_replaces_the_previous_one(talk: Connections) -> None:
    talk.join("desk1")
    talk.subscribe("desk1", b"live/")
    talk.subscribe("desk1", b"drill:1/")
    talk.backend.publish(b"live/1")
    talk.backend.publish(b"drill:1/1")
    talk.until(lambda: talk.published("desk1"), "the publication")
    assert talk.published("desk1") == [b"drill:1/1"]


def test_a_subscriber_that_does_not_read_loses_frames_and_receives_later_ones_once_it_reads_again(
    talk: Connections,
) -> None:
    talk.join("desk1")
    talk.subscribe("desk1", b"live/")
    count = 40_000
    for i in range(count):
        talk.backend.publish(b"live/%07d" % i + bytes(2_000))

    def received_again() -> bool:
        talk.backend.publish(b"live/9999999")
        talk.turn()
        return talk.published("desk1")[-1:] == [b"live/9999999"]

    while not received_again():
        pass
    numbers = [int(frame[5:12]) for frame in talk.published("desk1") if frame != b"live/9999999"]
    assert 0 < len(numbers) < count
    assert all(a < b for a, b in pairwise(numbers)), "frames that are not lost remain in order"


def test_two_flooding_clients_share_each_call_and_a_third_one_is_served_among_them(talk: Connections) -> None:
    floods = [talk.join("flood1"), talk.join("flood2")]
    idle = talk.join("idle")
    talk.requests.clear()
    for flood in floods:
        while flood.send(b"flood".ljust(20_000)):
            pass
    talk.until(lambda: len({i.principal for i in talk.requests}) == 2, "both floods")
    talk.requests.clear()
    assert idle.send(b"one question")
    while talk.peer_of("idle") is None or len(talk.requests) < FLOOD_REQUESTS:
        for flood in floods:
            while flood.send(b"flood".ljust(20_000)):
                pass
        talk.turn()
    shares = [sum(i.principal == name for i in talk.requests) for name in ("flood1", "flood2")]
    assert min(shares) * 4 >= max(shares), shares


def test_a_wait_is_ended_by_another_thread(talk: Connections) -> None:
    client = talk.join("desk1")
    ended = Event()

    def wait() -> None:
        client.poll(600_000)
        ended.set()

    waiting = Thread(target=wait)
    waiting.start()
    deadline = time.monotonic() + 30
    while not ended.is_set() and time.monotonic() < deadline:
        client.wake()
        ended.wait(0.01)
    waiting.join()


def test_a_wake_before_the_wait_is_not_lost(talk: Connections) -> None:
    client = talk.join("desk1")
    client.wake()
    client.poll(600_000)


def test_a_client_takes_at_most_the_requested_number_of_frames_and_receives_the_rest_later(talk: Connections) -> None:
    client = talk.join("desk1")
    peer = talk.peer_of("desk1")
    assert peer is not None
    for i in range(10):
        assert talk.backend.answer(peer, b"%d" % i)
    taken: list[bytes] = []
    while len(taken) < 10:
        answers = client.poll(10, limit=3).answers
        assert len(answers) <= 3
        taken += answers
    assert taken == [b"%d" % i for i in range(10)]


@pytest.mark.parametrize(
    ("length", "most"), [(20, BURST_MAX), (FRAME_MAX, BURST_BYTES // FRAME_MAX)], ids=["short", "longest"]
)
def test_a_burst_holds_a_bounded_number_of_frames_and_bytes_and_nothing_is_lost(
    talk: Connections, length: int, most: int
) -> None:
    client = talk.join("desk1")
    talk.subscribe("desk1", b"live/")
    sent = [(b"live/%d." % i).ljust(length, b"x") for i in range(3 * most)]
    for frame in sent:
        talk.backend.publish(frame)
    received: list[bytes] = []

    def all_received() -> bool:
        burst = client.poll(10)
        published = [frame for frame in burst.published if not frame.endswith(b" first")]
        assert len(published) < most or (len(published) == most and burst.full)
        received.extend(published)
        return len(received) >= len(sent)

    until(all_received, "the publications")
    assert received == sent


def test_an_answer_arrives_among_publications_that_never_end(talk: Connections) -> None:
    client = talk.join("desk1")
    talk.subscribe("desk1", b"live/")
    peer = talk.peer_of("desk1")
    assert peer is not None
    assert talk.backend.answer(peer, b"answer")

    def answered() -> list[bytes]:
        for _ in range(2 * BURST_MAX):
            talk.backend.publish(b"live/more")
        return client.poll(10).answers

    until(answered, "the answer")


def test_a_client_with_an_unregistered_key_is_rejected_and_none_of_its_frames_arrive(talk: Connections) -> None:
    unknown = talk.open("unknown")
    talk.until(lambda: unknown.rejected, "the rejection")
    assert unknown.send(b"let me in") is False
    talk.turn()
    assert talk.requests == []


def test_a_client_registered_while_it_waits_is_admitted_automatically(talk: Connections) -> None:
    client = talk.open("desk1")
    talk.until(lambda: client.rejected, "the rejection")
    talk.transport.register("desk1")
    talk.until(lambda: client.send(b"hello"), "the connection")
    talk.until(lambda: talk.peer_of("desk1"), "the first frame")
    assert not client.rejected


def test_after_disconnect_all_old_peers_are_removed_and_clients_reconnect_automatically(talk: Connections) -> None:
    clients = [talk.join(name) for name in ("desk1", "desk2")]
    talk.subscribe("desk1", b"live/")
    before = dict(talk.backend.endpoints)
    peers = [talk.peer_of(name) for name in talk.clients]
    talk.backend.disconnect_all()
    assert talk.backend.endpoints == before
    assert not any(talk.backend.answer(peer, b"answer") for peer in peers if peer is not None)
    talk.requests.clear()
    for name, client in zip(talk.clients, clients, strict=True):
        talk.until(
            lambda name=name, client=client: client.send(b"again") and talk.peer_of(name),
            "a frame",  # type: ignore[misc]
        )
    assert not any(client.rejected for client in clients)

    def received() -> bool:
        talk.backend.publish(b"live/again")
        talk.turn()
        return b"live/again" in talk.published("desk1")

    while not received():
        pass


def test_all_clients_can_be_disconnected_many_times_in_a_row(talk: Connections) -> None:
    client = talk.join("desk1")
    before = dict(talk.backend.endpoints)
    for _ in range(20):
        talk.backend.disconnect_all()
        talk.turn()
    assert talk.backend.endpoints == before
    talk.requests.clear()
    talk.until(lambda: client.send(b"again") and talk.requests, "a frame")


def test_a_revoked_key_loses_its_session_automatically_and_the_others_continue(talk: Connections) -> None:
    revoked, admitted = talk.join("revoked"), talk.join("admitted")
    talk.transport.revoke("revoked")
    talk.until(lambda: revoked.rejected, "the rejection")
    assert revoked.send(b"still me") is False
    talk.requests.clear()
    talk.until(lambda: admitted.send(b"again") and talk.peer_of("admitted"), "a frame")
    assert {i.principal for i in talk.requests} == {"admitted"}


def test_a_principal_excluded_by_the_realm_is_rejected_although_its_key_is_registered(talk: Connections) -> None:
    talk.transport.register("desk1")
    talk.transport.exclude("desk1")
    client = talk.open("desk1")
    talk.until(lambda: client.rejected, "the rejection")
    assert client.send(b"let me in") is False
    talk.turn()
    assert talk.requests == []


def test_an_excluded_principal_loses_its_session_and_receives_nothing_more_and_the_others_continue(
    talk: Connections,
) -> None:
    exclude = talk.join("excluded")
    talk.join("admitted")
    talk.subscribe("excluded", b"live/")
    talk.subscribe("admitted", b"live/")
    talk.transport.exclude("excluded")
    talk.until(lambda: exclude.rejected, "the rejection")
    assert exclude.send(b"still me") is False

    def received() -> bool:
        talk.backend.publish(b"live/secret")
        talk.turn()
        return b"live/secret" in talk.published("admitted")

    until(received, "the publication for the other one")
    assert b"live/secret" not in talk.published("excluded")


def test_a_closed_client_receives_nothing_and_ignores_wake(talk: Connections) -> None:
    client = talk.join("desk1")
    client.close()
    client.wake()
    client.close()
    talk.clients.pop("desk1")


def test_a_client_that_renews_its_connection_is_served_over_the_new_one(talk: Connections) -> None:
    client = talk.join("desk1")
    before = talk.peer_of("desk1")
    talk.requests.clear()
    client.reconnect()
    talk.until(lambda: client.send(b"again"), "the new connection")
    talk.until(lambda: talk.requests, "the request")
    assert talk.requests[-1].peer != before
    assert talk.backend.answer(talk.requests[-1].peer, b"served")
    talk.until(lambda: b"served" in talk.answers("desk1"), "the answer")


def test_a_client_counts_its_connections(talk: Connections) -> None:
    client = talk.join("desk1")
    assert client.connections == 1
    talk.backend.disconnect_all()
    talk.until(lambda: client.connections == 2, "the next connection")
    client.reconnect()
    talk.until(lambda: client.connections == 3, "the one after that")
