"""Read ``map.gpkg``, ``terrain.tif`` and ``landcover.tif`` with GDAL; importing it takes longer than opening a cached
county."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import rasterio
import rasterio.errors

from county.package import gdal_files
from county.package.cache import CachedLandCover, CachedTable, CachedTerrain, Numbers
from county.package.finding import cause
from county.package.heights import heights
from county.package.landcover import codes_of
from county.package.manifest import PackageError
from county.package.raster_content import raster_content
from county.package.schema import DTYPE, LayerSchema
from county.package.usable import geometry_faults, geometry_of, values_of

T = TypeVar("T")
_log = logging.getLogger(__name__)


def layer_names(path: Path) -> frozenset[str]:
    """Layers of the GeoPackage ``path``.  Raises PackageError."""
    try:
        return frozenset(name for name, _ in gdal_files.layers(path))
    except PackageError:
        raise
    except Exception as error:
        raise PackageError(
            "{path}: cannot be opened ({why}); rebuild the package", path=path, why=cause(error)
        ) from error


def read_table(path: Path, schema: LayerSchema, present: frozenset[str]) -> CachedTable:
    """The usable part of one layer of ``path``, which has the layers ``present``; empty when it is not one of them.

    The same rules as in ``county check``: nulls become blank; features without key or geometry are left out and logged.
    Raises PackageError, also when no feature of a required layer is usable.
    """
    name = schema.name
    if name not in present:
        if schema.required:
            raise PackageError(
                "{path}: layer {layer} is missing; run `main.py county check {folder}`",
                path=path,
                layer=repr(name),
                folder=path.parent,
            )
        return CachedTable.of(np.empty(0, object), {c.name: np.empty(0, DTYPE[c.kind]) for c in schema.columns})
    try:
        meta, wkb, data = gdal_files.read_layer(path, name)
        geometry = geometry_of(wkb)
    except PackageError:
        raise
    except Exception as error:
        raise PackageError(
            "{path}: layer {layer} cannot be read ({why}); rebuild the package",
            path=path,
            layer=repr(name),
            why=cause(error),
        ) from error
    columns = dict(zip(meta["fields"], data, strict=True))
    missing = [c.name for c in schema.columns if c.name not in columns and not c.optional]
    if missing:
        raise PackageError(
            "{path}: columns {columns} of layer {layer} are missing; rebuild the package",
            path=path,
            layer=repr(name),
            columns=", ".join(missing),
        )
    clean = {c.name: values_of(c, columns.get(c.name), len(wkb))[0] for c in schema.columns}
    sound = clean[schema.columns[0].name] != ""
    for _, faulty in geometry_faults(schema, geometry):
        sound &= ~faulty
    if schema.required and not sound.any():
        raise PackageError(
            "{path}: no feature of layer {layer} can be used; run `main.py county check {folder}`",
            path=path,
            layer=repr(name),
            folder=path.parent,
        )
    if not sound.all():
        _log.warning(
            "%s: %d of %d features of layer %r cannot be used; run `main.py county check %s`",
            path, np.sum(~sound), len(sound), name, path.parent,
        )  # fmt: skip
    return CachedTable.of(geometry[sound], {key: values[sound] for key, values in clean.items()})


def read_terrain(path: Path) -> CachedTerrain:
    """The heights of ``path``.  Raises PackageError."""
    z, t = _usable_raster(path, heights)
    return CachedTerrain(Numbers.of(z), float(t.c), float(t.f), float(t.a))


def read_landcover(path: Path) -> CachedLandCover:
    """The land cover of ``path``; unknown codes are logged.  Raises PackageError."""
    (code, unknown), t = _usable_raster(path, codes_of)
    if unknown:
        _log.warning("%s: %d cells have an unknown code; run `main.py county check %s`", path, unknown, path.parent)
    return CachedLandCover(Numbers.of(code), float(t.c), float(t.f), float(t.a))


def _usable_raster(path: Path, read: Callable[[rasterio.DatasetReader], T]) -> tuple[T, rasterio.Affine]:
    """What ``read`` takes from the raster ``path``, and the place of its cells.  Raises PackageError."""
    try:
        found = raster_content(path, read)
    except rasterio.errors.RasterioError as error:
        raise PackageError(
            "{path}: cannot be read ({why}); rebuild the package", path=path, why=cause(error)
        ) from error
    if not found.squares:
        raise PackageError("{path}: its cells are not squares with north up; import it again", path=path)
    return found.values, found.place
