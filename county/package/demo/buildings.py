"""Buildings on lots along roads, densest at the seats, not overlapping roads, water or each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from county.package.demo.divisions import Divisions
from county.package.demo.raster import Floats, Ints, Mask, Shapes, Texts, stream
from county.package.demo.settlement import Settlements
from county.package.demo.terrain import Land
from county.package.open import Table

FLOOR_M = 3.1
CORE_M = 1300
"""Radius of the county seat's core of blocks of flats and offices."""


@dataclass(frozen=True)
class Lots:
    """Rows of lots along a road, in metres: step along it, first row's and next rows' distance, number of rows."""

    step_m: float
    first_m: float
    next_m: float
    rows: int


HOUSE_LOTS = Lots(17.0, 9.0, 19.0, 2)
SLAB_LOTS = Lots(40.0, 13.0, 34.0, 3)


def build_houses(
    land: Land, roads: Table, water: Shapes, wet: Mask, seats: Settlements, divisions: Divisions, seed: int, count: int
) -> Table:  # fmt: skip
    """Exactly ``count`` buildings if the roads offer the lots; columns of the schema without ``division``."""
    rng = stream(seed, "buildings")
    raster = land.raster
    centres, angles, rows = _lots(roads, HOUSE_LOTS, rng)
    slab = np.zeros(len(centres), dtype=bool)
    big, big_angles, big_rows = _lots(roads, SLAB_LOTS, rng)
    core = np.hypot(*(big - raster.xy(seats.towns[0])).T) < CORE_M * rng.uniform(0.4, 1.0, len(big))
    centres, angles = np.concatenate([centres, big[core]]), np.concatenate([angles, big_angles[core]])
    rows, slab = np.concatenate([rows, big_rows[core]]), np.concatenate([slab, np.ones(core.sum(), dtype=bool)])
    near, who = cKDTree(raster.xy(seats.villages)).query(centres)
    home, _ = cKDTree(raster.xy(seats.hamlets)).query(centres) if len(seats.hamlets) else (near, None)
    city = np.hypot(*(centres - raster.xy(seats.towns[0])).T)
    urban = seats.urban[who]
    cell = raster.cell_at(centres)
    ground = seats.fitness[cell] ** 0.5
    reach = np.where(urban, 420.0, 260.0)
    score = np.maximum.reduce([np.exp(-near / reach), 0.5 * np.exp(-home / 130), np.full(len(near), 0.012)])
    score *= ground * 0.5**rows
    score = np.maximum(score, np.exp(-city / 900) * ground)
    score *= rng.exponential(size=len(score)) ** 0.6 * np.where(slab, 6.0, 1.0)
    usable = (score > 0) & land.inside[cell] & ~wet[cell]
    order = _shared_by_population(score, divisions, cell, usable)[: int(count * 1.9) + 200]
    centres, angles, near, city = (x[order] for x in (centres, angles, near, city))
    urban, slab = urban[order], slab[order]
    use, floors = _uses(rng, near, urban, city, slab)
    wide = np.isin(use, ("industrial", "school", "hospital", "public"))
    long = np.where(slab, rng.uniform(24, 36, len(order)), rng.uniform(9, 13, len(order)) + 9 * wide)
    deep = np.where(slab, rng.uniform(12, 16, len(order)), rng.uniform(8, 11, len(order)) + 3 * wide)
    boxes = _boxes(centres, angles, long, deep)
    keep = _not_overlapping(boxes, roads, water)
    boxes, use, floors = boxes[keep][:count], use[keep][:count], floors[keep][:count]
    height = np.round(floors * FLOOR_M + rng.uniform(0.3, 1.6, len(floors)), 1)
    ids = np.array([f"B{i + 1:06d}" for i in range(len(boxes))], dtype=object)
    return Table(boxes, {"id": ids, "use": use, "height_m": height, "floors": floors.astype(np.int64)})


def _shared_by_population(score: Floats, divisions: Divisions, cell: Ints, usable: Mask) -> Ints:
    """Usable lots, best first, ordered so that every prefix of the list is shared among villages by population."""
    order = np.flatnonzero(usable)
    village = divisions.village_cells[cell]
    order = order[np.lexsort((-score[order], village[order]))]
    own = village[order]
    rank = np.arange(len(order)) - np.searchsorted(own, own)
    share = np.asarray(divisions.villages["population"], dtype=float) ** 0.85
    return np.asarray(order[np.argsort((rank + 1) / share[own], kind="stable")])


def _lots(roads: Table, lots: Lots, rng: np.random.Generator) -> tuple[Floats, Floats, Ints]:
    """Lot centres (k, 2), road bearing at them and row (0 at the road) on both sides of every road."""
    centres, angles, rows = [], [], []
    for line, width in zip(roads.geometry, roads["width_m"], strict=True):
        xy = shapely.get_coordinates(line)
        step = np.diff(xy, axis=0)
        along = np.concatenate([[0], np.cumsum(np.hypot(*step.T))])
        if along[-1] < 20:
            continue
        for side in (-1, 1):
            for row in range(lots.rows):
                at = np.arange(rng.uniform(4, 14), along[-1], lots.step_m)
                at = at + rng.uniform(-2, 2, len(at))
                seg = np.clip(np.searchsorted(along, at) - 1, 0, len(step) - 1)
                t = step[seg] / np.hypot(*step[seg].T)[:, None]
                foot = xy[seg] + t * (at - along[seg])[:, None]
                off = side * (width / 2 + lots.first_m + lots.next_m * row + rng.uniform(0, 3, len(at)))
                centres.append(foot + np.stack([-t[:, 1], t[:, 0]], axis=1) * off[:, None])
                angles.append(np.arctan2(t[:, 1], t[:, 0]))
                rows.append(np.full(len(at), row))
    return np.concatenate(centres), np.concatenate(angles), np.concatenate(rows)


def _uses(rng: np.random.Generator, near: Floats, urban: Mask, city: Floats, slab: Mask) -> tuple[Texts, Ints]:
    """Use and number of floors: blocks of 6 to 18 floors in the county seat, houses of 1 to 3 in villages."""
    n = len(near)
    dice = rng.random(n)
    use = np.full(n, "residential", dtype=object)
    use[(dice < 0.10) & ~urban] = "farm"
    use[(dice < 0.25) & urban & (near < 350)] = "commercial"
    use[(dice < 0.22) & slab] = "commercial"
    use[(dice > 0.965) & urban & ~slab & (near > 300)] = "industrial"
    use[(dice > 0.985) & (near < 400)] = "public"
    use[(dice > 0.993) & (near < 600)] = "school"
    use[(dice > 0.9985) & urban] = "hospital"
    floors = rng.choice([1, 2, 2, 3, 3], n)
    floors[urban] = rng.choice([2, 3, 3, 4, 5, 6], n)[urban]
    downtown = np.exp(-city / 700)
    floors[slab] = np.clip(6 + rng.gamma(1.5, 1 + 4 * downtown), 6, 18).astype(np.int64)[slab]
    for uses, choice in ((("farm", "industrial"), [1, 1, 2]), (("school", "public"), [2, 3, 4, 5])):
        own = np.isin(use, uses)
        floors[own] = rng.choice(choice, n)[own]
    return use, floors


def _boxes(centres: Floats, angles: Floats, long: Floats, deep: Floats) -> Shapes:
    u = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    v = np.stack([-u[:, 1], u[:, 0]], axis=1)
    a, b = u * long[:, None] / 2, v * deep[:, None] / 2
    ring = np.stack([centres - a - b, centres + a - b, centres + a + b, centres - a + b], axis=1)
    return np.asarray(shapely.polygons(ring))


def _not_overlapping(boxes: Shapes, roads: Table, water: Shapes) -> Mask:
    """Boxes that overlap no road, no water and no box accepted before."""
    keep = np.ones(len(boxes), dtype=bool)
    strips = shapely.buffer(roads.geometry, np.asarray(roads["width_m"], dtype=float) / 2 + 0.5, cap_style="flat")
    tree = shapely.STRtree(boxes)
    _, hit = tree.query(np.concatenate([strips, water]), predicate="intersects")
    keep[hit] = False
    first, second = tree.query(boxes, predicate="intersects")
    pairs = first < second
    first, second = first[pairs], second[pairs]
    order = np.lexsort((first, second))
    for a, b in zip(first[order].tolist(), second[order].tolist(), strict=True):
        if keep[a] and keep[b]:
            keep[b] = False
    return keep
