"""What every painter of a batch is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from PySide6.QtGui import QPainter

from drawing.viewport import Viewport
from layers.batches import Batch
from layers.style import Style


class BatchPainter(ABC):
    """Draws one batch.  Made anew when the layer hands out another batch that it does not take."""

    waiting = False
    """Whether it cannot draw all of it yet, and will say so when it can."""
    version = 0
    """Another number than before: it would draw something else, though its batch is the same."""

    def takes(self, batch: Batch) -> bool:
        """Draw ``batch`` from now on and keep what does not depend on it; False: a new painter has to be made."""
        return False

    @abstractmethod
    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        """Draw, yielding between pieces of a few milliseconds; the painter's origin is the view's upper left.

        The work may be broken off at any yield, so no saved state is left open there.
        """

    @abstractmethod
    def mark(self, painter: QPainter, view: Viewport, item_id: str, style: Style) -> None:
        """Draw one thing highlighted, if the batch holds it; also while its scale hides it."""

    def close(self) -> None:  # noqa: B027 - most painters hold nothing that outlives them
        """Let go of what outlives the painter."""
