"""Land cover on the ground: its tints from afar, and from near crowns, parcels and terraces with borders that wander.

A raster of land cover has cells of ten metres and more.  Where a texel is much smaller, borders run between the middles
of cells instead of along their sides, and wander by some metres, and the colour has the pattern of the class.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter

from drawing.field import resampled, slope_light
from drawing.viewport import Viewport
from layers.batches import F64, Field
from layers.relief import Suns
from layers.style import StyleSheet
from twin.view.actors.field import FieldDrape
from twin.view.land_patterns import FULL, LEVELS, TEXEL_M, patterns

F32 = NDArray[np.float32]
Waves = tuple[tuple[float, float, float], ...]

FULL_M_PER_PX, NONE_M_PER_PX = 4.0, 8.0
"""Scales between which patterns fade."""
WANDER = ((17.0, 1.1, 0.8), (31.0, 0.3, 1.8), (53.0, 2.1, 3.0), (97.0, 4.4, 5.0))
BEND = ((610.0, 1.2, 14.0), (1_030.0, 3.5, 30.0))
"""Length in metres, direction as an angle and amplitude in metres of the waves by which borders of classes wander, and
by which patterns are bent, so that nobody sees them repeat."""
NODES = 65
"""Along each side of a tile, between which the waves are interpolated."""
FINER = 4
"""Cells, along each side of one of the raster, by which borders are cut across its corners."""
MARGIN = 2
"""Cells around a tile by which its borders may be moved."""
BAND_ROWS = 64
"""Painted in one go."""
YELLOW = 0.1
"""By how much red grows and blue shrinks from neutral to yellow."""
TERRACED = ("landcover.field", "landcover.orchard")
FLAT, STEEP = 0.06, 0.14
"""Slopes (rise over run) between which fields become terraces."""
RISE_M, EDGE_M = 2.0, 1.2
"""From terrace to terrace, and the width of the edge between them."""
EDGE, TONES = 0.66, 0.14
"""Brightness of an edge, and by how much terraces differ from each other."""
SMALLEST_PX = 3.0
"""Width from which a terrace is drawn."""


class LandCoverDrape(FieldDrape):
    """A field of classes under the light of ``suns``."""

    def __init__(self, batch: Field, styles: StyleSheet, suns: Suns) -> None:
        super().__init__(batch, styles, suns)
        self._codes = np.pad(np.nan_to_num(batch.value).astype(np.uint8), 1)
        """Of the cells and one more on each side, which is nothing."""
        self._names = "", *batch.classes
        self._rgba = np.array([styles[name].rgba if name else (0, 0, 0, 0) for name in self._names], dtype=np.float32)
        self._terraced = np.array([name in TERRACED for name in self._names])
        self._slope_light: F32 | None = None

    def light(self, suns: Suns) -> None:
        super().light(suns)
        self._slope_light = None

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        near = (NONE_M_PER_PX - view.coarsest_m_per_px) / (NONE_M_PER_PX - FULL_M_PER_PX)
        near = min(1.0, max(0.0, near))
        painter.save()
        if near < 1.0:
            painter.setOpacity(1.0 - near)
            yield from super().paint(painter, view)
        if near > 0.0:
            painter.setOpacity(near)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
            for top, pixels in self._near(view):
                rows, cols, _ = pixels.shape
                image = QImage(pixels.data, cols, rows, 4 * cols, QImage.Format.Format_RGBA8888_Premultiplied)
                painter.drawImage(QPoint(0, top), image)
                yield
        painter.restore()

    def _near(self, view: Viewport) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        """Premultiplied colours (BAND_ROWS, cols, 4) band by band, each with its first row."""
        cols, rows = round(view.width_px), round(view.height_px)
        x_m = view.west_m + (np.arange(cols, dtype=np.float64) + 0.5) * view.m_per_px
        y_m = view.north_m - (np.arange(rows, dtype=np.float64) + 0.5) * view.y_m_per_px
        wander, bend = (_waves(x_m, y_m, waves) for waves in (WANDER, BEND))
        level = int(np.clip(round(np.log2(view.m_per_px / TEXEL_M)), 0, LEVELS - 1))
        look = patterns(self._names, level)
        texel_m = TEXEL_M * 2**level
        field, relief = self._ready.field, self._ready.relief
        cells, (west, north), (cell_x_m, cell_y_m) = self._rounded(view)
        gain = self._gain(view, rows, cols)
        rising = field.shaded and bool(self._terraced.take(cells).any())
        heights = resampled(relief.value, relief.extent_m, view.bounds_m, (rows, cols)) if rising else None
        for top in range(0, rows, BAND_ROWS):
            band = slice(top, min(top + BAND_ROWS, rows))
            x, y = x_m[None, :], y_m[band, None]
            col = ((x + wander[0][band] - west) / cell_x_m).astype(np.int32)
            row = ((north - y - wander[1][band]) / cell_y_m).astype(np.int32)
            high, wide = cells.shape
            code = cells[np.clip(row, 0, high - 1), np.clip(col, 0, wide - 1)]
            across = ((x + bend[0][band]) / texel_m).astype(np.int32) & (look.side - 1)
            down = ((y + bend[1][band]) / texel_m).astype(np.int32) & (look.side - 1)
            at = (code.astype(np.int32) * look.side + (look.side - 1 - down)) * look.side + across
            bright = look.bright.take(at) * np.float32(1.0 / FULL)
            yellow = look.yellow.take(at) * np.float32(YELLOW / FULL) - np.float32(YELLOW)
            if heights is not None:
                bright, yellow = self._with_terraces(view, code, heights[band], bright, yellow)
            bright *= gain[band]
            out = np.empty((*code.shape, 4), np.uint8)
            alpha = self._rgba[:, 3] / 255.0
            for channel, turn in enumerate((1.0 + yellow, 1.0, 1.0 - yellow)):
                shown = self._rgba[:, channel].take(code) * bright * turn
                out[..., channel] = np.minimum(shown, 255.0) * alpha.take(code)
            out[..., 3] = self._rgba[:, 3].take(code)
            yield top, out

    def _rounded(self, view: Viewport) -> tuple[NDArray[np.uint8], tuple[float, float], tuple[float, float]]:
        """Codes of finer cells around a view, the west and north of the first in metres, and width and height of one:
        of each the class that has most of the weight where the cells of the raster are blended."""
        west, south, east, north = self._ready.field.extent_m
        rows, cols = self._ready.field.value.shape
        wide_m, high_m = (east - west) / cols, (north - south) / rows
        left, bottom, right, top = view.bounds_m
        first_col, last_col = (int(np.clip((x - west) // wide_m + 1 + more, 0, cols + 1))
                               for x, more in ((left, -MARGIN), (right, MARGIN)))  # fmt: skip
        first_row, last_row = (int(np.clip((north - y) // high_m + 1 + more, 0, rows + 1))
                               for y, more in ((top, -MARGIN), (bottom, MARGIN)))  # fmt: skip
        codes = self._codes[first_row : last_row + 1, first_col : last_col + 1]
        corner = west + (first_col - 1) * wide_m, north - (first_row - 1) * high_m
        found = np.unique(codes)
        if len(found) > 1:
            unit = 0.0, 0.0, 1.0, 1.0
            fine = FINER * codes.shape[0], FINER * codes.shape[1]
            weights = [resampled((codes == code).astype(np.float32), unit, unit, fine) for code in found]
            codes = found[np.argmax(weights, axis=0)]
            wide_m, high_m = wide_m / FINER, high_m / FINER
        return codes, corner, (wide_m, high_m)

    def _gain(self, view: Viewport, rows: int, cols: int) -> F32:
        """How many times as bright as flat ground each texel is."""
        if not self._ready.field.shaded:
            return np.ones((rows, cols), np.float32)
        if self._slope_light is None:
            self._slope_light = slope_light(self._ready, self._suns)
        return resampled(self._slope_light, self._ready.relief.extent_m, view.bounds_m, (rows, cols))

    def _with_terraces(
        self, view: Viewport, code: NDArray[np.uint8], height_m: F32, bright: F32, yellow: F32
    ) -> tuple[F32, F32]:
        """Brightness and yellow of texels with terraces instead of parcels where fields are on a slope."""
        terraced = self._terraced.take(code)
        if not terraced.any():
            return bright, yellow
        down, right = np.gradient(height_m)
        slope = np.hypot(down / np.float32(view.y_m_per_px), right / np.float32(view.m_per_px))
        if not (slope > FLAT).any():
            return bright, yellow
        wide_px = RISE_M / np.maximum(slope, 1e-3) / view.coarsest_m_per_px
        part = np.clip((slope - FLAT) / (STEEP - FLAT), 0.0, 1.0) * np.clip(wide_px / SMALLEST_PX - 1.0, 0.0, 1.0)
        part = np.where(terraced & np.isfinite(part), part, 0.0)
        step = np.nan_to_num(height_m) / RISE_M
        tone = _TONES.take(np.floor(step).astype(np.int32) % len(_TONES))
        edge = step % 1.0 < slope * (EDGE_M / RISE_M)
        own = np.where(edge, EDGE, 1.0 + TONES * tone)
        return (bright + part * (own - bright)).astype(np.float32), yellow * (1.0 - part) + part * tone * YELLOW


_TONES = np.random.default_rng(1).uniform(-1.0, 1.0, 251).astype(np.float32)


def moved_by(x_m: F64, y_m: F64, waves: Waves) -> tuple[F64, F64]:
    """By how many metres the waves move points to the east and to the north."""
    east_m, north_m = np.zeros((2, *np.broadcast(x_m, y_m).shape))
    for length_m, angle, amplitude_m in waves:
        turn = 2 * np.pi / length_m
        along = turn * (np.cos(angle) * x_m + np.sin(angle) * y_m)
        across = turn * (np.cos(angle) * y_m - np.sin(angle) * x_m)
        east_m += amplitude_m * np.sin(along + 2.0 * np.sin(across * 0.6))
        north_m += amplitude_m * np.sin(across + 2.0 * np.sin(along * 0.7))
    return east_m, north_m


def _waves(x_m: F64, y_m: F64, waves: Waves) -> tuple[F32, F32]:
    """By how many metres the waves move each texel (len(y_m), len(x_m)) to the east and to the north."""
    x, y = (np.interp(np.linspace(0, len(along) - 1, NODES), np.arange(len(along)), along) for along in (x_m, y_m))
    east, north = moved_by(x[None, :], y[:, None], waves)
    down, right = _between(len(y_m)), _between(len(x_m))
    return down @ east.astype(np.float32) @ right.T, down @ north.astype(np.float32) @ right.T


def _between(n: int) -> F32:
    """The matrix (n, NODES) that interpolates between nodes."""
    at = np.linspace(0, NODES - 1, n)
    return np.maximum(0.0, 1.0 - np.abs(at[:, None] - np.arange(NODES))).astype(np.float32)
