"""A realm's clock that a test adjusts in one step, like that of a machine after a suspend or a clock change."""

from __future__ import annotations

from county.clock import ManualClock


class AdjustableClock(ManualClock):
    """A manual clock that reports each adjustment as a jump."""

    def __init__(self, now_ms: int) -> None:
        super().__init__(now_ms)
        self._jump_ms = 0

    def adjust(self, by_ms: int) -> None:
        """Set the clock forward, or back when negative."""
        self._now_ms += by_ms
        self._jump_ms += by_ms

    def jumped_ms(self) -> int:
        jump_ms, self._jump_ms = self._jump_ms, 0
        return jump_ms
