"""Heights from any raster, resampled to square cells of the working CRS."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import rasterio
import rasterio.transform
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from rasterio.warp import Resampling
from rasterio.windows import Window

from county.explained import ExplainedLine
from county.package.checks.relief import inside
from county.package.crs import LONLAT_EPSG
from county.package.finding import naming
from county.package.importing.heights import HeightBand
from county.package.importing.named_raster import named_raster
from county.package.importing.orientation import TURNS, Turn
from county.package.importing.provinces import province_of
from county.package.importing.raster_position import RasterPosition, around, not_covering, window_of
from county.package.importing.site import Site
from county.package.importing.spikes import spikes_in
from county.package.importing.undeclared_feet import FOOT_M, implausible
from county.package.importing.warped import warped
from county.package.manifest import PackageError
from county.package.open import Terrain

MAX_CELLS = 16_000_000
"""Finer rasters are averaged to a lower resolution: 16 M heights are 64 MB, a 60 km county at 15 m."""
DEGREE_M = 111_000.0
"""Metres in a degree of latitude."""
COARSE = 400
"""Cells on each side of the heights that tell whether the raster is turned over."""
STRIP = 4_000_000
"""Cells read at a time."""


class _Spikes:
    """Cells that stand alone, which are levelled: their number, and the largest of them with their places."""

    def __init__(self, position: RasterPosition) -> None:
        self._transform = position.transform
        crs = CRS.from_wkt(position.crs.to_wkt())
        self._to_lonlat = Transformer.from_crs(crs, LONLAT_EPSG, always_xy=True)
        self._cell_m = abs(position.transform.e) * (DEGREE_M if crs.is_geographic else 1.0)
        self.places: list[tuple[float, str]] = []

    def level(self, z: NDArray[np.float32], top: int, left: int) -> None:
        """Give those of ``z`` the middle height of the ground around them; ``z`` is a part of the raster from row
        ``top`` and column ``left`` on."""
        found = spikes_in(z, self._cell_m)
        x, y = self._transform @ (found.col + left + 0.5, found.row + top + 0.5)
        lon, lat = self._to_lonlat.transform(x, y)
        for height, by, *at in zip(z[found.row, found.col], found.by_m, lon, lat, strict=True):
            self.places.append((abs(by), f"{height:,.0f} m at {at[0]:.4f} °E {at[1]:.4f} °N ({by:+,.0f} m)"))
        z[found.row, found.col] -= found.by_m

    @property
    def text(self) -> str:
        largest = [place for _, place in sorted(self.places, reverse=True)]
        what = f"{len(largest)} single cells are far above or below all ground around them, and were levelled"
        return f"{what}: {naming(largest, 3)}; check the raster"


class ImportedTerrain(NamedTuple):
    """Heights around the county, and a line on them for the manifest: range, cell size, conversion."""

    terrain: Terrain
    note: str
    ways: Mapping[Turn | None, Terrain]
    """Coarse heights, as they are (None) and as they would be if the raster were turned over."""


def read_terrain(named: Path, site: Site, max_cells: int = MAX_CELLS) -> ImportedTerrain:
    """Heights around the county by bilinear interpolation, NaN where the raster that the user named has none.

    Undeclared voids, a lower resolution and parts of the county without heights are reported.  Raises PackageError.
    """
    with named_raster(named, site, "terrain") as (path, source, position):
        return _read(path, source, position, site, max_cells)


def _read(
    path: Path, source: rasterio.DatasetReader, position: RasterPosition, site: Site, max_cells: int
) -> ImportedTerrain:
    bounds = around(site)
    window = window_of(position, source, site.epsg, bounds)
    if window is None:
        raise not_covering(path, source, position, site, ExplainedLine("does not cover the county"))
    band = HeightBand(path, source, window)
    factor = max(1, math.ceil(math.sqrt(window.width * window.height / max_cells)))
    spikes = _Spikes(position)
    z, place = _averaged(band, window, position, factor, spikes)
    terrain = _warped(z, RasterPosition(position.crs, place), site, bounds, max_cells)
    if factor > 1:
        site.report(
            "terrain", path.name,
            f"{window.width * window.height:,.0f} cells are too many; {factor} x {factor} of them were averaged, to "
            f"cells of {terrain.cell_m:.1f} m",
        )  # fmt: skip
    _report_voids(path, site, band)
    if spikes.places:
        site.report("terrain", path.name, spikes.text)
    known = np.isfinite(terrain.z_m) & inside(terrain, site.boundary)
    if not known.any():
        raise not_covering(path, source, position, site, ExplainedLine("has no heights within the county"))
    note = _described(path, site, terrain, band)
    ways: dict[Turn | None, Terrain] = {None: _turned(band, source, window, position, site)}
    for turn, (rows, cols) in TURNS.items():
        ways[turn] = _turned(band, source, window, position, site, rows=rows, cols=cols)
    return ImportedTerrain(terrain, note, ways)


def _turned(
    band: HeightBand, source: rasterio.DatasetReader, window: Window, position: RasterPosition, site: Site, *,
    rows: bool = False, cols: bool = False,
) -> Terrain:  # fmt: skip
    """Coarse heights around the county if the order of the raster's rows or columns were the other one."""
    top = source.height - window.row_off - window.height if rows else window.row_off
    left = source.width - window.col_off - window.width if cols else window.col_off
    shape = min(COARSE, int(window.height)), min(COARSE, int(window.width))
    z = band.read(Window(left, top, window.width, window.height), shape)
    z = np.ascontiguousarray(z[:: -1 if rows else 1, :: -1 if cols else 1])
    corner = rasterio.Affine.translation(window.col_off, window.row_off)
    place = position.transform @ corner @ rasterio.Affine.scale(window.width / shape[1], window.height / shape[0])
    return _warped(z, RasterPosition(position.crs, place), site, around(site), COARSE**2)


def _averaged(
    band: HeightBand, window: Window, position: RasterPosition, factor: int, spikes: _Spikes
) -> tuple[NDArray[np.float32], rasterio.Affine]:
    """Heights of ``window`` and their transform; ``factor`` x ``factor`` cells become the mean of the known ones."""
    rows, cols = math.ceil(window.height / factor), math.ceil(window.width / factor)
    z = np.full((rows, cols), np.nan, dtype=np.float32)
    step = max(1, STRIP // (int(window.width) * factor))
    for first in range(0, rows, step):
        last = min(rows, first + step)
        top, height = first * factor, min(window.height, last * factor) - first * factor
        strip = band.read(Window(window.col_off, window.row_off + top, window.width, height))
        spikes.level(strip, window.row_off + top, window.col_off)
        z[first:last] = strip if factor == 1 else _mean(strip, factor)
    corner = rasterio.Affine.translation(window.col_off, window.row_off)
    return z, position.transform @ corner @ rasterio.Affine.scale(factor)


def _mean(strip: NDArray[np.float32], factor: int) -> NDArray[np.float32]:
    """Means of the known cells of blocks; the last ones may be smaller."""
    rows, cols = (math.ceil(side / factor) for side in strip.shape)
    padded = np.full((rows * factor, cols * factor), np.nan, dtype=np.float32)
    padded[: strip.shape[0], : strip.shape[1]] = strip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a block without known cells stays NaN
        return np.asarray(np.nanmean(padded.reshape(rows, factor, cols, factor), axis=(1, 3)), dtype=np.float32)


def _warped(
    z: NDArray[np.float32],
    position: RasterPosition,
    site: Site,
    bounds: tuple[float, float, float, float],
    max_cells: int,
) -> Terrain:
    out, cell_m = warped(z, position, site.epsg, bounds, max_cells, void=np.nan, resampling=Resampling.bilinear)
    out[~np.isfinite(out)] = np.nan
    return Terrain(out, bounds[0], bounds[3], cell_m)


def _report_voids(path: Path, site: Site, band: HeightBand) -> None:
    if band.voids:
        values = ", ".join(f"{number:,} of {value:g}" for value, number in band.voids.most_common(3))
        more = "" if len(band.voids) <= 3 else f" and {len(band.voids) - 3} other values"
        site.report(
            "terrain", path.name,
            f"{band.voids.total():,} cells were taken as voids, which the raster does not declare: {values}{more}",
        )  # fmt: skip


def _described(path: Path, site: Site, terrain: Terrain, band: HeightBand) -> str:
    """Range of heights in the county, for the manifest.  Raises PackageError."""
    within = inside(terrain, site.boundary)
    z = terrain.z_m[within]
    known = z[np.isfinite(z)]
    if known.min() == known.max():
        raise PackageError(
            "{path}: all heights in the county are equal ({height} m); check the raster and its scale, or leave it out",
            path=path, height=f"{known.min():g}",
        )  # fmt: skip
    why = implausible(terrain, within, province_of(site.code))
    if why is not None:
        raise PackageError(
            "{path}: {why}; as feet they are {least} to {most} m: if they are feet write that unit into the raster, "
            "else correct its unit, scale or CRS",
            path=path, why=why, least=f"{known.min() * FOOT_M:,.0f}", most=f"{known.max() * FOOT_M:,.0f}",
        )  # fmt: skip
    converted = f", {band.converted}" if band.converted else ""
    return f"{known.min():,.0f} to {known.max():,.0f} m in the county, cells of {terrain.cell_m:.1f} m{converted}"
