"""Standing water: reservoirs behind dams in mountain valleys, ponds in the fields."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from scipy.spatial import cKDTree

from county.package.demo.divisions import relaxed
from county.package.demo.raster import Ints, Raster, Shapes, stream
from county.package.demo.settlement import Settlements
from county.package.demo.terrain import Land

AREA_KM2 = (0.25, 3.0)
DAM_M = (18.0, 45.0)
BETWEEN_DAMS_M = 5000


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
        dams = land.raster.xy(np.array([r.cells[0] for r in found], dtype=np.int64))
        far = bool((np.hypot(*(land.raster.xy(site) - dams).T) > BETWEEN_DAMS_M).all())
        if not (AREA_KM2[0] < size < AREA_KM2[1]) or not far or taken[cells].any() or not land.inside[cells].all():
            continue
        taken[cells] = True
        z[cells] = level
        found.append(Reservoir(np.concatenate([[site], cells[cells != site]]), level))
    return replace(land, z_m=z), found


def outline(raster: Raster, reservoir: Reservoir) -> shapely.Geometry:
    """The shore: the outline of the flooded cells, smoothed."""
    half = raster.cell_m / 2
    x, y = raster.xy(reservoir.cells).T
    cells = shapely.union_all(shapely.box(x - half, y - half, x + half, y + half))
    shore = relaxed(shapely.segmentize(np.array([cells], dtype=object), raster.cell_m), 6)
    return shore[0].buffer(0).simplify(4)


def ponds(
    land: Land, seats: Settlements, obstacles: Shapes, seed: int, count: int
) -> list[shapely.Geometry]:
    """Up to ``count`` ragged ponds on flat ground in reach of a village, at least 25 m from ``obstacles``."""
    rng = stream(seed, "ponds")
    raster = land.raster
    flat = np.flatnonzero((seats.fitness > 0.15) & (land.slope < 0.04))
    near, _ = cKDTree(raster.xy(np.concatenate([seats.villages, seats.hamlets]))).query(raster.xy(flat))
    flat = rng.permutation(flat[(near > 150) & (near < 700)])[: count * 4]
    angle = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    size, phase = rng.normal(0, 0.2, (len(flat), 3, 1)), rng.uniform(0, 6, (len(flat), 3, 1))
    swing = (size * np.cos(angle * [[1], [2], [3]] + phase)).sum(axis=1)
    radius = rng.uniform(22, 60, (len(flat), 1)) * np.clip(1 + swing, 0.5, 1.6)
    ring = raster.xy(flat)[:, None] + radius[..., None] * np.stack([np.cos(angle), 0.7 * np.sin(angle)], axis=-1)
    shapes = shapely.polygons(ring)
    tree = shapely.STRtree(obstacles)
    blocked, _ = tree.query(shapes, predicate="dwithin", distance=25.0)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    free = np.ones(len(shapes), dtype=bool)
    free[blocked] = False
    free[second[first < second]] = False
    return list(shapes[free][:count])
