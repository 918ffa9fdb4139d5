"""Which places on the screen are taken, so that nothing is written over anything."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


class Room:
    """Boxes (n, 4: left, top, right, bottom) in pixels where something stands already; ``more`` can be taken."""

    def __init__(self, boxes: F64, more: int) -> None:
        self._count = len(boxes)
        self._boxes = np.empty((len(boxes) + more, 4))
        self._boxes[: self._count] = boxes

    def first_free(self, wanted: F64) -> int | None:
        """Number of the first of the boxes (k, 4) in which nothing stands; None when there is none."""
        taken = self._boxes[: self._count, :, None]
        box = wanted.T
        meets = (taken[:, 0] < box[2]) & (taken[:, 2] > box[0]) & (taken[:, 1] < box[3]) & (taken[:, 3] > box[1])
        free = np.flatnonzero(~meets.any(axis=0))
        return int(free[0]) if len(free) else None

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        """Something stands in the box from now on."""
        self._boxes[self._count] = left, top, right, bottom
        self._count += 1
