"""Polygons with a height as blocks on the ground, as far as they can be seen and within a budget.

Those of a square are merged into one mesh for each band of heights, as a tower is seen from farther away than a house:
farther than that the picture of the ground has its outline.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from layers.batches import Polygons
from layers.rings import ring_areas_m2
from layers.runs import gather
from layers.style import StyleSheet
from twin.view.actors.mesh import F64, Mesh, joined, standing
from twin.view.actors.roofs import roofs_of
from twin.view.camera import Camera
from twin.view.offscreen_renderer import OffscreenRenderer
from twin.view.surface import Surface

BLOCK_M = 600.0
"""Side of a square."""
BANDS_M = 5.0, 9.0, 16.0, 32.0
"""Heights between bands."""
FARTHEST_M = 7_000.0
AT_ITS_HEIGHT_M = 20.0
"""Height from which a building is drawn as far as that; lower ones less far, by the root of their height, so that a
town thins out with the distance instead of ending at a line."""
BUDGET = 14_000
"""Buildings drawn at once: some 140,000 triangles."""
BAY_M, FLOOR_M = 3.2, 3.1
"""Width of a wall and height of a floor that have one window, about: a wall has whole ones."""
PAINT, PLASTER = 0.4, (1.06, 1.0, 0.92)
"""What a wall has of the colour of its use on the map; the rest is warm grey of the same brightness."""
FOOT = 0.6
"""Light at the foot of a wall, of that at its top: less sky is seen from there."""


class Blocks:
    """The blocks of one batch, extruded part by part when the eye is near: a part is what one mesh has."""

    def __init__(self, batch: Polygons, styles: StyleSheet, surface: Surface) -> None:
        self._batch = batch
        self._surface = surface
        self._colors = _walled(np.array([styles[key].rgba[:3] for key in batch.styles] or [(0, 0, 0)], dtype=float))
        self._lit = np.array([styles[key].lit for key in batch.styles] or [(0, 0)], dtype=float)
        self._roofs = np.array([styles[key].roof for key in batch.styles] or ["flat"])
        self._sound = _sound(batch)
        first = surface.scene_xy(batch.xy_m[batch.rings[batch.parts[:-1]]]) if len(batch.ids) else np.empty((0, 2))
        first = np.where(self._sound[:, None], first, 0.0)
        heights = np.where(self._sound, 0.0 if batch.height_m is None else batch.height_m, 0.0)
        keys = np.column_stack([np.floor(first / BLOCK_M), np.searchsorted(BANDS_M, heights)]).astype(int)
        keys, self._part_of = np.unique(keys, axis=0, return_inverse=True)
        self._part_of = self._part_of.ravel()
        centre = (keys[:, :2] + 0.5) * BLOCK_M
        self._centres = np.column_stack([centre, surface.height_at(centre[:, 0], centre[:, 1])])
        self._counts = np.bincount(self._part_of, minlength=len(keys))
        self._highest_m = np.zeros(len(keys))
        np.maximum.at(self._highest_m, self._part_of, heights)
        self._farthest_m = FARTHEST_M * np.sqrt(np.minimum(self._highest_m / AT_ITS_HEIGHT_M, 1.0))
        self._actors: dict[int, vtkActor] = {}
        self._near: frozenset[int] = frozenset()
        """Parts that the last view would have drawn, had it been large."""
        self._exaggeration = 1.0

    def wanted(self, camera: Camera, exaggeration: float, detail: float) -> list[int]:
        """Parts to draw, nearest first."""
        if exaggeration != self._exaggeration:  # the ground is exaggerated, buildings keep their true height
            self._exaggeration = exaggeration
            self._actors.clear()
        offset = self._centres * (1.0, 1.0, exaggeration) - camera.eye
        distance = np.linalg.norm(offset, axis=1)
        ahead = offset @ camera.basis[2] > -BLOCK_M
        order = np.flatnonzero(ahead & (distance < self._farthest_m))
        order = order[np.argsort(distance[order])]
        order = order[np.cumsum(self._counts[order]) <= BUDGET]
        self._near = frozenset(order.tolist())
        seen: list[int] = order[self._highest_m[order] * detail > distance[order]].tolist()
        return seen

    def ready(self, part: int) -> bool:
        return part in self._actors

    def actor(self, canvas: OffscreenRenderer, part: int) -> vtkActor:
        """The mesh of one part; extruded on first use."""
        if part not in self._actors:
            self._actors[part] = standing(canvas, self.mesh(np.flatnonzero(self._part_of == part)))
        return self._actors[part]

    def forget_far(self) -> None:
        """Free the meshes of parts that are not near."""
        for part in self._actors.keys() - self._near:
            del self._actors[part]

    def mesh(self, chosen: NDArray[np.int64]) -> Mesh:
        """The blocks of the chosen polygons: from the lowest ground under each to its height over the highest."""
        batch, heights = self._batch, self._batch.height_m
        assert heights is not None
        chosen = chosen[self._sound[chosen]]
        if not len(chosen):
            return Mesh(np.empty((0, 3)), np.empty((0, 3), np.int64), *(np.empty((0, n)) for n in (3, 4, 2)))
        rings, rings_of = gather(batch.parts, chosen)
        index, lengths = gather(batch.rings, rings)
        of_ring = np.repeat(np.arange(len(chosen)), rings_of)
        building = np.repeat(of_ring, lengths)
        xy = self._surface.scene_xy(batch.xy_m[index])
        ground = self._surface.height_at(xy[:, 0], xy[:, 1])
        low, high = np.full(len(chosen), np.inf), np.full(len(chosen), -np.inf)
        np.minimum.at(low, building, ground)
        np.maximum.at(high, building, ground)
        top = high + heights[chosen] / self._exaggeration
        # neighbours differ a little, so that single houses can be distinguished
        color = self._colors[batch.style[chosen]] * (0.86 + (chosen * 7919 % 17) / 17 * 0.28)[:, None]
        floors = np.maximum(np.rint(heights[chosen] / FLOOR_M), 1.0)
        sunk = (low - high) * self._exaggeration / FLOOR_M
        inner = np.append(False, of_ring[1:] == of_ring[:-1])
        outline = _Outline.of(xy, index, building, lengths, inner)
        lit = self._lit[batch.style[chosen]]
        walls = _walls(outline, low, top, color, _windows(outline, sunk, floors, lit))
        roofs = roofs_of(batch, chosen, self._surface, top, color, self._roofs[batch.style[chosen]], self._exaggeration)
        return joined(walls, roofs)


def _walled(colors: F64) -> F64:
    """Colours of walls (n, 3) of those on the map, which are bluish like all that is in its ground."""
    grey = colors @ (0.299, 0.587, 0.114)
    return np.asarray(PAINT * colors + (1.0 - PAINT) * grey[:, None] * PLASTER)


class _Outline(NamedTuple):
    """Walls from ``a`` (n, 2) to ``b`` (n, 2), of the building ``who`` (n,), facing ``outward`` (n, 2), which is to the
    right of that way or, where they are ``turned`` (n,), to the left."""

    a: F64
    b: F64
    who: NDArray[np.int64]
    outward: F64
    turned: NDArray[np.bool_]
    number: NDArray[np.int64]
    """Of the wall among all of the batch (n,)."""

    @classmethod
    def of(
        cls, xy: F64, index: NDArray[np.int64], building: NDArray[np.int64], lengths: NDArray[np.int64],
        inner: NDArray[np.bool_],
    ) -> _Outline:  # fmt: skip
        """One for each edge of each ring, which is the outer one of its ``building`` or an ``inner`` one.

        ``index`` (n,) says where its vertices are in the batch.
        """
        ends = np.cumsum(lengths)
        starts = np.ones(len(xy), dtype=bool)
        starts[ends - 1] = False
        first = np.flatnonzero(starts)
        a, b, who = xy[first], xy[first + 1], building[first]
        along = (b - a) / np.maximum(np.linalg.norm(b - a, axis=1, keepdims=True), 1e-9)
        turned = (ring_areas_m2(xy, np.concatenate([[0], ends])) < 0) != inner  # rings run either way round
        turned = np.repeat(turned, lengths)[first]
        outward = np.column_stack([along[:, 1], -along[:, 0]]) * np.where(turned, -1.0, 1.0)[:, None]
        return cls(a, b, who, outward, turned, index[first])


def _windows(outline: _Outline, sunk: F64, floors: F64, lit: F64) -> F64:
    """For each wall's corners, as :func:`_walls` has them: columns of windows along it, floors over the ground, and the
    shares of ``lit`` windows; each wall has columns of its own, so that no two have the same windows lit.

    ``sunk`` (n,) is where the foot of each building is, in floors.
    """
    a, b, who = outline.a, outline.b, outline.who
    columns = np.rint(np.linalg.norm(b - a, axis=1) / BAY_M)
    first = (outline.number * 37.0) % 1021.0
    along = np.concatenate([first, first + columns, first + columns, first])
    up = np.concatenate([sunk[who], sunk[who], floors[who], floors[who]])
    return np.column_stack([along, up, np.tile(lit[who], (4, 1))])


def _walls(outline: _Outline, low: F64, top: F64, color: F64, windows: F64) -> Mesh:
    """A quad for each wall, darker towards the ground."""
    a, b, who, outward, turned, _ = outline
    corners = np.concatenate([
        np.column_stack([a, low[who]]), np.column_stack([b, low[who]]),
        np.column_stack([b, top[who]]), np.column_stack([a, top[who]]),
    ])  # fmt: skip
    n = len(a)
    shade = np.repeat([FOOT, FOOT, 1.0, 1.0], n)[:, None]
    i = np.arange(n)
    triangles = np.concatenate([np.stack([i, i + n, i + 2 * n], axis=1), np.stack([i, i + 2 * n, i + 3 * n], axis=1)])
    triangles = np.where(np.tile(turned, 2)[:, None], triangles[:, ::-1], triangles)
    return Mesh(corners, triangles, np.tile(color[who], (4, 1)) * shade, windows, np.tile(outward, (4, 1)))


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
