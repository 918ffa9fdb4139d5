"""Land cover of the demo county: fields on the valley floors, orchards and tea on gentle slopes near houses, grass on
the ridges, bare rock where it is steep, forest elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import from_origin
from scipy.ndimage import binary_closing, binary_opening, distance_transform_edt, gaussian_filter, zoom

from county.package.demo.raster import Floats, Mask, Shapes, fbm, stream
from county.package.demo.terrain import Land
from county.package.landcover import CODE, LandCover

FINER = 3
"""Cells of the terrain are divided by this on each side: 30 m, as national land cover maps have."""
FIELD_SLOPE, FIELD_ABOVE_M = 0.16, 45.0
"""Terraced fields end at this slope, and at this height above their river."""
ORCHARD_SLOPE, ORCHARD_ABOVE_M, ORCHARD_FROM_HOUSES_M = 0.34, 150.0, 900.0
GRASS_SHARE = 0.10
"""Of the highest land, by height with noise."""
ROCK_SLOPE = 0.85
YARD_M = 28.0
"""Ground around a house that is built-up, too."""


def cover(land: Land, water: Shapes, homes: Shapes, seed: int) -> LandCover:
    """What lies on the ground; ``water`` and ``homes`` are outlines in metres."""
    raster, n = land.raster, land.raster.n * FINER
    cell_m = raster.cell_m / FINER
    transform = from_origin(raster.west_m, raster.north_m, cell_m, cell_m)
    patches = _finer(fbm(stream(seed, "patches"), raster.n, waves=raster.n / 8, octaves=3, gain=0.6))
    broad = _finer(fbm(stream(seed, "cover"), raster.n, waves=raster.n / 30, octaves=4, gain=0.55))
    square = (raster.n, raster.n)
    z, above_m = _finer(land.z_m.reshape(square)), _finer(land.above_river_m.reshape(square))
    slope = gaussian_filter(_finer(land.slope.reshape(square)), 1.0)

    wet = rasterize(water, (n, n), transform=transform, all_touched=False, dtype=np.uint8) > 0
    roofs = rasterize(homes, (n, n), transform=transform, all_touched=True, dtype=np.uint8) > 0
    near_roof = distance_transform_edt(~roofs) * cell_m
    built = binary_opening(binary_closing(near_roof < YARD_M, iterations=2), iterations=1)

    gentle = slope * (1 + 0.18 * patches)
    field = (gentle < FIELD_SLOPE) & (above_m < FIELD_ABOVE_M * (1 + 0.3 * broad))
    orchard = (gentle < ORCHARD_SLOPE) & (above_m < ORCHARD_ABOVE_M) & (broad + 0.6 * patches > 0.35)
    orchard &= near_roof < ORCHARD_FROM_HOUSES_M
    height = z + 55 * broad + 35 * patches
    grass = height > np.quantile(height, 1 - GRASS_SHARE)
    rock = slope + 0.09 * patches > ROCK_SLOPE

    code = np.full((n, n), CODE["forest"], dtype=np.uint8)
    kinds: tuple[tuple[str, Mask], ...] = (
        ("grass", grass), ("bare", rock), ("orchard", _whole(orchard)), ("field", _whole(field)),
        ("built_up", built), ("water", wet), ("built_up", roofs),
    )  # fmt: skip
    for kind, where in kinds:
        code[where] = CODE[kind]
    return LandCover(code, raster.west_m, raster.north_m, cell_m)


def _finer(square: Floats) -> Floats:
    return np.asarray(zoom(square, FINER, order=1, mode="nearest", grid_mode=True))


def _whole(where: Mask) -> NDArray[np.bool_]:
    """Without single cells and gaps of one."""
    return np.asarray(binary_opening(binary_closing(where)))
