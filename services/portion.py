"""How much of a work one turn of the loop takes, so that the turn stays within its budget on any machine."""

from __future__ import annotations


class AdaptivePortion:
    """``size`` is what the next turn should take."""

    def __init__(self, budget_ms: int, *, least: int, most: int) -> None:
        """It begins with ``least``, which a turn takes however long that lasts."""
        self._budget_ms = budget_ms
        self._least, self._most = least, most
        self.size = least

    def took(self, ms: int) -> None:
        """A turn with ``size`` has lasted ``ms``.

        Part of that does not grow with the size (waiting for the disk), so the next size errs on the small side when it
        grows, and comes closer with every turn.
        """
        fitting = self.size * self._budget_ms // max(1, ms)
        self.size = max(self._least, min(self._most, fitting))
