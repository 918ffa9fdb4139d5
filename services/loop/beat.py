"""The heartbeat of the backend's loop, sent between and within its stages, whichever runs when it is due."""

from __future__ import annotations

from collections.abc import Callable

from services.loop.failures import LoopFailures

HEARTBEAT_MS = 100


class Beat:
    """Sends a heartbeat every HEARTBEAT_MS, if it is asked often enough."""

    def __init__(self, send: Callable[[], None], failures: LoopFailures, monotonic: Callable[[], int]) -> None:
        self._send = send
        self._failures = failures
        self._monotonic = monotonic
        self._due_at = 0

    @property
    def due(self) -> bool:
        return self._monotonic() >= self._due_at

    def before(self, budget_ms: int) -> int:
        """``budget_ms``, or the time until the next heartbeat if that is shorter; 0 when it is due."""
        return max(0, min(budget_ms, self._due_at - self._monotonic()))

    def send_when_due(self) -> None:
        now = self._monotonic()
        if now >= self._due_at:
            self._due_at = now + HEARTBEAT_MS
            self._failures.contain(self._send)
