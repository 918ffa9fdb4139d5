"""How frames travel.  A second transport is a class that passes ``tests/contract``.

A frame is at most :data:`services.protocol.limits.FRAME_MAX` bytes; what it says is the protocol's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from services.protocol.limits import FRAME_MAX

Peer = bytes
"""A client's connection, as the transport names it."""
BURST_MAX = 256
BURST_BYTES = 256 << 10
"""Frames of one lane, and bytes of them, after which a burst ends: a millisecond or two of decoding."""


class Incoming(NamedTuple):
    """A frame and who sent it: ``principal`` is the id that its key was registered under."""

    peer: Peer
    principal: str
    frame: bytes


class Burst(NamedTuple):
    """Frames that had arrived at a client, those of each lane in their order; more of the one delay none of the
    other."""

    answers: list[bytes]
    published: list[bytes]

    @property
    def full(self) -> bool:
        """Whether a lane ended at a bound, so that more of it may wait."""
        return any(len(lane) >= BURST_MAX or sum(map(len, lane)) >= BURST_BYTES for lane in self)


class FrameTooLong(ValueError):
    """A frame that no transport carries: whoever made it should have sent parts."""


def within_limit(frame: bytes) -> bytes:
    """``frame``; raises FrameTooLong."""
    if len(frame) > FRAME_MAX:
        raise FrameTooLong(f"a frame of {len(frame)} bytes; at most {FRAME_MAX} travel in one")
    return frame


class BackendLink(Protocol):
    """The backend's end.  Used by one thread only; admits nobody whose key is not registered, or whom its realm shuts
    out."""

    @property
    def endpoints(self) -> Mapping[str, str]:
        """Where clients reach it: ``desk`` for requests, ``publish`` for what everybody hears.  The host may be left
        out (``:5571``): then it is that of ``desk``.
        """
        ...

    def receive(self, *, timeout_ms: int, limit: int) -> list[Incoming]:
        """Up to ``limit`` frames; waits at most ``timeout_ms`` for the first.  Answers handshakes meanwhile.

        What one peer sends can neither raise nor starve another.
        """
        ...

    def answer(self, peer: Peer, frame: bytes) -> bool:
        """Send a frame to one peer; False when it is gone or takes nothing now.  Raises FrameTooLong."""
        ...

    def publish(self, frame: bytes) -> None:
        """Send a frame to everybody subscribed to its topic; a slow one loses it.  Raises FrameTooLong."""
        ...

    def shake_hands_again(self) -> None:
        """Cut every connection, so that everybody must prove its key anew: how a revoked key loses its session.

        A link does so itself within a second of a key being taken out of the registered ones, or of its principal being
        shut out of the realm, in :meth:`receive`.
        """
        ...

    def close(self) -> None: ...


class ClientLink(Protocol):
    """A client's end.  All but :meth:`wake` is used by one thread."""

    def connect(self) -> None:
        """Begin; connecting and reconnecting go on by themselves."""
        ...

    def send(self, frame: bytes) -> bool:
        """Send to the backend; False while it is not connected or takes nothing now.  Raises FrameTooLong."""
        ...

    def subscribe(self, endpoint: str, topic: bytes) -> None:
        """Hear what the backend publishes at ``endpoint`` (a value of ``Welcome.endpoints``), in place of any other."""
        ...

    def poll(self, timeout_ms: int, *, limit: int = BURST_MAX) -> Burst:
        """What has arrived; waits at most ``timeout_ms`` for the first frame.

        Of each lane up to ``limit`` frames, fewer once they hold :data:`BURST_BYTES`; the rest comes with later calls.
        """
        ...

    @property
    def rejected(self) -> bool:
        """Whether the backend refused this key at the last handshake."""
        ...

    def wake(self) -> None:
        """End a :meth:`poll` of another thread."""
        ...

    def close(self) -> None: ...


MakeClientLink = Callable[[], ClientLink]
Admits = Callable[[str], bool]
"""Whether a realm admits the principal with this id, as it is registered now."""


def everybody(principal: str) -> bool:
    """An :data:`Admits` that shuts out nobody whose key is registered."""
    return True
