"""From shapely geometries to the flat columns of batches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from layers.batches import F64, U16, Courses, Lines, Polygons

Geometries = NDArray[np.object_]
CIRCLE_SEGMENTS = 16
"""Of a quarter of a circle."""


def polygons_of(
    ids: ArrayLike, geometry: Geometries, style: U16, styles: tuple[str, ...], height_m: F64 | None = None
) -> Polygons:
    """One polygon for each part of n (multi)polygons; ``style`` and ``height_m`` are (n,).  Empty vanish."""
    parts, feature = shapely.get_parts(geometry, return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    xy_m, ring_of = shapely.get_coordinates(rings, return_index=True)
    return Polygons(
        ids=np.asarray(ids, dtype=object)[feature],
        xy_m=xy_m,
        rings=np.searchsorted(ring_of, np.arange(len(rings) + 1)),
        parts=np.searchsorted(part_of, np.arange(len(parts) + 1)),
        style=style[feature],
        styles=styles,
        height_m=None if height_m is None else height_m[feature],
    )


def lines_of(ids: ArrayLike, geometry: Geometries, style: U16, styles: tuple[str, ...], width_m: F64) -> Lines:
    """One line for each part of n (multi)lines; ``style`` and ``width_m`` are (n,).  Empty ones vanish."""
    parts, feature = shapely.get_parts(geometry, return_index=True)
    xy_m, line_of = shapely.get_coordinates(parts, return_index=True)
    return Lines(
        ids=np.asarray(ids, dtype=object)[feature],
        xy_m=xy_m,
        starts=np.searchsorted(line_of, np.arange(len(parts) + 1)),
        style=style[feature],
        styles=styles,
        width_m=width_m[feature],
    )


def courses_of(geometry: Geometries, label: NDArray[np.intp]) -> Courses:
    """One line for each part of n (multi)lines; ``label`` is (n,).  Empty ones vanish."""
    parts, feature = shapely.get_parts(geometry, return_index=True)
    xy_m, line_of = shapely.get_coordinates(parts, return_index=True)
    return Courses(xy_m, np.searchsorted(line_of, np.arange(len(parts) + 1)), label[feature])


def circles(xy_m: F64, radius_m: F64) -> Geometries:
    """Closed lines around n places, (n, 2), at their radii in metres, (n,)."""
    around = shapely.buffer(shapely.points(xy_m), radius_m, quad_segs=CIRCLE_SEGMENTS)
    return np.asarray(shapely.get_exterior_ring(around), dtype=object)


def codes_of(keys: ArrayLike, styles: Sequence[str], prefix: str) -> U16:
    """Index into ``styles`` of ``prefix + key`` for each key; the first style where there is none."""
    index = {style: i for i, style in enumerate(styles)}
    return np.array([index.get(f"{prefix}{key}", 0) for key in np.asarray(keys)], dtype=np.uint16)


def box_of(geometry: shapely.Geometry) -> tuple[float, float, float, float]:
    """West, south, east, north."""
    west, south, east, north = shapely.bounds(geometry)
    return float(west), float(south), float(east), float(north)
