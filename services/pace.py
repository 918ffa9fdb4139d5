"""Runs the clock of a drill as its records order it, so that no restart sets its time back.

The clock runs only as far as its time is reserved on disk (:mod:`services.store.reserved_time`), some real seconds
ahead: after a crash the drill continues at the end of the reserved time, later than any time sent to a client.  A
paused clock and one that was stopped have nothing reserved ahead and continue at their last time.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from math import ceil

from county.clock import PacedClock, SystemClock, monotonic_ms
from county.realm_clock import RealmClock
from county.store_faults import NONE, StoreFault
from services.log import RateLimitedLog
from services.store.reserved_time import TimeReservation

AHEAD_MS = 5_000
"""Real time for which time is reserved: what a drill skips after a crash at most, except during a jump."""
RENEWED_AT = 0.4
"""Share of it that is left when more is reserved: one write in three seconds, at every rate."""
JUMP_AHEAD_MS = 900_000
"""Realm time reserved in addition during a jump; after a crash the jump continues at its end."""
RETRY_MS = 1_000


class PaceControl:
    """The clock of a drill and its reserved time."""

    def __init__(
        self,
        reservation: TimeReservation,
        *,
        recorded_ms: int,
        messages: RateLimitedLog,
        wall: SystemClock | None = None,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``recorded_ms``: time of the journal's last record, 0 for a new drill: it starts at the time of this
        machine."""
        self._reservation = reservation
        self._messages = messages
        self._monotonic = monotonic
        at_ms = max(recorded_ms, reservation.stored_ms) or (wall or SystemClock()).now_ms()
        self.clock = PacedClock(at_ms, rate=0, limit_ms=at_ms, monotonic=monotonic)
        self._to_ms = 0
        """Until when the clock jumps."""
        self._storing: tuple[int, Future[None]] | None = None
        """The limit that is being stored."""
        self._retry_at = 0
        self.fault = NONE

    def follow(self, ordered: RealmClock | None) -> None:
        """Run by these orders from now on; their records are durable.  None: no order was ever given."""
        rate, self._to_ms = (1.0, 0) if ordered is None else (ordered.rate, ordered.to_ms)
        if rate != self.clock.rate:
            self.clock.set_rate(rate)

    @property
    def can_jump(self) -> bool:
        """Whether the clock can be moved towards the end of a jump."""
        now_ms = self.clock.now_ms()
        return now_ms < self._to_ms and now_ms < self.clock.limit_ms

    def jump_by(self, most_ms: int) -> None:
        """Move the clock towards the end of a jump."""
        if self.can_jump:
            self.clock.jump(min(self._to_ms, self.clock.now_ms() + most_ms, self.clock.limit_ms))

    def reserve(self) -> None:
        """Keep the time reserved as far ahead as the clock needs it; never waits for the disk."""
        self._take_stored()
        now_ms = self.clock.now_ms()
        jump_ms = min(JUMP_AHEAD_MS, max(0, self._to_ms - now_ms))
        ahead_ms = ceil(self.clock.rate * AHEAD_MS) + jump_ms
        enough = RENEWED_AT * ahead_ms <= self.clock.limit_ms - now_ms <= ahead_ms
        if enough or self._storing is not None or self._monotonic() < self._retry_at:
            return
        limit_ms = now_ms + ahead_ms
        if limit_ms < self.clock.limit_ms:  # from now on: it may be durable at any moment
            self.clock.run_until(limit_ms)
        self._storing = limit_ms, self._reservation.store(limit_ms)

    def close(self) -> None:
        """Store the time at which the clock stops, and wait for that."""
        self.clock.set_rate(0)
        self._reservation.store(self.clock.now_ms())
        self._reservation.close()

    def _take_stored(self) -> None:
        """Run the clock as far as was stored in the meantime."""
        if self._storing is None or not self._storing[1].done():
            return
        (limit_ms, stored), self._storing = self._storing, None
        try:
            stored.result()
        except OSError as error:
            self._retry_at = self._monotonic() + RETRY_MS
            self.fault = StoreFault("time_not_reserved", reason=error.strerror or error)
            self._messages.warning(self.fault)
            return
        self.fault = NONE
        self.clock.run_until(limit_ms)
