"""Read the files provided by a county: GeoJSON, GeoPackage, Shapefile, KML, and tables of points."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio.errors
import shapely
from numpy.typing import NDArray

from county.package import gdal_files
from county.package.finding import cause
from county.package.importing import dbf, fields
from county.package.importing.archives import unpacked
from county.package.importing.rows import is_table, read_rows
from county.package.manifest import PackageError
from county.tables.named_part import divided

WGS84 = "EPSG:4326"


@dataclass(frozen=True)
class SourceFeatures:
    """n features as read from ``path``, in the CRS stated by the file (None: it states none)."""

    path: Path
    geometry: NDArray[np.object_]
    columns: fields.Columns
    crs: str | None

    def __len__(self) -> int:
        return len(self.geometry)

    def where(self, keep: NDArray[np.bool_]) -> SourceFeatures:
        """The features marked in ``keep``."""
        return SourceFeatures(self.path, self.geometry[keep], {k: v[keep] for k, v in self.columns.items()}, self.crs)


def read_features(path: Path, layer: str) -> SourceFeatures:
    """All features of ``path``; of several layers in it the one named ``layer``, else all.  Raises PackageError."""
    if not divided(path)[0].is_file():
        raise PackageError(f"{path}: file not found; check the path given for {layer}")
    if is_table(path):
        return _points(path, layer)
    with unpacked(path, gdal_files.FEATURE_FORMATS) as file:
        return _features(file, path, layer)


def _features(file: Path, path: Path, layer: str) -> SourceFeatures:
    """As read_features; ``path`` is the file that was named, ``file`` itself or a zip that contains it."""
    try:
        names = [name for name, kind in gdal_files.layers(file) if kind is not None]
        parts = [_read_layer(file, path, name) for name in ([layer] if layer in names else names)]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError,
            pyogrio.errors.GeometryError, shapely.errors.ShapelyError, ValueError) as error:  # fmt: skip
        raise PackageError(f"{path}: cannot be read ({cause(error)}); give GeoJSON, GPKG, SHP, KML or CSV") from error
    if not parts or not sum(map(len, parts)):
        raise PackageError(f"{path}: contains no features; give a file with the {layer}")
    if len({part.crs for part in parts}) > 1:
        raise PackageError(f"{path}: its layers have different CRS; give the {layer} in a separate file")
    return _joined(parts)


def _read_layer(file: Path, path: Path, name: str) -> SourceFeatures:
    shapefile = file.suffix.lower() == ".shp"
    meta, wkb, data = gdal_files.read_layer(file, name, dbf.AS_BYTES if shapefile else None)
    columns = dict(zip(meta["fields"], data, strict=True))
    if shapefile:
        columns = dbf.decoded(columns)
    geometry = shapely.force_2d(shapely.from_wkb(wkb, on_invalid="ignore"))
    return SourceFeatures(path, np.asarray(geometry, dtype=object), columns, meta["crs"])


def _joined(parts: list[SourceFeatures]) -> SourceFeatures:
    names = dict.fromkeys(name for part in parts for name in part.columns)
    blank = [np.full(len(part), None, dtype=object) for part in parts]
    columns = {
        name: np.concatenate([part.columns.get(name, none) for part, none in zip(parts, blank, strict=True)])
        for name in names
    }
    return SourceFeatures(parts[0].path, np.concatenate([part.geometry for part in parts]), columns, parts[0].crs)


def _points(path: Path, layer: str) -> SourceFeatures:
    """A table of points: columns of longitude and latitude (WGS84), or x and y (their CRS must be given)."""
    rows = read_rows(path)
    columns, n = rows.columns, len(rows)
    for first, second, crs in (("lon", "lat", WGS84), ("x", "y", None)):
        a, b = fields.column(columns, layer, first), fields.column(columns, layer, second)
        if a is not None and b is not None:
            x, y = fields.number(a, n, np.nan), fields.number(b, n, np.nan)
            known = np.isfinite(x) & np.isfinite(y)
            geometry = np.full(n, None, dtype=object)
            geometry[known] = shapely.points(x[known], y[known])
            return SourceFeatures(path, geometry, columns, crs)
    wanted = ", ".join(fields.headers(layer, "lon")[:3] + fields.headers(layer, "lat")[:3])
    raise PackageError(f"{path}: no columns of coordinates (known headers: {wanted}); name them so")
