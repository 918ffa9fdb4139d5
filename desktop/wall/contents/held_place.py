"""Whose surroundings a costly picture shows: those of what leads, each place for a least time."""

from __future__ import annotations

from collections.abc import Callable

from county.clock import monotonic_ms
from desktop.wall.contents.places import LeadingPlace, leading_place, needs_people
from desktop.wall.contents.provider import ContentProvider

STAY_MS = 20_000
"""A picture costs a processor some seconds, and whoever looks at it needs some to find the place."""


class HeldPlace:
    """The place of the emergency that leads; another one follows at once only where the first is over, or where an
    event is pointed at."""

    def __init__(self, provider: ContentProvider, monotonic: Callable[[], int] = monotonic_ms) -> None:
        self._provider, self._monotonic = provider, monotonic
        self._held: LeadingPlace | None = None
        self._since_ms = 0

    def xy_m(self, now_ms: int) -> tuple[float, float] | None:
        """Where it is; None: nothing leads."""
        leading, held = leading_place(self._provider, now_ms), self._held
        is_pointed = leading is not None and leading.is_pointed
        is_new = held is not None and self._monotonic() - self._since_ms < STAY_MS
        if held is not None and is_new and not is_pointed and needs_people(self._provider, held):
            return held.xy_m
        if leading is None or held is None or leading.xy_m != held.xy_m:
            self._since_ms = self._monotonic()
        self._held = leading
        return None if leading is None else leading.xy_m
