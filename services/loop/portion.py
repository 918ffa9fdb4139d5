"""Adapts the amount of work per loop iteration to a time budget on any machine."""

from __future__ import annotations


class AdaptivePortion:
    """``size`` is the amount for the next iteration."""

    def __init__(self, budget_ms: int, *, least: int, most: int) -> None:
        """Starts with ``least``, which is processed however long it takes."""
        self._budget_ms = budget_ms
        self._least, self._most = least, most
        self.size = least

    def took(self, ms: int) -> None:
        """An iteration with ``size`` took ``ms``.

        Part of that does not grow with the size (waiting for the disk), so growth is underestimated and approaches the
        budget over several iterations.
        """
        fitting = self.size * self._budget_ms // max(1, ms)
        self.size = max(self._least, min(self._most, fitting))
