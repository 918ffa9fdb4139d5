"""Which parts of the screen are taken: glyphs, names and badges share it instead of lying on each other."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QRectF

from layers.batches import F64

CELL_PX = 4
GLYPH, TEXT = 1, 1 << 24
"""Values of cells: those of a box that covers text add up to more than those of a whole screen of glyphs."""


class OccupancyGrid:
    """A screen of ``width_px`` by ``height_px`` as a grid of small cells; ``controls`` are the boxes of what lies over
    the picture, such as buttons."""

    def __init__(self, width_px: float, height_px: float, controls: Iterable[QRectF] = ()) -> None:
        self._width_px, self._height_px = width_px, height_px
        rows, cols = int(height_px) // CELL_PX + 1, int(width_px) // CELL_PX + 1
        self._taken = np.zeros((rows, cols), dtype=np.int64)
        for box in controls:
            self.take(box)

    def cover(self, xy_px: F64, half_px: F64) -> None:
        """Add glyphs at ``xy_px`` (n, 2), each ``half_px`` (n,) wide to every side.

        All boxes at once: each counts up at two of its corners and down at the others; the running sums of both
        axes then give the number of boxes over a cell.
        """
        rows, cols = self._taken.shape
        limit = np.array([cols, rows])
        left, top = np.clip(np.floor((xy_px - half_px[:, None]) / CELL_PX), 0, limit).astype(np.intp).T
        right, bottom = np.clip(np.floor((xy_px + half_px[:, None]) / CELL_PX) + 1, 0, limit).astype(np.intp).T
        width = cols + 1
        first, last = top * width, bottom * width
        corners = np.concatenate([first + left, last + right, first + right, last + left])
        step = np.repeat([1.0, 1.0, -1.0, -1.0], len(left))
        turns = np.bincount(corners, step, minlength=(rows + 1) * width).astype(np.int32).reshape(rows + 1, width)
        over = turns.cumsum(axis=0).cumsum(axis=1)[:rows, :cols]
        self._taken[over > 0] = GLYPH

    def price(self, box: QRectF) -> int | None:
        """How many cells of a box hide a glyph; None where it leaves the view or covers text."""
        if box.left() < 0 or box.top() < 0 or box.right() > self._width_px or box.bottom() > self._height_px:
            return None
        return self.visible_price(box)

    def visible_price(self, box: QRectF) -> int | None:
        """The same of a box that may leave the view: of its visible part."""
        left, top, right, bottom = self._cells(box)
        cells = self._taken[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
        price = int(np.add.reduce(cells, axis=None))
        return None if price >= TEXT else price

    def free(self, box: QRectF) -> bool:
        """Whether the visible part of a box is free."""
        return self.visible_price(box) == 0

    def take(self, box: QRectF) -> None:
        """Reserve a box."""
        left, top, right, bottom = self._cells(box)
        self._taken[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)] = TEXT

    def _cells(self, box: QRectF) -> tuple[int, int, int, int]:
        return (
            int(box.left() // CELL_PX),
            int(box.top() // CELL_PX),
            int(box.right() // CELL_PX) + 1,
            int(box.bottom() // CELL_PX) + 1,
        )
