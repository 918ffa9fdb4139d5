"""How much of the window's thread the painting of a still picture gets, between everything else that it does."""

from __future__ import annotations

from collections.abc import Callable

from county.clock import monotonic_ms

SLICE_MS = 2
"""Of painting between two events: a frame that is due waits no longer."""
FRAME_MS = 16
"""Between two frames of a screen: where everything else takes no longer, slices are not noticed."""
OTHERS_PER_SLICE = 4
LONGEST_MS = 12
"""Of a slice, however slow everything else is: with its last step it is not noticed."""


class PaintShare:
    """Slices of a fixed length, or of a share of the thread while the picture is wanted urgently and frames are slow
    anyway: with slices of 2 ms between frames of 60 ms a large picture would take a minute."""

    def __init__(self, now_ms: Callable[[], int] = monotonic_ms) -> None:
        self._now_ms = now_ms
        self._ended_ms: int | None = None
        """When the last slice ended; None before the first one of a picture."""

    def begin(self, *, urgent: bool) -> int:
        """A slice begins; until when it may paint."""
        now_ms = self._now_ms()
        others_ms = 0 if self._ended_ms is None else now_ms - self._ended_ms
        share_ms = (others_ms - FRAME_MS) // OTHERS_PER_SLICE if urgent else 0
        return now_ms + min(max(SLICE_MS, share_ms), LONGEST_MS)

    def end(self) -> None:
        """The slice ended; another one follows."""
        self._ended_ms = self._now_ms()

    def rest(self) -> None:
        """Nothing is to be painted any more."""
        self._ended_ms = None
