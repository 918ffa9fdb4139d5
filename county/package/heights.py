"""Heights of ``terrain.tif`` as they are read and checked."""

from __future__ import annotations

import numpy as np
import rasterio
from numpy.typing import NDArray


def heights(source: rasterio.DatasetReader) -> NDArray[np.float32]:
    """Heights (rows, cols), NaN where unknown.

    A damaged file may hold signalling NaN, of which every calculation would warn, and numbers that are too large.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        z = source.read(1, masked=True).astype(np.float32).filled(np.nan)
    z[np.isnan(z)] = np.nan
    return np.asarray(z, dtype=np.float32)


def has_square_cells(source: rasterio.DatasetReader) -> bool:
    """Whether the cells are squares with north up, at a place that is stated in finite numbers, and enough for an
    interpolation."""
    t = source.transform
    placed = bool(np.isfinite([t.c, t.f, t.a]).all())
    return placed and not (t.b or t.d) and t.a > 0 and np.isclose(t.a, -t.e, rtol=1e-6) and min(source.shape) >= 2
