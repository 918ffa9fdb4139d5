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
from scipy.ndimage import gaussian_filter

from drawing.field import resampled, slope_light
from drawing.field_drape import FieldDrape
from drawing.land_patterns import FULL, LEVELS, PATTERNED, PERIOD_M, TEXEL_M, patterns
from drawing.viewport import Bounds, Viewport
from layers.batches import F64, Field
from layers.relief import Suns
from layers.style import StyleSheet

F32 = NDArray[np.float32]
Waves = tuple[tuple[float, float, float], ...]

FULL_M_PER_PX, NONE_M_PER_PX = 4.0, 8.0
"""Scales between which patterns fade, where nothing else is asked for."""
BORDER_WAVES = ((17.0, 1.1, 0.3), (31.0, 0.3, 0.7), (53.0, 2.1, 1.6), (97.0, 4.4, 4.0))
BEND = ((610.0, 1.2, 14.0), (1_030.0, 3.5, 30.0))
"""Length in metres, direction as an angle and amplitude in metres of the waves by which borders of classes wander, and
by which patterns are bent, so that nobody sees them repeat."""
NODE_PX = 7
"""Texels between nodes, between which waves are interpolated: the last texel of a tile is a node too, and neighbours
have the same there."""
FINER, FINEST = 4, 24
"""Cells, along each side of one of the raster, by which borders are cut across its corners: from afar, and at most."""
STEP_PX = 2.0
"""Texels of such a cell, where the raster's are not too large for it."""
ROUNDED = 0.6
"""Cells over which weights are blended (a standard deviation): less than what would take a river one cell wide."""
MARGIN = 4
"""Cells around a tile by which its borders may be moved, and from which blended weights come."""
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

    def __init__(self, batch: Field, styles: StyleSheet, suns: Suns, *, patterned: bool = True) -> None:
        """``patterned``: whether classes have patterns and terraces from near, beside their borders."""
        super().__init__(batch, styles, suns)
        self._codes = np.pad(np.nan_to_num(batch.value).astype(np.uint8), 1)
        """Of the cells and one more on each side, which is nothing."""
        self._names = "", *batch.classes
        self._looks = self._names if patterned else ("",) * len(self._names)
        """The patterns by name."""
        rgba = np.array([styles[name].rgba if name else (0, 0, 0, 0) for name in self._names], dtype=np.float32)
        self._premultiplied = np.column_stack([rgba[:, :3] * (rgba[:, 3:] / 255.0), rgba[:, 3]])
        self._terraced = np.array([name in TERRACED for name in self._looks])
        self._plain = not (batch.shaded or PATTERNED.intersection(self._looks[code] for code in np.unique(self._codes)))
        """All cells have the tint of their class and nothing else, as water has alone."""
        self._slope_light: F32 | None = None

    def light(self, suns: Suns) -> None:
        super().light(suns)
        self._slope_light = None

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        near = (NONE_M_PER_PX - view.coarsest_m_per_px) / (NONE_M_PER_PX - FULL_M_PER_PX)
        yield from self.paint_share(painter, view, min(1.0, max(0.0, near)))

    def paint_share(self, painter: QPainter, view: Viewport, near: float) -> Iterator[None]:
        """Paint it as seen from near where ``near`` is 1, as from afar where it is 0, blended between."""
        painter.save()
        try:
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
        finally:  # it may be given up between two pieces
            painter.restore()

    def _near(self, view: Viewport) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        """Premultiplied colours (BAND_ROWS, cols, 4) band by band, each with its first row."""
        cells, corner_m, cell_m = self._rounded(view)
        if not self._premultiplied[:, 3].take(cells).any():
            return
        cols, rows = round(view.width_px), round(view.height_px)
        bands = _bands(cells, *_places(view, BORDER_WAVES, corner_m, cell_m))
        if self._plain:
            tints = self._premultiplied.astype(np.uint8)
            yield from ((band.start, tints.take(code, axis=0)) for band, code in bands if code.any())
            return
        level = int(np.clip(round(np.log2(view.m_per_px / TEXEL_M)), 0, LEVELS - 1))
        look = patterns(self._looks, level)
        texel_m = TEXEL_M * 2**level
        west, _, _, north = view.bounds_m
        start_m = (west // PERIOD_M - 1) * PERIOD_M, (north // PERIOD_M + 1) * PERIOD_M
        across, down = _places(view, BEND, start_m, (texel_m, texel_m))
        field, relief = self._ready.field, self._ready.relief
        gain = self._gain(view, rows, cols)
        rising = field.shaded and bool(self._terraced.take(cells).any())
        heights = resampled(relief.value, relief.extent_m, _with_rim(view), (rows + 2, cols + 2)) if rising else None
        for band, code in bands:
            at = code * np.int32(look.side) + (down[band] & (look.side - 1))
            at = at * look.side + (across[band] & (look.side - 1))
            bright = look.bright.take(at) * np.float32(1.0 / FULL)
            yellow = look.yellow.take(at) * np.float32(YELLOW / FULL) - np.float32(YELLOW)
            if heights is not None:
                around = heights[band.start : band.stop + 2]
                bright, yellow = self._with_terraces(view, code, around, bright, yellow)
            bright *= gain[band]
            out = np.empty((*code.shape, 4), np.uint8)
            alpha = out[..., 3] = self._premultiplied[:, 3].take(code)
            yellow *= bright
            for channel, shown in enumerate((bright + yellow, bright, bright - yellow)):
                out[..., channel] = np.minimum(self._premultiplied[:, channel].take(code) * shown, alpha)
            yield band.start, out

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
            finer = int(np.clip(wide_m / (STEP_PX * view.m_per_px), FINER, FINEST))
            fine = finer * codes.shape[0], finer * codes.shape[1]
            blended = (gaussian_filter((codes == code).astype(np.float32), ROUNDED) for code in found)
            codes = found[np.argmax([resampled(weight, unit, unit, fine) for weight in blended], axis=0)]
            wide_m, high_m = wide_m / finer, high_m / finer
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
        """Brightness and yellow of texels with terraces instead of parcels where fields are on a slope; ``height_m``
        has one texel more on each side."""
        terraced = self._terraced.take(code)
        if not terraced.any():
            return bright, yellow
        down, right = height_m[2:, 1:-1] - height_m[:-2, 1:-1], height_m[1:-1, 2:] - height_m[1:-1, :-2]
        slope = np.hypot(down / np.float32(2 * view.y_m_per_px), right / np.float32(2 * view.m_per_px))
        height_m = height_m[1:-1, 1:-1]
        if not (slope > FLAT).any():
            return bright, yellow
        wide_px = RISE_M / np.maximum(slope, 1e-3) / view.coarsest_m_per_px
        part = np.clip((slope - FLAT) / (STEEP - FLAT), 0.0, 1.0) * np.clip(wide_px / SMALLEST_PX - 1.0, 0.0, 1.0)
        part = np.where(terraced & np.isfinite(part), part, np.float32(0.0))
        step = np.nan_to_num(height_m) / np.float32(RISE_M)
        number = np.floor(step)
        tone = _TONES.take(number.astype(np.int32), mode="wrap")
        edge = step - number < slope * np.float32(EDGE_M / RISE_M)
        own = np.where(edge, np.float32(EDGE), 1.0 + np.float32(TONES) * tone)
        turned = yellow + part * (tone * np.float32(YELLOW) - yellow)
        return (bright + part * (own - bright)).astype(np.float32), turned.astype(np.float32)


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


def _with_rim(view: Viewport) -> Bounds:
    """West, south, east and north in metres of a view with one texel more on each side."""
    west, south, east, north = view.bounds_m
    return west - view.m_per_px, south - view.y_m_per_px, east + view.m_per_px, north + view.y_m_per_px


def _bands(
    cells: NDArray[np.uint8], col: NDArray[np.int32], row: NDArray[np.int32]
) -> Iterator[tuple[slice, NDArray[np.uint8]]]:
    """Rows of texels, and the codes that these have whose places among the cells are ``col`` and ``row``."""
    high, wide = cells.shape
    for top in range(0, len(row), BAND_ROWS):
        band = slice(top, min(top + BAND_ROWS, len(row)))
        yield band, cells[np.clip(row[band], 0, high - 1), np.clip(col[band], 0, wide - 1)]


def _places(
    view: Viewport, waves: Waves, corner_m: tuple[float, float], cell_m: tuple[float, float]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Column and row, in cells of this size from this north-western corner, that each texel of a view has after it was
    moved by the waves: two of shape (rows, cols)."""
    cols, rows = round(view.width_px), round(view.height_px)
    x_m = view.west_m + (np.arange(0, cols + NODE_PX, NODE_PX, dtype=np.float64) + 0.5) * view.m_per_px
    y_m = view.north_m - (np.arange(0, rows + NODE_PX, NODE_PX, dtype=np.float64) + 0.5) * view.y_m_per_px
    east_m, north_m = moved_by(x_m[None, :], y_m[:, None], waves)
    col = (x_m[None, :] + east_m - corner_m[0]) / cell_m[0]
    row = (corner_m[1] - y_m[:, None] - north_m) / cell_m[1]
    return _between(col, rows, cols), _between(row, rows, cols)


def _between(nodes: F64, rows: int, cols: int) -> NDArray[np.int32]:
    """What is between nodes, in whole numbers: (rows, cols)."""
    tall = np.ascontiguousarray(_along(nodes.T.astype(np.float32))[:, :rows].T)
    return _along(tall)[:, :cols].astype(np.int32)


def _along(nodes: F32) -> F32:
    """Values (n, NODE_PX * (nodes - 1)) along the second axis, each node the first of NODE_PX."""
    part = np.arange(NODE_PX, dtype=np.float32) / NODE_PX
    values = nodes[:, :-1, None] + np.diff(nodes, axis=1)[..., None] * part
    return np.asarray(values.reshape(len(nodes), -1), dtype=np.float32)
