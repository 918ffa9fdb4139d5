"""The realm's time as sent by the backend.  All screens use it instead of the machine's own clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from county.clock import SystemClock, monotonic_ms
from services.protocol.messages import Heartbeat

WINDOW_MS = 5_000
"""The least delayed heartbeat of this period sets the clock; older ones are dropped: clocks drift, routes change."""
SET_BACK_MS = 2_000
"""A heartbeat that lags by more than this was not delayed: the backend's clock was set back."""


class _HeartbeatSample(NamedTuple):
    """A heartbeat: arrival time (monotonic), its realm time, and this machine's clock minus the backend machine's."""

    arrived: int
    at_ms: int
    skew_ms: int


class BackendClock:
    """Advances between heartbeats at the realm's rate; the least delayed heartbeat of the last seconds sets it.

    Before the first heartbeat: the time from the Welcome, or this machine's clock if there is none.  Used by two
    threads: one updates, both read.
    """

    def __init__(
        self,
        monotonic: Callable[[], int] = monotonic_ms,
        wall_ms: Callable[[], int] | None = None,
        *,
        stops_after_ms: int | None = None,
    ) -> None:
        """``stops_after_ms``: without a heartbeat for so long the time stops; None: never.  A drill whose backend ended
        continues at a time that its clients have hardly passed, however long that takes."""
        self._monotonic = monotonic
        self._stops_after_ms = stops_after_ms
        self._received_at = 0
        """Of the last Welcome or heartbeat, monotonic."""
        self._wall_ms = wall_ms or SystemClock().now_ms
        self._set: tuple[int, int, float] | None = None
        """Realm time, the monotonic time at which it was set, and the rate since then."""
        self._samples: deque[_HeartbeatSample] = deque()
        """Heartbeats of the last WINDOW_MS at the current rate."""
        self.skew_ms: float | None = None
        """This machine's clock minus the backend machine's clock; None before the first heartbeat."""

    @property
    def rate(self) -> float:
        return 1.0 if self._set is None else self._set[2]

    def jumped_ms(self) -> int:
        return 0

    def now_ms(self) -> int:
        if self._set is None:
            return self._wall_ms()
        at_ms, monotonic, rate = self._set
        now = self._monotonic()
        if self._stops_after_ms is not None:
            now = min(now, self._received_at + self._stops_after_ms)
        return at_ms + int((now - monotonic) * rate)

    def begin(self, at_ms: int, rate: float) -> None:
        """Set the time from a Welcome that has just arrived."""
        self._received_at = self._monotonic()
        self._set = at_ms, self._received_at, rate

    def synchronize(self, beat: Heartbeat) -> None:
        """Set the time from a heartbeat that has just arrived."""
        now, rate = self._monotonic(), beat.rate
        self._received_at = now
        if self.rate != rate or self.now_ms() - beat.at_ms > SET_BACK_MS * max(1.0, rate):
            self._samples.clear()
        self._samples.append(_HeartbeatSample(now, beat.at_ms, self._wall_ms() - beat.wall_ms))
        while now - self._samples[0].arrived > WINDOW_MS:
            self._samples.popleft()
        least = max(self._samples, key=lambda sample: sample.at_ms - sample.arrived * rate)
        self._set = least.at_ms, least.arrived, rate
        self.skew_ms = float(min(sample.skew_ms for sample in self._samples))
