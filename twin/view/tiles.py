"""Which tiles of the ground a view needs: a quadtree refined until a texel is about a pixel."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from twin.view.camera import VIEW_ANGLE_DEG, Camera, focal_px
from twin.view.surface import F64, Surface

TEXELS = 512
"""Side of a tile's picture."""
FINEST_TEXEL_M = 0.35
Corner = tuple[float, float, float]
Box = tuple[Corner, Corner]


class Tile(NamedTuple):
    """A rectangle of ground: ``level`` 0 is coarsest, ``col`` counts east, ``row`` north."""

    level: int
    col: int
    row: int

    def children(self) -> tuple[Tile, Tile, Tile, Tile]:
        level, col, row = self.level + 1, self.col * 2, self.row * 2
        return (
            Tile(level, col, row), Tile(level, col + 1, row),
            Tile(level, col, row + 1), Tile(level, col + 1, row + 1),
        )  # fmt: skip


class Grid:
    """The tiling of the ground of ``surface``."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        side = float(surface.size_m.min())
        self._roots = tuple(max(1, round(float(length) / side)) for length in surface.size_m)
        self._size = surface.size_m / np.array(self._roots)
        self._corner = -surface.size_m / 2
        self._boxes: dict[Tile, Box] = {}

    def roots(self) -> Iterator[Tile]:
        for row in range(self._roots[1]):
            for col in range(self._roots[0]):
                yield Tile(0, col, row)

    def bounds(self, tile: Tile) -> tuple[float, float, float, float]:
        """West, south, east, north in scene metres."""
        width, height = self._size / 2**tile.level
        west, south = self._corner[0] + tile.col * width, self._corner[1] + tile.row * height
        return float(west), float(south), float(west + width), float(south + height)

    def texel_m(self, tile: Tile) -> float:
        """Metres from texel to texel."""
        return float(self._size.max() / 2**tile.level / (TEXELS - 1))

    def wanted(
        self, camera: Camera, width: int, height: int, exaggeration: float, texel_px: float
    ) -> Iterator[Tile]:
        """Tiles that the view needs, coarse ones before their children; leaves are those without wanted children.

        A tile is refined while one of its texels covers more than ``texel_px`` pixels.
        """
        planes = _frustum(camera, width / height)
        focal = focal_px(height)
        level = list(self.roots())
        while level:
            offset, half = self._from_eye(level, camera, exaggeration)
            seen = np.all(offset @ planes.T >= -(half @ np.abs(planes).T), axis=1)
            yield from (level[row] for row in np.flatnonzero(seen).tolist())
            nearest = _nearest(offset, half)
            texel = self.texel_m(level[0])
            coarse = seen & (texel > FINEST_TEXEL_M) & (texel * focal > texel_px * np.maximum(nearest, 1.0))
            level = [child for row in np.flatnonzero(coarse).tolist() for child in level[row].children()]

    def nearest_m(self, tiles: Sequence[Tile], camera: Camera, exaggeration: float) -> F64:
        """How far the ground of each tile (n,) is from the eye at least."""
        return _nearest(*self._from_eye(tiles, camera, exaggeration))

    def _from_eye(self, tiles: Sequence[Tile], camera: Camera, exaggeration: float) -> tuple[F64, F64]:
        """Middles of the boxes around the ground of tiles, from the eye, and half the sizes of these: (n, 3) each."""
        boxes = np.array([self._box(tile) for tile in tiles]).reshape(-1, 2, 3) * (1.0, 1.0, exaggeration)
        low, high = boxes[:, 0], boxes[:, 1]
        return (low + high) / 2 - camera.eye, (high - low) / 2

    def _box(self, tile: Tile) -> Box:
        """The lowest and the highest corner of the ground of a tile in scene metres, heights not exaggerated."""
        if tile not in self._boxes:
            west, south, east, north = self.bounds(tile)
            low, high = self._surface.range_m(west, south, east, north)
            self._boxes[tile] = (west, south, low), (east, north, high)
        return self._boxes[tile]


def _nearest(offset: F64, half: F64) -> F64:
    """How far boxes are from the eye, (n,): their middles and half their sizes are (n, 3)."""
    return np.asarray(np.linalg.norm(np.maximum(np.abs(offset) - half, 0.0), axis=1))


def _frustum(camera: Camera, aspect: float) -> F64:
    """Inward normals (5, 3) of the planes through the eye: left, right, bottom, top, and straight ahead."""
    tan_y = math.tan(math.radians(VIEW_ANGLE_DEG / 2))
    tan_x = tan_y * aspect
    right, up, forward = camera.basis
    across, along = forward * tan_x, forward * tan_y
    normals = np.array([across + right, across - right, along + up, along - up, forward])
    return np.asarray(normals / np.linalg.norm(normals, axis=1, keepdims=True))
