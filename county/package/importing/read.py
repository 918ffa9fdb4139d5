"""Read the files provided by a county: GeoJSON, GeoPackage, Shapefile, KML, and tables of points."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path

import numpy as np
import pyogrio.errors
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from county.package import gdal_files, geojson_crs
from county.package.finding import cause, naming
from county.package.importing import dbf, fields
from county.package.importing.archives import unpacked
from county.package.importing.chosen_layers import chosen_layers
from county.package.importing.coordinates import Axis, coordinate_column
from county.package.importing.library_warnings import warnings_as_notes
from county.package.importing.named_file import NamedFile, named_file
from county.package.importing.notes import Note
from county.package.importing.other_formats import check_parts, refuse_other_formats
from county.package.importing.rows import SourceRows, is_table, read_rows
from county.package.importing.stated_crs import Stated, stated_crs
from county.package.importing.utf8_copy import in_utf8
from county.package.manifest import ImportOptionError, PackageError
from county.tables.aliases import headers
from county.tables.angles import maybe_packed
from county.tables.named_part import divided
from county.tables.positions import COORDINATES

WGS84 = "EPSG:4326"
_SHIFTS: dict[str, Stated] = {"lon_gcj02": "gcj02", "lon_bd09": "bd09"}
"""The shift that the field of a longitude states."""


@dataclass(frozen=True)
class SourceFeatures:
    """n features as read from ``path``, in the CRS stated by the file (None: it states none)."""

    path: Path
    geometry: NDArray[np.object_]
    columns: fields.Columns
    crs: str | None
    stated: Stated = None
    """The CRS that the user states for this file alone."""
    packed: bool = False
    """Its degrees may be degrees, minutes and seconds without signs between them: 109.3512."""
    decimal_comma: bool = False
    """Its numbers are written as 12,5."""
    notes: tuple[Note, ...] = ()
    """Remarks on the file as a whole."""
    numbers: NDArray[np.int64] | None = None
    """Of the features in the file, from 1; None: in order, all of them."""

    def __len__(self) -> int:
        return len(self.geometry)

    def number(self, i: int) -> int:
        """Number of feature ``i`` in the file."""
        return int(self.all_numbers[i])

    @property
    def all_numbers(self) -> NDArray[np.int64]:
        """Numbers of the features in the file (n,)."""
        return np.arange(1, len(self) + 1) if self.numbers is None else self.numbers

    def where(self, keep: NDArray[np.bool_]) -> SourceFeatures:
        """The features marked in ``keep``."""
        return replace(
            self,
            geometry=self.geometry[keep],
            columns={name: values[keep] for name, values in self.columns.items()},
            numbers=self.all_numbers[keep],
        )


def read_features(named: Path, layer: str) -> SourceFeatures:
    """All features of the file ``named`` by the user for ``layer``, of the layer that he chose or that suits.

    Raises PackageError.
    """
    source = named_file(named)
    path = source.path
    if not divided(path)[0].exists():
        raise PackageError("{path}: file not found; check the path given for {layer}", path=path, layer=layer)
    refuse_other_formats(path)
    if is_table(path):
        found = _points(source.table, layer)
        return found if source.crs is None else replace(found, stated=source.crs)
    with (
        unpacked(path, gdal_files.FEATURE_FORMATS, [name for name in (source.layer, layer) if name]) as whole,
        in_utf8(whole, path) as file,
    ):
        check_parts(file)
        found = _features(file, source, layer)
        return found if source.crs is None else replace(found, stated=source.crs)


def _features(file: Path, source: NamedFile, layer: str) -> SourceFeatures:
    """As read_features; ``source`` is what was named, ``file`` itself or a zip that contains it."""
    path = source.path
    try:
        with warnings_as_notes(file, path) as warned:
            names, notes = chosen_layers(file, source, layer)
            parts = [_read_layer(file, path, name) for name in names]
    except pyogrio.errors.CRSError as error:
        raise PackageError(
            "{path}: its CRS cannot be interpreted ({why}); remove its .prj file, the CRS is then deduced from its "
            "coordinates",
            path=path, why=cause(error),
        ) from error  # fmt: skip
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError,
            pyogrio.errors.GeometryError, shapely.errors.ShapelyError, ValueError) as error:  # fmt: skip
        raise PackageError(
            "{path}: cannot be read ({why}); get a complete copy, or give GeoJSON, GPKG, SHP, KML or CSV",
            path=path, why=cause(error),
        ) from error  # fmt: skip
    if not parts or not sum(map(len, parts)):
        raise PackageError("{path}: contains no features; give a file with the {layer}", path=path, layer=layer)
    if len({part.crs for part in parts}) > 1:
        raise PackageError(
            "{path}: its layers have different CRS; give the {layer} in a separate file", path=path, layer=layer
        )
    whole = _joined(parts)
    return replace(whole, notes=(*notes, *warned, *whole.notes))


def _read_layer(file: Path, path: Path, name: str) -> SourceFeatures:
    shapefile = file.suffix.lower() == ".shp"
    meta, wkb, data = gdal_files.read_layer(file, name, dbf.AS_BYTES if shapefile else None)
    columns = dict(zip(meta["fields"], data, strict=True))
    notes: list[Note] = []
    if shapefile:
        columns, notes = dbf.decoded(file, columns)
    geometry = shapely.force_2d(shapely.from_wkb(wkb, on_invalid="ignore"))
    features = SourceFeatures(path, np.asarray(geometry, dtype=object), columns, meta["crs"], notes=tuple(notes))
    return features if file.suffix.lower() not in gdal_files.GEOJSON else _as_named(features, geojson_crs.name_of(file))


def _as_named(features: SourceFeatures, name: str) -> SourceFeatures:
    """The features of a GeoJSON file in the CRS of the ``name`` it states; GDAL takes unknown ones as WGS 84."""
    if not name or features.crs != WGS84 or re.search("crs84|4326", name, re.IGNORECASE):
        return features
    try:
        known = stated_crs(name)
        return replace(features, crs=known.to_wkt()) if isinstance(known, CRS) else replace(features, stated=known)
    except ImportOptionError:
        pass
    try:
        return replace(features, crs=CRS.from_user_input(name).to_wkt())
    except CRSError:
        note = Note(f"{features.path.name} states a CRS of the unknown name {name!r}")
        return replace(features, crs=None, notes=(*features.notes, note))


def _joined(parts: list[SourceFeatures]) -> SourceFeatures:
    if len(parts) == 1:
        return parts[0]
    names = dict.fromkeys(name for part in parts for name in part.columns)
    blank = [np.full(len(part), None, dtype=object) for part in parts]
    columns = {
        name: np.concatenate([part.columns.get(name, none) for part, none in zip(parts, blank, strict=True)])
        for name in names
    }
    geometry = np.concatenate([part.geometry for part in parts])
    notes = tuple(note for part in parts for note in part.notes)
    return replace(parts[0], geometry=geometry, columns=columns, notes=notes)


def _points(path: Path, layer: str) -> SourceFeatures:
    """A table of points: columns of longitude and latitude (WGS84), or x and y (their CRS must be given)."""
    rows = read_rows(path)
    columns = rows.columns
    comma = rows.found.decimal_comma
    for first, second in COORDINATES:
        a, b = coordinate_column(columns, layer, first), coordinate_column(columns, layer, second)
        if a is not None and b is not None:
            axes = Axis.of(a, decimal_comma=comma), Axis.of(b, decimal_comma=comma)
            crs = None if first == "x" else WGS84
            return replace(_points_of(path, rows, *axes, crs), stated=_SHIFTS.get(first))
    pairs = coordinate_column(columns, layer, "lonlat")
    if pairs is not None:
        return _points_of(path, rows, *Axis.both(pairs, decimal_comma=comma), WGS84)
    raise PackageError(
        "{path}: no columns of coordinates among {columns} (known headers: {wanted}); name them so",
        path=path, columns=naming(columns, 20),
        wanted=", ".join(headers(layer, "lon")[:3] + headers(layer, "lat")[:3]),
    )  # fmt: skip


def _points_of(
    path: Path, rows: SourceRows, first: Axis, second: Axis, crs: str | None
) -> SourceFeatures:
    x, y = first.numbers, second.numbers
    known = np.isfinite(x) & np.isfinite(y)
    geometry = np.full(len(rows), None, dtype=object)
    geometry[known] = shapely.points(x[known], y[known])
    notes = rows.notes
    if not known.all():
        i = int(np.flatnonzero(~known)[0])
        sample = f"{rows.where[i]}: {first.texts[i]!r}, {second.texts[i]!r}"
        text = f"coordinates of {np.sum(~known)} rows of {path.name} cannot be read ({sample})"
        notes = (*notes, Note(f"{text}; write them as 109.5867 or 109°35′12″", severity="error"),)
    packed = maybe_packed([text for axis in (first, second) for text in compress(axis.texts, known)])
    return SourceFeatures(
        path, geometry, rows.columns, crs, packed=packed, notes=notes, decimal_comma=rows.found.decimal_comma
    )
