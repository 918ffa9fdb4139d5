"""Fastest ways over a road network by one search: from all places to one, or from the nearest of several to each.

All roads have both directions, and every vehicle has the same fraction of each road's speed, and of that off the roads.
So a search in the minutes of a vehicle of share 1 gives the ways of all vehicles.

A way begins at one access point of its start and ends at one of its goal (:mod:`county.roads.access`): those which make
it fastest.  Two places that are nearer to each other than to the roads need none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.roads.access import Access
from county.roads.lines import Floats, Ints, RoadEdges


class Reached(NamedTuple):
    """What a search found, by node."""

    minutes: Floats
    """(n,) of share 1; inf: not reached."""
    before: Ints
    """(n,) the node before it; n for one that is reached from an access point."""
    arc: Ints
    """(n,) its fastest arc from an access point: twice the number of that point, and 1 more at the end of its edge; -1:
    none."""


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """The open edges, and arcs between nodes with the fastest edge of each pair: rows of a CSR matrix, whose row
    pointer is ``first``."""

    edges: RoadEdges
    is_open: NDArray[np.bool_]
    """(e,)"""
    min_per_m: Floats
    """(e,) of a vehicle of share 1, for all edges."""
    on_foot: float
    """The same off the roads."""
    first: Ints
    arc_to: Ints
    arc_min: Floats
    arc_edge: Ints

    @cached_property
    def arc_key(self) -> Ints:
        """``from * n + to`` of every arc, ascending."""
        n = len(self.edges.node_xy)
        return np.repeat(np.arange(n), np.diff(self.first)) * n + self.arc_to

    @cached_property
    def least_min_per_m(self) -> float:
        """Minutes per metre of share 1 where it is fastest."""
        return float(self.min_per_m.min(initial=self.on_foot))

    def closed_at(self, access: Access) -> NDArray[np.bool_]:
        """(n, w) whether an access point is on a closed edge."""
        return ~self.is_open[access.edge]

    def search(self, sources: Access, limit_min: float = np.inf) -> Reached:
        """From the nearest of ``sources`` to every node; not past ``limit_min`` of share 1."""
        from scipy.sparse import csr_array  # here: like in county.roads.lines
        from scipy.sparse.csgraph import dijkstra

        n, ends = len(self.edges.node_xy), sources.node.ravel()
        arcs = np.where(self.closed_at(sources)[:, :, None], np.inf, sources.node_min).ravel()
        usable = np.flatnonzero(np.isfinite(arcs))
        order = usable[np.lexsort((arcs[usable], ends[usable]))]
        node = ends[order]
        best = order[np.append(True, node[1:] != node[:-1])[: len(order)]]
        matrix = csr_array(
            (
                np.concatenate([self.arc_min, arcs[best]]),
                np.concatenate([self.arc_to, ends[best].astype(self.arc_to.dtype)]),
                np.append(self.first, self.first[-1] + len(best)),
            ),
            shape=(n + 1, n + 1),
        )
        minutes, before = dijkstra(matrix, indices=n, return_predecessors=True, limit=limit_min)
        arc = np.full(n, -1)
        arc[ends[best]] = best
        return Reached(minutes, before, arc)


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

    def __init__(self, network: RoadNetwork, goal: Access, limit_min: float = np.inf) -> None:
        """``goal``: of one place.  ``limit_min``: of share 1; a way that takes longer may be missing."""
        self._network = network
        self._goal = goal
        self._reached = network.search(goal, limit_min)
        self._point = np.full(len(network.is_open), -1)
        """(e,) number of the goal's access point on an edge that is open; -1: none."""
        [usable] = np.nonzero((goal.edge[0] >= 0) & ~network.closed_at(goal)[0])
        self._point[goal.edge[0, usable]] = usable

    def minutes(self, start: Access, share: Floats) -> Floats:
        """(n,) minutes from each place by a vehicle of ``share`` (n,); inf where there is no way."""
        by_road = self._by_nodes(start).min(axis=(1, 2), initial=np.inf)
        row, _, along = self._along(start)
        np.minimum.at(by_road, row, along)
        return np.asarray(np.minimum(by_road, self._afoot_min(start)) / share)

    def way(self, start: Access, share: float) -> Way | None:
        """The way from one place; None where there is none."""
        by_nodes, (_, points, along) = self._by_nodes(start)[0], self._along(start)
        by_road, afoot = min(by_nodes.min(initial=np.inf), along.min(initial=np.inf)), self._afoot_min(start)[0]
        if not np.isfinite(min(by_road, afoot)):
            return None
        if afoot <= by_road:
            none = np.empty(0)
            return Way(float(afoot) / share, float(self._direct_m(start)[0]), none.astype(np.int64), none, none)
        if along.min(initial=np.inf) == by_road:
            point = int(points[along.argmin()])
            edge, from_m, to_m, goal_off_m = self._along_edge(start, point)
        else:
            point, at_end = divmod(int(by_nodes.argmin()), 2)
            first, begin_m = int(start.edge[0, point]), float(start.at_m[0, point])
            edge, from_m, to_m, goal_off_m = self._pieces(first, begin_m, at_end)
        length_m = float(start.off_m[0, point] + np.abs(to_m - from_m).sum() + goal_off_m)
        return Way(float(by_road) / share, length_m, edge, from_m, to_m)

    def unaffected_min(self, start: Access) -> float:
        """Minutes of share 1 up to which the way from one place is the same without closures: over a closed edge it
        would take longer, even if it went straight and at the greatest speed from there."""
        if (self._network.closed_at(self._goal) & (self._goal.edge >= 0)).any():
            return 0.0
        network, ends = self._network, self._closed_ends
        straight_m = np.hypot(*(network.edges.node_xy[ends] - start.xy_m[0]).T)
        return float((self._reached.minutes[ends] + straight_m * network.least_min_per_m).min(initial=np.inf))

    @cached_property
    def _closed_ends(self) -> Ints:
        """Nodes at the ends of closed edges."""
        return np.unique(self._network.edges.ends[~self._network.is_open])

    def _direct_m(self, start: Access) -> Floats:
        return np.asarray(np.hypot(*(start.xy_m - self._goal.xy_m).T))

    def _afoot_min(self, start: Access) -> Floats:
        """(n,) minutes of share 1 to the goal without any road; inf where a road is nearer."""
        direct_m = self._direct_m(start)
        off_m = start.nearest_m + self._goal.nearest_m
        return np.where((direct_m <= off_m) & np.isfinite(off_m), direct_m * self._network.on_foot, np.inf)

    def _by_nodes(self, start: Access) -> Floats:
        """Minutes of share 1 from each start (n, w, 2) by each of its access points and one end of its edge."""
        minutes = start.node_min + self._reached.minutes[start.node]
        minutes[self._network.closed_at(start)] = np.inf
        return minutes

    def _along(self, start: Access) -> tuple[Ints, Ints, Floats]:
        """Access points on an edge of the goal's, as row and number, and minutes of share 1 (k,) along that edge."""
        row, number = np.nonzero((self._point[start.edge] >= 0) & (start.edge >= 0))
        edge = start.edge[row, number]
        point = self._point[edge]
        along_m = np.abs(start.at_m[row, number] - self._goal.at_m[0, point])
        off_min = start.off_min[row, number] + self._goal.off_min[0, point]
        return row, number, off_min + along_m * self._network.min_per_m[edge]

    def _along_edge(self, start: Access, number: int) -> tuple[Ints, Floats, Floats, float]:
        """As :meth:`_pieces`, along the edge of an access point of the start."""
        edge = start.edge[0, number : number + 1]
        point = self._point[edge]
        from_m, to_m = start.at_m[0, number : number + 1], self._goal.at_m[0, point]
        return edge, from_m, to_m, float(self._goal.off_m[0, point[0]])

    def _pieces(self, first: int, begin_m: float, at_end: int) -> tuple[Ints, Floats, Floats, float]:
        """Edges from an access point of the start to one of the goal, each with the distances along it at which it is
        entered and left; and how far the goal is from there.  ``at_end``: 1 to leave the first edge at its end."""
        network, edges, goal = self._network, self._network.edges, self._goal
        n, before = len(edges.node_xy), self._reached.before
        nodes = [int(edges.ends[first, at_end])]
        while (node := int(before[nodes[-1]])) != n:
            nodes.append(node)
        path = np.array(nodes)
        inner = network.arc_edge[np.searchsorted(network.arc_key, path[:-1] * n + path[1:])]
        length_m, forward = edges.length_m[inner], edges.ends[inner, 0] == path[:-1]
        point, from_end = divmod(int(self._reached.arc[path[-1]]), 2)
        last = int(goal.edge[0, point])
        leave_m, enter_m = float(edges.length_m[first]) * at_end, float(edges.length_m[last]) * from_end
        edge = np.concatenate([[first], inner, [last]])
        from_m = np.concatenate([[begin_m], np.where(forward, 0.0, length_m), [enter_m]])
        to_m = np.concatenate([[leave_m], np.where(forward, length_m, 0.0), [goal.at_m[0, point]]])
        driven = from_m != to_m
        if not driven.any():
            driven[0] = True
        return edge[driven], from_m[driven], to_m[driven], float(goal.off_m[0, point])


def minutes_from_any(network: RoadNetwork, sources: Access, goals: Access, share: float, limit_min: float) -> Floats:
    """(m,) minutes by a vehicle of ``share`` from the nearest of ``sources`` (k) to each of ``goals`` (m); inf for more
    than about ``limit_min``."""
    to_node = network.search(sources, limit_min * share).minutes
    by_nodes = goals.node_min + to_node[goals.node]
    by_nodes[network.closed_at(goals)] = np.inf
    found = by_nodes.min(axis=(1, 2), initial=np.inf)
    own, other = _on_same_edge(np.where(network.closed_at(goals), -1, goals.edge), sources.edge)
    row, edge = np.repeat(np.arange(len(found)), goals.edge.shape[1])[own], goals.edge.ravel()[own]
    along_m = np.abs(goals.at_m.ravel()[own] - sources.at_m.ravel()[other])
    off_min = goals.off_min.ravel()[own] + sources.off_min.ravel()[other]
    np.minimum.at(found, row, off_min + along_m * network.min_per_m[edge])
    direct_m = np.hypot(*(goals.xy_m[:, None] - sources.xy_m).transpose(2, 0, 1))
    off_m = goals.nearest_m[:, None] + sources.nearest_m
    afoot = np.where((direct_m <= off_m) & np.isfinite(off_m), direct_m * network.on_foot, np.inf)
    return np.asarray(np.minimum(found, afoot.min(axis=1, initial=np.inf)) / share)


def _on_same_edge(one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """Flat indices of all pairs of access points that are on one edge."""
    one, other = np.where(one >= 0, one, -2).ravel(), other.ravel()
    order = np.argsort(other, kind="stable")
    low = np.searchsorted(other[order], one, side="left")
    count = np.searchsorted(other[order], one, side="right") - low
    own = np.repeat(np.arange(len(one)), count)
    within = np.arange(len(own)) - np.repeat(np.cumsum(count) - count, count)
    return own, order[np.repeat(low, count) + within]
