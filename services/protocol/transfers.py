"""Long answers, sent as fast as each client takes them and no faster, within a budget a turn of the loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from county.clock import monotonic_ms

GIVE_UP_MS = 2_000
"""A client that takes no part for so long is gone, or asks again once it reads."""
QUEUE_MAX = 256
"""Answers that wait for one client at most; further ones replace nothing and are dropped: it asks again."""
Peer = TypeVar("Peer")
Part = TypeVar("Part")


@dataclass
class _Transfer(Generic[Part]):
    parts: Iterator[Part]
    name: str


class _Queue(Generic[Part]):
    """What one client still gets."""

    def __init__(self, now: int) -> None:
        self.transfers: list[_Transfer[Part]] = []
        self.held: Part | None = None
        """Taken from the first transfer and not yet sent."""
        self.taken_at = now


class Transfers(Generic[Peer, Part]):
    """``send`` returns False while the client takes nothing; the same part is tried again in the next turn."""

    def __init__(self, send: Callable[[Peer, Part], bool], monotonic: Callable[[], int] = monotonic_ms) -> None:
        self._send = send
        self._monotonic = monotonic
        self._queues: dict[Peer, _Queue[Part]] = {}

    def add(self, peer: Peer, parts: Iterator[Part], replaces: str = "") -> None:
        """Send ``parts`` after what waits for ``peer``; in place of an earlier transfer named ``replaces``."""
        queue = self._queues.get(peer)
        if queue is None:
            queue = self._queues[peer] = _Queue(self._monotonic())
        if replaces:
            if queue.transfers and queue.transfers[0].name == replaces:
                queue.held = None
            queue.transfers = [t for t in queue.transfers if t.name != replaces]
        if len(queue.transfers) < QUEUE_MAX:
            queue.transfers.append(_Transfer(parts, replaces))

    def go_on(self, budget_ms: int) -> bool:
        """Send every client parts in turn, for ``budget_ms`` at most.  Returns whether more can be sent at once."""
        until = self._monotonic() + budget_ms
        going = list(self._queues)
        while going:
            for peer in list(going):
                if not self._send_one(peer):
                    going.remove(peer)
                if self._monotonic() >= until:
                    return bool(going)
        return False

    def _send_one(self, peer: Peer) -> bool:
        """Send one part to a client; False when it takes none now or has all."""
        queue = self._queues[peer]
        now = self._monotonic()
        part = queue.held
        while part is None and queue.transfers:
            part = next(queue.transfers[0].parts, None)
            if part is None:
                del queue.transfers[0]
        if part is None:
            del self._queues[peer]
            return False
        if self._send(peer, part):
            queue.held, queue.taken_at = None, now
            return True
        queue.held = part
        if now - queue.taken_at > GIVE_UP_MS:
            del self._queues[peer]
        return False
