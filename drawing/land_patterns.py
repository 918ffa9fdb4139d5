"""What land cover looks like from near: a pattern for each class, which repeats itself without a seam.

Crowns of a forest, parcels with their banks, rows of an orchard: invented, as no raster has them.  They say what kind
of land it is, not where a tree stands.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, zoom

F32 = NDArray[np.float32]

SIDE = 512
"""Texels of a pattern along each side."""
TEXEL_M = 0.4
PERIOD_M = SIDE * TEXEL_M
LEVELS = 5
"""Each has texels twice as large as the one before."""
FULL = 128
TOWARDS_LIGHT = -math.sqrt(0.5), -math.sqrt(0.5)
"""Right and down in the pattern: the light of maps, from the north-west."""
SEED = 433
BLOCKS = 7
"""Of parcels that lie the same way, in a pattern of fields."""
BANK_M, TRACK_M = 0.9, 0.7
"""Width of the bank beside a parcel, and half that of a track between blocks."""


class LandPattern(NamedTuple):
    """Two numbers for each texel: what its colour is multiplied with, and how much it is turned from green (-1) to
    yellow (1)."""

    bright: F32
    yellow: F32


class Patterns(NamedTuple):
    """Of several classes (n, side, side): ``bright`` in 1 / FULL, and ``yellow`` in 1 / FULL above FULL."""

    bright: NDArray[np.uint8]
    yellow: NDArray[np.uint8]

    @property
    def side(self) -> int:
        return int(self.bright.shape[1])


@cache
def patterns(names: tuple[str, ...], level: int) -> Patterns:
    """The patterns of these classes of land cover, plain where a name has none.  Texels of level 0 are TEXEL_M wide;
    of each further one a texel is the mean of four."""
    if level == 0:
        found = [_PATTERNS.get(name, _plain)() for name in names]
        return Patterns(
            np.stack([_bytes(pattern.bright) for pattern in found]),
            np.stack([_bytes(1.0 + pattern.yellow) for pattern in found]),
        )
    return Patterns(*(_halved(part) for part in patterns(names, level - 1)))


def _bytes(part: F32) -> NDArray[np.uint8]:
    return np.clip(part * FULL, 0, 255).astype(np.uint8)


def _halved(part: NDArray[np.uint8]) -> NDArray[np.uint8]:
    pairs = part[:, ::2].astype(np.uint16) + part[:, 1::2]
    return ((pairs[:, :, ::2] + pairs[:, :, 1::2] + 2) >> 2).astype(np.uint8)


def _plain() -> LandPattern:
    return LandPattern(np.ones((SIDE, SIDE), np.float32), np.zeros((SIDE, SIDE), np.float32))


@cache
def _noise(cells: int) -> F32:
    """Soft noise of mean 0 and deviation 1 with so many spots along each side.  Classes share it: they are never in one
    place."""
    rough = np.random.default_rng(SEED + cells).standard_normal((SIDE, SIDE), dtype=np.float32)
    soft = gaussian_filter(rough, SIDE / cells / 3, mode="wrap")
    return np.asarray(soft / soft.std(), dtype=np.float32)


def _crowns(xy_m: NDArray[np.float64], radius_m: NDArray[np.float64], tone: NDArray[np.float64], floor: float) -> F32:
    """Round crowns seen from above, each bright towards the light; ``floor`` is how bright the ground between is."""
    out = np.full((SIDE, SIDE), floor, np.float32)
    height = np.zeros((SIDE, SIDE), np.float32)
    for (x, y), radius, own in zip(xy_m / TEXEL_M, radius_m / TEXEL_M, tone, strict=True):
        reach = np.arange(-math.ceil(radius), math.ceil(radius) + 1)
        dx, dy = (reach - x % 1.0) / radius, (reach - y % 1.0) / radius
        inside = 1.0 - dx[None, :] ** 2 - dy[:, None] ** 2
        dome = np.sqrt(np.maximum(inside, 0.0))
        rows, cols = np.ix_((int(y) + reach) % SIDE, (int(x) + reach) % SIDE)
        over = (inside > 0.0) & (dome * radius > height[rows, cols])
        lit = own * (0.62 + 0.42 * dome + 0.3 * (dx[None, :] * TOWARDS_LIGHT[0] + dy[:, None] * TOWARDS_LIGHT[1]))
        out[rows, cols] = np.where(over, lit, out[rows, cols])
        height[rows, cols] = np.where(over, dome * radius, height[rows, cols])
    return out


def _forest() -> LandPattern:
    random = np.random.default_rng(SEED)
    n = 1_500
    radius_m = random.uniform(2.6, 5.0, n)
    bright = _crowns(random.uniform(0, PERIOD_M, (n, 2)), radius_m, random.uniform(0.8, 1.25, n), 0.45)
    return LandPattern(_levelled(bright), 0.35 * _noise(12))


def _orchard() -> LandPattern:
    random = np.random.default_rng(SEED + 2)
    along, across = np.meshgrid(np.linspace(0, PERIOD_M, 57)[:-1], np.linspace(0, PERIOD_M, 41)[:-1])
    xy_m = np.column_stack([along.ravel(), across.ravel()]) + random.normal(0, 0.25, (along.size, 2))
    n = len(xy_m)
    bright = _crowns(xy_m, random.uniform(1.5, 2.1, n), random.uniform(0.85, 1.15, n), 1.25)
    return LandPattern(_levelled(bright), 0.2 * _noise(12))


def _fields() -> LandPattern:
    """Parcels in blocks that lie along or across each other, with a bank around each and furrows along it; a track is
    between two blocks."""
    random = np.random.default_rng(SEED + 4)
    middles_m = random.uniform(0, PERIOD_M, (BLOCKS, 2))
    block, edge_m = _blocks(middles_m)
    bright, yellow = np.ones((SIDE, SIDE), np.float32), np.zeros((SIDE, SIDE), np.float32)
    for number in range(BLOCKS):
        own = np.flatnonzero(block == number)
        turn = number % 2 * np.pi / 2 + random.uniform(-0.5, 0.5)
        x_m, y_m = (part.flat[own] for part in _from_m(middles_m[number]))
        along_m = x_m * math.cos(turn) + y_m * math.sin(turn)
        across_m = y_m * math.cos(turn) - x_m * math.sin(turn)
        across_m += 1.6 * np.sin(along_m / 19.0 + turn)
        wide_m = random.uniform(13.0, 21.0)
        row, in_row_m = np.divmod(across_m + 2 * PERIOD_M, wide_m)
        row = row.astype(np.intp)
        rows = int(row.max()) + 1
        long_m, shift_m = random.uniform(38.0, 80.0, rows), random.uniform(0.0, 80.0, rows)
        parcel, in_parcel_m = np.divmod(along_m + shift_m[row] + 2 * PERIOD_M, long_m[row])
        key = row * 31 + parcel.astype(np.intp)
        tones = random.uniform(-1.0, 1.0, (int(key.max()) + 1, 2))[key]
        furrows = 1.0 + 0.035 * np.sin(in_row_m * random.uniform(1.6, 2.6))
        bright.flat[own] = (1.0 + 0.07 * tones[:, 0]) * furrows
        yellow.flat[own] = 0.45 * tones[:, 1]
        bank = (in_row_m < BANK_M) | (in_parcel_m < BANK_M)
        bright.flat[own[bank]] = 0.8
    track = edge_m < TRACK_M
    bright[track], yellow[track] = 0.9, 0.4
    return LandPattern(_levelled(bright * (1.0 + 0.03 * _noise(110))), yellow)


def _blocks(middles_m: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The nearest of the middles (n, 2) to each texel, and how many metres the border to the next nearest is away."""
    apart_m = np.stack([np.hypot(*_from_m(middle_m)) for middle_m in middles_m])
    nearest = np.sort(apart_m, axis=0)[:2]
    return np.argmin(apart_m, axis=0), (nearest[1] - nearest[0]) / 2


def _from_m(middle_m: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far to the right and down each texel is from a place; what leaves the pattern on one side comes in on the
    other."""
    down, right = (np.indices((SIDE, SIDE)) + 0.5) * TEXEL_M
    half_m = PERIOD_M / 2
    return (right - middle_m[0] + half_m) % PERIOD_M - half_m, (down - middle_m[1] + half_m) % PERIOD_M - half_m


def _grass() -> LandPattern:
    return LandPattern(_levelled(1.0 + 0.07 * _noise(20) + 0.07 * _noise(110)), 0.4 * _noise(12))


def _bare() -> LandPattern:
    ridges = np.abs(_noise(20)) - np.abs(_noise(60))
    return LandPattern(_levelled(1.0 + 0.1 * ridges + 0.06 * _noise(110)), 0.2 * _noise(12))


def _built_up() -> LandPattern:
    plots = zoom(np.random.default_rng(SEED + 13).uniform(-1, 1, (16, 16)), SIDE // 16, order=0)
    return LandPattern(_levelled(1.0 + 0.06 * plots + 0.04 * _noise(110)), 0.15 * _noise(12))


def _levelled(bright: NDArray[np.floating]) -> F32:
    """The same with a mean of 1: from farther away the colour stays."""
    return np.asarray(bright / bright.mean(), dtype=np.float32)


_PATTERNS = {
    "landcover.forest": _forest, "landcover.orchard": _orchard, "landcover.field": _fields,
    "landcover.grass": _grass, "landcover.bare": _bare, "landcover.built_up": _built_up,
}  # fmt: skip
PATTERNED = frozenset(_PATTERNS)
"""The names of classes that have a pattern."""
