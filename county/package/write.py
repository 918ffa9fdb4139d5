"""Write a county package, for the demo county and for real data."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec
import numpy as np
import pyogrio.errors
import pyogrio.raw
import rasterio
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.errors import RasterioError
from rasterio.transform import from_origin

from county.ages import VillageAges
from county.package.ages_file import write_ages
from county.package.finding import cause
from county.package.landcover import UNKNOWN, LandCover
from county.package.manifest import AGES, LANDCOVER, MANIFEST, MAP, TERRAIN, Manifest
from county.package.open import Table, Terrain
from county.package.replacing import replacing
from county.package.schema import DTYPE, SCHEMA, Attribute, LayerSchema, blank_values

NODATA = -9999.0
LEAST_BYTES = 1 << 20
"""With less free space a failure to write is one of a full disk."""


def write_package(
    folder: Path,
    manifest: Manifest,
    tables: Mapping[str, Table],
    terrain: Terrain | None,
    landcover: LandCover | None,
    inspect: Callable[[Path], Iterable[str]] = lambda written: (),
    *,
    ages: VillageAges | None = None,
) -> Manifest:
    """Write the package into ``folder``; an older one there is replaced once the new one is complete.

    ``inspect`` receives the folder of the new files before that; the lines that it returns are added to the findings of
    the manifest, which is returned.  Raises OSError, and ValueError when a table does not follow the schema; the older
    one is then unchanged.
    """
    with replacing(folder) as scratch:
        write_files(scratch, manifest, tables, terrain, landcover, ages)
        found = msgspec.structs.replace(manifest, findings=(*manifest.findings, *inspect(scratch)))
        _write_manifest(scratch, found)
    return found


def write_files(
    folder: Path,
    manifest: Manifest,
    tables: Mapping[str, Table],
    terrain: Terrain | None,
    landcover: LandCover | None,
    ages: VillageAges | None = None,
) -> None:
    """Write all files of a package into the empty ``folder``.  Raises OSError and ValueError like write_package."""
    try:
        for name, schema in SCHEMA.items():
            if name in tables and len(tables[name]):
                _write_layer(folder / MAP, schema, tables[name], manifest.epsg)
        if terrain is not None:
            z = np.where(np.isnan(terrain.z_m), NODATA, terrain.z_m).astype(np.float32)
            _write_raster(folder / TERRAIN, z, terrain, manifest.epsg, nodata=NODATA, predictor=3)
        if landcover is not None:
            _write_raster(folder / LANDCOVER, landcover.code, landcover, manifest.epsg, nodata=UNKNOWN, predictor=1)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, RasterioError) as error:
        if shutil.disk_usage(folder).free < LEAST_BYTES:  # GDAL names only the step that failed
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise OSError(cause(error)) from error
    if ages:
        write_ages(folder / AGES, ages)
    _write_manifest(folder, manifest)


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / MANIFEST).write_bytes(msgspec.toml.encode(manifest))


def _write_layer(path: Path, schema: LayerSchema, table: Table, epsg: int) -> None:
    missing = [c.name for c in schema.columns if c.name not in table.columns and not c.optional]
    if missing:
        raise ValueError(f"layer {schema.name}: columns {missing} are missing")
    geometry = table.geometry
    if schema.geometry != "Point":
        geometry = np.array([_multi(g, schema.geometry) for g in geometry], dtype=object)
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(geometry),
        field_data=[_values(table, c) for c in schema.columns],
        fields=[c.name for c in schema.columns],
        layer=schema.name,
        driver="GPKG",
        geometry_type=schema.geometry,
        crs=f"EPSG:{epsg}",
        append=path.exists(),
    )


def _values(table: Table, column: Attribute) -> NDArray[np.generic]:
    if column.name not in table.columns:
        return blank_values(column, len(table))
    return np.asarray(table[column.name], dtype=DTYPE[column.kind])


def _multi(geometry: shapely.Geometry, kind: str) -> shapely.Geometry:
    if geometry.geom_type.startswith("Multi"):
        return geometry
    return shapely.multipolygons([geometry]) if kind == "MultiPolygon" else shapely.multilinestrings([geometry])


def _write_raster(
    path: Path, values: NDArray[np.generic], place: Terrain | LandCover, epsg: int, *, nodata: float, predictor: int
) -> None:
    """``values`` (rows, cols) as a compressed GeoTIFF; ``predictor`` is that of TIFF, 3 for floating-point numbers."""
    with rasterio.open(
        path, "w", driver="GTiff", height=values.shape[0], width=values.shape[1], count=1, dtype=values.dtype.name,
        crs=CRS.from_epsg(epsg).to_wkt(),
        transform=from_origin(place.west_m, place.north_m, place.cell_m, place.cell_m),
        nodata=nodata, compress="deflate", predictor=predictor, tiled=True,
    ) as sink:  # fmt: skip
        sink.write(values, 1)
