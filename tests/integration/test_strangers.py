"""Only clients whose key the backend knows get in; everybody else is refused, logged, and does no harm."""

from __future__ import annotations

import socket as plain
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
import zmq
from zmq.utils.monitor import recv_monitor_message

from services.log import QuietLog
from services.protocol.codec import client_decoder, payload, topic
from services.protocol.messages import PROTOCOL, Hello, Rejected, ToClient, Trouble, Welcome
from services.protocol.session import Session
from services.transport.zeromq.client import Client
from services.transport.zeromq.control import ControlLink, NoBackend
from services.transport.zeromq.keys import CLIENTS, make_keys, pair, public_key
from services.transport.zeromq.server import Server
from services.transport.zeromq.sockets import FROM_CLIENT_MAX
from tests.integration.backend_fixture import report, until

HELLO = topic("live", "control") + payload(Hello(protocol=PROTOCOL, realm="live"))
WELCOME = Welcome(
    protocol=PROTOCOL, realm="live", instance="i", publish_port=1, county_name="", county="", epsg=4526, head_seq=0
)


class Log(QuietLog):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def warning(self, text: str, **values: object) -> None:
        self.lines.append(f"{text}: {values}")


class Host:
    """A real Server in a thread; ``tend`` is what it does between two looks at its sockets."""

    def __init__(self, keys: Path) -> None:
        self.keys = keys
        self.log = Log()
        self.server = Server(listen="tcp://127.0.0.1:0", keys=keys, realm="live", log=self.log)
        self.admitted = 0
        self.answer: ToClient = WELCOME
        self._stop = Event()
        self._thread = Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            for request in self.server.receive(timeout_ms=10, limit=64):
                self.admitted += 1
                self.server.send(request.peer, self.answer)

    def pause(self) -> None:
        self._stop.set()
        self._thread.join()

    def close(self) -> None:
        self.pause()
        self.server.close()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path / "keys")
    yield host
    host.close()


def curve(keys: Path, server: bytes) -> Callable[[zmq.Socket[bytes]], None]:
    own = pair(keys, "client")

    def dress(socket: zmq.Socket[bytes]) -> None:
        socket.curve_publickey, socket.curve_secretkey = own.public, own.secret
        socket.curve_serverkey = server

    return dress


def null(socket: zmq.Socket[bytes]) -> None:
    """No security at all."""


def plain_password(socket: zmq.Socket[bytes]) -> None:
    socket.plain_username, socket.plain_password = b"admin", b"admin"


def knock(address: str, dress: Callable[[zmq.Socket[bytes]], None]) -> bool:
    """Say hello as ``dress`` says; True when an answer came, False once the handshake has failed."""
    context = zmq.Context()
    socket = context.socket(zmq.DEALER)
    socket.setsockopt(zmq.LINGER, 0)
    dress(socket)
    monitor = socket.get_monitor_socket(
        zmq.EVENT_HANDSHAKE_FAILED_AUTH | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
        | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq.EVENT_DISCONNECTED | zmq.EVENT_CONNECT_RETRIED
    )  # fmt: skip
    socket.connect(address)
    socket.send(HELLO)
    poller = zmq.Poller()
    poller.register(socket, zmq.POLLIN)
    poller.register(monitor, zmq.POLLIN)
    try:
        ready = dict(poller.poll(10_000))
        assert ready, "neither an answer nor a refusal"
        if socket in ready:
            return True
        recv_monitor_message(monitor)
        return bool(socket.poll(200))
    finally:
        socket.disable_monitor()
        context.destroy(linger=0)


def test_a_client_whose_key_was_made_with_the_backends_is_admitted(host: Host) -> None:
    with ControlLink(host.server.address, host.keys) as link:
        assert link.welcome == WELCOME
    assert host.log.lines == []


def test_a_client_with_another_key_is_refused_and_named_in_one_line(host: Host, tmp_path: Path) -> None:
    make_keys(tmp_path / "stranger")
    server = public_key(host.keys, "server")
    assert not knock(host.server.address, curve(tmp_path / "stranger", server))
    assert host.admitted == 0
    stranger = public_key(tmp_path / "stranger", "client").decode()
    assert any(stranger in line and "refused" in line for line in host.log.lines)


def test_a_client_that_expects_another_server_key_gets_no_answer(host: Host, tmp_path: Path) -> None:
    make_keys(tmp_path / "other")
    assert not knock(host.server.address, curve(host.keys, public_key(tmp_path / "other", "server")))
    assert host.admitted == 0


@pytest.mark.parametrize("dress", [null, plain_password])
def test_a_client_without_curve_is_refused(host: Host, dress: Callable[[zmq.Socket[bytes]], None]) -> None:
    assert not knock(host.server.address, dress)
    assert host.admitted == 0


def test_the_publisher_refuses_a_stranger_too(host: Host, tmp_path: Path) -> None:
    make_keys(tmp_path / "stranger")
    address = f"tcp://127.0.0.1:{host.server.publish_port}"
    assert not knock(address, curve(tmp_path / "stranger", public_key(host.keys, "server")))
    assert any("refused" in line for line in host.log.lines)


def test_a_dead_gate_refuses_everyone_even_with_the_right_key(host: Host) -> None:
    host.pause()
    host.server.gate.close()
    assert not knock(host.server.address, curve(host.keys, public_key(host.keys, "server")))


def test_a_key_taken_out_of_the_folder_is_refused_from_then_on(host: Host) -> None:
    right = curve(host.keys, public_key(host.keys, "server"))
    assert knock(host.server.address, right)
    (host.keys / CLIENTS / "client.key").unlink()
    assert not knock(host.server.address, right)


def test_the_window_says_that_its_key_is_not_admitted_and_what_to_do(host: Host, tmp_path: Path) -> None:
    make_keys(tmp_path / "stranger")
    (tmp_path / "stranger" / "server.key").write_bytes((host.keys / "server.key").read_bytes())
    client = Client(host.server.address, tmp_path / "stranger")
    client.open()
    try:
        until(lambda: client.health().state == "refused", "the refusal")
        assert "keys/clients" in client.health().detail
    finally:
        client.close()


def test_the_window_names_the_port_from_which_nothing_comes(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.transport.zeromq.client.PORT_PATIENCE_MS", 0)
    client = Client(host.server.address, host.keys)
    client.open()
    try:
        until(lambda: client.health().state == "syncing", "the welcome")
        until(lambda: f"port {WELCOME.publish_port} " in client.health().detail, "the port")
    finally:
        client.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_the_window_says_that_its_link_has_ended_instead_of_waiting_for_ever(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Session, message: object) -> None:
        raise ValueError("crooked columns")

    monkeypatch.setattr(Session, "control", broken)
    client = Client(host.server.address, host.keys)
    client.open()
    try:
        until(lambda: client.health().state == "refused", "the end of the link")
        assert "crooked columns" in client.health().detail
        assert "start the program again" in client.health().detail
    finally:
        client.close()


def test_a_sender_that_is_not_understood_ends_with_what_the_backend_said(host: Host) -> None:
    with ControlLink(host.server.address, host.keys) as link:
        host.answer = Trouble(template="protocol 9 is spoken here; update the older side")
        with pytest.raises(NoBackend, match="protocol 9 is spoken here"):
            link.submit([report("E1")])


def test_a_sender_gives_up_on_a_peer_that_talks_but_never_answers(host: Host) -> None:
    with (
        ControlLink(host.server.address, host.keys, patience_s=0.3) as link,
        pytest.raises(NoBackend, match="no answer"),
    ):
        link.submit([report("E1")])


def test_a_sender_hears_at_once_that_a_command_is_too_long_to_be_sent(host: Host) -> None:
    with ControlLink(host.server.address, host.keys) as link:
        (answer,) = link.submit([report("E1", note="x" * FROM_CLIENT_MAX)])
    assert isinstance(answer, Rejected)
    assert answer.code == "message_too_long"
    assert host.admitted == 1, "nothing but the greeting arrived"


def test_a_frame_too_long_for_anybody_ends_the_connection_before_it_is_absorbed(host: Host) -> None:
    """A ZMTP greeting and then a frame header that announces a gigabyte."""
    _, port = host.server.address.rsplit(":", 1)
    with plain.create_connection(("127.0.0.1", int(port)), timeout=10) as stranger:
        greeting = b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"CURVE".ljust(20, b"\0") + b"\0" + bytes(31)
        stranger.sendall(greeting)
        stranger.sendall(b"\x06" + struct.pack(">Q", 1 << 30) + bytes(64))
        while stranger.recv(4096):
            pass
    assert host.admitted == 0
    with ControlLink(host.server.address, host.keys) as link:
        assert link.welcome == WELCOME


def test_a_known_client_that_sends_too_long_a_frame_loses_its_connection_only(host: Host) -> None:
    right = curve(host.keys, public_key(host.keys, "server"))

    context = zmq.Context()
    socket = context.socket(zmq.DEALER)
    right(socket)
    socket.connect(host.server.address)
    socket.send(HELLO)
    assert socket.poll(10_000)
    monitor = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    socket.send(topic("live", "control") + bytes(FROM_CLIENT_MAX))
    assert monitor.poll(10_000), "the connection was not ended"
    socket.disable_monitor()
    context.destroy(linger=0)
    with ControlLink(host.server.address, host.keys) as link:
        assert link.welcome == WELCOME


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"no topic at all",
        b"live/control\0\xc1",
        b"live/control\0" + payload({"type": "Hello", "protocol": 1, "realm": "live", "more": 1}),
        b"live/control\0" + payload({"type": "Hello", "protocol": 1, "realm": 5}),
        b"live/control\0\x82\xa4type\xa5Hello\xa5realm\xa2\xff\xfe",
        b"drill:7/control\0" + payload(Hello(protocol=PROTOCOL, realm="drill:7")),
    ],
    ids=["empty", "no topic", "no msgpack", "unknown field", "wrong type", "no utf-8", "another realm"],
)
def test_a_malformed_frame_is_answered_with_its_trouble_and_the_next_one_is_served(host: Host, frame: bytes) -> None:
    context = zmq.Context()
    socket = context.socket(zmq.DEALER)
    curve(host.keys, public_key(host.keys, "server"))(socket)
    socket.connect(host.server.address)
    decode = client_decoder("live")
    socket.send(frame)
    socket.send(HELLO)
    try:
        assert socket.poll(10_000)
        trouble = decode(socket.recv())
        assert isinstance(trouble, Trouble)
        assert "; " in trouble.line
        assert socket.poll(10_000)
        assert decode(socket.recv()) == WELCOME
    finally:
        context.destroy(linger=0)
    assert len(host.log.lines) == 1
