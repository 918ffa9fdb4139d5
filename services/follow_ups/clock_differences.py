"""Differences between clocks that the backend notices: of clients, of gateways by their readings, and jumps of its own.

They change nothing: order is by seq, and every time is judged by the realm's clock.  Each is logged when it begins and
when it is over; those that affect all screens are in the heartbeat.
"""

from __future__ import annotations

from collections.abc import Callable

from county.clock import SKEW_MS, hours_minutes_seconds, monotonic_ms
from county.store_faults import NONE, StoreFault
from services.log import RateLimitedLog

AHEAD_FOR_MS = 60_000
"""A gateway counts as ahead for so long after the last row that it dated ahead."""
REPORT_MS = 9_000
"""Reports of one client sooner after the previous one are ignored: a client could fill the log with them.  A desktop
sends them ten seconds apart."""
JUMPED_FOR_MS = 600_000
"""How long a jump of the backend's own clock is shown."""
LEFT_MS = 10_000
"""A client that greeted so long ago has left: it does so every second."""
UPDATE_MS = 1_000


class ClockDifferences:
    """Used by the backend's loop only."""

    def __init__(self, messages: RateLimitedLog, monotonic: Callable[[], int] = monotonic_ms) -> None:
        self._messages = messages
        self._monotonic = monotonic
        self._differing: dict[str, int] = {}
        """By principal whose clock differs by more than SKEW_MS: when it last greeted (monotonic)."""
        self._reported: dict[str, int] = {}
        """By principal: when its last report was considered (monotonic)."""
        self._ahead: dict[str, tuple[int, int]] = {}
        """By gateway: how far it is ahead, and when it last was (monotonic)."""
        self._jump: tuple[int, int] | None = None
        """Of the backend's own clock, and when (monotonic)."""
        self._updated = self._monotonic()

    def client(self, principal: str, skew_ms: int) -> None:
        """A client's clock minus this machine's, as measured by the client."""
        now = self._monotonic()
        if now - self._reported.get(principal, now - REPORT_MS) < REPORT_MS:
            return
        self._reported[principal] = now
        differs = abs(skew_ms) > SKEW_MS
        if differs:
            self._differing[principal] = now
            side = "ahead of" if skew_ms > 0 else "behind"
            by = hours_minutes_seconds(skew_ms)
            self._messages.warning(f"a client's clock is {side} the backend's", principal=principal, by=by)
        elif self._differing.pop(principal, None) is not None:
            self._messages.info("a client's clock agrees with the backend's again", principal=principal)

    def greeted(self, principal: str) -> None:
        """A client is still there."""
        if principal in self._differing:
            self._differing[principal] = self._monotonic()

    def rows(self, principal: str, ahead_ms: int) -> None:
        """The latest of some rows of a gateway is dated ``ahead_ms`` after their arrival; negative: before it."""
        if ahead_ms <= SKEW_MS:
            return
        if principal not in self._ahead:
            self._messages.warning(
                "a gateway's readings are dated ahead of the backend's clock",
                principal=principal, by=hours_minutes_seconds(ahead_ms),
            )  # fmt: skip
        self._ahead[principal] = ahead_ms, self._monotonic()

    def jumped(self, by_ms: int) -> None:
        """This machine's clock was set, or the machine slept."""
        by = hours_minutes_seconds(by_ms)
        self._messages.warning("the clock was set, or the machine slept", by=by, by_s=round(by_ms / 1000))
        self._jump = by_ms, self._monotonic()

    def update(self) -> None:
        """Forget what is over and clients that left; called before each heartbeat, acts once a second."""
        now = self._monotonic()
        if now - self._updated < UPDATE_MS:
            return
        self._updated = now
        for principal, at in list(self._differing.items()):
            if now - at > LEFT_MS:
                del self._differing[principal]
                self._messages.info("a client whose clock differs has left", principal=principal)
        for principal, (_, at) in list(self._ahead.items()):
            if now - at > AHEAD_FOR_MS:
                del self._ahead[principal]
                self._messages.info("a gateway's readings are not dated ahead any more", principal=principal)
        if self._jump is not None and now - self._jump[1] > JUMPED_FOR_MS:
            self._jump = None

    @property
    def fault(self) -> StoreFault:
        """The difference to show on every screen, as of the last :meth:`update`; NONE for none."""
        if self._ahead:
            principal, (ahead_ms, _) = max(self._ahead.items(), key=lambda item: item[1])
            return StoreFault("gateway_ahead", gateway=principal, by=hours_minutes_seconds(ahead_ms))
        return NONE if self._jump is None else StoreFault("clock_set", by=hours_minutes_seconds(self._jump[0]))
