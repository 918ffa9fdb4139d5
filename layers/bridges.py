"""Bridges: what carries roads over rivers, lakes and ponds, from their geometry; packages tell no bridges."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from county.package.open import Table
from layers.batches import F64
from layers.geometry import Geometries

BANK_M = 4.0
"""Of a bridge on the land at both ends."""
SIDE, SIDE_M = 0.3, 0.8
"""Of a bridge beside its road, on both sides: in widths of the road, and further metres."""
WING_M = 2.0
"""Length of the abutments at both ends, and by how much they are wider than the bridge on both sides."""


def bridges_of(roads: Table, rivers: Table, waters: Table) -> tuple[Geometries, NDArray[np.intp]]:
    """Areas of n bridges with their abutments, and the row of each one's road, (n,), ascending.

    Roads and rivers are as wide as their ``width_m`` tells; a bridge is a little wider than its road.  A road along a
    bank, or one that ends there, has none.
    """
    lines, road = shapely.get_parts(roads.geometry, return_index=True)
    half_m = np.asarray(rivers["width_m"], dtype=float) / 2
    wet = np.concatenate([shapely.buffer(rivers.geometry, half_m, cap_style="flat"), waters.geometry])
    line, water = shapely.STRtree(wet).query(lines, predicate="intersects")
    pieces, of = shapely.get_parts(shapely.intersection(lines[line], wet[water]), return_index=True)
    is_line = shapely.length(pieces) > 0  # others touch the water only
    spans, line = _spans(lines, pieces[is_line], line[of[is_line]])
    width_m = np.asarray(roads["width_m"], dtype=float)[road[line]]
    return _areas(spans, (0.5 + SIDE) * width_m + SIDE_M), road[line]


def _spans(lines: Geometries, pieces: Geometries, line: NDArray[np.intp]) -> tuple[Geometries, NDArray[np.intp]]:
    """The parts of lines that are ``pieces`` of them over water, with both banks, and the line of each: where two
    waters meet they are one."""
    ends = (shapely.get_point(pieces, 0), shapely.get_point(pieces, -1))
    low, high = np.sort([shapely.line_locate_point(lines[line], end) for end in ends], axis=0)
    low, high = low - BANK_M, high + BANK_M
    found: list[tuple[int, float, float]] = []
    for row in np.lexsort((low, line)).tolist():
        if found and found[-1][0] == line[row] and low[row] <= found[-1][2]:
            found[-1] = (found[-1][0], found[-1][1], max(found[-1][2], float(high[row])))
        else:
            found.append((int(line[row]), float(low[row]), float(high[row])))
    spans = [substring(lines[row], max(0.0, begin), end) for row, begin, end in found]
    return np.array(spans, dtype=object), np.array([row for row, _, _ in found], dtype=np.intp)


def _areas(spans: Geometries, half_m: F64) -> Geometries:
    """Lines as wide as twice ``half_m`` (n,), with wings at their ends."""
    areas = shapely.buffer(spans, half_m, cap_style="flat")
    for end_m in (WING_M, -WING_M):
        outer = shapely.get_point(spans, 0 if end_m > 0 else -1)
        inner = shapely.line_interpolate_point(spans, end_m)
        ends = shapely.get_coordinates(np.column_stack([outer, inner])).reshape(-1, 2, 2)
        areas = shapely.union(areas, shapely.buffer(shapely.linestrings(ends), half_m + WING_M, cap_style="flat"))
    return np.asarray(areas)
