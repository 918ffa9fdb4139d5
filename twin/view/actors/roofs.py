"""Roofs of buildings: flat, gabled or hipped, by use and size."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.batches import Polygons
from twin.view.actors.mesh import F64, Mesh, joined
from twin.view.facades import PITCH
from twin.view.surface import Surface

ROOF = 8
"""Of 255 by which a flat roof is lighter than a wall in the same light."""
TILES = (0.86, 0.8, 0.8)
"""Colour of a sloping roof, of that of its walls: grey tiles."""
NARROWEST_M, WIDEST_M, HIGHEST_M = 2.5, 16.0, 15.0
"""Sizes between which an outline of four corners gets a sloping roof, and the height of walls from which none does."""
RISE, HIGHEST_RISE_M = 0.32, 4.0
"""Of the ridge over the eaves, as a part of the short side, and at most."""
HIP = 0.5
"""How far the ends of a hipped roof lean inwards, as a part of the short side."""


def roofs_of(
    batch: Polygons,
    chosen: NDArray[np.int64],
    surface: Surface,
    top: F64,
    color: F64,
    roof: NDArray[np.str_],
    exaggeration: float,
) -> Mesh:
    """Roofs of the ``chosen`` polygons (n,), whose walls end at ``top`` (n,) scene metres, whose ``color`` is (n, 3)
    and whose ``roof`` (n,) is what :class:`layers.style.Style` says."""
    heights = batch.height_m
    assert heights is not None
    four = (batch.parts[chosen + 1] - batch.parts[chosen] == 1) & (np.diff(batch.rings)[batch.parts[chosen]] == 5)
    first = batch.rings[batch.parts[np.where(four, chosen, chosen[0] if len(chosen) else 0)]]
    corners = surface.scene_xy(batch.xy_m[np.minimum(first[:, None] + np.arange(4), len(batch.xy_m) - 1)])
    corners = corners.reshape(-1, 4, 2)
    across = np.roll(corners, -1, axis=1)
    clockwise = (corners[..., 0] * across[..., 1] - corners[..., 1] * across[..., 0]).sum(axis=1) < 0
    corners = np.where(clockwise[:, None, None], corners[:, ::-1], corners)
    sides = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2)
    small = (sides.min(axis=1) > NARROWEST_M) & (sides[:, :2].min(axis=1) < WIDEST_M)
    pitched = four & small & (heights[chosen] < HIGHEST_M) & (roof != "flat")
    flat = _flat(batch, chosen[~pitched], surface, top[~pitched], color[~pitched])
    corners, sides = corners[pitched], sides[pitched]
    turned = sides[:, 0] < sides[:, 1]
    corners = np.where(turned[:, None, None], np.roll(corners, -1, axis=1), corners)
    hip = np.where(roof[pitched] == "hipped", HIP, 0.0)
    return joined(flat, _pitched(corners, top[pitched], color[pitched], hip, exaggeration))


def _pitched(corners: F64, top: F64, color: F64, hip: F64, exaggeration: float) -> Mesh:
    """Two slopes and two ends for each outline (n, 4, 2) whose first side is a long one; ``hip`` (n,) is how far the
    ends lean inwards, as a part of the short side."""
    n = len(corners)
    short = np.linalg.norm(corners[:, 2] - corners[:, 1], axis=1)
    ends = np.stack([corners[:, 1] + corners[:, 2], corners[:, 3] + corners[:, 0]], axis=1) / 2
    along = ends[:, 1] - ends[:, 0]
    length = np.maximum(np.linalg.norm(along, axis=1), 1e-6)
    inward = along * np.minimum(hip * short / length, 0.45)[:, None]
    ridge = ends + np.stack([inward, -inward], axis=1)
    high = top + np.minimum(RISE * short, HIGHEST_RISE_M) / exaggeration
    eaves = np.concatenate([corners, np.broadcast_to(top[:, None, None], (n, 4, 1))], axis=2)
    ridge = np.concatenate([ridge, np.broadcast_to(high[:, None, None], (n, 2, 1))], axis=2)
    faces = (
        [eaves[:, 0], eaves[:, 1], ridge[:, 0], ridge[:, 1]], [eaves[:, 2], eaves[:, 3], ridge[:, 1], ridge[:, 0]],
        [eaves[:, 1], eaves[:, 2], ridge[:, 0], ridge[:, 0]], [eaves[:, 3], eaves[:, 0], ridge[:, 1], ridge[:, 1]],
    )  # fmt: skip
    middle = corners.mean(axis=1)
    points, outward, shown = [], [], []
    for number, face in enumerate(faces):
        out = (face[0] + face[1])[:, :2] / 2 - middle
        out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6)
        wall = (number > 1) & (hip == 0.0)  # a gable is a part of the wall
        outward.append(np.repeat(out * np.where(wall, 1.0, PITCH)[:, None], 4, axis=0))
        shown.append(np.repeat(np.where(wall[:, None], color, color * TILES), 4, axis=0))
        points.append(np.stack(face, axis=1).reshape(-1, 3))
    first = np.arange(4 * n)[:, None] * 4
    upper, lower = np.array([0, 1, 2]), np.array([0, 2, 3])
    triangles = np.concatenate([first + upper, first[: 2 * n] + lower])  # an end is one triangle
    return Mesh(
        np.concatenate(points), triangles, np.concatenate(shown), np.zeros((16 * n, 4)), np.concatenate(outward)
    )  # fmt: skip


def _flat(batch: Polygons, chosen: NDArray[np.int64], surface: Surface, top: F64, color: F64) -> Mesh:
    """Flat roofs; a fan for four corners, else triangles that respect holes."""
    if not len(chosen):
        return Mesh(np.empty((0, 3)), np.empty((0, 3), np.int64), *(np.empty((0, n)) for n in (3, 4, 2)))
    points: list[F64] = []
    triangles: list[NDArray[np.int64]] = []
    colors: list[F64] = []
    count = 0
    for n, polygon in enumerate(chosen):
        rings = range(int(batch.parts[polygon]), int(batch.parts[polygon + 1]))
        coordinates = [batch.xy_m[batch.rings[r] : batch.rings[r + 1]] for r in rings]
        if len(coordinates) == 1 and len(coordinates[0]) == 5:
            corners, faces = coordinates[0][:4], np.array([[0, 1, 2], [0, 2, 3]])
        else:
            parts = _triangles(shapely.Polygon(coordinates[0], coordinates[1:]))
            corners = shapely.get_coordinates(parts).reshape(-1, 4, 2)[:, :3].reshape(-1, 2)
            faces = np.arange(len(corners)).reshape(-1, 3)
        points.append(np.column_stack([surface.scene_xy(corners), np.full(len(corners), top[n])]))
        triangles.append(faces + count)
        colors.append(np.tile(color[n] + ROOF, (len(corners), 1)))
        count += len(corners)
    none = np.zeros((count, 4))
    corners, faces = np.concatenate(points), np.concatenate(triangles)
    a, b, c = (corners[faces[:, n], :2] for n in range(3))
    down = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0] < 0
    faces = np.where(down[:, None], faces[:, ::-1], faces)
    return Mesh(corners, faces, np.concatenate(colors), none, none[:, :2])


def _triangles(polygon: shapely.Polygon) -> shapely.GeometryCollection:
    """Triangles of an outline; of its repaired version when it intersects itself."""
    try:
        return shapely.constrained_delaunay_triangles(polygon)
    except shapely.errors.GEOSException:
        return shapely.constrained_delaunay_triangles(shapely.make_valid(polygon, method="structure"))
