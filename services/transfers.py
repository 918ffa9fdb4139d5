"""Long answers, sent a part a turn, so that the desk's loop goes on turning while a desktop opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from county.clock import monotonic_ms

GIVE_UP_MS = 2_000
"""A client that takes no part for so long is gone, or asks again once it reads."""
Peer = TypeVar("Peer")
Part = TypeVar("Part")


class Transfers(Generic[Peer, Part]):
    """``send`` returns False while the client takes nothing; the same part is tried again in the next turn."""

    def __init__(self, send: Callable[[Peer, Part], bool]) -> None:
        self._send = send
        self._parts: dict[Peer, Iterator[Part]] = {}
        self._held: dict[Peer, Part] = {}
        self._taken_at: dict[Peer, int] = {}

    def start(self, peer: Peer, parts: Iterator[Part]) -> None:
        """Send ``parts`` to ``peer``; what was left of an earlier transfer to it is void."""
        self._end(peer)
        self._parts[peer] = parts
        self._taken_at[peer] = monotonic_ms()

    def go_on(self) -> bool:
        """Send every client its next part.  Returns whether another turn can send more at once."""
        moved = False
        now = monotonic_ms()
        for peer, parts in list(self._parts.items()):
            part = self._held.pop(peer, None)
            if part is None:
                part = next(parts, None)
            if part is None:
                self._end(peer)
            elif self._send(peer, part):
                self._taken_at[peer] = now
                moved = True
            elif now - self._taken_at[peer] < GIVE_UP_MS:
                self._held[peer] = part
            else:
                self._end(peer)
        return moved

    def _end(self, peer: Peer) -> None:
        for of_peer in (self._parts, self._held, self._taken_at):
            of_peer.pop(peer, None)
