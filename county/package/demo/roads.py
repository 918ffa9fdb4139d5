"""Roads as least-cost paths: highways through the county, county roads to towns, lanes to villages."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from scipy.ndimage import binary_erosion, gaussian_filter1d
from scipy.sparse.csgraph import dijkstra

from county.package.demo.raster import Floats, Ints, Mask, Shapes, Texts, stream
from county.package.demo.settlement import Settlements
from county.package.demo.terrain import Land
from county.package.schema import ROAD_CLASSES

WIDTH_M = {"national": 14.0, "provincial": 10.0, "county": 7.5, "town": 6.0, "village": 4.0}
LETTER = "GSXYC"
"""Route letters by class: 国道 省道 县道 乡道 村道 (JTG A03)."""
FIRST_NUMBER = (990, 990, 1, 1, 1)
"""National and provincial numbers that are not in use."""


@dataclass
class Network:
    """Class rank and route by pair of neighbouring cells."""

    rank: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    laid: int = 0

    def add_path(self, path: list[int], rank: int) -> None:
        """Add a path of cells; an existing road keeps the higher class and the older number."""
        self.laid += 1
        for a, b in pairwise(path):
            key = (min(a, b), max(a, b))
            self.rank[key] = min((rank, self.laid), self.rank.get(key, (rank, self.laid)))

    @property
    def cells(self) -> Ints:
        return np.unique(np.array(list(self.rank), dtype=np.int64))


@dataclass(frozen=True)
class Roads:
    """Lines between junctions with class and name; seats are vertices of the lines."""

    lines: Shapes
    road_class: Texts
    name: Texts


def build_roads(land: Land, wet: Mask, lake: Mask, seats: Settlements, seed: int) -> Roads:
    """The whole network, a single component that connects all seats."""
    raster = land.raster
    edges = raster.road_edges
    inside = land.inside & ~lake
    edges = edges.where(inside[edges.a] & inside[edges.b])
    steep = np.abs(land.z_m[edges.a] - land.z_m[edges.b]) / edges.length_m
    bridge = 350.0 * (1.0 * wet[edges.a] + 1.0 * wet[edges.b])
    noise = np.exp(0.3 * stream(seed, "road whims").standard_normal(len(edges.a)))
    base = edges.length_m * (1 + (steep / 0.05) ** 2) * noise + bridge
    network = Network()
    keys = edges.a * raster.cells + edges.b
    order = np.argsort(keys)

    def cost() -> Floats:
        now = base.copy()
        if network.rank:
            pairs = np.array([a * raster.cells + b for a, b in network.rank])
            now[order[np.searchsorted(keys[order], pairs)]] *= 0.35
        return now

    def connect(origins: Ints, targets: Ints, rank: int) -> None:
        graph = edges.graph(cost(), raster.cells)
        _, before, _ = dijkstra(graph, indices=origins, min_only=True, return_predecessors=True)
        for target in targets:
            path = [int(target)]
            while before[path[-1]] >= 0:
                path.append(int(before[path[-1]]))
            network.add_path(path, rank)

    seat = seats.towns[:1]
    passes = _passes(land, inside, seat[0])
    connect(seat, passes[:2], 0)
    connect(seat, passes[2:], 1)
    far = np.argsort(np.hypot(*(raster.xy(seats.towns) - raster.xy(seat)).T))
    towns = seats.towns[far]
    connect(network.cells, towns[1 : 1 + len(towns) // 3], 1)
    connect(network.cells, towns, 2)
    for town in towns[1:]:
        others = towns[towns != town]
        gap = np.hypot(*(raster.xy(others) - raster.xy(town)).T)
        connect(np.array([town]), others[np.argsort(gap)[:2]], 3)
    connect(network.cells, seats.villages, 4)
    connect(network.cells, seats.hamlets, 4)
    return _lines(land, network, seats)


def _passes(land: Land, inside: Mask, seat: int) -> Ints:
    """Four low passes on the border, one per quadrant, opposite ones paired: the ends of the highways."""
    raster = land.raster
    square = land.inside.reshape(raster.n, raster.n)
    inner = binary_erosion(square, iterations=2)
    cells = np.flatnonzero((square & ~inner).ravel() & inside)
    dx, dy = (raster.xy(cells) - raster.xy(seat)).T
    quarter = ((np.arctan2(dy, dx) + np.pi) / (np.pi / 2) + 0.5).astype(int) % 4
    lowest = []
    for q in (3, 1, 0, 2):
        own = cells[quarter == q]
        if len(own):
            lowest.append(own[np.argmin(land.z_m[own])])
    return np.array(lowest)


def _lines(land: Land, network: Network, seats: Settlements) -> Roads:
    """Chains of pairs between junctions, smoothed with fixed ends."""
    around: dict[int, list[int]] = {}
    for a, b in network.rank:
        around.setdefault(a, []).append(b)
        around.setdefault(b, []).append(a)
    fixed = {*seats.villages.tolist(), *seats.hamlets.tolist()}

    def rank(a: int, b: int) -> tuple[int, int]:
        return network.rank[min(a, b), max(a, b)]

    def junction(cell: int) -> bool:
        near = around[cell]
        return cell in fixed or len(near) != 2 or rank(cell, near[0]) != rank(cell, near[1])

    done: set[tuple[int, int]] = set()
    lines, routes = [], []
    for start in sorted(around):
        if not junction(start):
            continue
        for first in sorted(around[start]):
            if (min(start, first), max(start, first)) in done:
                continue
            path = [start, first]
            done.add((min(start, first), max(start, first)))
            while not junction(path[-1]):
                ahead = next(c for c in around[path[-1]] if c != path[-2])
                done.add((min(path[-1], ahead), max(path[-1], ahead)))
                path.append(ahead)
            lines.append(shapely.linestrings(_smooth(land.raster.xy(np.array(path)))))
            routes.append(rank(path[0], path[1]))
    number: dict[tuple[int, int], str] = {}
    count = list(FIRST_NUMBER)
    for route in sorted(set(routes)):
        number[route] = f"{LETTER[route[0]]}{count[route[0]]:03d}"
        count[route[0]] += 1
    classes = np.array([ROAD_CLASSES[r] for r, _ in routes], dtype=object)
    return Roads(np.array(lines, dtype=object), classes, np.array([number[r] for r in routes], dtype=object))


def _smooth(xy: Floats) -> Floats:
    """A curve through ``xy`` (m, 2) with a point about every 30 m and fixed ends."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    at = np.linspace(0, along[-1], max(2, int(along[-1] / 30) + 1))
    fine = np.stack([np.interp(at, along, xy[:, k]) for k in (0, 1)], axis=1)
    # mirrored through the ends, so that the filter does not move them
    pad = min(len(fine) - 1, 12)
    ends = np.concatenate([2 * fine[0] - fine[pad:0:-1], fine, 2 * fine[-1] - fine[-2 : -2 - pad : -1]])
    course = np.asarray(gaussian_filter1d(ends, 2.5, axis=0)[pad : pad + len(fine)])
    course[0], course[-1] = xy[0], xy[-1]
    return course
