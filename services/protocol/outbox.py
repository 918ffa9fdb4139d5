"""Requests on their way: each is sent again, under the same id, until it is answered or given up."""

from __future__ import annotations

from itertools import islice
from threading import Lock

from services.protocol import messages as m
from services.protocol.codec import frames, payload, topic
from services.protocol.limits import REQUEST_MAX

WINDOW = 256
"""Requests on their way at once; further ones wait their turn."""
RETRY_MS = 1_000


class Outbox:
    """One thread may put requests in while another one sends them."""

    def __init__(self, realm: str) -> None:
        self._topic = topic(realm, "control")
        self._lock = Lock()
        self._frames: dict[str, list[bytes]] = {}
        self._sent_at: dict[str, int] = {}
        self._since: dict[str, int] = {}
        """Since when a request is known to wait, for :meth:`expired`."""

    def __len__(self) -> int:
        return len(self._frames)

    def put(self, key: str, request: m.ToBackend) -> m.Rejected | None:
        """Send ``request`` until ``key`` is answered; returns a refusal when no backend would take so long a
        message."""
        if len(payload(request)) > REQUEST_MAX:
            return m.Rejected(command_id=key, code="message_too_long", params={"limit": str(REQUEST_MAX)})
        with self._lock:
            self._frames[key] = frames(self._topic, request)
        return None

    def due(self, now: int) -> list[bytes]:
        """Frames to send at ``now`` (monotonic, ms): not sent yet, or without an answer for a while."""
        with self._lock:
            window = list(islice(self._frames.items(), WINDOW))
        due: list[bytes] = []
        for key, parts in window:
            if now - self._sent_at.get(key, now - RETRY_MS) >= RETRY_MS:
                self._sent_at[key] = now
                due += parts
        return due

    def answered(self, key: str) -> bool:
        """Send it no more; False when it does not wait (any more)."""
        self._sent_at.pop(key, None)
        self._since.pop(key, None)
        with self._lock:
            return self._frames.pop(key, None) is not None

    def expired(self, now: int, after_ms: int) -> list[str]:
        """Keys of requests that wait for more than ``after_ms`` at ``now`` (monotonic, ms) and are sent no more."""
        with self._lock:
            keys = list(self._frames)
        old = [key for key in keys if now - self._since.setdefault(key, now) > after_ms]
        return [key for key in old if self.answered(key)]

    def again(self) -> None:
        """Whoever was to answer is gone: all are due at once."""
        self._sent_at.clear()
