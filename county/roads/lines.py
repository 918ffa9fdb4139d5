"""Lines of a road layer cut into edges between junctions.

Lines are joined where they cross or touch, and where the end of one is within ``SNAP_M`` of another.  The layer has no
bridges and underpasses: a crossing at different levels is treated as a junction.  It has no one-way roads either: every
edge is bidirectional.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]

SNAP_M = 1.0
"""Maximum gap between the end of a line and the line it should join: the drawing accuracy of 1:2,000 surveys and of
tracing from imagery.  Less than half of the narrowest road, so that parallel roads are not joined."""
DRAWN_M = 2.0
"""By how much a drawn way may leave its road: less than the width of a lane."""
TOUCH_M = 0.001
"""Maximum distance at which a vertex in the middle of a line counts as on another line: rounding only."""


@dataclass(frozen=True, eq=False)
class RoadEdges:
    """e edges between n nodes."""

    node_xy: Floats
    """(n, 2) metres."""
    ends: Ints
    """(e, 2) nodes; both may be the same."""
    line: Shapes
    """(e,) LineStrings from ``ends[:, 0]`` to ``ends[:, 1]``, starting and ending exactly at the nodes."""
    length_m: Floats
    """(e,)"""
    road: Ints
    """(e,) row of the layer."""


@dataclass(frozen=True, eq=False)
class _Segments:
    """m straight pieces of p lines.  ``along_m`` accumulates over all lines in sequence."""

    a: Floats
    b: Floats
    line: Ints
    along_m: Floats
    length_m: Floats
    first: NDArray[np.bool_]
    last: NDArray[np.bool_]


def cut_lines(geometry: Iterable[Any], snap_m: float = SNAP_M) -> RoadEdges:
    """Edges of LineStrings and MultiLineStrings (metres); other types and non-finite geometries are left out."""
    parts, row = shapely.get_parts(np.asarray(list(geometry), dtype=object), return_index=True)
    usable = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    parts = shapely.force_2d(parts[usable])
    finite = np.isfinite(shapely.bounds(parts)).all(axis=1) & (shapely.length(parts) > 0)
    row, parts = row[usable][finite], shapely.remove_repeated_points(parts[finite])
    if not len(parts):
        return _no_edges()
    segments = _segments(parts)
    line, along_m, xy = _stops(segments, snap_m)
    node, node_xy = _cluster(xy, snap_m)
    return _edges(parts, row, line, along_m, node, node_xy, snap_m)


def thinned(xy_m: Floats, points: int) -> Floats:
    """At most ``points`` (≥ 2) of the points (k, 2) of a way, from start to goal, as near to it as that allows."""
    tolerance_m, line = DRAWN_M, shapely.LineString(xy_m)
    while len(found := shapely.get_coordinates(line.simplify(tolerance_m))) > points:
        tolerance_m *= 2
    return np.asarray(found)


def _segments(parts: Shapes) -> _Segments:
    xy, line = shapely.get_coordinates(parts, return_index=True)
    within = line[1:] == line[:-1]
    a, b, line = xy[:-1][within], xy[1:][within], line[:-1][within].astype(np.int64)
    length_m = np.hypot(*(b - a).T)
    along_m = np.concatenate([[0.0], np.cumsum(length_m)[:-1]])
    changes = line[1:] != line[:-1]
    return _Segments(a, b, line, along_m, length_m, np.append(True, changes), np.append(changes, True))


def _stops(s: _Segments, snap_m: float) -> tuple[Ints, Floats, Floats]:
    """Cuts of the lines: line (k,), distance along all lines (k,), position (k, 2), in order."""
    p, q = _near(s, snap_m)
    first, last = np.flatnonzero(s.first), np.flatnonzero(s.last)
    found = [(first, np.zeros(len(first))), (last, np.ones(len(last))), *_crossings(s, p, q)]
    for one, other in ((p, q), (q, p)):
        for end, outer, share in ((s.a, s.first, 0.0), (s.b, s.last, 1.0)):
            found += _touches(s, one, end[other], np.where(outer[other], snap_m, TOUCH_M), other, share)
    segment = np.concatenate([segments for segments, _ in found])
    at = np.concatenate([shares for _, shares in found])
    along_m = s.along_m[segment] + at * s.length_m[segment]
    order = np.lexsort((along_m, s.line[segment]))
    segment, at, along_m = segment[order], at[order], along_m[order]
    xy = s.a[segment] + at[:, None] * (s.b[segment] - s.a[segment])
    return s.line[segment], along_m, xy


def _near(s: _Segments, snap_m: float) -> tuple[Ints, Ints]:
    """Pairs of segments whose boxes are within ``snap_m``, each pair once, without neighbours in a line."""
    low, high = np.minimum(s.a, s.b) - snap_m / 2, np.maximum(s.a, s.b) + snap_m / 2
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    p, q = shapely.STRtree(boxes).query(boxes)
    apart = (p < q) & ~((q == p + 1) & (s.line[p] == s.line[q]))
    return p[apart], q[apart]


def _crossings(s: _Segments, p: Ints, q: Ints) -> list[tuple[Ints, Floats]]:
    """Segments and the fractions of their length at which pairs of them intersect; parallel ones are left out."""
    along_p, along_q, gap = s.b[p] - s.a[p], s.b[q] - s.a[q], s.a[q] - s.a[p]
    turn = _cross(along_p, along_q)
    turn[turn == 0] = np.nan
    at_p, at_q = _cross(gap, along_q) / turn, _cross(gap, along_p) / turn
    meet = (at_p >= 0) & (at_p <= 1) & (at_q >= 0) & (at_q <= 1)
    return [(p[meet], at_p[meet]), (q[meet], at_q[meet])]


def _touches(
    s: _Segments, segment: Ints, point: Floats, reach_m: Floats, other: Ints, share: float
) -> list[tuple[Ints, Floats]]:
    """Cuts where ``point``, the end at ``share`` of segment ``other``, is within ``reach_m`` of ``segment``."""
    a, along = s.a[segment], s.b[segment] - s.a[segment]
    at = np.clip(((point - a) * along).sum(axis=1) / s.length_m[segment] ** 2, 0, 1)
    met = np.hypot(*(a + at[:, None] * along - point).T) <= reach_m
    return [(segment[met], at[met]), (other[met], np.full(met.sum(), share))]


def _cross(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])


def _cluster(xy: Floats, snap_m: float) -> tuple[Ints, Floats]:
    """Node of every cut (k,) and positions of the nodes (n, 2): cuts within ``snap_m`` of one another are one node."""
    from scipy.sparse import coo_array  # here: its import takes a tenth of the start of a window, which needs no roads
    from scipy.sparse.csgraph import connected_components

    place, which = np.unique(xy, axis=0, return_inverse=True)
    points = shapely.points(place)
    p, q = shapely.STRtree(points).query(points, predicate="dwithin", distance=snap_m)
    joined = coo_array((np.ones(len(p), dtype=bool), (p, q)), shape=(len(place), len(place)))
    count, label = connected_components(joined, directed=False)
    members = np.bincount(label, minlength=count)
    node_xy = np.stack([np.bincount(label, place[:, k], count) / members for k in (0, 1)], axis=1)
    return label.astype(np.int64)[which.ravel()], node_xy


def _no_edges() -> RoadEdges:
    none = np.empty(0, dtype=np.int64)
    return RoadEdges(np.empty((0, 2)), none.reshape(0, 2), np.empty(0, dtype=object), np.empty(0), none)


def _edges(
    parts: Shapes, row: Ints, line: Ints, along_m: Floats, node: Ints, node_xy: Floats, snap_m: float
) -> RoadEdges:
    """Pieces between consecutive cuts of a line, their ends moved to the nodes."""
    start = np.flatnonzero((line[1:] == line[:-1]) & ((node[1:] != node[:-1]) | (np.diff(along_m) > 2 * snap_m)))
    if not len(start):  # every line is shorter than what is snapped together
        return _no_edges()
    from_m, to_m = along_m[start], along_m[start + 1]
    xy, of = shapely.get_coordinates(parts, return_index=True)
    step_m = np.where(np.append(True, of[1:] != of[:-1]), 0.0, np.append(0.0, np.hypot(*np.diff(xy, axis=0).T)))
    at_m = np.cumsum(step_m)
    edge = np.searchsorted(from_m, at_m, side="right") - 1
    inside = (edge >= 0) & (at_m > from_m[edge] + TOUCH_M) & (at_m < to_m[edge] - TOUCH_M)
    ends = np.stack([node[start], node[start + 1]], axis=1)
    number = np.arange(len(start))
    owner = np.concatenate([number, edge[inside], number])
    course = np.concatenate([node_xy[ends[:, 0]], xy[inside], node_xy[ends[:, 1]]])
    order = np.argsort(owner, kind="stable")
    lines = shapely.linestrings(course[order], indices=owner[order])
    length_m = shapely.length(lines)
    real = length_m > 0
    return RoadEdges(node_xy, ends[real], lines[real], length_m[real], row[line[start]][real].astype(np.int64))
