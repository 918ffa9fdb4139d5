"""Relief shading: how light falls on heights, as colours that the map paints and the twin drapes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Suns = tuple[tuple[float, float, float], ...]
"""Azimuth clockwise from north and altitude in degrees, and weight; the weights make 1."""


def around(azimuth_deg: float, altitude_deg: float) -> Suns:
    """A sun with weaker ones beside it, which keep slopes that turn away from it readable."""
    beside = ((0.0, 0.55), (-45.0, 0.2), (45.0, 0.15), (-90.0, 0.1))
    return tuple(((azimuth_deg + turn) % 360.0, altitude_deg, weight) for turn, weight in beside)


SUNS = around(315.0, 40.0)
"""The light of maps, from the north-west."""
STEEP = 0.85
"""Slope (rise over run) that the steepest tenth of a field is drawn with, so that coarse rasters keep their relief."""
EXAGGERATION = (1.0, 6.0)
"""Least and most."""


def hillshade(
    z_m: NDArray[np.float32], cell_m: float, *, exaggeration: float = 1.0, suns: Suns = SUNS
) -> NDArray[np.float32]:
    """Light (0-1) on each cell of ``z_m`` (rows, cols), row 0 in the north; NaN where the height is unknown.

    Lambert shading from several azimuths (Mark 1992, multidirectional oblique-weighted hillshade, with fixed
    weights): ``sin(alt) cos(slope) + cos(alt) sin(slope) cos(azimuth - aspect)``.
    """
    known = np.isfinite(z_m)
    filled = np.where(known, z_m, np.nanmin(z_m) if known.any() else 0.0) * exaggeration
    south_up, east_up = np.gradient(filled, cell_m)
    norm = np.sqrt(1.0 + east_up**2 + south_up**2)
    light = np.zeros_like(filled)
    for azimuth_deg, altitude_deg, weight in suns:
        azimuth, altitude = np.radians(azimuth_deg), np.radians(altitude_deg)
        east, north = np.sin(azimuth) * np.cos(altitude), np.cos(azimuth) * np.cos(altitude)
        light += weight * np.clip((np.sin(altitude) - east * east_up + north * south_up) / norm, 0, 1)
    return np.where(known, light, np.nan).astype(np.float32)


def light_on_flat(suns: Suns) -> float:
    """Light (0-1) on flat ground."""
    return float(sum(weight * np.sin(np.radians(altitude_deg)) for _, altitude_deg, weight in suns))


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
