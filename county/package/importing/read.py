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
from county.package.importing.datums import datums_of
from county.package.importing.doubled_members import doubled_notes
from county.package.importing.garbled import garbled_notes
from county.package.importing.library_warnings import warnings_as_notes
from county.package.importing.named_file import NamedFile, named_file
from county.package.importing.notes import Note
from county.package.importing.other_formats import check_parts, refuse_other_formats
from county.package.importing.rows import SourceRows, is_table, read_rows
from county.package.importing.stated_crs import Stated, stated_crs
from county.package.importing.utf8_copy import in_utf8
from county.package.manifest import ImportOptionError, PackageError
from county.package.offset import shift_named
from county.tables.aliases import TableHeaders, header_key, headers
from county.tables.angles import maybe_packed
from county.tables.named_part import divided
from county.tables.positions import COORDINATES
from county.tables.rough_degrees import step_km

WGS84 = "EPSG:4326"
_SRID = re.compile(r"SRID=0*(\d*);\s*", re.IGNORECASE)
_WKT = re.compile(rf"(?:{_SRID.pattern})?(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\b", re.IGNORECASE)
_EXTENDED = re.compile(rf"(?:{_SRID.pattern})?(?:MULTI)?(?:LINESTRING|POLYGON)\b", re.IGNORECASE)
"""Geometries of which a point could only be a part."""


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
    at: NDArray[np.object_] | None = None
    """Their places in the file (n,), as "line 7"; None: they are all of its features, in order."""

    left_out: int = 0
    """Rows of the file that could not be read."""

    def __len__(self) -> int:
        return len(self.geometry)

    @property
    def in_file(self) -> int:
        """How many the file has, those that could not be read included."""
        return len(self) + self.left_out

    def place(self, i: int) -> str:
        """Where feature ``i`` is in the file: the line or row of a table, the number in another file."""
        return f"no. {i + 1}" if self.at is None else str(self.at[i])

    @property
    def places(self) -> NDArray[np.object_]:
        """:meth:`place` of all features (n,)."""
        if self.at is not None:
            return self.at
        return np.array([f"no. {i + 1}" for i in range(len(self))], dtype=object)

    def where(self, keep: NDArray[np.bool_]) -> SourceFeatures:
        """The features marked in ``keep``."""
        return replace(
            self,
            geometry=self.geometry[keep],
            columns={name: values[keep] for name, values in self.columns.items()},
            at=self.places[keep],
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
        return _as_named_by_user(_points(source.table, layer), source)
    with (
        unpacked(path, gdal_files.FEATURE_FORMATS, [name for name in (source.layer, layer) if name]) as whole,
        in_utf8(whole, path) as file,
    ):
        check_parts(file)
        return _as_named_by_user(_features(file, source, layer), source)


def _as_named_by_user(found: SourceFeatures, source: NamedFile) -> SourceFeatures:
    """With the CRS that the user states for the file, and remarks on texts in a wrong encoding."""
    garbled = garbled_notes(source.path.name, found.columns, found.place)
    return replace(found, stated=source.crs if source.crs is not None else found.stated, notes=(*found.notes, *garbled))


def _features(file: Path, source: NamedFile, layer: str) -> SourceFeatures:
    """As read_features; ``source`` is what was named, ``file`` itself or a zip that contains it."""
    path = source.path
    try:
        with warnings_as_notes(file, path) as warned:
            names, notes = chosen_layers(file, source, layer)
            parts = [_read_layer(file, path, name) for name in names]
            if len(parts) > 1:
                parts = [_of_layer(part, name) for part, name in zip(parts, names, strict=True)]
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
    if file.suffix.lower() not in gdal_files.GEOJSON:
        return features
    features = replace(features, notes=(*features.notes, *doubled_notes(file, path.name)))
    return _as_named(features, geojson_crs.name_of(file))


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


def _of_layer(features: SourceFeatures, name: str) -> SourceFeatures:
    """The features of one of several layers, which is said of each."""
    return replace(features, at=np.array([f"{place} of {name}" for place in features.places], dtype=object))


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
    at = np.concatenate([part.places for part in parts])
    return replace(parts[0], geometry=geometry, columns=columns, notes=notes, at=at)


def _points(path: Path, layer: str) -> SourceFeatures:
    """A table of points, as longitude and latitude (WGS84) or x and y (CRS to be given), or of geometries in WKT."""
    rows = read_rows(path)
    columns = rows.columns
    comma = rows.found.decimal_comma
    outlines = _outlines(columns, layer)
    if outlines is not None:  # what else a row has is its middle
        return _shapes(path, rows, outlines)
    for first, second in COORDINATES:
        a, b = coordinate_column(columns, layer, first), coordinate_column(columns, layer, second)
        if a is not None and b is not None:
            axes = Axis.of(a, decimal_comma=comma), Axis.of(b, decimal_comma=comma)
            if shift := shift_named(first.partition("_")[2]):
                return replace(_points_of(path, rows, *axes, WGS84), stated=shift)
            return _on_datums(_points_of(path, rows, *axes, None if first == "x" else WGS84), layer)
    texts = fields.text(fields.column(columns, layer, "lonlat"), len(rows))
    if any(map(_WKT.match, texts)):
        return _shapes(path, rows, texts)
    pairs = coordinate_column(columns, layer, "lonlat")
    if pairs is not None:
        points = _points_of(path, rows, *Axis.both(pairs, decimal_comma=comma), WGS84)
        shift = shift_named(pairs.unit)
        return replace(points, stated=shift) if shift else _on_datums(points, layer)
    raise PackageError(
        "{path}: no columns of coordinates among {columns} (known headers: {wanted}); name them so",
        path=path, columns=naming(columns, 20),
        wanted=", ".join(headers(layer, "lon")[:3] + headers(layer, "lat")[:3]),
    )  # fmt: skip


def _on_datums(points: SourceFeatures, layer: str) -> SourceFeatures:
    """The points of a table on the datums that a column states.  Raises PackageError."""
    datums = datums_of(points.path, points.columns, layer, list(points.places))
    if points.crs is None:
        datums.require_metres()
    geometry, notes = datums.unshifted(points.geometry)
    stated = datums.stated
    points = replace(points, geometry=geometry, notes=(*points.notes, *notes))
    if isinstance(stated, CRS):  # of metres it tells the datum of their zone
        return replace(points, crs=stated.to_wkt())
    return replace(points, stated=stated)


def _outlines(columns: fields.Columns, layer: str) -> NDArray[np.object_] | None:
    """The cells (n,) of the first column of positions that has outlines or lines in WKT; None without one."""
    known = TableHeaders(columns).by_key
    for key in map(header_key, headers(layer, "lonlat")):
        if key in known:
            values = columns[known[key]]
            texts = fields.text(values, len(values))
            if any(map(_EXTENDED.match, texts)):
                return texts
    return None


def _shapes(path: Path, rows: SourceRows, texts: NDArray[np.object_]) -> SourceFeatures:
    """Geometry of any kind as QGIS and databases export it in a table: WKT, with the CRS of EWKT (``SRID=4490;…``)."""
    plain = [_SRID.sub("", text) for text in texts]
    geometry = np.asarray(shapely.force_2d(shapely.from_wkt(plain, on_invalid="ignore")), dtype=object)
    stated = {found[1] for text in texts if (found := _SRID.match(text)) and found[1]}
    notes = rows.notes
    unknown = shapely.is_missing(geometry)
    if unknown.any():
        i = int(np.flatnonzero(unknown)[0])
        sample = f"{rows.where[i]}: {plain[i][:40]!r}"
        text = f"geometries of {np.sum(unknown)} rows of {path.name} are not in WKT ({sample}); write them as "
        notes = (*notes, Note(f"{text}POINT (109.5867 27.9)", severity="error"))
    return SourceFeatures(
        path, geometry, rows.columns, f"EPSG:{stated.pop()}" if len(stated) == 1 else None, notes=notes,
        at=np.array(rows.where, dtype=object), left_out=rows.left_out,
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
    texts = [text for axis in (first, second) for text in compress(axis.texts, known)]
    if crs is not None and (step := step_km(texts)):
        text = f"its degrees are rounded to some {step} km, and so are the places; get them with five decimals"
        notes = (*notes, Note(text, path.name))
    packed = maybe_packed(texts)
    return SourceFeatures(
        path, geometry, rows.columns, crs, packed=packed, notes=notes, decimal_comma=rows.found.decimal_comma,
        at=np.array(rows.where, dtype=object), left_out=rows.left_out,
    )  # fmt: skip
