"""The time of a replay: the shown moment.  It moves only with the data, so that everything is judged as it was."""

from __future__ import annotations


class ReplayClock:
    """Implements :class:`county.clock.Clock`; set by the source of a replay."""

    def __init__(self, at_ms: int) -> None:
        self._at_ms = at_ms
        self.rate = 0.0
        """0 while it is paused."""

    def now_ms(self) -> int:
        return self._at_ms

    def jumped_ms(self) -> int:
        return 0

    def show(self, at_ms: int) -> None:
        """The moment that is shown from now on."""
        self._at_ms = at_ms
