"""The backend's end over ZeroMQ: requests (ROUTER) and what everybody hears (PUB), behind the gate."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import zmq

from county.clock import monotonic_ms
from services.file_stamp import stamp_of
from services.log import RateLimitedLog
from services.transport.address import BadAddress
from services.transport.ports import Admits, Incoming, Peer, everybody, within_limit
from services.transport.zeromq import descriptors
from services.transport.zeromq.admitted_keys import AdmittedKeys
from services.transport.zeromq.keys import SERVER, BadKeys, make_keys, pair, secret_file
from services.transport.zeromq.sockets import PUBLISH_HWM, REQUEST_HWM, Context, Socket, server_socket
from services.transport.zeromq.zap import ZapAuthenticator

LOOK_MS = 1_000
"""Between two looks at the registered keys: a session outlives its key no longer."""
REBIND_MS = 40
"""So long a turn may take to listen again; the port is free once libzmq has closed the socket before, some 1 ms."""
PAUSE_S = 0.002


@dataclass
class Counts:
    """What was kept from the loop since the start."""

    rejected: int = 0
    """Handshakes refused by the gate."""
    dropped: int = 0
    """Messages that were not one frame."""
    failed: int = 0
    """Calls of the operating system that failed, for want of descriptors above all."""


class ZeroMqBackendLink:
    """Implements :class:`services.transport.ports.BackendLink`."""

    def __init__(self, *, listen: str, keys: Path, log: RateLimitedLog, admits: Admits = everybody) -> None:
        """``listen``: like tcp://0.0.0.0:5570, port 0 for a free one.  ``keys``: made when they are missing.
        ``admits``: whom the realm lets in among those whose key is registered; asked at handshakes and once a second.

        The publisher takes a free port of the same host.  Raises BadKeys and BadAddress.
        """
        descriptors.raise_limit()
        make_keys(keys)
        self._keys = keys
        self._own = pair(keys, SERVER)
        self._own_stamp = stamp_of(secret_file(keys, SERVER))
        self._log = log
        self._admitted = AdmittedKeys(keys, log, admits)
        self._admitted.look()
        self._looked_at = monotonic_ms()
        self.counts = Counts()
        self._context: Context = zmq.Context()
        self._gate = ZapAuthenticator(self._context, self._admitted, log)
        self._requests: Socket | None = None
        self._publisher: Socket | None = None
        self._poller = zmq.Poller()
        self._poller.register(self._gate.socket, zmq.POLLIN)
        host = listen.rpartition(":")[0]
        self._listen, self._publish_at = listen, f"{host}:0"
        try:
            self._open()
        except zmq.ZMQError as error:
            self.close()
            raise BadAddress(
                "{listen}: cannot listen here ({why}); give another --listen address", listen=listen, why=error.strerror
            ) from error
        self.endpoints = {"desk": self._listen, "publish": f":{self._publish_at.rpartition(':')[2]}"}

    def receive(self, *, timeout_ms: int, limit: int) -> list[Incoming]:
        """ROUTER itself takes turns among the peers that have sent something, a frame each."""
        try:
            if monotonic_ms() - self._looked_at >= LOOK_MS:
                self._look()
            if self._requests is None:
                self._listen_again()
            ready = dict(self._poller.poll(min(timeout_ms, LOOK_MS)))
            if self._gate.socket in ready:
                revoked = self._gate.answer()
                self.counts.rejected = self._gate.rejected
                if revoked:
                    self.shake_hands_again()
                    return []
            return self._take(limit) if self._requests in ready else []
        except (OSError, zmq.ZMQError) as error:  # nothing that comes from outside may end the loop
            self._failed(error)
            return []

    def answer(self, peer: Peer, frame: bytes) -> bool:
        within_limit(frame)
        if self._requests is None:
            return False
        try:
            self._requests.send_multipart([peer, frame], zmq.DONTWAIT)
        except zmq.ZMQError:
            return False
        return True

    def publish(self, frame: bytes) -> None:
        within_limit(frame)
        if self._publisher is not None:
            self._publisher.send(frame, zmq.DONTWAIT)

    def shake_hands_again(self) -> None:
        """Close both sockets and listen at the same ports again.  ZeroMQ cannot end one connection (libzmq#2877)."""
        self._close_sockets()
        self._listen_again()

    def close(self) -> None:
        """Close the sockets at once; what was not sent yet is asked for again by its client."""
        self._close_sockets()
        self._gate.close()
        self._context.term()

    def _take(self, limit: int) -> list[Incoming]:
        assert self._requests is not None
        taken: list[Incoming] = []
        for _ in range(limit):
            try:
                peer, *frames = self._requests.recv_multipart(zmq.DONTWAIT, copy=False)
            except zmq.ZMQError as error:
                if not isinstance(error, zmq.Again):
                    self._failed(error)
                break
            if len(frames) != 1:
                self.counts.dropped += 1
                self._log.warning("a message that was not one frame was dropped", peer=peer.bytes.hex())
                continue
            taken.append(Incoming(peer.bytes, str(frames[0].get("User-Id")), frames[0].bytes))
        return taken

    def _look(self) -> None:
        """Notice a key that was taken out, shut out or replaced, the backend's own included."""
        self._looked_at = monotonic_ms()
        if descriptors.none_left():
            self.counts.failed += 1
            self._log.warning("no file descriptor is left; new connections wait until some are closed")
        stamp = stamp_of(secret_file(self._keys, SERVER))
        changed = stamp != self._own_stamp
        if changed:
            try:
                self._own, self._own_stamp = pair(self._keys, SERVER), stamp
            except BadKeys as error:
                self._log.warning("the backend goes on with the key that it has", reason=str(error))
                changed = False
        if self._admitted.look() or changed:
            self._log.info("a key was revoked, shut out or replaced; every client proves its key again")
            self.shake_hands_again()

    def _listen_again(self) -> None:
        """Listen as before; what cannot be done within REBIND_MS goes on in the next :meth:`receive`."""
        until = monotonic_ms() + REBIND_MS
        while True:
            try:
                self._open()
                return
            except zmq.ZMQError as error:
                if monotonic_ms() >= until:
                    self._failed(error)
                    return
                time.sleep(PAUSE_S)

    def _open(self) -> None:
        """Bind both sockets; none is left open when one cannot be.  Raises zmq.ZMQError."""
        try:
            self._requests = server_socket(self._context, zmq.ROUTER, self._own, hwm=REQUEST_HWM)
            self._requests.setsockopt(zmq.ROUTER_MANDATORY, 1)  # an answer that finds no room is told, not swallowed
            self._publisher = server_socket(self._context, zmq.PUB, self._own, hwm=PUBLISH_HWM)
            self._listen = _bound(self._requests, self._listen)
            self._publish_at = _bound(self._publisher, self._publish_at)
        except zmq.ZMQError:
            self._close_sockets()
            raise
        self._poller.register(self._requests, zmq.POLLIN)

    def _close_sockets(self) -> None:
        for socket in (self._requests, self._publisher):
            if socket is not None:
                with suppress(KeyError):
                    self._poller.unregister(socket)
                socket.close()
        self._requests = self._publisher = None

    def _failed(self, error: OSError | zmq.ZMQError) -> None:
        self.counts.failed += 1
        self._log.warning("the backend's sockets failed; it goes on and tries again", reason=error.strerror)


def _bound(socket: Socket, address: str) -> str:
    """Bind; returns where, with the port that was free."""
    socket.bind(address)
    return socket.getsockopt_string(zmq.LAST_ENDPOINT).rstrip("\0")
