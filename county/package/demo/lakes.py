"""Reservoirs behind dams in mountain valleys."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from county.package.demo.raster import Floats, Ints, stream
from county.package.demo.terrain import Land

AREA_KM2 = (0.25, 3.0)
DAM_M = (18.0, 45.0)


@dataclass(frozen=True)
class Reservoir:
    """Flooded cells and their water level in metres."""

    cells: Ints
    level_m: float


def dam(land: Land, seed: int, count: int) -> tuple[Land, list[Reservoir]]:
    """The land with up to ``count`` reservoirs, their surface as flat terrain."""
    rng = stream(seed, "reservoirs")
    tree, z = land.drainage, land.z_m.copy()
    sites = np.flatnonzero(land.inside & (land.area_km2 > 5) & (land.area_km2 < 90) & (z > 260))
    taken = np.zeros(len(z), dtype=bool)
    found: list[Reservoir] = []
    for site in rng.permutation(sites):
        if len(found) == count:
            break
        level = float(z[site] + rng.uniform(*DAM_M))
        marked = np.zeros(len(z), dtype=bool)
        marked[site] = True
        upstream = tree.first_downstream(marked) == site
        cells = np.flatnonzero(upstream & (z < level))
        size = len(cells) * land.raster.cell_m**2 / 1e6
        far = not found or np.hypot(*(land.raster.xy(site) - land.raster.xy(np.array([r.cells[0] for r in found]))).T).min() > 5000
        if not (AREA_KM2[0] < size < AREA_KM2[1]) or not far or taken[cells].any() or not land.inside[cells].all():
            continue
        taken[cells] = True
        z[cells] = level
        found.append(Reservoir(np.concatenate([[site], cells[cells != site]]), level))
    return replace(land, z_m=z), found
