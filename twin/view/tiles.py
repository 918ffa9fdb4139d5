"""Which tiles of the ground a view needs: a quadtree refined until a texel is about a pixel."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twin.view.camera import VIEW_ANGLE_DEG, Camera
from twin.view.surface import Surface

TEXELS = 512
"""Side of a tile's picture."""
FINEST_TEXEL_M = 0.35


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
        self._ranges: dict[Tile, tuple[float, float]] = {}

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
        focal_px = height / 2 / math.tan(math.radians(VIEW_ANGLE_DEG / 2))
        stack = list(self.roots())
        while stack:
            tile = stack.pop()
            west, south, east, north = self.bounds(tile)
            low, high = self._range(tile)
            centre = np.array([(west + east) / 2, (south + north) / 2, (low + high) / 2 * exaggeration])
            half = np.array([(east - west) / 2, (north - south) / 2, (high - low) / 2 * exaggeration])
            offset = centre - camera.eye
            if (planes @ offset < -(np.abs(planes) @ half)).any():
                continue
            yield tile
            nearest = float(np.linalg.norm(np.maximum(np.abs(offset) - half, 0.0)))
            texel = self.texel_m(tile)
            if texel > FINEST_TEXEL_M and texel * focal_px > texel_px * max(nearest, 1.0):
                stack.extend(tile.children())

    def _range(self, tile: Tile) -> tuple[float, float]:
        """Lowest and highest ground of the tile in metres."""
        if tile not in self._ranges:
            self._ranges[tile] = self._surface.range_m(*self.bounds(tile))
        return self._ranges[tile]


def _frustum(camera: Camera, aspect: float) -> NDArray[np.float64]:
    """Inward normals (5, 3) of the planes through the eye: left, right, bottom, top, and straight ahead."""
    tan_y = math.tan(math.radians(VIEW_ANGLE_DEG / 2))
    tan_x = tan_y * aspect
    right, up, forward = camera.basis
    across, along = forward * tan_x, forward * tan_y
    normals = np.array([across + right, across - right, along + up, along - up, forward])
    return np.asarray(normals / np.linalg.norm(normals, axis=1, keepdims=True))
