"""Heights in feet that a raster does not declare: told by what they would be in metres, where the county is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from county.explained import ExplainedLine
from county.package.importing.provinces import Province
from county.package.open import Terrain

FOOT_M = 0.3048
FEWEST = 40
"""Different values of which all are whole metres in feet: by chance 0.3 of whole numbers are."""
ALL = 0.995
NEARLY_WHOLE_M = 0.02
"""Of heights that are no whole numbers; international and survey feet differ by less."""
BUILT_M = 200.0
"""By which surfaces with buildings and masts are above the ground."""
TOP = 0.999
STEEPEST = 1.0
"""Half of the ground of no county is steeper than 45°; in its steepest some 35° are."""
FINE_M = 100.0
"""Size of cells up to which slopes are those of the ground."""


def whole_metres_in_feet(heights: NDArray[np.float64]) -> bool:
    """Whether these heights are those of a raster in whole metres, converted to feet."""
    values = np.unique(heights)
    if len(values) < FEWEST:
        return False
    metres = np.rint(values * FOOT_M)
    if np.array_equal(values, np.rint(values)):
        return float(np.mean(np.rint(metres / FOOT_M) == values)) >= ALL
    return float(np.mean(np.abs(values * FOOT_M - metres) < NEARLY_WHOLE_M)) >= ALL


def implausible(terrain: Terrain, within: NDArray[np.bool_], province: Province | None) -> ExplainedLine | None:
    """Why the heights of the cells ``within`` the county are too large for it; None where they are not."""
    known = terrain.z_m[within & np.isfinite(terrain.z_m)]
    top = float(np.quantile(known, TOP))
    if province is not None and top > province.highest_m + BUILT_M:
        return ExplainedLine(
            "its heights in the county reach {top} m, but the highest ground of {province} has {highest} m",
            top=f"{top:,.0f}", province=province.name, highest=f"{province.highest_m:,.0f}",
        )  # fmt: skip
    if terrain.cell_m > FINE_M or min(terrain.z_m.shape) < 2:
        return None
    slopes = np.hypot(*np.gradient(terrain.z_m, terrain.cell_m))[within]
    half = float(np.nanmedian(slopes)) if np.isfinite(slopes).any() else 0.0
    if half <= STEEPEST:
        return None
    return ExplainedLine(
        "half of the ground in the county would be steeper than {degrees}°, which is nowhere so",
        degrees=f"{np.degrees(np.arctan(half)):.0f}",
    )
