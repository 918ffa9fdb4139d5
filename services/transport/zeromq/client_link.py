"""A client's end over ZeroMQ: requests and broadcasts (DEALER both), and a wake-up socket."""

from __future__ import annotations

from collections.abc import Callable, Container
from contextlib import suppress
from pathlib import Path
from threading import Lock

import zmq

from county.clock import monotonic_ms
from services.disk.file_stamp import Stamp, stamp_of
from services.transport.ports import BURST_BYTES, BURST_MAX, Burst, within_limit
from services.transport.zeromq.connection import Connection, drained
from services.transport.zeromq.keys import CLIENT, SERVER, BadKeys, KeyPair, pair, public_file, public_key, secret_file
from services.transport.zeromq.sockets import CONTROL_HWM, SUBSCRIBE_HWM, Context, Socket, client_socket

REFRESH_MS = 1_000
"""Interval of checks of the keys folder: a client reconnects to a backend with new keys without a restart."""


class ZeroMqClientLink:
    """Implements :class:`services.transport.ports.ClientLink`.  Reconnects when ``address`` or the keys change."""

    def __init__(self, address: str | Callable[[], str], keys: Path) -> None:
        """``address``: like tcp://127.0.0.1:5600, or a function that returns the current one.

        ``keys``: folder with server.key and client.key_secret.
        """
        self._address_now = address if callable(address) else lambda: address
        self._keys = keys
        self._key_files = secret_file(keys, CLIENT), public_file(keys, SERVER)
        self._wake_lock = Lock()
        self._wake_in: Socket | None = None
        self._control: Connection | None = None
        self._made_before = 0
        """Connections of earlier objects than ``_control``."""
        self._publish: Connection | None = None
        self._subscription: tuple[str, bytes] | None = None
        self._poller = zmq.Poller()

    def connect(self) -> None:
        """Raises BadKeys and BadAddress."""
        self._key_stamps = self._stamps_now()
        self._certificates = self._read_keys()
        self._refreshed_at = monotonic_ms()
        self._context: Context = zmq.Context()
        self._wake_out = self._context.socket(zmq.PAIR)
        self._wake_out.bind("inproc://wake")
        self._poller.register(self._wake_out, zmq.POLLIN)
        wake_in = self._context.socket(zmq.PAIR)
        wake_in.connect("inproc://wake")
        self._wake_in = wake_in
        try:
            self._connect()
        except BaseException:
            self.close()
            raise

    def send(self, frame: bytes) -> bool:
        within_limit(frame)
        if self._control is None or self._control.socket.closed:
            return False
        try:
            self._control.socket.send(frame, zmq.DONTWAIT)
        except zmq.Again:
            return False
        return True

    def subscribe(self, endpoint: str, topic: bytes) -> None:
        """Raises BadAddress."""
        self._subscription = endpoint, topic
        if self._publish is not None:
            self._publish.close()
            self._publish = None
        own, server = self._certificates

        def make() -> Socket:
            return client_socket(self._context, zmq.DEALER, own, server, hwm=SUBSCRIBE_HWM)

        at = on_host_of(self._address, endpoint)
        with suppress(zmq.ZMQError):  # no descriptor is free: without data the client subscribes again
            self._publish = Connection(self._context, self._poller, make, at, first=topic)

    def reconnect(self) -> None:
        """libzmq notices only a closed connection, not one whose packets are lost."""
        if self._control is not None:
            self._control.reopen()

    def poll(self, timeout_ms: int, *, limit: int = BURST_MAX) -> Burst:
        """Raises BadAddress when the backend's new address cannot be used."""
        self._reconnect_if_changed()
        ready = dict(self._poller.poll(timeout_ms))
        if self._wake_out in ready:
            drained(self._wake_out)
        return Burst(_taken(self._control, ready, limit), _taken(self._publish, ready, limit))

    @property
    def connections(self) -> int:
        return self._made_before + (0 if self._control is None else self._control.made)

    @property
    def rejected(self) -> bool:
        return self._control is not None and self._control.rejected

    def wake(self) -> None:
        with self._wake_lock, suppress(zmq.Again):
            if self._wake_in is not None:
                self._wake_in.send(b"", zmq.DONTWAIT)

    def close(self) -> None:
        with self._wake_lock:
            if self._wake_in is None:
                return
            self._wake_in.close(linger=0)
            self._wake_in = None
        for connection in (self._control, self._publish):
            if connection is not None:
                connection.close()
        self._control = self._publish = None
        self._wake_out.close(linger=0)
        self._context.term()

    def _reconnect_if_changed(self) -> None:
        """Reconnect when the backend's address or the keys have changed."""
        certificates = self._certificates
        if monotonic_ms() - self._refreshed_at >= REFRESH_MS:
            self._refreshed_at = monotonic_ms()
            certificates = self._keys_now()
        if certificates == self._certificates and self._address_now() == self._address:
            return
        self._certificates = certificates
        self._connect()
        if self._subscription is not None:
            self.subscribe(*self._subscription)

    def _connect(self) -> None:
        if self._control is not None:
            self._made_before += self._control.made
            self._control.close()
            self._control = None
        self._address = self._address_now()
        own, server = self._certificates

        def make() -> Socket:
            return client_socket(self._context, zmq.DEALER, own, server, hwm=CONTROL_HWM)

        self._control = Connection(self._context, self._poller, make, self._address)

    def _keys_now(self) -> tuple[KeyPair, bytes]:
        """Read only after a file has changed: reading makes paths, whose names pathlib enters in Python's table of
        names; after some thousand entries, also of names that are gone, the table takes 2 MB more, for good."""
        stamps = self._stamps_now()
        if stamps != self._key_stamps:
            with suppress(BadKeys):  # being replaced: the next check finds the new ones
                certificates = self._read_keys()
                self._key_stamps = stamps
                return certificates
        return self._certificates

    def _stamps_now(self) -> list[Stamp | None]:
        return [stamp_of(file) for file in self._key_files]

    def _read_keys(self) -> tuple[KeyPair, bytes]:
        return pair(self._keys, CLIENT), public_key(self._keys, SERVER)


def on_host_of(address: str, endpoint: str) -> str:
    """A value of ``Welcome.endpoints`` as an address; one without a host is on that of ``address``."""
    return f"{address.rpartition(':')[0]}{endpoint}" if endpoint.startswith(":") else endpoint


def _taken(connection: Connection | None, ready: Container[Socket], limit: int) -> list[bytes]:
    """The frames of one lane in a burst."""
    frames: list[bytes] = []
    if connection is None:
        return frames
    connection.update(ready)
    if connection.socket not in ready:
        return frames
    receive, size = connection.socket.recv, 0
    with suppress(zmq.Again):
        while len(frames) < limit and size < BURST_BYTES:
            frame = receive(zmq.DONTWAIT)
            frames.append(frame)
            size += len(frame)
    return frames
