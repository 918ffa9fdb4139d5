"""Trees where land cover is forest, near the eye and within a budget.

Where each one stands is invented: the raster says only that there is forest.  None stands on a road, in water or in a
house.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates
from vtkmodules.vtkRenderingCore import vtkActor

from drawing.land_cover import BORDER_WAVES, moved_by
from drawing.viewport import Bounds
from layers.batches import Field
from layers.style import StyleSheet
from twin.view.actors.mesh import F64, Mesh, standing
from twin.view.camera import Camera
from twin.view.offscreen_renderer import OffscreenRenderer
from twin.view.surface import Surface

FOREST = "landcover.forest"
SQUARE_M, ROW = 120.0, 16
"""Trees are merged into one mesh for each square of this size; ROW times ROW have room on it."""
FARTHEST_M = 700.0
LEAST_DETAIL = 4.0
"""Parts of the highest trees that show where trees are drawn: smaller ones are as good as the picture of the ground."""
BUDGET = 24
"""Squares drawn at once: some 6,000 trees of ten triangles."""
RADIUS_M, HEIGHT_M = (2.6, 4.2), (5.5, 9.5)
SIDES = 5
WIDEST_AT, FOOT_AT = 0.48, 0.06
"""Where a crown is widest and where it ends below, as parts of the height."""
BRIGHT, SHADED = 0.95, 0.45
"""Of the colour of forest, before any light: at the widest, and below."""
TONE = 0.22
"""By how much one tree is brighter or darker than the mean."""

Taken = Callable[[Bounds], NDArray[np.bool_]]
"""Where something else is on the ground of a box in the working CRS: (n, n), row 0 in the north."""


class Trees:
    """The trees of one field of classes, made square by square when the eye is near."""

    def __init__(self, batch: Field, styles: StyleSheet, surface: Surface, taken: Taken) -> None:
        self._batch, self._surface, self._taken = batch, surface, taken
        forest = batch.classes.index(FOREST) + 1
        self._forest = (batch.value == forest).astype(np.float32)
        self._cell_m = batch.cell_m
        self._color = np.array(styles[FOREST].rgba[:3], dtype=float)
        self._actors: dict[tuple[int, int], vtkActor | None] = {}
        """None: no tree stands there."""
        self._near: frozenset[tuple[int, int]] = frozenset()
        """Squares that the last view would have drawn, had it been large."""
        self._exaggeration = 1.0

    def wanted(self, camera: Camera, exaggeration: float, detail: float) -> list[tuple[int, int]]:
        """Squares to draw, nearest first: columns and rows from the scene's origin."""
        if exaggeration != self._exaggeration:  # the ground is exaggerated, trees keep their true height
            self._exaggeration = exaggeration
            self._actors.clear()
        eye = camera.eye
        if eye[2] - float(self._surface.height_at(*eye[:2])) * exaggeration > FARTHEST_M:
            self._near = frozenset()
            return []
        n = round(FARTHEST_M / SQUARE_M)
        col, row = np.meshgrid(*(np.arange(-n, n + 1) + int(part // SQUARE_M) for part in eye[:2]))
        squares = np.column_stack([col.ravel(), row.ravel()])
        middle = (squares + 0.5) * SQUARE_M
        z = self._surface.height_at(middle[:, 0], middle[:, 1]) * exaggeration
        offset = np.column_stack([middle, z]) - eye
        distance_m = np.linalg.norm(offset, axis=1)
        seen = (distance_m < FARTHEST_M) & (offset @ camera.basis[2] > -SQUARE_M)
        seen &= np.abs(offset @ camera.basis[0]) < offset @ camera.basis[2] + 2 * SQUARE_M
        order = np.flatnonzero(seen)
        order = order[np.argsort(distance_m[order])]
        near = zip(squares[order].tolist(), distance_m[order].tolist(), strict=True)
        wooded = [*islice((((col, row), away_m) for (col, row), away_m in near if self._wooded((col, row))), BUDGET)]
        self._near = frozenset(square for square, _ in wooded)
        return [square for square, away_m in wooded if HEIGHT_M[1] * detail > LEAST_DETAIL * away_m]

    def ready(self, square: tuple[int, int]) -> bool:
        return square in self._actors

    def actor(self, canvas: OffscreenRenderer, square: tuple[int, int]) -> vtkActor | None:
        """The trees of one square, made on first use; None where none stands."""
        if square not in self._actors:
            mesh = self.mesh(square)
            self._actors[square] = standing(canvas, mesh) if len(mesh.points) else None
        return self._actors[square]

    def forget_far(self) -> None:
        """Free the meshes of squares that are not near."""
        for square in self._actors.keys() - self._near:
            del self._actors[square]

    def mesh(self, square: tuple[int, int]) -> Mesh:
        """The trees of one square."""
        random = np.random.default_rng((square[0] % 65_536, square[1] % 65_536))
        col, row = np.meshgrid(np.arange(ROW), np.arange(ROW))
        place = (np.column_stack([col.ravel(), row.ravel()]) + random.uniform(0.0, 1.0, (ROW * ROW, 2))) / ROW
        radius_m, high = random.uniform(*RADIUS_M, ROW * ROW), random.uniform(*HEIGHT_M, ROW * ROW)
        tone, turn = random.uniform(-TONE, TONE, ROW * ROW), random.uniform(0.0, 2 * np.pi, ROW * ROW)
        foot = (np.array(square) + place) * SQUARE_M
        west, south = (self._surface.origin_m + np.array(square) * SQUARE_M).tolist()
        taken = self._taken((west, south, west + SQUARE_M, south + SQUARE_M))
        free = self._in_forest(foot) & ~_touches(taken, place, radius_m / SQUARE_M)
        free &= self._surface.presence_at(foot[:, 0], foot[:, 1]) == 1.0  # a veil is over the land around the county
        return self._crowns(foot[free], radius_m[free], high[free], tone[free], turn[free])

    def _wooded(self, square: tuple[int, int]) -> bool:
        """Whether there is a cell of forest in a square."""
        west, _, _, north = self._batch.extent_m
        left, below = self._surface.origin_m + np.array(square) * SQUARE_M
        first_col, first_row = int((left - west) // self._cell_m), int((north - below - SQUARE_M) // self._cell_m)
        n = int(SQUARE_M // self._cell_m) + 2
        rows, cols = slice(max(0, first_row), max(0, first_row + n)), slice(max(0, first_col), max(0, first_col + n))
        return bool(self._forest[rows, cols].any())

    def _in_forest(self, xy: F64) -> NDArray[np.bool_]:
        """Whether scene points (n, 2) are in the forest as the ground's picture shows it."""
        x_m, y_m = (xy + self._surface.origin_m).T
        east_m, north_m = moved_by(x_m, y_m, BORDER_WAVES)
        west, south, east, north = self._batch.extent_m
        rows, cols = self._forest.shape
        row = (north - y_m - north_m) / (north - south) * rows - 0.5
        col = (x_m + east_m - west) / (east - west) * cols - 0.5
        return np.asarray(map_coordinates(self._forest, [row, col], order=1, cval=0.0) > 0.5)

    def _crowns(self, foot: F64, radius_m: F64, high: F64, tone: F64, turn: F64) -> Mesh:
        """Two cones, one on top of the other, for each tree."""
        n, ring = len(foot), SIDES
        ground = self._surface.height_at(foot[:, 0], foot[:, 1])
        high = high / self._exaggeration
        angle = turn[:, None] + np.arange(ring) * 2 * np.pi / ring
        outward = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        widest = np.concatenate(
            [foot[:, None] + outward * radius_m[:, None, None],
             np.broadcast_to((ground + high * WIDEST_AT)[:, None, None], (n, ring, 1))], axis=2
        )  # fmt: skip
        top = np.column_stack([foot, ground + high])[:, None]
        below = np.column_stack([foot, ground + high * FOOT_AT])[:, None]
        points = np.concatenate([widest, top, below], axis=1).reshape(-1, 3)
        side = np.arange(ring)
        after = (side + 1) % ring
        one = np.concatenate([
            np.column_stack([side, after, np.full(ring, ring)]), np.column_stack([after, side, np.full(ring, ring + 1)])
        ])  # fmt: skip
        triangles = (np.arange(n)[:, None, None] * (ring + 2) + one).reshape(-1, 3)
        bright = np.concatenate([np.full(ring, BRIGHT), [BRIGHT, SHADED]]) * (1.0 + tone[:, None])
        colors = (bright[..., None] * self._color).reshape(-1, 3)
        facing = np.concatenate([outward, np.zeros((n, 2, 2))], axis=1)
        facing[:, -1, 0] = 1.0  # the lower end is no roof
        return Mesh(points, triangles, colors, np.zeros((len(points), 4)), facing.reshape(-1, 2))


def _touches(taken: NDArray[np.bool_], place: F64, radius: F64) -> NDArray[np.bool_]:
    """Whether something is at the middle or on either side of circles: places (n, 2) from the south-west and radii
    (n,), both as parts of the box."""
    side = len(taken)
    found = np.zeros(len(place), dtype=bool)
    for dx, dy in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
        x, y = (place + np.column_stack([radius * dx, radius * dy])).T
        found |= taken[np.clip((1.0 - y) * side, 0, side - 1).astype(int), np.clip(x * side, 0, side - 1).astype(int)]
    return found
