"""Base class of the painters of batches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from PySide6.QtGui import QPainter

from drawing.viewport import Viewport
from layers.batches import Batch
from layers.style import Style


class BatchPainter(ABC):
    """Draws one batch.  Replaced when the layer provides a batch that :meth:`accept` rejects."""

    waiting = False
    """Whether part of it cannot be drawn yet; completion is signalled."""
    version = 0
    """Changes when it would draw something else although its batch is the same."""

    def accept(self, batch: Batch) -> bool:
        """Switch to ``batch``, reusing everything that does not depend on it; False: a new painter is needed."""
        return False

    @abstractmethod
    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        """Draw, yielding between pieces of a few milliseconds; the painter's origin is the view's upper left.

        The caller may stop at any yield: restore the painter's state before each.
        """

    @abstractmethod
    def mark(self, painter: QPainter, view: Viewport, item_id: str, style: Style) -> None:
        """Draw one thing highlighted, if the batch holds it; also while its scale hides it."""

    def close(self) -> None:  # noqa: B027 - most painters own nothing to release
        """Release what would outlive the painter."""
