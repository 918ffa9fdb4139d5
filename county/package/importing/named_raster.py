"""Opens the raster that the user named, also in a zip, and finds out where it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import rasterio
from rasterio.errors import RasterioError

from county.package import gdal_files
from county.package.finding import cause
from county.package.importing.archives import unpacked
from county.package.importing.named_file import named_file
from county.package.importing.raster_position import RasterPosition, position_of
from county.package.importing.site import Site
from county.package.importing.utf8_copy import in_utf8
from county.package.manifest import ImportOptionError, PackageError


class NamedRaster(NamedTuple):
    """An open raster, its position, and ``path``: the file that the user named."""

    path: Path
    source: rasterio.DatasetReader
    position: RasterPosition


@contextmanager
def named_raster(named: Path, site: Site, layer: str) -> Iterator[NamedRaster]:
    """The raster ``named`` by the user for ``layer``.

    Raises PackageError, also for what cannot be read of it inside.
    """
    given = named_file(named)
    path = given.path
    if path.is_dir():
        raise PackageError("{path}: is a folder; give the file in it", path=path)
    if not path.is_file():
        raise PackageError("{path}: file not found; check the path given for {layer}", path=path, layer=layer)
    with (
        unpacked(path, gdal_files.RASTER_FORMATS, [given.layer] if given.layer else ()) as whole,
        in_utf8(whole, path) as file,
    ):
        if given.layer.lower() not in ("", file.stem.lower()):
            raise ImportOptionError(
                "{path}: has no layer {layer}, it is one raster; leave out what follows |",
                path=path, layer=given.layer,
            )  # fmt: skip
        try:
            with gdal_files.opened_raster(file, max_cells=gdal_files.MAX_SOURCE_CELLS) as source:
                yield NamedRaster(path, source, position_of(path, file, source, site, given.crs, layer))
        except (RasterioError, UnicodeDecodeError) as error:
            raise PackageError(
                "{path}: is not a readable raster ({why}); give a GeoTIFF of one band", path=path, why=cause(error)
            ) from error
