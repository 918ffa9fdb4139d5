"""Land cover: what lies on the ground of each cell of ``landcover.tif``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from county.package.square_cells import SquareCells

if TYPE_CHECKING:
    from rasterio import DatasetReader

UNKNOWN = 0
CLASSES = ("forest", "field", "orchard", "grass", "water", "built_up", "bare")
"""By code, from 1 on: forest with shrub; cropland; orchard and tea; grass; water with wetland; built-up; bare."""
CODE = {name: code for code, name in enumerate(CLASSES, start=1)}


@dataclass(frozen=True)
class LandCover(SquareCells):
    """Codes ``code`` (rows, cols) uint8 of CLASSES, UNKNOWN where none is stated."""

    code: NDArray[np.uint8]
    west_m: float
    north_m: float
    cell_m: float

    @property
    def shape(self) -> tuple[int, int]:
        rows, cols = self.code.shape
        return rows, cols


def codes_of(source: DatasetReader) -> tuple[NDArray[np.uint8], int]:
    """Codes (rows, cols) of an open raster, UNKNOWN where it has none or another one; and how many are other ones."""
    found = source.read(1, masked=True)
    values = np.asarray(found.filled(UNKNOWN))
    known = np.isin(values, (UNKNOWN, *CODE.values()))
    return np.where(known, values, UNKNOWN).astype(np.uint8), int(np.sum(~known))
