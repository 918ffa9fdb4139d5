"""Bridges: what carries roads over rivers, lakes and ponds, from their geometry; packages tell no bridges."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

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

    Roads and rivers are as wide as their ``width_m`` tells; a bridge is a little wider than its road.
    """
    reach_m = np.asarray(rivers["width_m"], dtype=float) / 2 + BANK_M
    wet = np.concatenate([
        shapely.buffer(rivers.geometry, reach_m, cap_style="flat"), shapely.buffer(waters.geometry, BANK_M),
    ])  # fmt: skip
    road, water = shapely.STRtree(wet).query(roads.geometry, predicate="intersects")
    spans, of_road = _joined(shapely.intersection(roads.geometry[road], wet[water]), road)
    width_m = np.asarray(roads["width_m"], dtype=float)[of_road]
    return _areas(spans, (0.5 + SIDE) * width_m + SIDE_M), of_road


def _joined(pieces: Geometries, road: NDArray[np.intp]) -> tuple[Geometries, NDArray[np.intp]]:
    """The parts of roads over water as separate lines, and the road of each: where two waters meet they are one."""
    rows, first = np.unique(road, return_index=True)
    whole = [shapely.line_merge(shapely.union_all(of)) for of in np.split(pieces, first[1:])] if len(rows) else []
    parts, at = shapely.get_parts(np.array(whole, dtype=object), return_index=True)
    return parts, rows[at]


def _areas(spans: Geometries, half_m: F64) -> Geometries:
    """Lines as wide as twice ``half_m`` (n,), with wings at their ends."""
    areas = shapely.buffer(spans, half_m, cap_style="flat")
    for end_m in (WING_M, -WING_M):
        outer = shapely.get_point(spans, 0 if end_m > 0 else -1)
        inner = shapely.line_interpolate_point(spans, end_m)
        ends = shapely.get_coordinates(np.column_stack([outer, inner])).reshape(-1, 2, 2)
        areas = shapely.union(areas, shapely.buffer(shapely.linestrings(ends), half_m + WING_M, cap_style="flat"))
    return np.asarray(areas)
