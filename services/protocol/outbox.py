"""Pending requests: each is sent again under the same id until it is answered or expires."""

from __future__ import annotations

from itertools import islice
from threading import Lock

from services.protocol import messages as m
from services.protocol.analysis_messages import ToAnalysis
from services.protocol.codec import frames, payload, topic
from services.protocol.limits import REQUEST_MAX

WINDOW = 256
"""Maximum number of unanswered requests in transit; further ones wait."""
RETRY_MS = 1_000


class Outbox:
    """One thread may put requests while another one sends them."""

    def __init__(self, realm: str) -> None:
        self._topic = topic(realm, "control")
        self._lock = Lock()
        self._frames: dict[str, list[bytes]] = {}
        self._sent_at: dict[str, int] = {}
        self._since: dict[str, int] = {}
        """Time from which :meth:`expired` counts a request's age."""

    def __len__(self) -> int:
        return len(self._frames)

    def put(self, key: str, request: m.ToBackend | ToAnalysis) -> m.Rejected | None:
        """Send ``request`` until ``key`` is answered; returns a refusal when the message is longer than backends
        accept."""
        if len(payload(request)) > REQUEST_MAX:
            return m.Rejected(command_id=key, code="message_too_long", params={"limit": str(REQUEST_MAX)})
        with self._lock:
            self._frames[key] = frames(self._topic, request)
        return None

    def contains(self, key: str) -> bool:
        """Whether ``key`` is not answered yet."""
        return key in self._frames

    def due(self, now: int) -> list[bytes]:
        """Frames to send at ``now`` (monotonic, ms): not sent yet, or unanswered for RETRY_MS."""
        with self._lock:
            window = list(islice(self._frames.items(), WINDOW))
        due: list[bytes] = []
        for key, parts in window:
            if now - self._sent_at.get(key, now - RETRY_MS) >= RETRY_MS:
                self._sent_at[key] = now
                due += parts
        return due

    def answered(self, key: str) -> bool:
        """Stop sending ``key``; returns False when it is not pending (any more)."""
        self._sent_at.pop(key, None)
        self._since.pop(key, None)
        with self._lock:
            return self._frames.pop(key, None) is not None

    def drain(self) -> list[str]:
        """Remove all requests; returns their keys."""
        with self._lock:
            keys = list(self._frames)
        return [key for key in keys if self.answered(key)]

    def expired(self, now: int, after_ms: int) -> list[str]:
        """Remove requests older than ``after_ms`` at ``now`` (monotonic, ms); returns their keys."""
        with self._lock:
            keys = list(self._frames)
        old = [key for key in keys if now - self._since.setdefault(key, now) > after_ms]
        return [key for key in old if self.answered(key)]

    def resend_all(self) -> None:
        """Make all requests due immediately, because the receiver was replaced."""
        self._sent_at.clear()
