"""Streets and lanes of settlements: irregular lattices along the local road, joined to the road network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
import shapely
from scipy.sparse.csgraph import connected_components

from county.package.demo import names as place_names
from county.package.demo.raster import Floats, Ints, Mask, Shapes, Texts, stream
from county.package.demo.roads import Roads
from county.package.demo.settlement import Settlements
from county.package.demo.terrain import Land


@dataclass(frozen=True)
class Pattern:
    """Layout of a settlement; lengths in metres."""

    radius_m: float
    along_m: float
    """Spacing of the streets that cross the main road; ``across_m``: of those parallel to it."""
    across_m: float
    bend: float
    """Random displacement of corners, as a share of the spacing."""
    gaps: float
    """Share of street pieces that are missing."""
    road_class: str
    longish: float = 1.5
    """Extent along the main road over the extent across it."""


CITY = Pattern(1250, 190, 150, 0.07, 0.06, "town", 1.35)
TOWN = Pattern(330, 110, 95, 0.10, 0.18, "town", 1.9)
COMMUNITY = Pattern(260, 105, 90, 0.12, 0.22, "town")
VILLAGE = Pattern(165, 75, 62, 0.22, 0.40, "village")
HAMLET = Pattern(85, 70, 58, 0.25, 0.40, "village", 1.3)


def add_streets(land: Land, roads: Roads, seats: Settlements, water: Shapes, seed: int) -> Roads:
    """``roads`` with streets, split at every crossing, so that touching lines share an end; one component."""
    rng = stream(seed, "streets")
    raster = land.raster
    index = shapely.STRtree(roads.lines)
    pieces: list[Floats] = []
    kinds: list[str] = []
    names: list[str] = []
    cells = np.concatenate([seats.villages, seats.hamlets])
    city = raster.xy(cells[0])
    for row, cell in enumerate(cells):
        pattern = _pattern(row, seats)
        centre = raster.xy(cell)
        if row and np.hypot(*(centre - city)) < CITY.radius_m + pattern.radius_m / 2:
            continue
        ends, line = _lattice(pattern, centre, _bearing(index, roads.lines, centre), rng)
        pieces.append(ends)
        kinds += [pattern.road_class] * len(ends)
        names += _street_names(line, rng) if pattern is CITY else [""] * len(ends)
    ends = np.concatenate(pieces)
    kind, name = np.array(kinds, dtype=object), np.array(names, dtype=object)
    streets = shapely.linestrings(ends)
    keep = _buildable(land, seats, ends)
    wet, _ = shapely.STRtree(streets).query(water, predicate="intersects")[::-1]
    keep[wet] = False
    middle = shapely.line_interpolate_point(streets, 0.5, normalized=True)
    _, gap = index.query_nearest(middle, return_distance=True, all_matches=False)
    keep &= gap > 22
    return _joined(roads, streets[keep], kind[keep], name[keep])


def _pattern(row: int, seats: Settlements) -> Pattern:
    if row == 0:
        return CITY
    if row < len(seats.towns):
        return TOWN
    if row < len(seats.villages):
        return COMMUNITY if seats.urban[row] else VILLAGE
    return HAMLET


def _bearing(index: shapely.STRtree, lines: Shapes, centre: Floats) -> float:
    """Direction of the road nearest to ``centre`` over some 300 m."""
    point = shapely.Point(centre)
    line = lines[index.nearest(point)]
    at = line.project(point)
    a, b = line.interpolate(max(0.0, at - 150)), line.interpolate(min(line.length, at + 150))
    return float(np.arctan2(b.y - a.y, b.x - a.x))


def _lattice(pattern: Pattern, centre: Floats, bearing: float, rng: np.random.Generator) -> tuple[Floats, Ints]:
    """Street pieces (k, 2 ends, 2) of an irregular lattice in an ellipse around ``centre``, and the street of each.

    Streets along the main road are numbered from 0 up, those across it from -1 down.
    """
    rows = int(pattern.radius_m / pattern.across_m) + 1
    cols = int(pattern.radius_m * pattern.longish / pattern.along_m) + 1
    u, v = np.meshgrid(np.arange(-cols, cols + 1.0), np.arange(-rows, rows + 1.0))
    stray = pattern.bend * rng.standard_normal((2, *u.shape))
    across, along = (v + stray[0]) * pattern.across_m, (u + stray[1]) * pattern.along_m
    turn = bearing + rng.normal(0, 0.05)
    x = centre[0] + along * np.cos(turn) - across * np.sin(turn)
    y = centre[1] + along * np.sin(turn) + across * np.cos(turn)
    node = np.stack([x, y], axis=-1)
    reach = np.hypot(along / pattern.longish, across) < pattern.radius_m * rng.uniform(0.75, 1.05, u.shape)
    east = reach[:, 1:] & reach[:, :-1] & (rng.random((len(u), u.shape[1] - 1)) > pattern.gaps)
    north = reach[1:] & reach[:-1] & (rng.random((len(u) - 1, u.shape[1])) > pattern.gaps)
    eastward = np.stack([node[:, :-1][east], node[:, 1:][east]], axis=1)
    northward = np.stack([node[:-1][north], node[1:][north]], axis=1)
    return np.concatenate([eastward, northward]), np.concatenate([np.nonzero(east)[0], -1 - np.nonzero(north)[1]])


def _street_names(line: Ints, rng: np.random.Generator) -> list[str]:
    """A name for every piece: 路 along the main road, 街 across it."""
    street, number = np.unique(line, return_inverse=True)
    words = place_names.streets(rng, len(street))
    return [words[i] + ("路" if street[i] >= 0 else "街") for i in number]


def _buildable(land: Land, seats: Settlements, ends: Floats) -> Mask:
    cells = land.raster.cell_at(ends)
    return np.asarray((seats.fitness[cells] > 0.02).all(axis=1) & (land.slope[cells] < 0.35).all(axis=1))


def _joined(roads: Roads, streets: Shapes, kind: Texts, name: Texts) -> Roads:
    """The main component of all lines noded together; each piece has class and name of its original line."""
    every = np.concatenate([roads.lines, streets])
    classes = np.concatenate([roads.road_class, kind])
    names = np.concatenate([roads.name, name])
    pieces = shapely.get_parts(shapely.node(shapely.multilinestrings(every)))
    middle = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    piece, origin = shapely.STRtree(every).query_nearest(middle, all_matches=True)
    first = np.searchsorted(piece, np.arange(len(pieces)))
    origin = origin[first]
    end = np.round(np.stack([shapely.get_coordinates(shapely.get_point(pieces, i)) for i in (0, -1)], axis=1), 3)
    _, node = np.unique(end.reshape(-1, 2), axis=0, return_inverse=True)
    node = node.reshape(-1, 2)
    count = int(node.max()) + 1
    graph = sp.coo_array((np.ones(len(node)), (node[:, 0], node[:, 1])), shape=(count, count))
    _, part = connected_components(graph, directed=False)
    own = part[node[:, 0]]
    keep = own == np.bincount(own).argmax()
    order = np.flatnonzero(keep)
    order = order[np.lexsort((end[order, 0, 1], end[order, 0, 0], origin[order]))]
    return Roads(pieces[order], classes[origin[order]], names[origin[order]])
