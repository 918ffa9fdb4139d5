"""The backend's end over ZeroMQ: requests and broadcasts (ROUTER both), authenticated by ZAP."""

from __future__ import annotations

import errno
import time
from contextlib import suppress
from pathlib import Path

import zmq

from county.clock import monotonic_ms
from county.explained import Explained
from services.disk.file_stamp import stamp_of
from services.log import RateLimitedLog
from services.transport.address import BadAddress
from services.transport.ports import (
    Admits,
    Handshake,
    HandshakeSeen,
    Incoming,
    LinkCounts,
    Peer,
    admit_all,
    unseen_handshake,
    within_limit,
)
from services.transport.zeromq import descriptors
from services.transport.zeromq.accepted import AcceptedConnections
from services.transport.zeromq.admitted_keys import AdmittedKeys
from services.transport.zeromq.keys import SERVER, BadKeys, make_keys, pair, secret_file
from services.transport.zeromq.publish_socket import PublishSocket
from services.transport.zeromq.sockets import REQUEST_HWM, Context, Socket, server_socket
from services.transport.zeromq.zap import ZapAuthenticator

REFRESH_MS = 1_000
"""Interval of checks of the registered keys: the maximum time that a session continues with a revoked key."""
REBIND_MS = 40
"""Maximum time per call for binding again; libzmq releases the port about 1 ms after closing the previous socket."""
PAUSE_S = 0.002
CANNOT_LISTEN = "{listen}: cannot listen here ({why}); give another --listen address"
_NOT_HERE = frozenset({errno.EADDRNOTAVAIL, errno.ENODEV, errno.EINVAL})
"""This machine has no such address."""


class CannotListen(Explained):
    """The port is taken or may not be used; one line."""


class ZeroMqBackendLink:
    """Implements :class:`services.transport.ports.BackendLink`."""

    def __init__(
        self,
        *,
        listen: str,
        keys: Path,
        log: RateLimitedLog,
        admits: Admits = admit_all,
        seen: HandshakeSeen = unseen_handshake,
    ) -> None:
        """``listen``: like tcp://0.0.0.0:5570, port 0 for a free one.  ``keys``: created if missing.
        ``admits``: whether the realm admits a registered principal; called at handshakes and once a second.
        ``seen``: called for each handshake.

        The publisher uses a free port of the same host.  Raises BadKeys and BadAddress.
        """
        descriptors.raise_limit()
        make_keys(keys)
        self._keys = keys
        self._own = pair(keys, SERVER)
        self._own_stamp = stamp_of(secret_file(keys, SERVER))
        self._log = log
        self._admitted = AdmittedKeys(keys, log, admits)
        self._admitted.refresh()
        self._refreshed_at = monotonic_ms()
        self._seen = seen
        self.counts = LinkCounts()
        self._context: Context = zmq.Context()
        self._poller = zmq.Poller()
        self._accepted = AcceptedConnections(self._context, self._poller, self._unauthenticated)
        self._authenticator = ZapAuthenticator(self._context, self._admitted, log, self._handshake)
        self._requests: Socket | None = None
        self._publisher: PublishSocket | None = None
        self._poller.register(self._authenticator.socket, zmq.POLLIN)
        host = listen.rpartition(":")[0]
        self._listen, self._publish_at = listen, f"{host}:0"
        try:
            self._open()
        except zmq.ZMQError as error:
            self.close()
            if error.errno in _NOT_HERE:
                raise BadAddress(CANNOT_LISTEN, listen=listen, why=error.strerror) from error
            raise CannotListen(CANNOT_LISTEN, listen=listen, why=error.strerror) from error
        self.endpoints = {"desk": self._listen, "publish": f":{self._publish_at.rpartition(':')[2]}"}

    def receive(self, *, timeout_ms: int, limit: int) -> list[Incoming]:
        """ROUTER itself receives from its peers in turn, one frame each."""
        try:
            if monotonic_ms() - self._refreshed_at >= REFRESH_MS:
                self._refresh_keys()
            if self._requests is None:
                self._rebind()
            ready = dict(self._poller.poll(min(timeout_ms, REFRESH_MS)))
            self._accepted.update(ready)  # first: a connection that the authenticator refuses is closed
            if self._authenticator.socket in ready:
                revoked = self._authenticator.answer()
                self.counts.rejected = self._authenticator.rejected
                if revoked:
                    self.disconnect_all()
                    return []
            if self._publisher is not None and self._publisher.socket in ready:
                self.counts.dropped += self._publisher.receive_subscriptions()
            return self._received(limit) if self._requests in ready else []
        except (OSError, zmq.ZMQError) as error:  # no external input may end the loop
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
            self._publisher.publish(frame)

    def disconnect_all(self) -> None:
        """Close both sockets and bind the same ports again.  ZeroMQ cannot close one connection (libzmq#2877)."""
        self._close_sockets()
        self._rebind()

    def close(self) -> None:
        """Close the sockets immediately; clients request unsent messages again."""
        self._close_sockets()
        self._authenticator.close()
        self._context.term()

    def _handshake(self, handshake: Handshake) -> None:
        self._accepted.authenticated(handshake.address)
        self._seen(handshake)

    def _unauthenticated(self, handshake: Handshake) -> None:
        self.counts.unfinished += handshake.number
        self._seen(handshake)

    def _received(self, limit: int) -> list[Incoming]:
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

    def _refresh_keys(self) -> None:
        """Detect keys that were removed, excluded or replaced, including the backend's own."""
        self._refreshed_at = monotonic_ms()
        if descriptors.none_left():
            self.counts.failed += 1
            self._log.warning("no file descriptor is left; new connections wait until some are closed")
        stamp = stamp_of(secret_file(self._keys, SERVER))
        changed = stamp != self._own_stamp
        if changed:
            try:
                self._own, self._own_stamp = pair(self._keys, SERVER), stamp
            except BadKeys as error:
                self._log.warning("the backend continues with its previous key", reason=str(error))
                changed = False
        if self._admitted.refresh() or changed:
            self._log.info("a key was revoked, excluded or replaced; all clients must authenticate again")
            self.disconnect_all()

    def _rebind(self) -> None:
        """Bind the previous addresses; what is not done within REBIND_MS is retried in the next :meth:`receive`."""
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
        """Bind both sockets; closes both when one cannot be bound.  Raises zmq.ZMQError."""
        try:
            self._requests = server_socket(
                self._context, zmq.ROUTER, self._own, send_hwm=REQUEST_HWM, receive_hwm=REQUEST_HWM
            )
            self._requests.bind(self._listen)
            self._listen = self._requests.getsockopt_string(zmq.LAST_ENDPOINT).rstrip("\0")
            self._publisher = PublishSocket(self._context, self._own, self._publish_at)
            self._publish_at = self._publisher.address
            for socket in (self._requests, self._publisher.socket):
                self._accepted.watch(socket)
        except zmq.ZMQError:
            self._close_sockets()
            raise
        self._poller.register(self._requests, zmq.POLLIN)
        self._poller.register(self._publisher.socket, zmq.POLLIN)

    def _close_sockets(self) -> None:
        self._accepted.close_monitors()
        for socket in (self._requests, None if self._publisher is None else self._publisher.socket):
            if socket is not None:
                with suppress(KeyError):
                    self._poller.unregister(socket)
                socket.close()
        self._requests = self._publisher = None

    def _failed(self, error: OSError | zmq.ZMQError) -> None:
        self.counts.failed += 1
        self._log.warning("the backend's sockets failed; retrying", reason=error.strerror)
