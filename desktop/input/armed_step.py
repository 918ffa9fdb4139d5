"""Whether Enter may act: not while it is held or pressed again and again, and not on a step that has just appeared."""

from __future__ import annotations

from collections.abc import Callable

from county.clock import monotonic_ms

ARMED_AFTER_MS = 750
"""An operator needs 300 to 500 ms to see that another step is offered; a held key repeats after 250 to 660 ms and then
every 30 to 50 ms, and not every window system says that it repeats."""


class ArmedStep:
    """The step that Enter gives; it acts once it has been shown for ARMED_AFTER_MS without an Enter."""

    def __init__(self, monotonic: Callable[[], int] = monotonic_ms) -> None:
        self._monotonic = monotonic
        self._shown: tuple[str, object] = ("", None)
        self._since_ms: int | None = None
        """Of the last Enter, or of the change of the step; None: armed."""

    def show(self, subject: str, step: object) -> None:
        """``step`` of ``subject`` is offered.  Another subject was chosen by the person: it is armed at once."""
        if self._shown == (subject, step):
            return
        self._since_ms = self._monotonic() if self._shown[0] == subject else None
        self._shown = subject, step

    def hold(self) -> None:
        """Enter is still held: the time begins again."""
        self._since_ms = self._monotonic()

    def arm(self) -> None:
        """Another key was pressed, or a button clicked: the next Enter is meant."""
        self._since_ms = None

    def take(self) -> bool:
        """Enter was pressed: whether it acts.  In either case the time begins again."""
        now_ms, since_ms = self._monotonic(), self._since_ms
        self._since_ms = now_ms
        return since_ms is None or now_ms - since_ms >= ARMED_AFTER_MS
