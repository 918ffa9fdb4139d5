"""Long answers, sent as fast as each client reads them, within a time budget per loop iteration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from county.clock import monotonic_ms

SEND_TIMEOUT_MS = 2_000
"""The answers of a client that accepts no part for this time are dropped: it has left, or requests them again."""
QUEUE_MAX = 256
QUEUE_BYTES = 4 << 20
"""Maximum number and bytes of answers queued for one client; further ones are dropped: the client requests them again.
One answer may be longer."""
SHORT = "short"
"""Name of answers of one part: they do not replace each other."""
Peer = TypeVar("Peer")
Part = TypeVar("Part")


@dataclass
class _Transfer(Generic[Part]):
    parts: Iterator[Part]
    name: str
    size: int
    """Bytes that it holds while it waits; 0 when its parts are made one by one."""


class _Queue(Generic[Part]):
    """The unsent answers of one client."""

    def __init__(self, now: int) -> None:
        self.transfers: list[_Transfer[Part]] = []
        self.unsent: Part | None = None
        self.unsent_of: _Transfer[Part] | None = None
        """Next part, and the transfer that it was taken from."""
        self.sent_at = now


class Transfers(Generic[Peer, Part]):
    """``send`` returns False while the client accepts nothing; the same part is retried in the next iteration."""

    def __init__(
        self,
        send: Callable[[Peer, Part], bool],
        monotonic: Callable[[], int] = monotonic_ms,
        dropped: Callable[[Peer, int], None] = lambda peer, count: None,
    ) -> None:
        """``dropped`` is called with the number of answers that a client loses, because it does not read."""
        self._send = send
        self._dropped = dropped
        self._monotonic = monotonic
        self._queues: dict[Peer, _Queue[Part]] = {}

    def add(self, peer: Peer, parts: Iterator[Part], replaces: str = "", size: int = 0) -> None:
        """Queue ``parts`` for ``peer``, ``size`` bytes; replaces an earlier transfer named ``replaces``."""
        queue = self._queues.get(peer)
        if queue is None:
            queue = self._queues[peer] = _Queue(self._monotonic())
        if replaces and replaces != SHORT:
            if queue.unsent_of is not None and queue.unsent_of.name == replaces:
                queue.unsent = None
            queue.transfers = [t for t in queue.transfers if t.name != replaces]
        held = sum(transfer.size for transfer in queue.transfers)
        if len(queue.transfers) < QUEUE_MAX and (not held or held + size <= QUEUE_BYTES):
            shorts = sum(transfer.name == SHORT for transfer in queue.transfers)
            place = shorts if replaces == SHORT else len(queue.transfers)
            queue.transfers.insert(place, _Transfer(parts, replaces, size))
        else:
            self._dropped(peer, 1)

    def add_next(self, peer: Peer, part: Part, size: int) -> None:
        """Queue a short answer that the client did not accept at once: after earlier ones, before the long answers."""
        self.add(peer, iter((part,)), SHORT, size)

    def send_some(self, budget_ms: int) -> bool:
        """Send parts to all clients in turn, for ``budget_ms`` at most.  Returns whether more can be sent now."""
        until = self._monotonic() + budget_ms
        ready = list(self._queues)
        while ready:
            for peer in list(ready):
                try:
                    goes_on = self._send_one(peer)
                except Exception:
                    self._queues.pop(peer, None)  # or it would fail again in every iteration
                    raise
                if not goes_on:
                    ready.remove(peer)
                if self._monotonic() >= until:
                    return bool(ready)
        return False

    def _send_one(self, peer: Peer) -> bool:
        """Send one part to a client; False when it accepts none now or has received all."""
        queue = self._queues[peer]
        now = self._monotonic()
        part = queue.unsent
        while part is None and queue.transfers:
            queue.unsent_of = queue.transfers[0]
            part = next(queue.unsent_of.parts, None)
            if part is None:
                del queue.transfers[0]
        if part is None:
            del self._queues[peer]
            return False
        if self._send(peer, part):
            queue.unsent, queue.sent_at = None, now
            return True
        queue.unsent = part
        if now - queue.sent_at > SEND_TIMEOUT_MS:
            del self._queues[peer]
            self._dropped(peer, len(queue.transfers))
        return False
