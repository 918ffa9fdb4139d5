"""Only clients with a registered key are admitted; all others are rejected and logged, and affect no other client."""

from __future__ import annotations

import json
import os
import socket as plain
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
import zmq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zmq.utils.monitor import recv_monitor_message

from services.keys.register import add, revoke, rotate
from services.keys.registration import OWNERS
from services.log import RateLimitedLog
from services.protocol.limits import FRAME_MAX
from services.transport.address import BadAddress
from services.transport.zeromq.backend_link import CannotListen, ZeroMqBackendLink
from services.transport.zeromq.client_link import ZeroMqClientLink
from services.transport.zeromq.descriptors import raise_limit
from services.transport.zeromq.keys import CLIENTS, OWNER, make_keys, pair, public_key, write_public
from tests.captured_log import CapturedLog
from tests.contract.links import until

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
FILES_MAX = 1_024
RESEND_POLLS = 100
"""Polls of 10 ms without an answer after which a request is sent again."""
HALF_OPEN = 1_073
GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"CURVE".ljust(20, b"\0") + b"\0" + bytes(31)
"""The greeting of ZMTP 3.0, the first bytes a ZeroMQ client sends."""
ApplySecurity = Callable[[zmq.Socket[bytes]], None]


class EchoServer:
    """A real link in a thread, which echoes."""

    def __init__(self, keys: Path) -> None:
        self.keys = keys
        self.log = CapturedLog()
        self.link = ZeroMqBackendLink(listen="tcp://127.0.0.1:0", keys=keys, log=self.log)
        self.address = self.link.endpoints["desk"]
        self.port = int(self.address.rpartition(":")[2])
        self.taken: list[bytes] = []
        self._stopping = False
        self._thread = Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopping:
            for incoming in self.link.receive(timeout_ms=10, limit=64):
                self.taken.append(incoming.frame)
                self.link.answer(incoming.peer, incoming.frame)

    def pause(self) -> None:
        self._stopping = True
        self._thread.join()

    def close(self) -> None:
        self.pause()
        self.link.close()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[EchoServer]:
    host = EchoServer(tmp_path / "keys")
    yield host
    host.close()


def request(client: ZeroMqClientLink, question: bytes = b"question") -> bytes:
    """Send a request, as soon as ``client`` is connected; returns the answer.

    It is sent again when no answer comes: a frame given to a connection that the backend has just closed, or that the
    client renews for other keys, is lost.  A link promises no more; the session above it repeats its requests.
    """
    polls, sent_at, answers = 0, -RESEND_POLLS, list[bytes]()

    def answered() -> bool:
        nonlocal polls, sent_at
        polls += 1
        if polls - sent_at >= RESEND_POLLS and client.send(question):
            sent_at = polls
        answers.extend(answer for answer in client.poll(10).answers if answer.endswith(question))
        return bool(answers)

    until(answered, "the answer")
    return answers[0]


def client_of(stack: ExitStack, address: str | Callable[[], str], keys: Path) -> ZeroMqClientLink:
    client = ZeroMqClientLink(address, keys)
    client.connect()
    stack.callback(client.close)
    return client


def is_disconnected(client: ZeroMqClientLink) -> bool:
    """Whether ``client`` has noticed that its connection was closed."""
    client.poll(10)
    return not client.send(b"lost")


def wait_for_the_end(connection: plain.socket) -> None:
    """Read until the other side ends the connection; fails by the time limit of the socket."""
    with suppress(ConnectionResetError):
        while connection.recv(4096):
            pass


@contextmanager
def other_program_at(port: int) -> Iterator[None]:
    """Another program listens at ``port``, as soon as it is free."""
    with ExitStack() as stack:

        def listens() -> bool:
            with suppress(OSError):
                stack.enter_context(plain.create_server((HOST, port)))
                return True
            return False

        until(listens, "the free port")
        yield


def is_served(host: EchoServer) -> bool:
    with ExitStack() as stack:
        return request(client_of(stack, host.address, host.keys)) == b"question"


def curve(keys: Path, server: bytes) -> ApplySecurity:
    own = pair(keys, "client")

    def secure(socket: zmq.Socket[bytes]) -> None:
        socket.curve_publickey, socket.curve_secretkey = own.public, own.secret
        socket.curve_serverkey = server

    return secure


def null(socket: zmq.Socket[bytes]) -> None:
    """No security at all."""


def plain_password(socket: zmq.Socket[bytes]) -> None:
    socket.plain_username, socket.plain_password = b"admin", b"admin"


def handshakes(address: str, secure: ApplySecurity) -> bool:
    """Send hello with these security settings; True when an answer arrived, False once the handshake has failed."""
    context = zmq.Context()
    socket = context.socket(zmq.DEALER)
    socket.setsockopt(zmq.LINGER, 0)
    secure(socket)
    monitor = socket.get_monitor_socket(
        zmq.EVENT_HANDSHAKE_FAILED_AUTH | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
        | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq.EVENT_DISCONNECTED | zmq.EVENT_CONNECT_RETRIED
    )  # fmt: skip
    socket.connect(address)
    socket.send(b"hello")
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


def test_the_owner_of_the_backends_own_folder_is_admitted_and_nothing_is_logged(host: EchoServer) -> None:
    assert is_served(host)
    assert host.log.messages == []


def test_a_client_with_another_key_is_refused_and_named_in_the_log(host: EchoServer, tmp_path: Path) -> None:
    make_keys(tmp_path / "unknown")
    assert not handshakes(host.address, curve(tmp_path / "unknown", public_key(host.keys, "server")))
    assert host.taken == []
    unknown = public_key(tmp_path / "unknown", "client").decode()
    assert any(unknown in line and "unauthenticated client rejected" in line for line in host.log.messages)
    assert host.link.counts.rejected == 1


def test_a_client_that_expects_another_server_key_gets_no_answer(host: EchoServer, tmp_path: Path) -> None:
    make_keys(tmp_path / "other")
    assert not handshakes(host.address, curve(host.keys, public_key(tmp_path / "other", "server")))
    assert host.taken == []


@pytest.mark.parametrize("secure", [null, plain_password])
def test_a_client_without_curve_is_refused(host: EchoServer, secure: ApplySecurity) -> None:
    assert not handshakes(host.address, secure)
    assert host.taken == []


def test_the_publisher_refuses_an_unknown_key_too(host: EchoServer, tmp_path: Path) -> None:
    make_keys(tmp_path / "unknown")
    address = f"tcp://127.0.0.1{host.link.endpoints['publish']}"
    assert not handshakes(address, curve(tmp_path / "unknown", public_key(host.keys, "server")))
    assert any("rejected" in line for line in host.log.messages)


def test_a_stopped_authenticator_rejects_every_client_even_with_a_registered_key(host: EchoServer) -> None:
    host.pause()
    host.link._authenticator.close()
    assert not handshakes(host.address, curve(host.keys, public_key(host.keys, "server")))


def test_a_key_removed_from_the_folder_is_rejected_from_then_on(host: EchoServer) -> None:
    right = curve(host.keys, public_key(host.keys, "server"))
    assert handshakes(host.address, right)
    (host.keys / CLIENTS / f"{OWNER}.key").unlink()
    assert not handshakes(host.address, right)


def test_a_client_with_an_issued_folder_is_admitted_under_its_name_until_it_is_revoked(
    host: EchoServer, tmp_path: Path
) -> None:
    add(host.keys, "一号席", OWNERS, tmp_path / "out")
    with ExitStack() as stack:
        client = client_of(stack, host.address, tmp_path / "out")
        assert request(client) == b"question"
        owner = client_of(stack, host.address, host.keys)
        assert request(owner) == b"question"
        revoke(host.keys, "一号席")
        until(lambda: is_disconnected(client) and client.rejected, "the end of the live session")
        assert request(owner, b"again") == b"again"
        assert not owner.rejected


def test_when_the_backends_keys_are_rotated_all_clients_with_the_new_public_key_reconnect(
    host: EchoServer, tmp_path: Path
) -> None:
    add(host.keys, "desk1", OWNERS, tmp_path / "out")
    with ExitStack() as stack:
        owner, desk = (client_of(stack, host.address, keys) for keys in (host.keys, tmp_path / "out"))
        assert request(owner) == request(desk) == b"question"
        assert rotate(host.keys) == ["desk1"]
        until(lambda: is_disconnected(desk), "the end of the old session")
        assert request(owner, b"again") == b"again", "its folder contains the new public key"
        assert is_disconnected(desk), "its folder does not contain it yet"
        write_public(tmp_path / "out" / "server.key", public_key(host.keys, "server"))
        assert request(desk, b"again") == b"again"


def test_a_client_follows_a_backend_to_another_address(tmp_path: Path) -> None:
    first = EchoServer(tmp_path / "keys")
    address = first.address
    with ExitStack() as stack:
        client = client_of(stack, lambda: address, tmp_path / "keys")
        assert request(client, b"1") == b"1"
        first.close()
        second = EchoServer(tmp_path / "keys")
        stack.callback(second.close)
        address = second.address
        until(lambda: (client.send(b"2"), client.poll(10).answers)[1], "an answer")
        assert set(second.taken) == {b"2"}


@pytest.mark.parametrize("address", ["", "tcp://", "nowhere", "tcp://127.0.0.1:none"])
def test_an_invalid_address_is_named_on_both_sides(tmp_path: Path, address: str) -> None:
    make_keys(tmp_path)
    with pytest.raises(BadAddress, match=f"^{address}: "):
        ZeroMqBackendLink(listen=address, keys=tmp_path, log=RateLimitedLog())
    with pytest.raises(BadAddress, match=f"^{address}: "):
        ZeroMqClientLink(address, tmp_path).connect()


def test_a_port_used_by_another_program_is_named(host: EchoServer, tmp_path: Path) -> None:
    with pytest.raises(CannotListen, match=f"{host.port}: cannot listen here"):
        ZeroMqBackendLink(listen=host.address, keys=tmp_path / "keys", log=RateLimitedLog())


def test_a_port_taken_during_the_rebind_is_bound_again_once_it_is_free(tmp_path: Path) -> None:
    log = CapturedLog()
    link = ZeroMqBackendLink(listen="tcp://127.0.0.1:0", keys=tmp_path / "keys", log=log)
    with ExitStack() as stack:
        stack.callback(link.close)
        client = client_of(stack, link.endpoints["desk"], tmp_path / "keys")
        link._close_sockets()
        with other_program_at(int(link.endpoints["desk"].rpartition(":")[2])):
            link.disconnect_all()
            assert link.receive(timeout_ms=1, limit=1) == []
            assert link.answer(b"peer", b"answer") is False
            link.publish(b"no subscriber")
        assert link.counts.failed
        assert any("retrying" in line for line in log.messages)

        def arrives() -> bool:
            client.send(b"frame")
            client.poll(1)
            return bool(link.receive(timeout_ms=5, limit=1))

        until(arrives, "a frame")


def test_a_frame_over_the_limit_ends_the_connection_before_it_is_buffered(host: EchoServer) -> None:
    """A ZMTP greeting and then a frame header that announces a gigabyte."""
    with plain.create_connection((HOST, host.port), timeout=10) as connection:
        connection.sendall(GREETING)
        connection.sendall(b"\x06" + struct.pack(">Q", 1 << 30) + bytes(64))
        wait_for_the_end(connection)
    assert host.taken == []
    assert is_served(host)


def test_an_admitted_client_that_sends_too_long_a_frame_loses_its_connection_only(host: EchoServer) -> None:
    context = zmq.Context()
    socket = context.socket(zmq.DEALER)
    curve(host.keys, public_key(host.keys, "server"))(socket)
    socket.connect(host.address)
    socket.send(b"hello")
    assert socket.poll(10_000)
    monitor = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    socket.send(bytes(FRAME_MAX + 1_000))
    assert monitor.poll(10_000), "the connection was not ended"
    socket.disable_monitor()
    context.destroy(linger=0)
    assert host.taken == [b"hello"]
    assert is_served(host)


def test_a_message_of_several_frames_is_dropped_and_counted_and_the_next_one_is_served(host: EchoServer) -> None:
    context = zmq.Context()
    socket = context.socket(zmq.DEALER)
    curve(host.keys, public_key(host.keys, "server"))(socket)
    socket.connect(host.address)
    socket.send_multipart([b"two", b"frames"])
    socket.send(b"one frame")
    try:
        assert socket.poll(10_000)
        assert socket.recv() == b"one frame"
    finally:
        context.destroy(linger=0)
    assert host.link.counts.dropped == 1
    assert any("not one frame" in line for line in host.log.messages)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=2_000), st.binary(max_size=2_000).map(lambda tail: GREETING + tail)))
def test_no_bytes_of_an_unauthenticated_peer_arrive_and_other_clients_are_served(
    host: EchoServer, sent: bytes
) -> None:
    with plain.create_connection((HOST, host.port), timeout=10) as connection:
        connection.sendall(sent)
    assert is_served(host)
    assert set(host.taken) <= {b"question"}


def test_an_incomplete_handshake_is_ended_by_the_backend(host: EchoServer) -> None:
    halves = [GREETING[:1], GREETING[:30], GREETING, GREETING + b"\x04\x26\x05READY"]
    connections = [plain.create_connection((HOST, host.port), timeout=30) for _ in halves]
    for connection, half in zip(connections, halves, strict=True):
        connection.sendall(half)
    assert is_served(host)
    for connection in connections:
        with connection:
            wait_for_the_end(connection)


@pytest.mark.skipif(os.name != "posix", reason="the limit is set by a shell")
def test_more_half_open_connections_than_file_descriptors_do_not_affect_admitted_clients(tmp_path: Path) -> None:
    raise_limit()
    keys = tmp_path / "keys"
    command = f'ulimit -n {FILES_MAX}; exec "$0" -m tests.integration.echo_backend "$1"'
    with (
        subprocess.Popen(
            ["sh", "-c", command, sys.executable, str(keys)], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        ) as backend,
        ExitStack() as stack,
    ):  # fmt: skip
        assert backend.stdin is not None
        assert backend.stdout is not None
        stack.callback(backend.stdin.close)
        endpoints = json.loads(backend.stdout.readline())
        port = int(endpoints["desk"].rpartition(":")[2])
        before = client_of(stack, endpoints["desk"], keys)
        before.subscribe(endpoints["publish"], b"beat")
        assert request(before) == b"owner: question"
        connections: list[plain.socket] = []
        lines: list[str] = []
        reader = Thread(target=lambda: lines.append(backend.stdout.readline()))  # type: ignore[union-attr]
        reader.start()

        def open_more() -> bool:
            """Earlier connections are ended after two seconds: on a busy machine one batch may not take everything."""
            for _ in range(HALF_OPEN if not connections else HALF_OPEN // 10):
                connections.append(stack.enter_context(plain.create_connection((HOST, port), timeout=30)))
            reader.join(0.1)
            return bool(lines)

        until(open_more, "the backend reports that no descriptor is left")
        assert json.loads(lines[0])["failed"]
        for i in range(20):
            assert request(before, b"%d" % i) == b"owner: %d" % i
        until(lambda: before.poll(100).published, "a publication")
        for connection in connections:
            wait_for_the_end(connection)
        assert request(client_of(stack, endpoints["desk"], keys)) == b"owner: question", "a new client is admitted, too"
        assert backend.poll() is None


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HTTP/1.1\r\n\r\n", GREETING, GREETING + b"\x04\xc8\x05HELLO" + b"x" * 194]
)
def test_a_connection_that_ends_before_its_client_is_authenticated_is_counted(host: EchoServer, sent: bytes) -> None:
    with plain.create_connection(("127.0.0.1", int(host.address.rpartition(":")[2]))) as connection:
        connection.sendall(sent)
    until(lambda: host.link.counts.unfinished == 1, "the count")
    assert is_served(host)
    assert (host.link.counts.unfinished, host.link.counts.rejected) == (1, 0)
