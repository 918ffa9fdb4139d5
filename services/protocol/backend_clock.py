"""The realm's time as its backend tells it: every screen judges by it, whatever the machine's own clock says."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from county.clock import SystemClock, monotonic_ms
from services.protocol.messages import Heartbeat

WINDOW_MS = 5_000
"""The least delayed heartbeat of so long sets the clock: older ones no longer count, clocks drift and routes change."""
SET_BACK_MS = 2_000
"""A heartbeat so far behind was not delayed: the backend's clock was set back."""


class _HeartbeatSample(NamedTuple):
    """A heartbeat: when it arrived (monotonic), what realm time it said, and how far this machine's clock was ahead."""

    arrived: int
    at_ms: int
    skew_ms: int


class BackendClock:
    """Goes on between heartbeats at the realm's rate; the least delayed heartbeat of the last seconds sets it.

    Before the first one it is what the Welcome said, or else the machine's own.  Used by two threads: one tells, all
    read.
    """

    def __init__(
        self,
        monotonic: Callable[[], int] = monotonic_ms,
        wall_ms: Callable[[], int] | None = None,
    ) -> None:
        self._monotonic = monotonic
        self._wall_ms = wall_ms or SystemClock().now_ms
        self._set: tuple[int, int, float] | None = None
        """Realm time, the monotonic time it was at, and the rate since."""
        self._heard: deque[_HeartbeatSample] = deque()
        """Heartbeats of the last WINDOW_MS at the present rate."""
        self.skew_ms: float | None = None
        """How far this machine's clock is ahead of the backend machine's; None before the first heartbeat."""

    @property
    def rate(self) -> float:
        return 1.0 if self._set is None else self._set[2]

    def jumped_ms(self) -> int:
        return 0

    def now_ms(self) -> int:
        if self._set is None:
            return self._wall_ms()
        at_ms, monotonic, rate = self._set
        return at_ms + int((self._monotonic() - monotonic) * rate)

    def begin(self, at_ms: int, rate: float) -> None:
        """It is ``at_ms`` now, as a Welcome says that has just arrived."""
        self._set = at_ms, self._monotonic(), rate

    def hear(self, beat: Heartbeat) -> None:
        """Follow a heartbeat that has just arrived."""
        now, rate = self._monotonic(), beat.rate
        if self.rate != rate or self.now_ms() - beat.at_ms > SET_BACK_MS * max(1.0, rate):
            self._heard.clear()
        self._heard.append(_HeartbeatSample(now, beat.at_ms, self._wall_ms() - beat.wall_ms))
        while now - self._heard[0].arrived > WINDOW_MS:
            self._heard.popleft()
        least = max(self._heard, key=lambda heard: heard.at_ms - heard.arrived * rate)
        self._set = least.at_ms, least.arrived, rate
        self.skew_ms = float(min(heard.skew_ms for heard in self._heard))
