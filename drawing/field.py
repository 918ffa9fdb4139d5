"""The colours of a field, for map and twin alike: its ramp, light on its slopes, its edge, from near to far."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from drawing.viewport import Bounds
from layers.batches import Field
from layers.contours import interval_m
from layers.refine import refined
from layers.relief import SUNS, Suns, exaggeration_of, hillshade, light_on_flat
from layers.style import RGBA, Ramp

FADE = 0.05
"""Share of each side over which a field with the edge ``fade`` becomes clear."""
COVER_FROM_PX, COVER_FULL_PX, COVER_SHARE = 24.0, 240.0, 0.8
"""Pixels of a cell of heights as they were measured, from which light on slopes goes and at which most of it is gone,
and how much that is: slopes between two heights are guessed, and fill a view from near with black spots."""
SMALLEST = 128
"""Cells of the shorter side below which no coarser level is needed."""
FIRST_CELLS = 200_000
"""Of classes in a picture that a finer one follows."""
LAYERED_FROM_M, WITHIN_LAYER = 300.0, 0.3
"""Cells of heights from which tints are layers between contours, as in an atlas, and how much tints change within one:
from so coarse heights a smooth tint is a blur."""
LIT, SHADED = 0.85, 0.4
"""How much light above and below that of flat ground changes colours: the darkest slope keeps most of its colour, as
otherwise a slope that fills the view is a black spot."""


@dataclass(frozen=True)
class Level:
    """A field at one size: premultiplied colours ``pixels`` (rows, cols, 4), the north-western cell in the corner of
    the field.

    ``cell_m`` is the width and height of a cell; ``smooth``: colours between the centres of cells are blended.
    """

    pixels: NDArray[np.uint8]
    cell_m: tuple[float, float]
    smooth: bool

    @property
    def image(self) -> QImage:
        """The pixels for a painter; valid as long as the level."""
        rows, cols = self.pixels.shape[:2]
        return QImage(self.pixels.data, cols, rows, 4 * cols, QImage.Format.Format_RGBA8888_Premultiplied)


@dataclass(frozen=True)
class ReadyField:
    """A field whose colours can be computed, with the ramp's ``limits``, the heights ``relief`` that it is shaded by,
    and how many times their height; ``fine``: its values are known between the cells that it was given with."""

    field: Field
    ramp: Ramp
    limits: tuple[float, float]
    relief: Field
    exaggeration: float
    fine: bool
    measured_m: float
    """Width of the cells of the relief as they were given."""

    @classmethod
    def of(cls, field: Field, ramp: Ramp, *, fine: bool = True) -> ReadyField:
        """``fine``: where values are smooth, computes them between the cells as well; that takes a second.  Otherwise
        of many cells with classes only some are taken, so that the first picture of a map does not wait for them."""
        limits = ramp.limits(field.value)
        shown = _thinned(field) if field.classes and not fine else field
        given = field.relief or shown
        exaggeration = exaggeration_of(given.value, given.cell_m) if field.shaded else 1.0
        known = fine or (given.sampling != "smooth" and shown is field)
        relief = _refined(given) if fine else given
        return cls(shown if field.relief else relief, ramp, limits, relief, exaggeration, known, given.cell_m)


class FieldPicture:
    """A coloured field."""

    def __init__(self, field: Field, ramp: Ramp, *, fine: bool = True) -> None:
        """``fine``: see :meth:`ReadyField.of`."""
        self._paint(ReadyField.of(field, ramp, fine=fine), SUNS)

    @classmethod
    def lit(cls, ready: ReadyField, suns: Suns) -> FieldPicture:
        """A picture with light from ``suns``, where the field is shaded."""
        picture = cls.__new__(cls)
        picture._paint(ready, suns)
        return picture

    def _paint(self, ready: ReadyField, suns: Suns) -> None:
        field = ready.field
        self.extent_m = field.extent_m
        self.fine = ready.fine
        west, south, east, north = field.extent_m
        pixels = colors(ready, suns)
        rows, cols = pixels.shape[:2]
        cell_m = (east - west) / cols, (north - south) / rows
        self.smooth = field.sampling != "nearest"
        self._measured_m = ready.measured_m if field.shaded and not field.classes else 0.0
        self.levels = [Level(pixels, cell_m, self.smooth)]
        while min(self.levels[-1].pixels.shape[:2]) > SMALLEST:
            self.levels.append(_halved(self.levels[-1]))
        whole = self.levels[-1].pixels.reshape(-1, 4).astype(np.intp).sum(axis=0)
        self._mean: RGBA = (*(int(255 * part // max(whole[3], 1)) for part in whole[:3]), 255)  # type: ignore[assignment]

    def cover(self, m_per_px: float) -> RGBA:
        """The mean colour, as opaque as it is laid over the picture at a scale."""
        return (*self._mean[:3], round(255 * COVER_SHARE * self.guessed(m_per_px)))

    def guessed(self, m_per_px: float) -> float:
        """How much of what a view at a scale shows lies between heights that were measured, and is guessed: 0 to 1."""
        size_px = self._measured_m / m_per_px
        if size_px <= COVER_FROM_PX:
            return 0.0
        return min(1.0, math.log(size_px / COVER_FROM_PX) / math.log(COVER_FULL_PX / COVER_FROM_PX))

    def level(self, texel_m: float) -> Level:
        """The coarsest level whose cells are no larger than ``texel_m``; the finest when all are.

        Cells that are smaller than a texel are blended whatever the sampling, as no single cell is visible.
        """
        chosen = self.levels[0]
        for level in self.levels[1:]:
            if level.cell_m[0] > texel_m:
                break
            chosen = level
        return chosen if chosen.cell_m[0] >= texel_m else replace(chosen, smooth=True)

    def box(self, level: Level) -> tuple[float, float, float, float]:
        """West, south, east, north in metres of a level's picture; it reaches beyond the field's edge, and is clear
        there, where an odd number of cells was halved."""
        west, _, _, north = self.extent_m
        rows, cols = level.pixels.shape[:2]
        return west, north - rows * level.cell_m[1], west + cols * level.cell_m[0], north


def colors(ready: ReadyField, suns: Suns = SUNS) -> NDArray[np.uint8]:
    """Premultiplied colours (rows, cols, 4) of the cells: the ramp between its limits, under the light of ``suns`` when
    the field is shaded; clear where the value is NaN."""
    field, relief = ready.field, ready.relief
    out = ready.ramp.colors(_in_layers(ready), ready.limits)
    if field.shaded:
        gain = slope_light(ready, suns)
        gain = gain if relief is field else resampled(gain, relief.extent_m, field.extent_m, field.value.shape)
        out[..., :3] = np.clip(out[..., :3] * gain[..., None], 0, 255).astype(np.uint8)
    if field.edge == "fade":
        rows, cols = (_faded(side) for side in out.shape[:2])
        out[..., 3] = (out[..., 3] * np.minimum.outer(rows, cols)).astype(np.uint8)
    if (out[..., 3] < 255).any():
        out[..., :3] = (out[..., :3].astype(np.uint16) * out[..., 3:] // 255).astype(np.uint8)
    return out


def _in_layers(ready: ReadyField) -> NDArray[np.float32]:
    """The values that tints are of."""
    field = ready.field
    if not (field.shaded and field.relief is None and ready.measured_m >= LAYERED_FROM_M):
        return field.value
    low_m, high_m = ready.limits
    step_m = np.float32(interval_m(high_m - low_m, ready.measured_m))
    middle_m = (np.floor(field.value / step_m) + np.float32(0.5)) * step_m
    return np.asarray(middle_m + np.float32(WITHIN_LAYER) * (field.value - middle_m), dtype=np.float32)


def slope_light(ready: ReadyField, suns: Suns) -> NDArray[np.float32]:
    """How many times as bright as on flat ground colours are on each cell of the relief under the light of ``suns``."""
    light = hillshade(ready.relief.value, ready.relief.cell_m, exaggeration=ready.exaggeration, suns=suns)
    factor = np.nan_to_num(np.clip(light / light_on_flat(suns), 0.0, 1.7), nan=1.0)
    return np.asarray(1.0 + np.where(factor > 1.0, LIT, SHADED) * (factor - 1.0), dtype=np.float32)


def _thinned(field: Field) -> Field:
    """Every n-th cell of a field in both directions, so that about FIRST_CELLS remain."""
    n = math.isqrt(field.value.size // FIRST_CELLS)
    if n <= 1:
        return field
    value = field.value[::n, ::n]
    west, south, east, north = field.extent_m
    high_m, wide_m = (north - south) / field.value.shape[0] * n, (east - west) / field.value.shape[1] * n
    extent_m = west, north - value.shape[0] * high_m, west + value.shape[1] * wide_m, north
    return replace(field, value=value, extent_m=extent_m)


def _refined(field: Field) -> Field:
    """The field with values between its cells, where they are smooth."""
    return replace(field, value=refined(field.value, field.cell_m)) if field.sampling == "smooth" else field


def resampled(
    values: NDArray[np.float32], extent_m: Bounds, other_m: Bounds, shape: tuple[int, ...]
) -> NDArray[np.float32]:
    """``values`` of cells over ``extent_m``, blended between their middles, at the middles of ``shape`` (rows, cols)
    cells over ``other_m``."""
    west, south, east, north = other_m
    left, bottom, right, top = extent_m
    rows, cols = shape
    high, wide = values.shape
    down = _between(top - north, north - south, rows, top - bottom, high)
    along = _between(west - left, east - west, cols, right - left, wide)
    near = slice(int(along.min()), int(along.max()) + 2)
    return _blended(_blended(values[:, near], down, 0), along - near.start, 1)


def _between(first_m: float, length_m: float, n: int, whole_m: float, cells: int) -> NDArray[np.float64]:
    """Where the middles of ``n`` parts of a length are, in cells from the middle of the first of a whole."""
    at = (first_m + (np.arange(n) + 0.5) * length_m / n) / whole_m * cells - 0.5
    return np.clip(at, 0, cells - 1)


def _blended(values: NDArray[np.float32], at: NDArray[np.float64], axis: int) -> NDArray[np.float32]:
    """``values`` at places (n,) along ``axis``, in cells from the middle of the first."""
    n = values.shape[axis]
    first = np.minimum(at.astype(np.intp), max(n - 2, 0))
    weight = np.expand_dims((at - first).astype(np.float32), 1 - axis)
    blended = values.take(first, axis) * (1 - weight) + values.take(np.minimum(first + 1, n - 1), axis) * weight
    return np.asarray(blended, dtype=np.float32)


def gradient(ramp: Ramp, width_px: int) -> QImage:
    """The ramp from its low to its high end, one pixel high."""
    low, high = ramp.ends
    pixels = ramp.colors(np.linspace(low, high, width_px, dtype=np.float32)[None, :], (low, high))
    return QImage(pixels.data, width_px, 1, 4 * width_px, QImage.Format.Format_RGBA8888).copy()


def _halved(level: Level) -> Level:
    """The mean of every two by two cells; nothing is beyond an odd edge."""
    rows, cols = level.pixels.shape[:2]
    pixels = np.pad(level.pixels, ((0, rows % 2), (0, cols % 2), (0, 0))) if rows % 2 or cols % 2 else level.pixels
    total = pixels[::2, ::2].astype(np.uint16)
    for part in (pixels[1::2, ::2], pixels[::2, 1::2], pixels[1::2, 1::2]):
        total += part
    mean = np.ascontiguousarray(((total + 2) >> 2).astype(np.uint8))
    return Level(mean, (level.cell_m[0] * 2, level.cell_m[1] * 2), level.smooth)


def _faded(n: int) -> NDArray[np.float32]:
    """Weights (n,) of a side's cells: 0 at both ends, 1 from FADE inwards."""
    inward = np.minimum(np.arange(n), np.arange(n)[::-1]) / max(FADE * n, 1.0)
    near = np.minimum(inward, 1.0)
    return np.asarray(near * near * (3 - 2 * near), dtype=np.float32)
