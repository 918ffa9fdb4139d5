"""Polygons with a height as blocks on the ground, near the eye and within a budget."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from layers.batches import Polygons
from layers.runs import gather
from layers.style import StyleSheet
from twin.view.camera import Camera
from twin.view.offscreen_renderer import OffscreenRenderer
from twin.view.surface import Surface

F64 = NDArray[np.float64]
Mesh = tuple[F64, NDArray[np.int64], F64]
"""Points (n, 3), triangles (m, 3) and colours (n, 3) 0-255."""

BLOCK_M = 1_200.0
"""Buildings are merged into one mesh for each square of this size."""
FARTHEST_M = 7_000.0
BUDGET = 14_000
"""Buildings drawn at once: some 140,000 triangles."""
LIGHT = np.array([-0.62, 0.62, 0.48])
"""From the north-west, as the hillshade has it."""


class Blocks:
    """The blocks of one batch, extruded square by square when the eye is near."""

    def __init__(self, batch: Polygons, styles: StyleSheet, surface: Surface) -> None:
        self._batch = batch
        self._surface = surface
        self._colors = np.array([styles[key].rgba[:3] for key in batch.styles] or [(0, 0, 0)], dtype=float)
        self._sound = _sound(batch)
        first = surface.scene_xy(batch.xy_m[batch.rings[batch.parts[:-1]]]) if len(batch.ids) else np.empty((0, 2))
        first = np.where(self._sound[:, None], first, 0.0)
        keys, self._square_of = np.unique(np.floor(first / BLOCK_M).astype(int), axis=0, return_inverse=True)
        self._square_of = self._square_of.ravel()
        centre = (keys + 0.5) * BLOCK_M
        self._centres = np.column_stack([centre, surface.height_at(centre[:, 0], centre[:, 1])])
        self._counts = np.bincount(self._square_of, minlength=len(keys))
        self._actors: dict[int, vtkActor] = {}
        self._exaggeration = 1.0

    def wanted(self, camera: Camera, exaggeration: float) -> list[int]:
        """Squares to draw, nearest first."""
        if exaggeration != self._exaggeration:  # the ground is exaggerated, buildings keep their true height
            self._exaggeration = exaggeration
            self._actors.clear()
        offset = self._centres * (1.0, 1.0, exaggeration) - camera.eye
        distance = np.linalg.norm(offset, axis=1)
        ahead = offset @ camera.basis[2] > -BLOCK_M
        order = np.flatnonzero(ahead & (distance < FARTHEST_M))
        order = order[np.argsort(distance[order])]
        return [int(n) for n in order[np.cumsum(self._counts[order]) <= BUDGET]]

    def ready(self, square: int) -> bool:
        return square in self._actors

    def actor(self, canvas: OffscreenRenderer, square: int) -> vtkActor:
        """The mesh of one square; extruded on first use."""
        if square not in self._actors:
            self._actors[square] = self._extruded(canvas, np.flatnonzero(self._square_of == square))
        return self._actors[square]

    def forget_all_but(self, squares: list[int]) -> None:
        """Free the meshes of other squares."""
        for square in set(self._actors) - set(squares):
            del self._actors[square]

    def mesh(self, chosen: NDArray[np.int64]) -> Mesh:
        """The blocks of the chosen polygons: from the lowest ground under each to its height over the highest."""
        batch, heights = self._batch, self._batch.height_m
        assert heights is not None
        chosen = chosen[self._sound[chosen]]
        if not len(chosen):
            return np.empty((0, 3)), np.empty((0, 3), dtype=np.int64), np.empty((0, 3))
        rings, rings_of = gather(batch.parts, chosen)
        index, lengths = gather(batch.rings, rings)
        building = np.repeat(np.repeat(np.arange(len(chosen)), rings_of), lengths)
        xy = self._surface.scene_xy(batch.xy_m[index])
        ground = self._surface.height_at(xy[:, 0], xy[:, 1])
        low, high = np.full(len(chosen), np.inf), np.full(len(chosen), -np.inf)
        np.minimum.at(low, building, ground)
        np.maximum.at(high, building, ground)
        top = high + heights[chosen] / self._exaggeration
        # neighbours differ a little, so that single houses can be distinguished
        color = self._colors[batch.style[chosen]] * (0.86 + (chosen * 7919 % 17) / 17 * 0.28)[:, None]
        walls = _walls(xy, building, lengths, low, top, color)
        roofs = _roofs(batch, chosen, self._surface, top, color)
        return _joined(walls, roofs)

    def _extruded(self, canvas: OffscreenRenderer, chosen: NDArray[np.int64]) -> vtkActor:
        points, triangles, colors = self.mesh(chosen)
        mesh = vtkPolyData()
        corners = vtkPoints()
        corners.SetData(numpy_to_vtk(points.astype(np.float32), deep=True))
        mesh.SetPoints(corners)
        cells = vtkCellArray()
        cells.SetData(3, numpy_to_vtkIdTypeArray(triangles.astype(np.int64).ravel(), deep=True))
        mesh.SetPolys(cells)
        mesh.GetPointData().SetScalars(numpy_to_vtk(np.clip(colors, 0, 255).astype(np.uint8), deep=True))
        mapper = vtkPolyDataMapper()
        mapper.SetInputData(mesh)
        mapper.SetStatic(True)
        return canvas.make_actor(mapper)


def _walls(
    xy: F64, building: NDArray[np.int64], lengths: NDArray[np.int64], low: F64, top: F64, color: F64
) -> Mesh:
    """A quad for each edge of each ring, lit from the north-west and darker towards the ground."""
    starts = np.ones(len(xy), dtype=bool)
    starts[np.cumsum(lengths) - 1] = False
    a = np.flatnonzero(starts)
    b = a + 1
    who = building[a]
    along = xy[b] - xy[a]
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    # rings may run either way round, so a wall is lit by the better of its two sides, distinguished by its sign
    facing = along @ (LIGHT[1], -LIGHT[0]) / math.hypot(LIGHT[0], LIGHT[1])
    turn = np.sign(_areas(xy, building, len(low)))[who]
    light = 0.62 + 0.38 * facing * np.where(turn == 0, 1.0, turn)
    corners = np.concatenate([
        np.column_stack([xy[a], low[who]]), np.column_stack([xy[b], low[who]]),
        np.column_stack([xy[b], top[who]]), np.column_stack([xy[a], top[who]]),
    ])  # fmt: skip
    shade = np.concatenate([light * 0.45, light * 0.45, light, light])[:, None]
    n = len(a)
    i = np.arange(n)
    triangles = np.concatenate([np.stack([i, i + n, i + 2 * n], axis=1), np.stack([i, i + 2 * n, i + 3 * n], axis=1)])
    return corners, triangles, np.tile(color[who], (4, 1)) * shade


def _areas(xy: F64, building: NDArray[np.int64], n: int) -> F64:
    """Twice the signed area of each building's rings together; positive when they run counter-clockwise."""
    cross = xy[:-1, 0] * xy[1:, 1] - xy[1:, 0] * xy[:-1, 1]
    same = building[:-1] == building[1:]
    return np.asarray(np.bincount(building[:-1][same], weights=cross[same], minlength=n))


def _roofs(batch: Polygons, chosen: NDArray[np.int64], surface: Surface, top: F64, color: F64) -> Mesh:
    """Flat roofs; a fan for four corners, else triangles that respect holes."""
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
        colors.append(np.tile(color[n] * 1.5 + 12, (len(corners), 1)))
        count += len(corners)
    return np.concatenate(points), np.concatenate(triangles), np.concatenate(colors)


def _triangles(polygon: shapely.Polygon) -> shapely.GeometryCollection:
    """Triangles of an outline; of its repaired version when it intersects itself."""
    try:
        return shapely.constrained_delaunay_triangles(polygon)
    except shapely.errors.GEOSException:
        return shapely.constrained_delaunay_triangles(shapely.make_valid(polygon, method="structure"))


def _sound(batch: Polygons) -> NDArray[np.bool_]:
    """Which polygons can be drawn: closed rings of numbers, and a height."""
    index, lengths = gather(batch.rings, np.arange(len(batch.rings) - 1))
    starts = np.cumsum(lengths) - lengths
    finite = np.isfinite(batch.xy_m[index]).all(axis=1)
    bad_vertices = np.concatenate([[0], np.cumsum(~finite)])
    bad_ring = (lengths < 4) | (bad_vertices[starts + lengths] > bad_vertices[starts])
    bad_rings = np.concatenate([[0], np.cumsum(bad_ring)])
    bad = bad_rings[batch.parts[1:]] > bad_rings[batch.parts[:-1]]
    heights = batch.height_m if batch.height_m is not None else np.zeros(len(bad))
    return np.asarray(~bad & (batch.parts[1:] > batch.parts[:-1]) & np.isfinite(heights))


def _joined(*meshes: Mesh) -> Mesh:
    offsets = np.cumsum([0] + [len(points) for points, _, _ in meshes[:-1]])
    return (
        np.concatenate([points for points, _, _ in meshes]),
        np.concatenate([faces + offset for (_, faces, _), offset in zip(meshes, offsets, strict=True)]),
        np.concatenate([colors for _, _, colors in meshes]),
    )
