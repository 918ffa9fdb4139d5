"""The light of houses on the ground around them: where it is, for the pictures of tiles.

How bright it is at an hour is the shader's, so that no tile is painted anew when the hour changes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPolygonF
from scipy.ndimage import gaussian_filter

from drawing.viewport import Bounds, Viewport
from layers.batches import F64, Polygons
from layers.rings import ring_areas_m2
from layers.style import StyleSheet
from twin.view.town_load import TownLoad

CELL_M = 50.0
GREY = 255.0
"""The brightest of a picture."""
MOST_CELLS = 1_500
"""Along the longer side of all houses; where that is not enough, cells are larger."""
NEAR_CELLS, WIDE_CELLS = 0.8, 4.0
"""How far the light of a house reaches, and the glow of a town."""
WIDE_SHARE = 0.4
FULL_M3, GAIN = 5_400.0, 0.8
"""Volume of houses with all windows lit on one cell at which two thirds of the most light are reached; less has more
light than its part (an exponent): a village is seen beside a town."""


NEAR_M_PER_PX, FAR_M_PER_PX = 1.0, 25.0
NEAR_SHARE = 0.34
"""From near, lamps and windows are seen themselves, and less of the light between them."""


class LampLight:
    """Light around the buildings of ``batches``, by their volumes and how many of their windows are lit."""

    def __init__(self, batches: Iterable[Polygons], styles: StyleSheet) -> None:
        self._image = QImage()
        self._spread: NDArray[np.float32] | None = None
        """On each cell, before it is bounded; None: there is none."""
        self._box_m: Bounds = (0.0, 0.0, 1.0, 1.0)
        houses = [_houses(batch, styles) for batch in batches]
        if sum(len(lit_m3) for _, lit_m3 in houses):
            self._share_out(*(np.concatenate(column) for column in zip(*houses, strict=True)))
            self.follow(None)

    def follow(self, load: TownLoad | None) -> None:
        """Have towns as bright as they have to do from now on."""
        if self._spread is None:
            return
        rows, cols = self._spread.shape
        spread = self._spread if load is None else self._spread * self._brightness(load, cols, rows)
        pixels = ((1.0 - np.exp(-(spread**GAIN))) * 255).astype(np.uint8)
        self._image = QImage(pixels.data, cols, rows, cols, QImage.Format.Format_Grayscale8).copy()

    def _brightness(self, load: TownLoad, cols: int, rows: int) -> NDArray[np.float32]:
        """On each cell (rows, cols); it changes gradually where towns touch each other."""
        west, _, east, north = self._box_m
        cell_m, steps = (east - west) / cols, GREY / max((1.0, *load.brightness))
        pixels = np.full((rows, cols), round(steps), np.uint8)
        towns, cells = load.towns, (load.towns.xy_m - (west, north)) / (cell_m, -cell_m)
        image = QImage(pixels.data, cols, rows, cols, QImage.Format.Format_Grayscale8)
        with QPainter(image) as painter:
            for first, end, bright in zip(towns.parts[:-1], towns.parts[1:], load.brightness, strict=True):
                path = QPainterPath()
                for ring in range(first, end):
                    corners = cells[towns.rings[ring] : towns.rings[ring + 1]].tolist()
                    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
                shade = round(bright * steps)
                painter.fillPath(path, QColor(shade, shade, shade))
        shared: NDArray[np.float32] = gaussian_filter(pixels.astype(np.float32) / np.float32(round(steps)), WIDE_CELLS)
        return shared

    def _share_out(self, xy_m: F64, lit_m3: F64) -> None:
        low, high = xy_m.min(axis=0), xy_m.max(axis=0)
        cell_m = max(CELL_M, float((high - low).max()) / MOST_CELLS)
        edge = int(3 * WIDE_CELLS) + 1
        col, row = np.floor((xy_m - low) / cell_m).astype(np.int64).T + edge
        cols, rows = (np.floor((high - low) / cell_m).astype(np.int64) + 1 + 2 * edge).tolist()
        lit = np.bincount(row * cols + col, weights=lit_m3 / FULL_M3, minlength=rows * cols).reshape(rows, cols)
        lit = lit[::-1].astype(np.float32)
        self._spread = gaussian_filter(lit, NEAR_CELLS) + WIDE_SHARE * gaussian_filter(lit, WIDE_CELLS)
        west, south = (low - edge * cell_m).tolist()
        self._box_m = west, south, west + cols * cell_m, south + rows * cell_m

    def over(self, view: Viewport) -> NDArray[np.uint8] | None:
        """Light (rows, cols) 0-255 on the pixels of ``view``; None where there is none at all."""
        west, south, east, north = self._box_m
        width, height = round(view.width_px), round(view.height_px)
        (left, top), (right, bottom) = view.px(np.array([[west, north], [east, south]]))
        if self._image.isNull() or right <= 0 or bottom <= 0 or left >= width or top >= height:
            return None
        pixels = np.zeros((height, width), np.uint8)
        image = QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8)
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(left, top, right - left, bottom - top), self._image)
        far = np.interp(math.log(view.m_per_px), (math.log(NEAR_M_PER_PX), math.log(FAR_M_PER_PX)), (0.0, 1.0))
        return (pixels * np.float32(NEAR_SHARE + (1.0 - NEAR_SHARE) * far)).astype(np.uint8)


def _houses(batch: Polygons, styles: StyleSheet) -> tuple[F64, F64]:
    """Places (n, 2) and volumes (n,) behind lit windows, in the evening, of polygons with a height."""
    heights = batch.height_m
    lit = np.array([styles[key].lit[0] for key in batch.styles])[batch.style] if len(batch.style) else np.empty(0)
    if heights is None or not lit.any():
        return np.empty((0, 2)), np.empty(0)
    ring = batch.parts[:-1]
    first, last = batch.rings[ring], batch.rings[ring + 1] - 1
    lit_m3 = np.abs(ring_areas_m2(batch.xy_m, batch.rings)[ring]) * heights * lit
    place = (batch.xy_m[first] + batch.xy_m[np.maximum(last - 2, first)]) / 2
    usable = np.isfinite(place).all(axis=1) & np.isfinite(lit_m3) & (batch.parts[1:] > batch.parts[:-1])
    return place[usable], lit_m3[usable]
