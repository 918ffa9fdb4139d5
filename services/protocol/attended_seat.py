"""What a window tells the backend about its seat, and when it does so again."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from county.wall.status import TOLD_MS, WallStatus
from services.protocol import messages as m
from services.protocol.limits import ATTEND_MS

AGAIN_MS = 200
"""Least time between two messages, however fast the selection changes."""


class AttendedSeat:
    """:meth:`change` is called by the window, everything else by the network thread."""

    def __init__(self, monotonic: Callable[[], int]) -> None:
        self.id = uuid.uuid4().hex
        self._monotonic = monotonic
        self._now: m.Attend | None = None
        self._told: m.Attend | None = None
        self._told_at = 0

    def change(self, person: str, event_id: str, step: str, wall: WallStatus | None = None) -> bool:
        """What the window is about from now on; returns whether that is new."""
        now = m.Attend(seat=self.id, person=person, event_id=event_id, step=step, wall=wall)
        changed = now != self._now
        self._now = now
        return changed

    def tell(self, send: Callable[[m.ToBackend], bool]) -> None:
        """Send what is new, and what was told ATTEND_MS ago."""
        now, at = self._now, self._monotonic()
        again_ms = ATTEND_MS if now is None or now.wall is None else TOLD_MS
        wait_ms = again_ms if now == self._told else AGAIN_MS
        if now is not None and (self._told is None or at - self._told_at >= wait_ms) and send(now):
            self._told, self._told_at = now, at

    def leave(self, send: Callable[[m.ToBackend], bool]) -> None:
        """The window closes."""
        if self._told is not None:
            send(m.Attend(seat=self.id, leaves=True))
