"""The county's roads as one graph: travel times and routes by vehicle, avoiding closed roads.

Edges are bidirectional and crossing lines are joined (:mod:`county.road_lines`).  A place off the roads is reached on
foot from the nearest point of an open road; a place farther than ``REACH_M`` from any cannot be reached.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from county.explained import Explained
from county.road_lines import Floats, Ints, RoadEdges, Shapes, cut_lines
from county.vehicles import Speeds

REACH_M = 2_000.0
"""Maximum distance of a place from an open road: half an hour on foot."""
CACHED_NETWORKS = 8
"""Size of the cache of networks, one per vehicle and closures."""
Closures = Set[str | int]
"""Closed roads: ids of roads, numbers of edges."""
OPEN: Closures = frozenset()


@dataclass(frozen=True, eq=False)
class Distances:
    """Distances from n places to one."""

    minutes: Floats
    """(n,); inf where there is no route."""
    length_m: Floats
    """(n,) of the fastest route, its parts on foot included; inf where there is none."""


@dataclass(frozen=True, eq=False)
class Route:
    """The fastest route between two places."""

    xy_m: Floats
    """(k, 2), from start to goal, its parts on foot included; k ≥ 2."""
    minutes_at: Floats
    """(k,) since the start, at each point."""
    road_ids: tuple[str, ...]
    """Roads in driving order; "" for one without an id."""

    @property
    def minutes(self) -> float:
        return float(self.minutes_at[-1])

    @property
    def length_m(self) -> float:
        return float(np.hypot(*np.diff(self.xy_m, axis=0).T).sum())


class Access(NamedTuple):
    """Access points of n places: edge (-1: none), distance along it, distance from the place to it."""

    edge: Ints
    at_m: Floats
    off_m: Floats


@dataclass(frozen=True, eq=False)
class _Network:
    """The network usable by one vehicle: open edges, and arcs between nodes with the fastest edge of each pair.

    ``arc_from``, ``arc_to``, ``arc_min`` and ``arc_edge`` are rows of a CSR matrix; ``first`` is its row pointer.
    """

    open: Ints
    tree: shapely.STRtree
    min_per_m: Floats
    """(e,) for all edges."""
    on_foot: float
    """Minutes per metre off the roads."""
    first: Ints
    arc_to: Ints
    arc_min: Floats
    arc_edge: Ints

    def arc(self, a: int, b: int) -> int:
        """Number of the arc from node ``a`` to ``b``."""
        start, end = self.first[a], self.first[a + 1]
        return int(start + np.flatnonzero(self.arc_to[start:end] == b)[0])


class RoadGraph:
    """All roads of a county.  Built on first use, or earlier by :meth:`prepare`."""

    def __init__(self, geometry: Shapes, ids: Sequence[str], classes: Sequence[str], speeds: Speeds) -> None:
        """``geometry``: r lines in metres; ``ids`` and ``classes`` as long; ``speeds``: those of the
        catalogue.  Nothing is computed yet."""
        if not len(geometry) == len(ids) == len(classes):
            raise ValueError(f"{len(geometry)} lines, {len(ids)} ids, {len(classes)} classes: must be of one length")
        self._geometry = geometry
        self.ids = tuple(str(road) for road in ids)
        self._classes = tuple(str(name) for name in classes)
        self.speeds = speeds
        self._networks: OrderedDict[tuple[str, frozenset[str | int]], _Network] = OrderedDict()

    @cached_property
    def edges(self) -> RoadEdges:
        """Edges and nodes."""
        return cut_lines(self._geometry)

    @property
    def ready(self) -> bool:
        """Whether the edges are built, so that a query takes milliseconds."""
        return "edges" in self.__dict__

    def prepare(self) -> None:
        """Build the edges now, in the calling thread."""
        _ = self.edges

    def for_another_thread(self) -> RoadGraph:
        """The same roads; one graph must not be asked by two threads at once."""
        other = copy.copy(self)
        other._networks = OrderedDict()
        return other

    def minutes(self, from_xy: ArrayLike, to_xy: ArrayLike, vehicle: str, closures: Closures = OPEN) -> Floats:
        """Minutes from places (n, 2) to one (2,): (n,), inf where there is no route.  See :meth:`distances`."""
        return self.distances(from_xy, to_xy, vehicle, closures).minutes

    def distances(self, from_xy: ArrayLike, to_xy: ArrayLike, vehicle: str, closures: Closures = OPEN) -> Distances:
        """Distances of the fastest routes from places (n, 2) to one (2,), by one search from the latter.

        Raises KeyError for a vehicle missing from the speeds, Explained for a closure that is neither road nor edge.
        """
        network = self._network(vehicle, closures)
        start_xy, goal_xy = _points(from_xy), _points(to_xy)
        start, goal = self._access(network, start_xy), self._access(network, goal_xy)
        direct_m = np.hypot(*(start_xy - goal_xy).T)
        straight = (start.edge >= 0) & (goal.edge[0] >= 0) & (direct_m <= start.off_m + goal.off_m)
        if goal.edge[0] < 0 or not (start.edge >= 0).any():
            never = np.full(len(start_xy), np.inf)
            return Distances(never, never.copy())
        to_goal, before = self._search(network, goal)
        length_to_goal = self._lengths(network, goal, to_goal, before)
        entry = self._entries(network, start, goal, to_goal)
        choice, row = entry.argmin(axis=1), np.arange(len(start_xy))
        minutes = entry[row, choice] + (start.off_m + goal.off_m) * network.on_foot
        u, v = self.edges.ends[start.edge].T
        ahead_m = np.stack([
            start.at_m + length_to_goal[u],
            self.edges.length_m[start.edge] - start.at_m + length_to_goal[v],
            np.abs(start.at_m - goal.at_m),
        ], axis=1)  # fmt: skip
        length_m = ahead_m[row, choice] + start.off_m + goal.off_m
        reached = (start.edge >= 0) & np.isfinite(minutes)
        minutes, length_m = np.where(reached, minutes, np.inf), np.where(reached, length_m, np.inf)
        return Distances(
            np.where(straight, np.minimum(direct_m * network.on_foot, minutes), minutes),
            np.where(straight & (direct_m * network.on_foot <= minutes), direct_m, length_m),
        )

    def route(
        self, from_xy: ArrayLike, to_xy: ArrayLike, vehicle: str, closures: Closures = OPEN
    ) -> Route | None:
        """The fastest route between two places (2,); None where there is none.  Raises as :meth:`distances`."""
        network = self._network(vehicle, closures)
        start_xy, goal_xy = _points(from_xy), _points(to_xy)
        start, goal = self._access(network, start_xy), self._access(network, goal_xy)
        if start.edge[0] < 0 or goal.edge[0] < 0:
            return None
        to_goal, before = self._search(network, goal)
        entry = self._entries(network, start, goal, to_goal)[0]
        minutes = entry.min() + (start.off_m[0] + goal.off_m[0]) * network.on_foot
        direct_m = float(np.hypot(*(start_xy - goal_xy)[0]))
        if direct_m <= start.off_m[0] + goal.off_m[0] and direct_m * network.on_foot <= minutes:
            return Route(np.concatenate([start_xy, goal_xy]), np.array([0.0, direct_m * network.on_foot]), ())
        if not np.isfinite(minutes):
            return None
        pieces = self._pieces(network, start, goal, int(entry.argmin()), before)
        xy, step_min = [start_xy], [np.zeros(1)]
        for edge, from_m, to_m in pieces:
            course = _part(self.edges.line[edge], from_m, to_m)
            xy.append(course)
            step_min.append(np.append(0.0, np.hypot(*np.diff(course, axis=0).T) * network.min_per_m[edge]))
        step_min[1][0] = start.off_m[0] * network.on_foot
        xy.append(goal_xy)
        step_min.append(goal.off_m * network.on_foot)
        points, steps = np.concatenate(xy), np.concatenate(step_min)
        keep = np.append(True, (np.diff(points, axis=0) != 0).any(axis=1) | (steps[1:] > 0))
        if keep.sum() < 2:
            keep[-1] = True
        roads = [self.ids[self.edges.road[edge]] for edge, _, _ in pieces]
        named = tuple(road for i, road in enumerate(roads) if i == 0 or road != roads[i - 1])
        return Route(points[keep], np.cumsum(steps)[keep], named)

    def on_road(self, xy_m: ArrayLike, vehicle: str, closures: Closures = OPEN) -> Floats:
        """Nearest points (n, 2) on open roads; NaN where none is within ``REACH_M``.  Raises as :meth:`distances`."""
        network, xy = self._network(vehicle, closures), _points(xy_m)
        access = self._access(network, xy)
        found = np.full((len(xy), 2), np.nan)
        met = access.edge >= 0
        if met.any():
            points = shapely.line_interpolate_point(self.edges.line[access.edge[met]], access.at_m[met])
            found[met] = shapely.get_coordinates(points)
        return found

    def _network(self, vehicle: str, closures: Closures) -> _Network:
        key = (vehicle, frozenset(closures))
        if key in self._networks:
            self._networks.move_to_end(key)
            return self._networks[key]
        kmh = {name: self.speeds.kmh(name, vehicle) for name in set(self._classes)}
        edges = self.edges
        open_ = np.flatnonzero(~self._closed(key[1]))
        speed = np.array([kmh[self._classes[road]] for road in edges.road.tolist()], dtype=float)
        min_per_m = 0.06 / speed
        u, v = edges.ends[open_].T
        arc_min = np.tile(edges.length_m[open_] * min_per_m[open_], 2)
        arc_from, arc_to = np.concatenate([u, v]), np.concatenate([v, u])
        order = np.lexsort((arc_min, arc_to, arc_from))
        a, b = arc_from[order], arc_to[order]
        quickest = order[np.append(True, (a[1:] != a[:-1]) | (b[1:] != b[:-1]))[: len(order)]]
        counts = np.bincount(arc_from[quickest], minlength=len(edges.node_xy))
        network = _Network(
            open=open_,
            tree=shapely.STRtree(edges.line[open_]),
            min_per_m=min_per_m,
            on_foot=0.06 / self.speeds.on_foot.kmh,
            first=np.append(0, np.cumsum(counts)),
            arc_to=arc_to[quickest],
            arc_min=arc_min[quickest],
            arc_edge=np.tile(open_, 2)[quickest],
        )
        self._networks[key] = network
        while len(self._networks) > CACHED_NETWORKS:
            self._networks.popitem(last=False)
        return network

    def _closed(self, closures: frozenset[str | int]) -> NDArray[np.bool_]:
        """(e,) whether an edge is closed.  Raises Explained."""
        closed = np.zeros(len(self.edges.road), dtype=bool)
        ids = np.array(self.ids, dtype=object)[self.edges.road]
        for item in closures:
            if isinstance(item, str) and item in self.ids:
                closed |= ids == item
            elif isinstance(item, int) and 0 <= item < len(closed):
                closed[item] = True
            else:
                raise Explained("closed road {road} is not in this county; remove it from the closures", road=item)
        return closed

    def _access(self, network: _Network, xy: Floats) -> Access:
        n = len(xy)
        access = Access(np.full(n, -1, dtype=np.int64), np.zeros(n), np.zeros(n))
        finite = np.flatnonzero(np.isfinite(xy).all(axis=1))
        points = shapely.points(xy[finite])
        (which, near), off_m = network.tree.query_nearest(
            points, max_distance=REACH_M, all_matches=False, return_distance=True
        )
        row, edge = finite[which], network.open[near]
        access.edge[row], access.off_m[row] = edge, off_m
        access.at_m[row] = shapely.line_locate_point(self.edges.line[edge], points[which])
        return access

    def _search(self, network: _Network, goal: Access) -> tuple[Floats, Ints]:
        """Minutes from every node to the goal, and the next node of the route; the goal itself is node n."""
        n = len(self.edges.node_xy)
        edge, at_m = goal.edge[0], goal.at_m[0]
        out = np.array([at_m, self.edges.length_m[edge] - at_m]) * network.min_per_m[edge]
        matrix = csr_array(
            (
                np.concatenate([network.arc_min, out]),
                np.concatenate([network.arc_to, self.edges.ends[edge]]),
                np.append(network.first, network.first[-1] + 2),
            ),
            shape=(n + 1, n + 1),
        )
        minutes, before = dijkstra(matrix, indices=n, return_predecessors=True)
        return minutes, before.astype(np.int64)

    def _entries(self, network: _Network, start: Access, goal: Access, to_goal: Floats) -> Floats:
        """Minutes on the road from each start (n, 3): via its edge's first node, via its last, along the edge only."""
        edge = start.edge
        u, v = self.edges.ends[edge].T
        pace = network.min_per_m[edge]
        along = np.where(edge == goal.edge[0], np.abs(start.at_m - goal.at_m[0]) * pace, np.inf)
        by_v = (self.edges.length_m[edge] - start.at_m) * pace + to_goal[v]
        return np.stack([start.at_m * pace + to_goal[u], by_v, along], axis=1)

    def _last_m(self, goal: Access, node: int | Ints) -> Any:
        """Metres from ``node``, an end of the goal's edge, along it to the goal."""
        (u, v), at_m = self.edges.ends[goal.edge[0]], goal.at_m[0]
        rest_m = self.edges.length_m[goal.edge[0]] - at_m
        return np.minimum(np.where(node == u, at_m, np.inf), np.where(node == v, rest_m, np.inf))

    def _lengths(self, network: _Network, goal: Access, to_goal: Floats, before: Ints) -> Floats:
        """Metres from every node to the goal along the fastest route; inf where there is none."""
        n = len(before) - 1
        step_m, ahead = np.zeros(n + 1), np.full(n + 1, n)
        reached = np.flatnonzero(np.isfinite(to_goal[:n]))
        ahead[reached] = before[reached]
        last = reached[ahead[reached] == n]
        step_m[last] = self._last_m(goal, last)
        inner = reached[ahead[reached] < n]
        # arcs are sorted by (from, to): one search finds those of all nodes
        key = np.repeat(np.arange(n), np.diff(network.first)) * n + network.arc_to
        step_m[inner] = self.edges.length_m[network.arc_edge[np.searchsorted(key, inner * n + ahead[inner])]]
        while (ahead < n).any():
            step_m, ahead = step_m + step_m[ahead], ahead[ahead]
        return np.where(np.isfinite(to_goal), step_m, np.inf)

    def _pieces(
        self, network: _Network, start: Access, goal: Access, entry: int, before: Ints
    ) -> list[tuple[int, float, float]]:
        """Edges from start to goal, each with the distances along it at which it is entered and left."""
        first, last = int(start.edge[0]), int(goal.edge[0])
        begin_m, end_m = float(start.at_m[0]), float(goal.at_m[0])
        if entry == 2:
            return [(first, begin_m, end_m)]
        node, n = int(self.edges.ends[first, entry]), len(self.edges.node_xy)
        pieces = [(first, begin_m, float(self.edges.length_m[first]) if entry else 0.0)]
        while before[node] != n:
            ahead = int(before[node])
            edge = int(network.arc_edge[network.arc(node, ahead)])
            length_m = float(self.edges.length_m[edge])
            forward = self.edges.ends[edge, 0] == node
            pieces.append((edge, 0.0, length_m) if forward else (edge, length_m, 0.0))
            node = ahead
        length_m = float(self.edges.length_m[last])
        from_first = self.edges.ends[last, 0] == node and end_m <= self._last_m(goal, node)
        pieces.append((last, 0.0 if from_first else length_m, end_m))
        driven = [piece for piece in pieces if piece[1] != piece[2]]
        return driven or pieces[:1]


def _points(xy: ArrayLike) -> Floats:
    return np.asarray(xy, dtype=float).reshape(-1, 2)


def _part(line: Any, from_m: float, to_m: float) -> Floats:
    """Points (k, 2), k ≥ 2, of ``line`` between two distances along it, reversed when the second is less."""
    xy = shapely.get_coordinates(line)
    at_m = np.append(0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T)))
    low, high = min(from_m, to_m), max(from_m, to_m)
    cut = np.stack([np.interp([low, high], at_m, xy[:, k]) for k in (0, 1)], axis=1)
    part = np.concatenate([cut[:1], xy[(at_m > low) & (at_m < high)], cut[1:]])
    return part if from_m <= to_m else part[::-1]
