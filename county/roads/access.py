"""Where places meet the roads: not at one point, but at the nearest point of every road nearby.

Which points these are depends on the roads alone, never on closures: a closed road takes access points away and adds
none, so that closing a road makes no way shorter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely

from county.roads.lines import Floats, Ints, RoadEdges, Shapes

REACH_M = 2_000.0
"""Maximum distance of a place from the roads: half an hour on foot."""
FURTHER_M = 500.0
"""By how much an access point may be farther away than the nearest one.  Assumption: who has a road nearby walks on to
another for at most seven and a half minutes, which suffices in the middle of a closed area of the usual 300 m."""
SET_OUT_MOST = 16
"""Access points of a place from which a vehicle sets out: the nearest ones.  With any number of them the ways from the
137 villages of the demo county to its seat are 0.01 % shorter."""
LOOKED_FOR_M = (250.0, 500.0, 1_000.0)
"""Distances within which a few nearest roads are looked for, one after the other."""
REMEMBERED = 20_000
"""Places of which it is remembered where they meet the roads."""


class Access(NamedTuple):
    """At most w access points of each of n places, the nearest first; those on closed edges are among them."""

    xy_m: Floats
    """(n, 2) the places."""
    edge: Ints
    """(n, w); -1: none."""
    at_m: Floats
    """(n, w) distance along the edge."""
    off_m: Floats
    """(n, w) distance from the place; inf: none."""
    off_min: Floats
    """(n, w) the same in minutes of a vehicle of share 1."""
    node: Ints
    """(n, w, 2) first and last node of the edge."""
    node_min: Floats
    """(n, w, 2) minutes of share 1 from the place to these; inf: none."""

    def take(self, some: Ints) -> Access:
        """Those of some of the places."""
        return Access(
            self.xy_m.take(some, axis=0), self.edge.take(some, axis=0), self.at_m.take(some, axis=0),
            self.off_m.take(some, axis=0), self.off_min.take(some, axis=0), self.node.take(some, axis=0),
            self.node_min.take(some, axis=0),
        )  # fmt: skip

    def nearest(self) -> Access:
        """The nearest access point of each place alone."""
        return Access(
            self.xy_m, self.edge[:, :1], self.at_m[:, :1], self.off_m[:, :1], self.off_min[:, :1], self.node[:, :1],
            self.node_min[:, :1],
        )  # fmt: skip

    @property
    def nearest_m(self) -> Floats:
        """(n,) distance from the roads; inf: out of reach."""
        return np.asarray(self.off_m.min(axis=1, initial=np.inf))


class NearbyRoads:
    """Finds the edges near places.  Not to be asked by two threads at once."""

    def __init__(self, edges: RoadEdges, min_per_m: Floats, on_foot: float) -> None:
        """``min_per_m``: minutes of share 1 on every edge (e,); ``on_foot``: the same off the roads."""
        self._edges = edges
        self._min_per_m = min_per_m
        self._on_foot = on_foot
        self._line = edges.line
        self._tree = shapely.STRtree(edges.line)

    def access(self, xy_m: Floats, most: int) -> Access:
        """The ``most`` nearest access points of places (n, 2); none where a place is not finite."""
        finite = np.flatnonzero(np.isfinite(xy_m).all(axis=1))
        points = shapely.points(xy_m[finite])
        (row, _), nearest_m = self._tree.query_nearest(
            points, max_distance=REACH_M, all_matches=False, return_distance=True
        )
        limit_m = np.zeros(len(points))
        limit_m[row] = np.minimum(nearest_m + FURTHER_M, REACH_M)
        row, edge, off_m = self._pairs(points, row, limit_m, most)
        number = np.arange(len(row)) - np.searchsorted(row, row)
        place = finite[row], number
        at_m = shapely.line_locate_point(self._line[edge], points[row])
        found = _no_access(xy_m, int(number.max(initial=-1)) + 1)
        found.edge[place], found.at_m[place], found.off_m[place] = edge, at_m, off_m
        found.off_min[place] = off_m * self._on_foot
        found.node[place] = self._edges.ends[edge]
        along_m = np.stack([at_m, self._edges.length_m[edge] - at_m], axis=1)
        found.node_min[place] = found.off_min[place][:, None] + along_m * self._min_per_m[edge][:, None]
        return found

    def _pairs(self, points: Shapes, rows: Ints, limit_m: Floats, most: int) -> tuple[Ints, Ints, Floats]:
        """Rows of ``points`` with the ``most`` nearest edges of each within its ``limit_m``, by row and distance."""
        found: list[tuple[Ints, Ints, Floats]] = []
        for within_m in (*(LOOKED_FOR_M if most < len(self._line) else ()), REACH_M):
            if not len(rows):
                break
            which, edge = self._tree.query(points[rows], "dwithin", np.minimum(limit_m[rows], within_m))
            row = rows[which]
            enough = (np.bincount(which, minlength=len(rows)) >= most) | (limit_m[rows] <= within_m)
            kept = enough[which]
            row, edge = row[kept], edge[kept]
            off_m = shapely.distance(points[row], self._line[edge])
            order = np.lexsort((edge, off_m, row))
            row, edge, off_m = row[order], edge[order], off_m[order]
            near = np.arange(len(row)) - np.searchsorted(row, row) < most
            found.append((row[near], edge[near], off_m[near]))
            rows = rows[~enough]
        if not found:
            none = np.empty(0, dtype=np.int64)
            return none, none, np.empty(0)
        row, edge, off_m = (np.concatenate(parts) for parts in zip(*found, strict=True))
        order = np.argsort(row, kind="stable")
        return row[order], edge[order], off_m[order]


class MetPlaces:
    """Access points, remembered by place: most units and villages are where they were."""

    def __init__(self, roads: NearbyRoads, most: int) -> None:
        self._roads = roads
        self._most = most
        self._row: dict[tuple[float, ...], int] = {}
        self._known = self._none()

    def access(self, xy_m: Floats) -> Access:
        """As :meth:`NearbyRoads.access`."""
        places = list(map(tuple, xy_m.tolist()))
        new = list(dict.fromkeys(place for place in places if place not in self._row))
        if len(self._row) + len(new) > REMEMBERED:
            self._row, self._known = {}, self._none()
            new = list(dict.fromkeys(places))
        if new:
            found = self._roads.access(np.array(new, dtype=float), self._most)
            self._row |= {place: len(self._row) + i for i, place in enumerate(new)}
            self._known = _joined(self._known, found)
        return self._known.take(np.array([self._row[place] for place in places], dtype=np.intp))

    def _none(self) -> Access:
        return self._roads.access(np.empty((0, 2)), self._most)


def _joined(one: Access, other: Access) -> Access:
    width = max(one.edge.shape[1], other.edge.shape[1])
    joined = _no_access(np.concatenate([one.xy_m, other.xy_m]), width)
    for part, rows in ((one, slice(0, len(one.xy_m))), (other, slice(len(one.xy_m), None))):
        for whole, some in zip(joined[1:], part[1:], strict=True):
            whole[rows, : some.shape[1]] = some
    return joined


def _no_access(xy_m: Floats, width: int) -> Access:
    """Of places (n, 2), to be filled."""
    n = len(xy_m)
    return Access(
        xy_m, np.full((n, width), -1), np.zeros((n, width)), np.full((n, width), np.inf),
        np.full((n, width), np.inf), np.zeros((n, width, 2), dtype=np.int64), np.full((n, width, 2), np.inf),
    )  # fmt: skip
