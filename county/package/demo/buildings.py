"""Buildings on lots along roads, closest together at the seats; clear of roads, water and each other."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.spatial import cKDTree

from county.package.demo.divisions import Divisions
from county.package.demo.raster import Floats, Ints, Mask, Shapes, Texts, stream
from county.package.demo.settlement import Settlements
from county.package.demo.terrain import Land
from county.package.open import Table

FLOOR_M = 3.1


def build_houses(
    land: Land, roads: Table, water: Shapes, wet: Mask, seats: Settlements, divisions: Divisions, seed: int, count: int
) -> Table:  # fmt: skip
    """Exactly ``count`` buildings if the roads offer the lots; columns of the schema without ``division``."""
    rng = stream(seed, "buildings")
    raster = land.raster
    seat_xy = raster.xy(seats.villages)
    centres, angles, rows = _lots(roads, rng)
    near, who = cKDTree(seat_xy).query(centres)
    home, _ = cKDTree(raster.xy(seats.hamlets)).query(centres) if len(seats.hamlets) else (near, None)
    city = np.hypot(*(centres - raster.xy(seats.towns[0])).T)
    urban = seats.urban[who]
    cell = raster.cell_at(centres)
    ground = seats.fitness[cell] ** 0.5
    reach = np.where(urban, 420.0, 260.0)
    score = np.maximum.reduce([np.exp(-near / reach), 0.5 * np.exp(-home / 130), np.full(len(near), 0.012)])
    score *= ground * np.array([1.0, 0.5])[rows]
    score = np.maximum(score, np.exp(-city / 900) * ground)
    score *= rng.exponential(size=len(score)) ** 0.6
    usable = (score > 0) & land.inside[cell] & ~wet[cell]
    order = _fair(score, divisions, cell, usable)[: int(count * 1.9) + 200]
    centres, angles, near, city = (x[order] for x in (centres, angles, near, city))
    urban = urban[order]
    use, floors = _uses(rng, near, urban, city)
    tall = floors > 4
    long = rng.uniform(9, 13, len(order)) + 8 * tall + np.isin(use, ("industrial", "school", "hospital", "public")) * 9
    deep = rng.uniform(8, 11, len(order)) + 3 * tall
    boxes = _boxes(centres, angles, long, deep)
    keep = _free(boxes, roads, water)
    boxes, use, floors = boxes[keep][:count], use[keep][:count], floors[keep][:count]
    height = np.round(floors * FLOOR_M + rng.uniform(0.3, 1.6, len(floors)), 1)
    ids = np.array([f"B{i + 1:06d}" for i in range(len(boxes))], dtype=object)
    return Table(boxes, {"id": ids, "use": use, "height_m": height, "floors": floors.astype(np.int64)})


def _fair(score: Floats, divisions: Divisions, cell: Ints, usable: Mask) -> Ints:
    """Usable lots, best first, so that at any length of the list every village has its share by population."""
    order = np.flatnonzero(usable)
    village = divisions.village_cells[cell]
    order = order[np.lexsort((-score[order], village[order]))]
    own = village[order]
    rank = np.arange(len(order)) - np.searchsorted(own, own)
    share = np.asarray(divisions.villages["population"], dtype=float) ** 0.85
    return np.asarray(order[np.argsort((rank + 1) / share[own], kind="stable")])


def _lots(roads: Table, rng: np.random.Generator) -> tuple[Floats, Floats, Ints]:
    """Lot centres (k, 2), road bearing at them and row (0 at the road) on both sides of every road."""
    centres, angles, rows = [], [], []
    for line, width in zip(roads.geometry, roads["width_m"], strict=True):
        xy = shapely.get_coordinates(line)
        step = np.diff(xy, axis=0)
        along = np.concatenate([[0], np.cumsum(np.hypot(*step.T))])
        if along[-1] < 20:
            continue
        for side in (-1, 1):
            for row in range(2):
                at = np.arange(rng.uniform(4, 14), along[-1], 17.0)
                at = at + rng.uniform(-2, 2, len(at))
                seg = np.clip(np.searchsorted(along, at) - 1, 0, len(step) - 1)
                t = step[seg] / np.hypot(*step[seg].T)[:, None]
                foot = xy[seg] + t * (at - along[seg])[:, None]
                off = side * (width / 2 + 9 + 19 * row + rng.uniform(0, 3, len(at)))
                centres.append(foot + np.stack([-t[:, 1], t[:, 0]], axis=1) * off[:, None])
                angles.append(np.arctan2(t[:, 1], t[:, 0]))
                rows.append(np.full(len(at), row))
    return np.concatenate(centres), np.concatenate(angles), np.concatenate(rows)


def _uses(rng: np.random.Generator, near: Floats, urban: Mask, city: Floats) -> tuple[Texts, Ints]:
    n = len(near)
    dice = rng.random(n)
    core = city < 1400
    use = np.full(n, "residential", dtype=object)
    use[(dice < 0.10) & ~urban] = "farm"
    use[(dice < 0.25) & urban & (near < 350)] = "commercial"
    use[(dice > 0.965) & urban] = "industrial"
    use[(dice > 0.985) & (near < 400)] = "public"
    use[(dice > 0.993) & (near < 600)] = "school"
    use[(dice > 0.9985) & urban] = "hospital"
    floors = rng.choice([1, 2, 2, 3, 3], n)
    floors[urban] = rng.choice([2, 3, 3, 4, 5, 6], n)[urban]
    high = core & (rng.random(n) < 0.55 * np.exp(-city / 900)) & np.isin(use, ("residential", "commercial", "hospital"))
    floors[high] = rng.integers(6, 19, n)[high]
    floors[np.isin(use, ("farm", "industrial"))] = rng.choice([1, 1, 2], n)[np.isin(use, ("farm", "industrial"))]
    floors[np.isin(use, ("school", "public"))] = rng.choice([2, 3, 4, 5], n)[np.isin(use, ("school", "public"))]
    return use, floors


def _boxes(centres: Floats, angles: Floats, long: Floats, deep: Floats) -> Shapes:
    u = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    v = np.stack([-u[:, 1], u[:, 0]], axis=1)
    a, b = u * long[:, None] / 2, v * deep[:, None] / 2
    ring = np.stack([centres - a - b, centres + a - b, centres + a + b, centres - a + b], axis=1)
    return np.asarray(shapely.polygons(ring))


def _free(boxes: Shapes, roads: Table, water: Shapes) -> Mask:
    """Boxes off roads and water that overlap no earlier box that was kept."""
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
