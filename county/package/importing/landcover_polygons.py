"""Land cover from polygons with a column of classes, as cells of the working CRS."""

from __future__ import annotations

import math
import re
import zipfile
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import from_origin

from county.package import gdal_files
from county.package.importing import fields
from county.package.importing.guessed import headers_of
from county.package.importing.named_file import named_file
from county.package.importing.raster_position import around
from county.package.importing.read import read_features
from county.package.importing.site import Site, placed
from county.package.landcover import CLASSES, CODE, UNKNOWN, LandCover
from county.package.manifest import PackageError
from county.tables.aliases import headers, meaning

CELL_M = 10.0
"""Of published maps of land cover; larger where a county would have too many."""
LAYER = "landcover"
_NUMBER = re.compile(r"([0-9]{2}|[0-9]{2}[0-9H][0-9])[A-Z]?")
"""Of TD/T 1055-2019 (三调), which joins some classes of GB/T 21010-2017 in one with an H: 05H1, 08H2."""


def is_polygons(named: Path) -> bool:
    """Whether the file that the user named has features: by its name, of a zip by what is in it.

    A raster is often packed with the outlines of its tiles or with metadata in JSON: a zip with one is a raster.
    """
    path = named_file(named).path
    names = [path.name]
    if path.is_file() and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    suffixes = {PurePosixPath(name).suffix.lower() for name in names}
    return suffixes.isdisjoint(gdal_files.RASTER_FORMATS) and not suffixes.isdisjoint(gdal_files.FEATURE_FORMATS)


def read_landcover_polygons(named: Path, site: Site, max_cells: int) -> tuple[LandCover, str]:
    """The land cover around the county, and a line on it for the manifest; where polygons overlap, the later in the
    file holds.

    Where the best column of classes is empty, the next one counts: OpenStreetMap has ``landuse`` or ``natural``.
    Polygons of an unknown class are left out, one finding for each class.  Raises PackageError.
    """
    items = placed(site, LAYER, read_features(named, LAYER))
    path, columns = items.features.path, items.features.columns
    holding = fields.every(columns, LAYER, "class")
    if not holding:
        raise PackageError(
            "{path}: has no column of classes among {headers}; name one {known}",
            path=path, headers=headers_of(columns), known=" or ".join(headers(LAYER, "class")[:3]),
        )  # fmt: skip
    written = fields.text(None, len(items))
    for column in holding:
        written = np.where(written == "", fields.text(column.values, len(items)), written)
    words, word_of, polygons = np.unique(written, return_inverse=True, return_counts=True)
    code_of = np.array([_code(word) for word in words.tolist()], np.uint8)
    for place in np.flatnonzero(code_of == UNKNOWN).tolist():
        site.report(
            LAYER, path.name,
            f"class {words[place] or 'nothing'!r} of {polygons[place]} polygons is unknown, they were left out; use "
            f"one of {', '.join(CLASSES)} or add the word to resources/importing/fields.toml",
            "error",
        )  # fmt: skip
    code = code_of[word_of]
    known = code != UNKNOWN
    if not known.any():
        raise PackageError(
            "{path}: none of its {n} polygons has a known class; use one of {classes}",
            path=path, n=len(items), classes=", ".join(CLASSES),
        )  # fmt: skip
    return _cells(items.geometry[known], code[known], site, max_cells), f"{known.sum()} polygons"


def _code(word: str) -> int:
    """The code of a class by its name, or by its number of two or four signs, which a letter may follow."""
    word = word.strip()
    digits = _NUMBER.fullmatch(word)
    parts = [digits[1], digits[1][:2]] if digits else [word]
    key = next((found for part in parts if (found := meaning(LAYER, part))), None)
    return UNKNOWN if key is None else CODE[key]


def _cells(geometry: NDArray[np.object_], code: NDArray[np.uint8], site: Site, max_cells: int) -> LandCover:
    west, south, east, north = around(site)
    cell_m = max(CELL_M, math.sqrt((east - west) * (north - south) / max_cells))
    shape = math.ceil((north - south) / cell_m), math.ceil((east - west) / cell_m)
    cells = rasterize(
        zip(geometry, code.tolist(), strict=True), shape, fill=UNKNOWN, dtype="uint8",
        transform=from_origin(west, north, cell_m, cell_m),
    )  # fmt: skip
    return LandCover(np.asarray(cells), west, north, cell_m)
