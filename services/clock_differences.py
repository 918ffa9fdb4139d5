"""Differences between clocks that the backend notices: of clients, of gateways by their readings, and jumps of its own.

They change nothing: order is by seq, and every time is judged by the realm's clock.  Each is logged when it begins and
when it is over; those that affect all screens are in the heartbeat.
"""

from __future__ import annotations

from collections.abc import Callable

from county.clock import SKEW_MS, hours, monotonic_ms
from county.store_faults import NONE, StoreFault
from services.log import RateLimitedLog

AHEAD_FOR_MS = 60_000
"""A gateway counts as ahead for so long after the last row that it dated ahead."""
HEARD_MS = 9_000
"""Reports of one client sooner after the previous one are ignored: a client could fill the log with them.  A desktop
sends them ten seconds apart."""
JUMPED_FOR_MS = 600_000
"""How long a jump of the backend's own clock is shown."""


class ClockDifferences:
    """Used by the backend's loop only."""

    def __init__(self, messages: RateLimitedLog, monotonic: Callable[[], int] = monotonic_ms) -> None:
        self._messages = messages
        self._monotonic = monotonic
        self._skew_ms: dict[str, int] = {}
        """By principal, as last reported; only while above SKEW_MS."""
        self._heard: dict[str, int] = {}
        """By principal: when its last report was considered (monotonic)."""
        self._ahead: dict[str, tuple[int, int]] = {}
        """By gateway: how far it is ahead, and when it last was (monotonic)."""
        self._jump: tuple[int, int] | None = None
        """Of the backend's own clock, and when (monotonic)."""

    def client(self, principal: str, skew_ms: int) -> None:
        """A client's clock minus this machine's, as measured by the client."""
        now = self._monotonic()
        if now - self._heard.get(principal, now - HEARD_MS) < HEARD_MS:
            return
        self._heard[principal] = now
        differs = abs(skew_ms) > SKEW_MS
        if differs:
            self._skew_ms[principal] = skew_ms
            side = "ahead of" if skew_ms > 0 else "behind"
            self._messages.warning(f"a client's clock is {side} the backend's", principal=principal, by=hours(skew_ms))
        elif self._skew_ms.pop(principal, None) is not None:
            self._messages.info("a client's clock agrees with the backend's again", principal=principal)

    def rows(self, principal: str, ahead_ms: int) -> None:
        """The latest of some rows of a gateway is dated ``ahead_ms`` after their arrival; negative: before it."""
        if ahead_ms <= SKEW_MS:
            return
        if principal not in self._ahead:
            self._messages.warning(
                "a gateway's readings are dated ahead of the backend's clock", principal=principal, by=hours(ahead_ms)
            )
        self._ahead[principal] = ahead_ms, self._monotonic()

    def jumped(self, by_ms: int) -> None:
        """This machine's clock was set, or the machine slept."""
        self._messages.warning("the clock was set, or the machine slept", by=hours(by_ms), by_s=round(by_ms / 1000))
        self._jump = by_ms, self._monotonic()

    @property
    def fault(self) -> StoreFault:
        """The difference to show on every screen; NONE once it is over."""
        now = self._monotonic()
        for principal, (_, at) in list(self._ahead.items()):
            if now - at > AHEAD_FOR_MS:
                del self._ahead[principal]
                self._messages.info("a gateway's readings are not dated ahead any more", principal=principal)
        if self._jump is not None and now - self._jump[1] > JUMPED_FOR_MS:
            self._jump = None
        if self._ahead:
            principal, (ahead_ms, _) = max(self._ahead.items(), key=lambda item: item[1])
            return StoreFault("gateway_ahead", gateway=principal, by=hours(ahead_ms))
        return NONE if self._jump is None else StoreFault("clock_set", by=hours(self._jump[0]))
