"""The ports of a transport of frames.  Another implementation is a class that passes ``tests/contract``.

A frame is at most :data:`services.protocol.limits.FRAME_MAX` bytes; its contents are defined by the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from services.protocol.limits import FRAME_MAX

Peer = bytes
"""Identifies a client's connection."""
BURST_MAX = 256
BURST_BYTES = 256 << 10
"""Maximum frames of one lane in a burst, and bytes after which it ends: one or two milliseconds of decoding."""


class Incoming(NamedTuple):
    """A frame and its sender: ``principal`` is the id under which the sender's key is registered."""

    peer: Peer
    principal: str
    frame: bytes


class Burst(NamedTuple):
    """Frames received by a client, those of each lane in order; a busy lane does not delay the other one."""

    answers: list[bytes]
    published: list[bytes]

    @property
    def full(self) -> bool:
        """Whether a lane reached a limit, so that more frames may be waiting."""
        return any(len(lane) >= BURST_MAX or sum(map(len, lane)) >= BURST_BYTES for lane in self)


class FrameTooLong(ValueError):
    """A frame above the size limit: the sender should have split the message into parts."""


def within_limit(frame: bytes) -> bytes:
    """``frame``; raises FrameTooLong."""
    if len(frame) > FRAME_MAX:
        raise FrameTooLong(f"a frame of {len(frame)} bytes; the limit is {FRAME_MAX}")
    return frame


@dataclass
class LinkCounts:
    """Rejected input and failures of a backend's end since its start."""

    rejected: int = 0
    """Handshakes of clients that are not admitted."""
    unfinished: int = 0
    """Connections that ended before their client was authenticated."""
    dropped: int = 0
    """Messages that were not one frame, and messages to the publisher that were no subscriptions."""
    failed: int = 0
    """Failed system calls, usually for lack of descriptors."""


class BackendLink(Protocol):
    """The backend's end.  Used by one thread only; admits only registered keys of principals that its realm does not
    exclude."""

    @property
    def endpoints(self) -> Mapping[str, str]:
        """Addresses for clients: ``desk`` for requests, ``publish`` for broadcasts.  The host may be omitted
        (``:5571``): then it is that of ``desk``.
        """
        ...

    @property
    def counts(self) -> LinkCounts: ...

    def receive(self, *, timeout_ms: int, limit: int) -> list[Incoming]:
        """Up to ``limit`` frames; waits at most ``timeout_ms`` for the first.  Answers handshakes meanwhile.

        Frames of one peer can neither raise an exception nor starve another peer.
        """
        ...

    def answer(self, peer: Peer, frame: bytes) -> bool:
        """Send a frame to one peer; False when it is disconnected or its queue is full.  Raises FrameTooLong."""
        ...

    def publish(self, frame: bytes) -> None:
        """Send a frame to all subscribers of its topic; a slow one loses it.  Raises FrameTooLong."""
        ...

    def disconnect_all(self) -> None:
        """Close every connection, so that all clients must authenticate again: ends the session of a revoked key.

        :meth:`receive` does so within a second after a registered key was removed, or its principal was excluded from
        the realm.
        """
        ...

    def close(self) -> None: ...


class ClientLink(Protocol):
    """A client's end.  All but :meth:`wake` is used by one thread."""

    def connect(self) -> None:
        """Start connecting; later reconnects are automatic."""
        ...

    def send(self, frame: bytes) -> bool:
        """Send to the backend; False while not connected or its queue is full.  Raises FrameTooLong."""
        ...

    def subscribe(self, endpoint: str, topic: bytes) -> None:
        """Subscribe to broadcasts of ``endpoint`` (a value of ``Welcome.endpoints``), in place of any other."""
        ...

    def reconnect(self) -> None:
        """Close the connection for requests and make a new one: nothing arrives over it.  Undelivered requests are
        lost.  To renew the connection for broadcasts, call :meth:`subscribe` again.
        """
        ...

    def poll(self, timeout_ms: int, *, limit: int = BURST_MAX) -> Burst:
        """Received frames; waits at most ``timeout_ms`` for the first one.

        Of each lane up to ``limit`` frames, fewer when they exceed :data:`BURST_BYTES`; later calls return the rest.
        """
        ...

    @property
    def connections(self) -> int:
        """Connections for requests made so far: what was sent over an earlier one may be lost."""
        ...

    @property
    def rejected(self) -> bool:
        """Whether the backend refused this key at the last handshake."""
        ...

    def wake(self) -> None:
        """End a :meth:`poll` of another thread."""
        ...

    def close(self) -> None: ...


class Handshake(NamedTuple):
    """A client that was admitted or refused, as far as it is known."""

    address: str
    """Of its machine, "" when unknown."""
    key: str = ""
    """The public key (Z85) that it offered, "" for none."""
    principal: str = ""
    """Under which that key is registered, "" for none."""
    refused: str = ""
    """Why it was refused: ``key_unknown``, ``no_role``, ``not_curve``, ``no_key``; "" when it was admitted."""
    number: int = 1
    """How many equal ones."""


HandshakeSeen = Callable[[Handshake], object]
"""Called for each handshake.  Does not block."""


def unseen_handshake(handshake: Handshake) -> None:
    """A :data:`HandshakeSeen` for links whose handshakes nobody records."""


MakeClientLink = Callable[[], ClientLink]
Admits = Callable[[str], bool]
"""Whether a realm admits the principal with this id, by its current registration."""


def admit_all(principal: str) -> bool:
    """An :data:`Admits` that excludes no registered key."""
    return True
