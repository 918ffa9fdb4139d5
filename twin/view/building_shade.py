"""How buildings darken the ground: the shadow that they cast, and at their feet less light of the sky.

A shadow is the roof moved along the light, and the strip that each wall sweeps on the way.  What the lower part of a
building casts is dark and sharp; what comes from farther up is lighter and soft.  The ground is taken to be level
there: a tile is painted without its heights.  Below a building nothing is darkened: where it is too small to be drawn
as a block, what is seen there is its roof.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPainterPath
from scipy.ndimage import uniform_filter

from drawing.chunks import path_of
from drawing.layer_picture import LayerCanvas
from drawing.viewport import Viewport
from layers.batches import F64, I64, Polygons
from layers.rings import ring_areas_m2
from layers.runs import gather
from twin.view.daylight import Shadow

DARK, DARK_NEAR, DARK_AT_FOOT, DARK_AROUND = 0.34, 0.44, 0.5, 0.24
"""Light that a shadow takes away, the same near its wall, a wall at its foot, and buildings from the ground around."""
NEAR_PART = 0.35
"""Of a building's height: what this part casts is near."""
SOFT_M, SOFT_NEAR_M, FOOT_M, AROUND_M = 1.8, 0.5, 1.6, 7.0
"""How soft the edge of each is, or how far it reaches, as a standard deviation."""
FULL_M_PER_PX, NONE_M_PER_PX = 2.5, 5.0
"""Scales between which shade fades: farther away a shadow is a pixel or two, and a town has thousands of them."""
PIECE = 64
"""Buildings whose shadows are painted in one go."""


class BuildingShade:
    """The shade of the buildings of ``batches``."""

    def __init__(self, batches: Sequence[Polygons]) -> None:
        self._footprints = [_Footprints(batch) for batch in batches]

    def paint(self, canvas: LayerCanvas, view: Viewport, shadow: Shadow) -> Iterator[None]:
        """Make a clear canvas of ``view`` black where the ground is darkened; yields between pieces."""
        part = min(1.0, (NONE_M_PER_PX - view.coarsest_m_per_px) / (NONE_M_PER_PX - FULL_M_PER_PX))
        if part <= 0.0:
            return
        masks = [LayerCanvas(*canvas.pixels.shape[::-1]) for _ in range(3)]
        for footprints in self._footprints:
            for paths in footprints.paths(view, shadow):
                for mask, path, soft_m in zip(masks, paths, (SOFT_M, SOFT_NEAR_M, FOOT_M), strict=True):
                    with QPainter(mask.image) as painter:
                        painter.setRenderHint(QPainter.RenderHint.Antialiasing, _half_px(soft_m, view) == 0)
                        painter.fillPath(path, Qt.GlobalColor.white)
                yield
        shaded, near, covered = ((mask.pixels >> 24).astype(np.float32) * np.float32(1 / 255) for mask in masks)
        if shaded.any() or covered.any():
            left = np.ones(covered.shape, np.float32)
            if shadow.strength > 0.0:
                cast = np.maximum(DARK * _soft(shaded, SOFT_M, view), DARK_NEAR * _soft(near, SOFT_NEAR_M, view))
                left -= shadow.strength * cast
            yield
            left *= 1.0 - DARK_AT_FOOT * _soft(covered, FOOT_M, view)
            left *= 1.0 - DARK_AROUND * _soft(covered, AROUND_M, view)
            dark = (1.0 - left) * (1.0 - covered)
            canvas.pixels[:] = (255.0 * part * dark).astype(np.uint32) << 24


class _Footprints:
    """Outer rings of the polygons with a height, all the same way round."""

    def __init__(self, batch: Polygons) -> None:
        used = batch.parts[1:] > batch.parts[:-1]
        ring = batch.parts[:-1][used]
        heights = np.zeros(len(ring)) if batch.height_m is None else batch.height_m[used]
        area_m2 = ring_areas_m2(batch.xy_m, batch.rings)[ring]
        sound = np.isfinite(heights) & np.isfinite(area_m2) & (area_m2 != 0.0)
        self._xy_m, self._rings = batch.xy_m, batch.rings
        self._ring, self._height_m, self._clockwise = ring[sound], heights[sound], area_m2[sound] < 0.0
        index, lengths = gather(batch.rings, self._ring)
        first = np.cumsum(lengths) - lengths
        self._low_m, self._high_m = (least.reduceat(batch.xy_m[index], first) for least in (np.minimum, np.maximum))

    def paths(self, view: Viewport, shadow: Shadow) -> Iterator[tuple[QPainterPath, QPainterPath, QPainterPath]]:
        """What some buildings at a time shade, what their lower part does, and what they cover, in pixels."""
        west, south, east, north = view.bounds_m
        shift_m = self._height_m[:, None] * shadow.per_m
        low_m, high_m = self._low_m + np.minimum(shift_m, 0.0), self._high_m + np.maximum(shift_m, 0.0)
        near = np.flatnonzero(((low_m < (east, north)) & (high_m > (west, south))).all(axis=1))
        for begin in range(0, len(near), PIECE):
            xy, lengths, height_m = self._outlines(view, near[begin : begin + PIECE])
            ends = np.cumsum(lengths)
            whole = lower = QPainterPath()
            if shadow.strength > 0.0:
                moved = height_m[:, None] * (shadow.per_m[0] / view.m_per_px, -shadow.per_m[1] / view.y_m_per_px)
                moved = np.repeat(moved, lengths, axis=0)
                whole, lower = (_swept(xy, xy + part * moved, ends) for part in (1.0, NEAR_PART))
            yield whole, lower, path_of(xy, np.concatenate([[0], ends]))

    def _outlines(self, view: Viewport, some: I64) -> tuple[F64, I64, F64]:
        """Vertices (n, 2) in pixels, ring after ring, the number of each, and the heights of their buildings."""
        index, lengths = gather(self._rings, self._ring[some])
        first = np.repeat(self._rings[self._ring[some]], lengths)
        turned = 2 * first + np.repeat(lengths, lengths) - 1 - index
        index = np.where(np.repeat(self._clockwise[some], lengths), turned, index)
        return view.px(self._xy_m[index]), lengths, self._height_m[some]


def _soft(mask: NDArray[np.float32], deviation_m: float, view: Viewport) -> NDArray[np.float32]:
    """A mask blurred by this deviation: by two means over a square, whose time does not depend on its size."""
    half = _half_px(deviation_m, view)
    for _ in range(2 if half else 0):
        mask = uniform_filter(mask, 2 * half + 1)
    return mask


def _half_px(deviation_m: float, view: Viewport) -> int:
    """Half of the side of that square.  Where it is not 0, edges need no other smoothing."""
    return int(deviation_m / view.m_per_px * math.sqrt(1.5))


def _swept(low: F64, high: F64, ends: I64) -> QPainterPath:
    """What outlines cover on their way from ``low`` to ``high``."""
    strips = _strips(low, high, ends)
    every = np.arange(len(strips) // 5 + 1) * 5
    path = path_of(np.concatenate([strips, high]), np.concatenate([every, len(strips) + ends]))
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def _strips(low: F64, high: F64, ends: I64) -> F64:
    """The quadrilaterals, of five vertices each, between every wall's foot and where its upper edge is: as the rings
    around them, which are counter-clockwise in metres and clockwise in pixels."""
    walls = np.ones(len(low), dtype=bool)
    walls[ends - 1] = False
    a = np.flatnonzero(walls)
    along, across = low[a + 1] - low[a], high[a] - low[a]
    turned = (along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0])[:, None] > 0.0
    second, fourth = np.where(turned, high[a], low[a + 1]), np.where(turned, low[a + 1], high[a])
    return np.stack([low[a], second, high[a + 1], fourth, low[a]], axis=1).reshape(-1, 2)
