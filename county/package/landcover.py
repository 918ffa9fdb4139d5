"""Land cover: what lies on the ground of each cell of ``landcover.tif``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rasterio import DatasetReader

UNKNOWN = 0
CLASSES = ("forest", "field", "orchard", "grass", "water", "built_up", "bare")
"""By code, from 1 on: forest with shrub; cropland; orchard and tea; grass; water with wetland; built-up; bare."""
CODE = {name: code for code, name in enumerate(CLASSES, start=1)}


@dataclass(frozen=True)
class LandCover:
    """Codes ``code`` (rows, cols) uint8 of CLASSES, UNKNOWN where none is stated, row 0 in the north.

    ``west_m``/``north_m`` is the outer corner of cell [0, 0]; cells are ``cell_m`` squares.
    """

    code: NDArray[np.uint8]
    west_m: float
    north_m: float
    cell_m: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, cols = self.code.shape
        return rows, cols

    @property
    def extent_m(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres."""
        rows, cols = self.code.shape
        return self.west_m, self.north_m - rows * self.cell_m, self.west_m + cols * self.cell_m, self.north_m


def codes_of(source: DatasetReader) -> tuple[NDArray[np.uint8], int]:
    """Codes (rows, cols) of an open raster, UNKNOWN where it has none or another one; and how many are other ones."""
    found = source.read(1, masked=True)
    values = np.asarray(found.filled(UNKNOWN))
    known = np.isin(values, (UNKNOWN, *CODE.values()))
    return np.where(known, values, UNKNOWN).astype(np.uint8), int(np.sum(~known))
