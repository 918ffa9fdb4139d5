"""Land cover from a classified raster or from polygons, as square cells of the working CRS."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.warp import Resampling

from county.explained import ExplainedLine
from county.package.checks.relief import inside
from county.package.importing.landcover_polygons import is_polygons, read_landcover_polygons
from county.package.importing.named_raster import named_raster
from county.package.importing.raster_position import RasterPosition, around, not_covering, window_of
from county.package.importing.site import Site
from county.package.importing.warped import warped
from county.package.landcover import CLASSES, CODE, UNKNOWN, LandCover
from county.package.manifest import ImportOptionError, PackageError

MAX_CELLS = 16_000_000
"""Finer rasters are sampled to a lower resolution: a 60 km county at 15 m."""
LEGENDS: Mapping[str, Mapping[int, str]] = {
    "worldcover": {
        10: "forest", 20: "forest", 30: "grass", 40: "field", 50: "built_up", 60: "bare", 70: "bare", 80: "water",
        90: "water", 95: "forest", 100: "bare",
    },
    "globeland30": {
        10: "field", 20: "forest", 30: "grass", 40: "forest", 50: "water", 60: "water", 70: "bare", 80: "built_up",
        90: "bare", 100: "bare",
    },
    "clcd": {
        1: "field", 2: "forest", 3: "forest", 4: "grass", 5: "water", 6: "bare", 7: "bare", 8: "built_up", 9: "water",
    },
    "own": dict(enumerate(CLASSES, start=1)),
}  # fmt: skip
"""Classes by the numbers of published maps: ESA WorldCover 2021 (product user manual V2.0: 20 shrubland, 70 snow, 90
wetland, 95 mangroves, 100 moss and lichen), GlobeLand30 2020 (40 shrubland, 50 wetland, 70 tundra, 100 snow), CLCD
(Yang and Huang 2021: 3 shrub, 6 snow, 7 barren, 9 wetland), and those of ``landcover.tif`` itself."""
NAMED = {"worldcover": "worldcover", "lc030": "globeland30", "globeland": "globeland30", "clcd": "clcd"}
"""Parts of the file names under which they are published."""


def read_landcover(named: Path, legend: str | None, site: Site, max_cells: int = MAX_CELLS) -> tuple[LandCover, str]:
    """The land cover around the county by polygons or the nearest cells of a raster, and a line on it for the manifest.

    ``legend``: a key of LEGENDS, or None when the file's name tells it.  Raises PackageError.
    """
    if is_polygons(named):
        if legend is not None:
            raise ImportOptionError(
                "--landcover-legend: says what the numbers of a raster mean, {path} has polygons; leave it out",
                path=named,
            )
        cover, used = read_landcover_polygons(named, site, max_cells)
        _report_gaps(cover, named.name, "the polygons", site)
        return cover, f"{used}, cells of {cover.cell_m:.1f} m"
    with named_raster(named, site, "landcover") as (path, source, position):
        used = _legend(path, legend, site)
        cover = _warped(source, position, site, used, max_cells, path)
    within = cover.code[inside(cover, site.boundary)]
    if not (within != UNKNOWN).any():
        raise not_covering(path, source, position, site, ExplainedLine("has no land cover within the county"))
    _report_gaps(cover, path.name, used, site)
    return cover, f"classes of {used}, cells of {cover.cell_m:.1f} m"


def _report_gaps(cover: LandCover, file: str, of: str, site: Site) -> None:
    """Say how much of the county has no class."""
    unknown = float(np.mean(cover.code[inside(cover, site.boundary)] == UNKNOWN))
    if unknown > 0:
        site.report("landcover", file, f"{unknown:.1%} of the county have no class of {of}")


def _legend(path: Path, stated: str | None, site: Site) -> str:
    """The legend of the raster.  Raises ImportOptionError."""
    names = ", ".join(LEGENDS)
    if stated is not None:
        if stated not in LEGENDS:
            raise ImportOptionError(
                "--landcover-legend {stated}: is unknown; give one of {names}", stated=stated, names=names
            )
        return stated
    found = {legend for part, legend in NAMED.items() if part in path.name.lower()}
    if len(found) != 1:
        raise ImportOptionError(
            "{path}: its name does not tell what its numbers mean; give --landcover-legend, one of {names}",
            path=path, names=names,
        )  # fmt: skip
    site.report("landcover", path.name, f"its numbers were taken as classes of {min(found)}, by its name", "notice")
    return found.pop()


def _warped(
    source: rasterio.DatasetReader, position: RasterPosition, site: Site, legend: str, max_cells: int, path: Path
) -> LandCover:
    """Raises PackageError when the raster does not cover the county or has other numbers than the legend."""
    bounds = around(site)
    window = window_of(position, source, site.epsg, bounds)
    if window is None:
        raise not_covering(path, source, position, site, ExplainedLine("does not cover the county"))
    factor = max(1, math.ceil(math.sqrt(window.width * window.height / max_cells)))
    shape = math.ceil(window.height / factor), math.ceil(window.width / factor)
    numbers = source.read(1, window=window, out_shape=shape, masked=True)
    code = _codes(numbers, legend, path)
    corner = rasterio.Affine.translation(window.col_off, window.row_off)
    scale = rasterio.Affine.scale(window.width / shape[1], window.height / shape[0])
    place = RasterPosition(position.crs, position.transform @ corner @ scale)
    out, cell_m = warped(code, place, site.epsg, bounds, max_cells, void=UNKNOWN, resampling=Resampling.nearest)
    return LandCover(out, bounds[0], bounds[3], cell_m)


def _codes(
    numbers: np.ma.MaskedArray[tuple[int, int], np.dtype[np.generic]], legend: str, path: Path
) -> NDArray[np.uint8]:
    """Codes of CLASSES.  Raises PackageError for numbers that the legend does not have."""
    values = numbers.filled(0)
    if values.dtype.kind not in "iu" or values.max(initial=0) > np.iinfo(np.uint16).max or values.min(initial=0) < 0:
        raise PackageError(
            "{path}: its cells are no class numbers ({dtype}); give a raster of whole numbers from 0",
            path=path, dtype=values.dtype,
        )  # fmt: skip
    present = np.unique(values)
    stray = [int(n) for n in present if n not in (0, 255) and n not in LEGENDS[legend]]
    if stray:
        raise PackageError(
            "{path}: the numbers {stray} are no classes of {legend}; give the --landcover-legend of the file",
            path=path, stray=", ".join(map(str, stray[:6])), legend=legend,
        )  # fmt: skip
    table = np.zeros(int(values.max(initial=0)) + 1, dtype=np.uint8)
    for number, name in LEGENDS[legend].items():
        if number < len(table):
            table[number] = CODE[name]
    return np.asarray(table[values])
