"""Reports of windows and senders about unusable backends, and of a backend about malformed frames."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from services.protocol.client import Client
from services.protocol.codec import client_decoder, payload, topic
from services.protocol.control import NoBackend
from services.protocol.limits import REQUEST_MAX
from services.protocol.messages import PROTOCOL, Hello, Rejected, Submit, Trouble, Welcome
from services.transport.zeromq.client_link import ZeroMqClientLink
from services.transport.zeromq.keys import make_keys, public_key, write_public
from tests.integration.backend_fixture import At, client_of, control_of, report, until
from tests.integration.socket_server import WELCOME, SocketServer

CONTROL = topic("live", "control")
HELLO = CONTROL + payload(Hello(protocol=PROTOCOL, realm="live"))


@pytest.fixture
def host(tmp_path: Path) -> Iterator[SocketServer]:
    host = SocketServer(tmp_path / "keys")
    yield host
    host.close()


@pytest.fixture
def unknown(host: SocketServer, tmp_path: Path) -> At:
    """Unregistered keys, with the backend's public key."""
    keys = tmp_path / "unknown"
    make_keys(keys)
    write_public(keys / "server.key", public_key(host.keys, "server"))
    return At(host.address, keys)


def test_a_window_whose_key_is_not_admitted_reports_it_with_the_remedy(host: SocketServer, unknown: At) -> None:
    with client_of(unknown) as client:
        until(lambda: client.health().state == "refused", "the refusal")
        assert "does not admit this key" in client.health().detail
        assert "main.py keys add" in client.health().detail
    assert host.requests == []


def test_a_sender_whose_key_is_not_admitted_reports_it_immediately(unknown: At) -> None:
    with pytest.raises(NoBackend, match=r"does not admit this key; .*main.py keys add"):
        control_of(unknown)


class BrokenLink(ZeroMqClientLink):
    """A link with a defect that occurs at the first frame."""

    def send(self, frame: bytes) -> bool:
        raise ValueError("mismatched columns")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_window_whose_link_has_failed_reports_it_instead_of_waiting_indefinitely(host: SocketServer) -> None:
    with closing(Client(host.address, lambda: BrokenLink(host.address, host.keys), "live")) as client:
        client.open()
        until(lambda: client.health().state == "refused", "the end of the link")
        assert "mismatched columns" in client.health().detail
        assert "start the program again" in client.health().detail


def test_a_window_whose_keys_cannot_be_read_names_the_file(host: SocketServer, tmp_path: Path) -> None:
    with client_of(At(host.address, tmp_path / "nowhere")) as client:
        until(lambda: client.health().state == "refused", "the refusal")
        assert client.health().detail.startswith(str(tmp_path / "nowhere"))
        assert "copy the keys created by the backend" in client.health().detail


def test_a_sender_whose_request_is_malformed_fails_with_the_backends_report(host: SocketServer) -> None:
    host.answer = Trouble(template="a cable is loose in {place}; fasten it", params={"place": "3"})
    with control_of(host) as link, pytest.raises(NoBackend, match=f"{host.address}: a cable is loose in 3; fasten it"):
        link.submit([report("E1")])


def test_a_sender_times_out_on_a_peer_that_sends_heartbeats_but_no_answer(host: SocketServer) -> None:
    host.answer = WELCOME
    with control_of(host, timeout_s=0.3) as link, pytest.raises(NoBackend, match="no reply"):
        link.submit([report("E1")])


def test_a_command_that_is_too_long_is_refused_by_the_sender_immediately(host: SocketServer) -> None:
    with control_of(host) as link:
        (answer,) = link.submit([report("E1", note="x" * REQUEST_MAX)])
    assert isinstance(answer, Rejected)
    assert answer.code == "message_too_long"
    assert [type(request.message) for request in host.requests] == [Hello], "only the greeting arrived"


def test_a_command_longer_than_a_frame_arrives_complete(host: SocketServer) -> None:
    given = report("E1", note="长" * 100_000)
    host.answer = WELCOME
    with control_of(host, timeout_s=0.3) as link, pytest.raises(NoBackend):
        link.submit([given])
    assert Submit(command=given) in [request.message for request in host.requests]


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"no topic at all",
        CONTROL + b"\xc1",
        CONTROL + b"\x91" * 100_0,
        CONTROL + payload({"type": "Hello", "protocol": 1, "realm": "live", "more": 1}),
        CONTROL + payload({"type": "Hello", "protocol": 1, "realm": 5}),
        CONTROL + payload({"type": "Obey", "realm": "live"}),
        CONTROL + payload({"type": "Part", "id": 1, "number": 0, "total": 1, "data": payload({"type": "Part"})}),
        CONTROL + b"\x82\xa4type\xa5Hello\xa5realm\xa2\xff\xfe",
        topic("live", "record") + payload(Hello(protocol=PROTOCOL, realm="live")),
        topic("drill:7", "control") + payload(Hello(protocol=PROTOCOL, realm="drill:7")),
        b"x" * 200 + b"\0",
    ],
    ids=["empty", "no topic", "no msgpack", "deep", "unknown field", "wrong type", "unknown message", "part in a part",
         "no utf-8", "another lane", "another realm", "long topic"],
)  # fmt: skip
def test_a_malformed_frame_is_answered_with_a_trouble_and_the_next_one_is_served(
    host: SocketServer, frame: bytes
) -> None:
    decode = client_decoder("live")
    answers: list[object] = []
    with closing(ZeroMqClientLink(host.address, host.keys)) as link:
        link.connect()
        until(lambda: link.poll(10).answers or link.send(frame), "the connection")
        link.send(HELLO)

        def two_arrived() -> bool:
            answers.extend(map(decode, link.poll(10).answers))
            return len(answers) == 2

        until(two_arrived, "an answer to each")
    trouble, welcome = answers
    assert isinstance(trouble, Trouble)
    assert "; " in trouble.line
    assert welcome == WELCOME
    assert host.log.texts == ["a malformed frame was refused"]


def test_a_welcome_of_another_realm_is_refused_by_the_window(host: SocketServer) -> None:
    host.welcome = replace(WELCOME, realm="drill:7")
    with client_of(host) as client:
        until(lambda: client.health().state == "refused", "the refusal")
        assert "drill:7" in client.health().detail
    assert isinstance(host.welcome, Welcome)
