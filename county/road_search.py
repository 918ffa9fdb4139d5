"""Fastest ways over a road network by one search: from all places to one, or from the nearest of several to each.

All roads have both directions, and every vehicle drives the same fraction of each road's speed.  So a search in the
minutes of a vehicle of share 1 gives the ways of all vehicles; only the parts on foot are the same for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from county.road_lines import Floats, Ints, RoadEdges

REACH_M = 2_000.0
"""Maximum distance of a place from an open road: half an hour on foot."""


REMEMBERED = 20_000
"""Places of which it is remembered where they meet the roads."""


class Access(NamedTuple):
    """Where n places meet the open roads: edge (-1: none is near), distance along it, distance from the place to it."""

    xy_m: Floats
    edge: Ints
    at_m: Floats
    off_m: Floats

    def take(self, some: slice | Ints) -> Access:
        """Those of some of the places."""
        return Access(self.xy_m[some], self.edge[some], self.at_m[some], self.off_m[some])


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """The open edges, and arcs between nodes with the fastest edge of each pair: rows of a CSR matrix, whose row
    pointer is ``first``."""

    edges: RoadEdges
    open: Ints
    min_per_m: Floats
    """(e,) of a vehicle of share 1, for all edges."""
    on_foot: float
    """Minutes per metre off the roads."""
    first: Ints
    arc_to: Ints
    arc_min: Floats
    arc_edge: Ints

    @cached_property
    def tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.edges.line[self.open])

    @cached_property
    def arc_key(self) -> Ints:
        """``from * n + to`` of every arc, ascending."""
        n = len(self.edges.node_xy)
        return np.repeat(np.arange(n), np.diff(self.first)) * n + self.arc_to

    def access(self, xy_m: Floats) -> Access:
        """Where places (n, 2) meet the open roads; none where a place is not finite."""
        n = len(xy_m)
        access = Access(xy_m, np.full(n, -1, dtype=np.int64), np.zeros(n), np.zeros(n))
        finite = np.flatnonzero(np.isfinite(xy_m).all(axis=1))
        points = shapely.points(xy_m[finite])
        (which, near), off_m = self.tree.query_nearest(
            points, max_distance=REACH_M, all_matches=False, return_distance=True
        )
        row, edge = finite[which], self.open[near]
        access.edge[row], access.off_m[row] = edge, off_m
        access.at_m[row] = shapely.line_locate_point(self.edges.line[edge], points[which])
        return access

    def search(self, sources: Access, before_min: Floats, limit_min: float = np.inf) -> tuple[Floats, Ints]:
        """Minutes of share 1 from the nearest of ``sources``, which all have an edge, to every node, inf past
        ``limit_min``; and the node before it, n for a source itself.  ``before_min`` (k,): head start of each."""
        n, edges = len(self.edges.node_xy), self.edges
        pace, ends = self.min_per_m[sources.edge], edges.ends[sources.edge]
        out = np.stack([sources.at_m, edges.length_m[sources.edge] - sources.at_m], axis=1) * pace[:, None]
        arcs = (out + before_min[:, None]).ravel()
        order = np.lexsort((arcs, ends.ravel()))
        node = ends.ravel()[order]
        best = order[np.append(True, node[1:] != node[:-1])[: len(order)]]
        matrix = csr_array(
            (
                np.concatenate([self.arc_min, arcs[best]]),
                np.concatenate([self.arc_to, ends.ravel()[best].astype(self.arc_to.dtype)]),
                np.append(self.first, self.first[-1] + len(best)),
            ),
            shape=(n + 1, n + 1),
        )
        minutes, before = dijkstra(matrix, indices=n, return_predecessors=True, limit=limit_min)
        return minutes, before


class MetPlaces:
    """Where places meet the roads of one network, remembered: most units and villages are where they were."""

    def __init__(self, network: RoadNetwork) -> None:
        self._network = network
        self._row: dict[tuple[float, ...], int] = {}
        self._known = network.access(np.empty((0, 2)))

    def access(self, xy_m: Floats) -> Access:
        """As :meth:`RoadNetwork.access`."""
        places = list(map(tuple, xy_m.tolist()))
        new = list(dict.fromkeys(place for place in places if place not in self._row))
        if len(self._row) + len(new) > REMEMBERED:
            self._row, self._known, new = {}, self._known.take(slice(0)), list(dict.fromkeys(places))
        if new:
            found = self._network.access(np.array(new, dtype=float))
            self._row |= {place: len(self._row) + i for i, place in enumerate(new)}
            known = self._known
            self._known = Access(
                np.concatenate([known.xy_m, found.xy_m]), np.concatenate([known.edge, found.edge]),
                np.concatenate([known.at_m, found.at_m]), np.concatenate([known.off_m, found.off_m]),
            )  # fmt: skip
        return self._known.take(np.array([self._row[place] for place in places], dtype=np.intp))


@dataclass(frozen=True, eq=False)
class Way:
    """The fastest way from a place to the goal of a search: its parts on edges, in driving order."""

    minutes: float
    length_m: float
    """The parts on foot included."""
    edge: Ints
    """(k,); empty for a way on foot alone."""
    from_m: Floats
    """(k,) distance along the edge at which it is entered."""
    to_m: Floats
    """(k,) the same at which it is left."""


class WaysTo:
    """The fastest ways from any place to one goal."""

    def __init__(self, network: RoadNetwork, goal: Access) -> None:
        """``goal``: of one place."""
        self._network = network
        self._goal = goal
        self.reachable = bool(goal.edge[0] >= 0)
        if self.reachable:
            self._to_goal, self._before = network.search(goal, np.zeros(1))

    def minutes(self, start: Access, share: Floats) -> Floats:
        """(n,) minutes from each place by a vehicle of ``share`` (n,); inf where there is no route."""
        if not self.reachable:
            return np.full(len(start.edge), np.inf)
        on_foot = self._network.on_foot
        minutes = self._entries(start).min(axis=1) / share + (start.off_m + self._goal.off_m) * on_foot
        minutes[start.edge < 0] = np.inf
        directly = np.minimum(self._direct_m(start) * on_foot, minutes)
        return np.asarray(np.where(self._afoot(start), directly, minutes))

    def way(self, start: Access, share: float) -> Way | None:
        """The way from one place; None where there is none."""
        minutes = float(self.minutes(start, np.array([share]))[0])
        if not np.isfinite(minutes):
            return None
        direct_m, none = float(self._direct_m(start)[0]), np.empty(0)
        if self._afoot(start)[0] and direct_m * self._network.on_foot <= minutes:
            return Way(minutes, direct_m, none.astype(np.int64), none, none)
        edge, from_m, to_m = self._pieces(start, int(self._entries(start)[0].argmin()))
        off_m = float(start.off_m[0] + self._goal.off_m[0])
        return Way(minutes, float(np.abs(to_m - from_m).sum()) + off_m, edge, from_m, to_m)

    def _direct_m(self, start: Access) -> Floats:
        return np.asarray(np.hypot(*(start.xy_m - self._goal.xy_m).T))

    def _afoot(self, start: Access) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Whether two places are not farther from each other than from the road."""
        return (start.edge >= 0) & (self._direct_m(start) <= start.off_m + self._goal.off_m)

    def _entries(self, start: Access) -> Floats:
        """Minutes of share 1 on the road from each start (n, 3): via its edge's first node, via its last, along the
        edge only."""
        network, goal, edge = self._network, self._goal, start.edge
        u, v = network.edges.ends[edge].T
        pace = network.min_per_m[edge]
        along = np.where(edge == goal.edge[0], np.abs(start.at_m - goal.at_m[0]) * pace, np.inf)
        by_v = (network.edges.length_m[edge] - start.at_m) * pace + self._to_goal[v]
        return np.stack([start.at_m * pace + self._to_goal[u], by_v, along], axis=1)

    def _pieces(self, start: Access, entry: int) -> tuple[Ints, Floats, Floats]:
        """Edges from start to goal, each with the distances along it at which it is entered and left."""
        network, edges = self._network, self._network.edges
        first, last = int(start.edge[0]), int(self._goal.edge[0])
        begin_m, end_m = float(start.at_m[0]), float(self._goal.at_m[0])
        if entry == 2:
            return np.array([first]), np.array([begin_m]), np.array([end_m])
        n, before = len(edges.node_xy), self._before
        node = int(edges.ends[first, entry])
        nodes = [node]
        while (node := int(before[node])) != n:
            nodes.append(node)
        path = np.array(nodes)
        inner = network.arc_edge[np.searchsorted(network.arc_key, path[:-1] * n + path[1:])]
        length_m, forward = edges.length_m[inner], edges.ends[inner, 0] == path[:-1]
        u, v = edges.ends[last]
        ahead_m = end_m if path[-1] == u else np.inf
        back_m = float(edges.length_m[last]) - end_m if path[-1] == v else np.inf
        enter_m = 0.0 if ahead_m <= back_m else float(edges.length_m[last])
        edge = np.concatenate([[first], inner, [last]])
        from_m = np.concatenate([[begin_m], np.where(forward, 0.0, length_m), [enter_m]])
        to_m = np.concatenate(
            [[float(edges.length_m[first]) if entry else 0.0], np.where(forward, length_m, 0.0), [end_m]]
        )
        driven = from_m != to_m
        if not driven.any():
            driven[0] = True
        return edge[driven], from_m[driven], to_m[driven]


def minutes_from_any(network: RoadNetwork, sources: Access, goals: Access, share: float, limit_min: float) -> Floats:
    """(m,) minutes by a vehicle of ``share`` from the nearest of ``sources`` (k) to each of ``goals`` (m); inf for more
    than about ``limit_min``."""
    minutes = np.full(len(goals.edge), np.inf)
    near = np.flatnonzero(sources.edge >= 0)
    met = np.flatnonzero(goals.edge >= 0)
    if not len(near) or not len(met):
        return minutes
    sources, goals = sources.take(near), goals.take(met)
    foot = network.on_foot
    to_node, _ = network.search(sources, sources.off_m * foot * share, limit_min * share)
    edges, pace = network.edges, network.min_per_m[goals.edge]
    u, v = edges.ends[goals.edge].T
    by_u = to_node[u] + goals.at_m * pace
    by_v = to_node[v] + (edges.length_m[goals.edge] - goals.at_m) * pace
    found = np.minimum(by_u, by_v) / share + goals.off_m * foot
    off_m = goals.off_m[:, None] + sources.off_m
    same = goals.edge[:, None] == sources.edge
    along = np.abs(goals.at_m[:, None] - sources.at_m) * (pace / share)[:, None] + off_m * foot
    direct_m = np.hypot(*(goals.xy_m[:, None] - sources.xy_m).transpose(2, 0, 1))
    afoot = np.where(direct_m <= off_m, direct_m * foot, np.inf)
    minutes[met] = np.minimum(found, np.minimum(np.where(same, along, np.inf), afoot).min(axis=1))
    return minutes
