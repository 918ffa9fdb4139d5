"""Which places on the screen are taken, so that nothing is written over anything."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


class Room:
    """Boxes (n, 4: left, top, right, bottom) in pixels where something stands already."""

    def __init__(self, boxes: F64) -> None:
        self._boxes = boxes

    def free(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether nothing stands in the box."""
        b = self._boxes
        return not ((b[:, 0] < right) & (b[:, 2] > left) & (b[:, 1] < bottom) & (b[:, 3] > top)).any()

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        """Something stands in the box from now on."""
        self._boxes = np.vstack([self._boxes, [left, top, right, bottom]])
