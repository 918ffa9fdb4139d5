"""Where places meet the roads: not at one point, but at the nearest point of every road nearby.

Which points these are depends on the roads alone, never on closures: a closed road takes access points away and adds
none, so that closing a road makes no way shorter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely

from county.road_lines import Floats, Ints, RoadEdges, Shapes

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

    def take(self, some: slice | Ints) -> Access:
        """Those of some of the places."""
        return Access(self.xy_m[some], self.edge[some], self.at_m[some], self.off_m[some])

    def nearest(self) -> Access:
        """The nearest access point of each place alone."""
        return Access(self.xy_m, self.edge[:, :1], self.at_m[:, :1], self.off_m[:, :1])

    @property
    def nearest_m(self) -> Floats:
        """(n,) distance from the roads; inf: out of reach."""
        return np.asarray(self.off_m.min(axis=1, initial=np.inf))


class NearbyRoads:
    """Finds the edges near places.  Not to be asked by two threads at once."""

    def __init__(self, edges: RoadEdges) -> None:
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
        n, width = len(xy_m), int(number.max(initial=-1)) + 1
        place = finite[row], number
        found = Access(xy_m, np.full((n, width), -1), np.zeros((n, width)), np.full((n, width), np.inf))
        found.edge[place], found.off_m[place] = edge, off_m
        found.at_m[place] = shapely.line_locate_point(self._line[edge], points[row])
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
    one, other = _widened(one, width), _widened(other, width)
    return Access(
        np.concatenate([one.xy_m, other.xy_m]), np.concatenate([one.edge, other.edge]),
        np.concatenate([one.at_m, other.at_m]), np.concatenate([one.off_m, other.off_m]),
    )  # fmt: skip


def _widened(access: Access, width: int) -> Access:
    """The same with room for ``width`` access points of each place."""
    more = (0, 0), (0, width - access.edge.shape[1])
    return Access(
        access.xy_m, np.pad(access.edge, more, constant_values=-1), np.pad(access.at_m, more),
        np.pad(access.off_m, more, constant_values=np.inf),
    )  # fmt: skip
