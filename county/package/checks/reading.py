"""Read a package layer by layer, with a finding for every unusable value and geometry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio import Affine, DatasetReader

from county.ages import HeadsByAge
from county.package import gdal_files
from county.package.ages_file import read_ages as read_ages_file
from county.package.checks.inspected import AT_MOST, listed
from county.package.crs import same_crs
from county.package.finding import Finding, cause
from county.package.gdal_files import UnsafeFile
from county.package.heights import heights
from county.package.landcover import CLASSES, UNKNOWN, LandCover, codes_of
from county.package.manifest import AGES, LANDCOVER, MAP, TERRAIN, Manifest, PackageError
from county.package.open import Table, Terrain
from county.package.raster_content import raster_content
from county.package.schema import SCHEMA, LayerSchema
from county.package.usable import Mask, geometry_faults, geometry_of, values_of

REBUILD = "rebuild the package"
T = TypeVar("T")


def read_tables(folder: Path, manifest: Manifest, tables: dict[str, Table]) -> Iterator[Finding]:
    """Fill ``tables`` with the usable part of ``map.gpkg``."""
    path = folder / MAP
    if not path.is_file():
        yield Finding("error", MAP, "", f"is missing; {REBUILD}")
        return
    try:
        names = {name for name, _ in gdal_files.layers(path)}
    except UnsafeFile as error:
        yield Finding("error", MAP, "", str(error))
        return
    except Exception as error:
        yield Finding("error", MAP, "", f"cannot be opened ({cause(error)}); {REBUILD}")
        return
    for name, schema in SCHEMA.items():
        if name in names:
            yield from _read_layer(path, schema, manifest, tables)
        elif schema.required:
            yield Finding("error", name, "", f"the layer is missing; {REBUILD}")
        elif name in manifest.layers:
            yield Finding("error", name, "", f"is in the manifest but not in {MAP}; {REBUILD}")


def _read_layer(path: Path, schema: LayerSchema, manifest: Manifest, tables: dict[str, Table]) -> Iterator[Finding]:
    layer = schema.name
    try:
        meta, wkb, data = gdal_files.read_layer(path, layer)
        geometry = geometry_of(wkb)
    except Exception as error:
        yield Finding("error", layer, "", f"cannot be read ({cause(error)}); {REBUILD}")
        return
    raw = dict(zip(meta["fields"], data, strict=True))
    lacking = [c.name for c in schema.columns if c.name not in raw and not c.optional]
    if lacking:
        yield Finding("error", layer, "", f"lacks the columns {', '.join(lacking)}; {REBUILD}")
        return
    if not meta["crs"]:
        yield Finding("error", layer, "", f"has no CRS; assign EPSG:{manifest.epsg} to it")
    elif not same_crs(meta["crs"], manifest.epsg):
        yield Finding(
            "error", layer, "", f"is in {meta['crs']}, the manifest states EPSG:{manifest.epsg}; reproject the layer"
        )
    n = len(geometry)
    columns: dict[str, NDArray[np.generic]] = {}
    nulls: dict[str, Mask] = {}
    for column in schema.columns:
        values = raw.get(column.name)
        columns[column.name], nulls[column.name] = values_of(column, values, n)
    table = Table(geometry, columns)
    key = np.asarray(columns[schema.columns[0].name], dtype=object)
    names = np.array([str(k) if k else f"no. {i + 1}" for i, k in enumerate(key)], dtype=object)
    for name, null in nulls.items():
        yield from listed(
            "error", layer, names[null], f"{name} is empty (null) or not a {schema_kind(schema, name)}; fill it in"
        )
    sound = np.ones(n, dtype=bool)
    for fault, bad in _faults(schema, geometry):
        yield from listed("error", layer, names[bad & sound], fault)
        sound &= ~bad
    tables[layer] = Table(table.geometry[sound], {k: v[sound] for k, v in columns.items()})


def schema_kind(schema: LayerSchema, column: str) -> str:
    """Type of the column for a finding."""
    return {"text": "text", "int": "whole number", "float": "number", "bool": "yes or no"}[
        next(c.kind for c in schema.columns if c.name == column)
    ]


def _faults(schema: LayerSchema, geometry: NDArray[np.object_]) -> Iterator[tuple[str, Mask]]:
    yield from geometry_faults(schema, geometry)
    invalid = ~shapely.is_missing(geometry) & ~shapely.is_valid(geometry)
    yield "has an outline that crosses or touches itself; fix it (QGIS: fix geometries)", invalid


def read_terrain(folder: Path, manifest: Manifest, found: list[Terrain]) -> Iterator[Finding]:
    """Append the heights to ``found`` if they are usable."""
    raster: list[tuple[NDArray[np.float32], Affine]] = []
    yield from _check_raster(folder, TERRAIN, "terrain", manifest, heights, raster)
    found += [Terrain(z, float(t.c), float(t.f), float(t.a)) for z, t in raster]


def read_landcover(folder: Path, manifest: Manifest, found: list[LandCover]) -> Iterator[Finding]:
    """Append the land cover to ``found`` if it is usable."""
    raster: list[tuple[tuple[NDArray[np.uint8], int], Affine]] = []
    yield from _check_raster(folder, LANDCOVER, "landcover", manifest, codes_of, raster)
    for (code, unknown), t in raster:
        if unknown:
            yield Finding(
                "error", LANDCOVER, "",
                f"{unknown:,} cells have a code other than {UNKNOWN} to {len(CLASSES)}; import it again",
            )  # fmt: skip
        found.append(LandCover(code, float(t.c), float(t.f), float(t.a)))


def read_ages(folder: Path, manifest: Manifest, ages: dict[str, HeadsByAge]) -> Iterator[Finding]:
    """Fill ``ages`` with the usable rows."""
    if "ages" in manifest.layers and not (folder / AGES).is_file():
        yield Finding("error", AGES, "", f"is in the manifest but missing; {REBUILD}")
    try:
        found = read_ages_file(folder)
    except PackageError as error:
        yield Finding("error", AGES, "", str(error))
        return
    ages |= found.ages
    for where, why in found.faults[:AT_MOST]:
        yield Finding("error", AGES, where, f"{why}; fix the line")
    if len(found.faults) > AT_MOST:
        yield Finding("error", AGES, "", f"{len(found.faults) - AT_MOST} more lines cannot be used")


def _check_raster(
    folder: Path, file: str, layer: str, manifest: Manifest, read: Callable[[DatasetReader], T],
    found: list[tuple[T, Affine]],
) -> Iterator[Finding]:  # fmt: skip
    """Append what ``read`` takes from a raster of the package, and the place of its cells, to ``found`` if it is
    usable."""
    path = folder / file
    if not path.is_file():
        if layer in manifest.layers:
            yield Finding("error", file, "", f"is in the manifest but missing; {REBUILD}")
        return
    try:
        content = raster_content(path, read)
    except UnsafeFile as error:
        yield Finding("error", file, "", str(error))
        return
    except Exception as error:
        yield Finding("error", file, "", f"cannot be read ({cause(error)}); {REBUILD}")
        return
    if content.crs is None:
        yield Finding("error", file, "", f"has no CRS; assign EPSG:{manifest.epsg} to it")
    elif not same_crs(content.crs.to_wkt(), manifest.epsg):
        yield Finding(
            "error", file, "",
            f"is in {content.crs.to_string()[:40]}, the manifest states EPSG:{manifest.epsg}; reproject it",
        )  # fmt: skip
        return
    if not content.squares:
        yield Finding("error", file, "", "its cells are not squares with north up; import it again")
        return
    found.append((content.values, content.place))
