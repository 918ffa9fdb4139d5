"""Rivers as lines along the drainage: order, width, name, and a terrain that descends along each of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from scipy.interpolate import make_interp_spline
from scipy.ndimage import gaussian_filter, gaussian_filter1d, maximum_filter

from county.package.demo.hydrology import Drainage
from county.package.demo.raster import Floats, Ints, Mask, Raster, stream
from county.package.open import Terrain

POINTS_PER_CELL = 4
MEANDER = 0.7
"""Maximum deviation of courses from the cell centres, in cells."""


@dataclass(frozen=True)
class Stem:
    """One river from source to mouth: its cells downstream, the last one on the river that it joins."""

    cells: Ints
    order: Ints
    """Strahler order at every cell."""
    line: Floats
    """Smooth course (m, 2); every POINTS_PER_CELL-th point belongs to a cell."""

    @property
    def length_m(self) -> float:
        return float(np.hypot(*np.diff(self.line, axis=0).T).sum())


def width_m(area_km2: Floats) -> Floats:
    """Bankfull width by catchment area, w = 2.9 A^0.46 (hydraulic geometry, Leopold and Maddock 1953)."""
    return np.asarray(2.9 * area_km2**0.46)


def strahler(tree: Drainage, river: Mask) -> Ints:
    """Strahler order of river cells, 0 elsewhere."""
    order = np.zeros(len(river), dtype=np.int64)
    best = np.zeros(len(river), dtype=np.int64)
    ties = np.zeros(len(river), dtype=np.int64)
    for cells in reversed(tree.levels):
        own = cells[river[cells]]
        order[own] = np.maximum(1, best[own] + (ties[own] > 1))
        for cell in own:
            down = tree.receiver[cell]
            if down == cell:
                continue
            if order[cell] > best[down]:
                best[down], ties[down] = order[cell], 1
            elif order[cell] == best[down]:
                ties[down] += 1
    return order


def stems(raster: Raster, tree: Drainage, area_km2: Floats, river: Mask, seed: int) -> list[Stem]:
    """All rivers, longest trunk first; at a confluence the river with the larger catchment continues."""
    rng = stream(seed, "meanders")
    order = strahler(tree, river)
    cells = np.flatnonzero(river)
    cells = cells[np.argsort(area_km2[cells], kind="stable")]
    main = np.full(len(river), -1)
    main[tree.receiver[cells]] = cells
    mouths = [c for c in cells[::-1] if main[tree.receiver[c]] != c or not river[tree.receiver[c]]]
    placed = np.full((len(river), 2), np.nan)
    found = []
    for mouth in mouths:
        course = [int(mouth)]
        while main[course[-1]] >= 0 and river[main[course[-1]]]:
            course.append(int(main[course[-1]]))
        course.reverse()
        down = int(tree.receiver[mouth])
        joins = bool(river[down])
        if joins:
            course.append(down)
        path = np.array(course)
        if len(path) < 3:
            continue
        stray = MEANDER * raster.cell_m * gaussian_filter1d(rng.standard_normal((len(path), 2)), 1.5, axis=0)
        xy = gaussian_filter1d(raster.xy(path), 0.8, axis=0, mode="nearest") + stray
        xy[0] = raster.xy(path[0])
        xy[-1] = placed[down] if joins else raster.xy(path[-1])
        placed[path[: len(path) - joins]] = xy[: len(path) - joins]
        at = np.arange(len(path))
        fine = np.linspace(0, len(path) - 1, (len(path) - 1) * POINTS_PER_CELL + 1)
        # Solved by LAPACK, whose last digits depend on the processor: streets and buildings follow rivers, and with
        # other digits some would stand elsewhere.
        line = make_interp_spline(at, xy, k=min(3, len(path) - 1))(fine).round(2)
        line[::POINTS_PER_CELL] = xy
        rank = order[path]
        if joins:
            rank[-1] = rank[-2]
        found.append(Stem(path, rank, line))
    return found


def graded(raster: Raster, z: Floats, courses: list[Stem], still: Mask) -> Floats:
    """``z`` lowered where a course would otherwise rise, so that the bilinear surface descends along every river.

    The slopes next to a cut are lowered with it, except at cells of ``still`` water.
    """
    before = z.reshape(raster.n, raster.n)
    depth = before - _cut(raster, before, courses)
    wide = gaussian_filter(maximum_filter(depth, 5), 2.5)
    valley = before - np.maximum(wide, depth)
    valley = np.where(wide > 1.0, gaussian_filter(valley, 1.0), valley)
    return _cut(raster, np.where(still.reshape(before.shape), before, valley), courses).ravel()


def _cut(raster: Raster, z: Floats, courses: list[Stem]) -> Floats:
    for _ in range(500):
        terrain = Terrain(z, raster.west_m, raster.north_m, raster.cell_m)  # type: ignore[arg-type]
        falls = True
        lower = z.copy()
        for stem in courses:
            x, y = stem.line.T
            height = terrain.height_at(x, y)
            level = np.minimum.accumulate(height)
            rising = height > level + 1e-4
            if not rising.any():
                continue
            falls = False
            # slightly lower than needed, as the bend upstream is often lowered with it
            target = level[rising] - np.minimum(height - level, 0.03)[rising]
            col = (x[rising] - raster.west_m) / raster.cell_m - 0.5
            row = (raster.north_m - y[rising]) / raster.cell_m - 0.5
            for r in (np.floor(row), np.floor(row) + 1):
                for c in (np.floor(col), np.floor(col) + 1):
                    at = (np.clip(r, 0, raster.n - 1).astype(int), np.clip(c, 0, raster.n - 1).astype(int))
                    np.minimum.at(lower, at, target)
        z = lower
        if falls:
            break
    return z


def reaches(stem: Stem) -> list[tuple[int, Floats, Ints]]:
    """The stem cut where its order changes: (order, line, cells)."""
    cut = np.flatnonzero(np.diff(stem.order)) + 1
    edges = [0, *cut.tolist(), len(stem.cells) - 1]
    return [
        (int(stem.order[a]), stem.line[a * POINTS_PER_CELL : b * POINTS_PER_CELL + 1], stem.cells[a : b + 1])
        for a, b in pairwise(edges)
        if b > a
    ]


def water_cells(raster: Raster, courses: list[Stem], area_km2: Floats, margin_m: float) -> Mask:
    """Cells whose centre is within ``margin_m`` of a river's banks."""
    points = np.concatenate([s.line for s in courses])
    half = width_m(area_km2) / 2
    halves = np.concatenate([np.repeat(half[s.cells], POINTS_PER_CELL)[: len(s.line)] for s in courses])
    discs = shapely.buffer(shapely.points(points), halves + margin_m, quad_segs=4)
    tree = shapely.STRtree(shapely.points(raster.centres))
    _, cells = tree.query(discs, predicate="intersects")
    wet = np.zeros(raster.cells, dtype=bool)
    wet[cells] = True
    return wet
