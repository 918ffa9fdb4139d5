"""The only place that reads time.  Every moment is UTC milliseconds since 1970 (``_ms``)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

RATE_MAX = 60.0
"""Realm seconds a real second at most."""
JUMP_MS = 2_000
"""By how much the machine's clock must go wrong between two looks to count as set."""


def monotonic_ms() -> int:
    """Milliseconds of a clock that never jumps: for ages and timeouts, never for records."""
    return time.monotonic_ns() // 1_000_000


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


class Clock(Protocol):
    """Something that knows the present moment of one realm."""

    def now_ms(self) -> int:
        """UTC milliseconds since 1970."""
        ...

    @property
    def rate(self) -> float:
        """How many of its seconds pass in a real one."""
        ...

    def jumped_ms(self) -> int:
        """By how much it was set since the last call, forward or back; 0 for a clock that nobody sets."""
        ...


class SystemClock:
    """Wall time of this machine: the only clock that can jump without an order, when it is set or the machine slept."""

    rate = 1.0

    def __init__(self, *, wall: Callable[[], int] = _wall_ms, monotonic: Callable[[], int] = monotonic_ms) -> None:
        """``wall`` and ``monotonic``: the machine's two clocks, ms."""
        self._wall = wall
        self._monotonic = monotonic
        self._ahead_ms = self._wall() - self._monotonic()

    def now_ms(self) -> int:
        return self._wall()

    def jumped_ms(self) -> int:
        ahead_ms = self._wall() - self._monotonic()
        jump_ms, self._ahead_ms = ahead_ms - self._ahead_ms, ahead_ms
        return 0 if abs(jump_ms) < JUMP_MS else jump_ms  # less is a drift, or NTP that slews the clock


class ManualClock:
    """A clock that only moves when it is told to: for tests."""

    def __init__(self, now_ms: int = 0, rate: float = 1.0) -> None:
        self._now_ms = now_ms
        self.rate = rate

    def now_ms(self) -> int:
        return self._now_ms

    def jumped_ms(self) -> int:
        return 0

    def advance(self, by_ms: int) -> None:
        """Move forward by ``by_ms`` milliseconds; raises ValueError when negative."""
        if by_ms < 0:
            raise ValueError(f"a clock never runs backwards, got {by_ms} ms")
        self._now_ms += by_ms


class Pace(Struct, frozen=True):
    """How a realm's time runs: it was ``anchor_ms`` at some real moment, and since then runs ``rate`` times as fast."""

    anchor_ms: int
    rate: float = 1.0


class PacedClock:
    """A realm's own time: runs at 0 to 60 times real time, jumps forward by order, never backward.

    It follows a monotonic clock, so setting the machine's clock does not move it.
    """

    def __init__(self, at_ms: int, *, rate: float = 1.0, monotonic: Callable[[], int] = monotonic_ms) -> None:
        """Begin at ``at_ms``.  Raises ValueError for a rate outside 0…60."""
        self._monotonic = monotonic
        self._pace = Pace(at_ms, _checked(rate))
        self._anchored_at = monotonic()

    @property
    def pace(self) -> Pace:
        """How it runs since it was last changed."""
        return self._pace

    @property
    def rate(self) -> float:
        return self._pace.rate

    def jumped_ms(self) -> int:
        return 0

    def now_ms(self) -> int:
        return self._pace.anchor_ms + int((self._monotonic() - self._anchored_at) * self._pace.rate)

    def set_rate(self, rate: float) -> None:
        """Run at ``rate`` from now on; 0 pauses.  Raises ValueError outside 0…60."""
        rate = _checked(rate)
        self._anchor(self.now_ms(), rate)

    def jump(self, to_ms: int) -> None:
        """Go on from a later moment.  Raises ValueError for an earlier one."""
        if to_ms < (now_ms := self.now_ms()):
            raise ValueError(f"realm time never runs backwards: {to_ms} lies {now_ms - to_ms} ms back")
        self._anchor(to_ms, self._pace.rate)

    def _anchor(self, at_ms: int, rate: float) -> None:
        self._pace, self._anchored_at = Pace(at_ms, rate), self._monotonic()


def _checked(rate: float) -> float:
    if not 0 <= rate <= RATE_MAX:
        raise ValueError(f"rate {rate} is not between 0 and {RATE_MAX:g}")
    return float(rate)
