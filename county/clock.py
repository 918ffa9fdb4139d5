"""Clocks; the only module that reads the time.  All times are UTC milliseconds since 1970 (``_ms``)."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from functools import cache
from typing import Protocol

from msgspec import Struct

RATE_MAX = 60.0
"""Maximum of realm seconds per real second."""
UNLIMITED_MS = 2**63 - 1
"""Later than any time of a clock."""
SKEW_MS = 2_000
"""Difference of two machines' clocks above which it is reported, and a row is dated by a wrong clock."""
JUMP_MS = 2_000
"""Smallest change of the machine's clock against the monotonic clock, between two calls, that counts as a jump."""


_TIMEX_BYTES, _TIME_ERROR = 512, 5
"""Room for the ``struct timex`` of adjtimex(2), which only asks while all of it is 0; its answer without a time
server."""


def monotonic_ms() -> int:
    """Milliseconds of a monotonic clock: for ages and timeouts, never for records."""
    return time.monotonic_ns() // 1_000_000


def thread_busy_ms() -> float:
    """Milliseconds of processor time that the calling thread has used."""
    return time.thread_time_ns() / 1e6


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


def hours_minutes_seconds(ms: int) -> str:
    """A difference of clocks as ``[-]hours:minutes:seconds``, the same in every language."""
    seconds = abs(ms) // 1_000
    return f"{'-' if ms < 0 else ''}{seconds // 3_600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def synchronized() -> bool | None:
    """Whether the kernel says that a time server disciplines this machine's clock; None where it cannot be asked."""
    ask = _adjtimex()
    state = -1 if ask is None else ask(ctypes.create_string_buffer(_TIMEX_BYTES))
    return None if state < 0 else state != _TIME_ERROR


@cache
def _adjtimex() -> Callable[[ctypes.Array[ctypes.c_char]], int] | None:
    """The system call; None on other systems than Linux."""
    try:
        found: Callable[[ctypes.Array[ctypes.c_char]], int] = ctypes.CDLL(None).adjtimex
    except (OSError, AttributeError, TypeError):
        return None
    return found


class Clock(Protocol):
    """The current time of one realm."""

    def now_ms(self) -> int:
        """UTC milliseconds since 1970."""
        ...

    @property
    def rate(self) -> float:
        """Its seconds per real second."""
        ...

    def jumped_ms(self) -> int:
        """By how much it was set since the last call, forward or back; 0 for a clock that cannot be set."""
        ...


class SystemClock:
    """Wall time of this machine: the only clock that can jump unordered, when it is set or after the machine slept."""

    rate = 1.0

    def __init__(self, *, wall: Callable[[], int] = _wall_ms, monotonic: Callable[[], int] = monotonic_ms) -> None:
        """``wall`` and ``monotonic``: the machine's two clocks, ms."""
        self._wall = wall
        self._monotonic = monotonic
        self._offset_ms = self._wall() - self._monotonic()

    def now_ms(self) -> int:
        return self._wall()

    def jumped_ms(self) -> int:
        offset_ms = self._wall() - self._monotonic()
        jump_ms, self._offset_ms = offset_ms - self._offset_ms, offset_ms
        return 0 if abs(jump_ms) < JUMP_MS else jump_ms  # less is drift, or NTP slewing the clock


class ManualClock:
    """A clock that only :meth:`advance` moves: for tests."""

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
            raise ValueError(f"a clock must not run backwards, got {by_ms} ms")
        self._now_ms += by_ms


class Pace(Struct, frozen=True):
    """How a realm's time runs: ``anchor_ms`` at some real time, since then at ``rate`` times real time."""

    anchor_ms: int
    rate: float = 1.0


class PacedClock:
    """A realm's own time: runs at 0 to 60 times real time, jumps forward on request, never backward.

    It follows a monotonic clock, so setting the machine's clock does not move it.
    """

    def __init__(
        self,
        at_ms: int,
        *,
        rate: float = 1.0,
        limit_ms: int = UNLIMITED_MS,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """Start at ``at_ms``.  ``limit_ms``: see :meth:`run_until`.  Raises ValueError for a rate outside 0…60."""
        self._monotonic = monotonic
        self._limit_ms = limit_ms
        self._pace = Pace(at_ms, _checked(rate))
        self._anchored_at = monotonic()

    @property
    def pace(self) -> Pace:
        """The current pace, anchored at its last change."""
        return self._pace

    @property
    def rate(self) -> float:
        return self._pace.rate

    def jumped_ms(self) -> int:
        return 0

    @property
    def limit_ms(self) -> int:
        """The time at which it stops."""
        return self._limit_ms

    def now_ms(self) -> int:
        elapsed_ms = int((self._monotonic() - self._anchored_at) * self._pace.rate)
        return min(self._pace.anchor_ms + elapsed_ms, self._limit_ms)

    def run_until(self, limit_ms: int) -> None:
        """Stop at ``limit_ms``; a clock that was stopped at its limit continues from there.  Raises ValueError for a
        limit in the past."""
        if limit_ms < (now_ms := self.now_ms()):
            raise ValueError(f"realm time must not run backwards: the limit {limit_ms} is {now_ms - limit_ms} ms ago")
        if now_ms == self._limit_ms:
            self._anchor(now_ms, self._pace.rate)
        self._limit_ms = limit_ms

    def set_rate(self, rate: float) -> None:
        """Run at ``rate`` from now on; 0 pauses.  Raises ValueError outside 0…60."""
        rate = _checked(rate)
        self._anchor(self.now_ms(), rate)

    def jump(self, to_ms: int) -> None:
        """Continue from ``to_ms``; no effect on a clock that has passed it, as a running one may meanwhile.  Raises
        ValueError for a time beyond the limit."""
        if to_ms > self._limit_ms:
            raise ValueError(f"the clock runs until {self._limit_ms} only, not to {to_ms}")
        self._anchor(max(to_ms, self.now_ms()), self._pace.rate)

    def _anchor(self, at_ms: int, rate: float) -> None:
        self._pace, self._anchored_at = Pace(at_ms, rate), self._monotonic()


def _checked(rate: float) -> float:
    if not 0 <= rate <= RATE_MAX:
        raise ValueError(f"rate {rate} is not between 0 and {RATE_MAX:g}")
    return float(rate)
