"""The only place that reads time.  Every moment is UTC milliseconds since 1970 (``_ms``)."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Something that knows the present moment of one realm."""

    def now_ms(self) -> int:
        """UTC milliseconds since 1970."""
        ...


class SystemClock:
    """Wall time of this machine."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


class ManualClock:
    """A clock that only moves when it is told to: for tests and drills."""

    def __init__(self, now_ms: int = 0) -> None:
        self._now_ms = now_ms

    def now_ms(self) -> int:
        return self._now_ms

    def advance(self, by_ms: int) -> None:
        """Move forward by ``by_ms`` milliseconds; raises ValueError when negative."""
        if by_ms < 0:
            raise ValueError(f"a clock never runs backwards, got {by_ms} ms")
        self._now_ms += by_ms


def monotonic_ms() -> int:
    """Milliseconds of a clock that never jumps: for ages and timeouts, never for records."""
    return time.monotonic_ns() // 1_000_000
