"""Relief shading: how light falls on heights, as colours that the map paints and the twin drapes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SUNS_DEG = ((315.0, 0.55), (270.0, 0.2), (360.0, 0.15), (225.0, 0.1))
"""Azimuths and weights: the north-west leads, the others keep slopes that turn away from it readable."""
ALTITUDE_DEG = 40.0
STEEP = 0.85
"""Slope (rise over run) that the steepest tenth of a field is drawn with, so that coarse rasters keep their relief."""
EXAGGERATION = (1.0, 6.0)
"""Least and most."""


def hillshade(z_m: NDArray[np.float32], cell_m: float, *, exaggeration: float = 1.0) -> NDArray[np.float32]:
    """Light (0-1) on each cell of ``z_m`` (rows, cols), row 0 in the north; NaN where the height is unknown.

    Lambert shading from several azimuths (Mark 1992, multidirectional oblique-weighted hillshade, with fixed
    weights): ``sin(alt) cos(slope) + cos(alt) sin(slope) cos(azimuth - aspect)``.
    """
    known = np.isfinite(z_m)
    filled = np.where(known, z_m, np.nanmin(z_m) if known.any() else 0.0) * exaggeration
    south_up, east_up = np.gradient(filled, cell_m)
    norm = np.sqrt(1.0 + east_up**2 + south_up**2)
    altitude = np.radians(ALTITUDE_DEG)
    light = np.zeros_like(filled)
    for azimuth_deg, weight in SUNS_DEG:
        azimuth = np.radians(azimuth_deg)
        east, north = np.sin(azimuth) * np.cos(altitude), np.cos(azimuth) * np.cos(altitude)
        light += weight * np.clip((np.sin(altitude) - east * east_up + north * south_up) / norm, 0, 1)
    return np.where(known, light, np.nan).astype(np.float32)


def exaggeration_of(z_m: NDArray[np.float32], cell_m: float) -> float:
    """How many times its height a field is shaded with: the coarser its cells, the flatter its slopes.

    Not ``np.quantile``: that loads numpy's masked arrays, for which the first picture would wait.
    """
    south_up, east_up = np.gradient(z_m, cell_m)
    slope = np.hypot(east_up, south_up)
    known = slope[np.isfinite(slope)]
    rank = len(known) * 9 // 10
    steep = float(np.partition(known, rank)[rank]) if len(known) else 0.0
    return float(np.clip(STEEP / max(steep, 1e-6), *EXAGGERATION))
