"""Tables of the county's files: lists of codes, and points with columns of coordinates."""

from __future__ import annotations

import re
import zipfile
from codecs import BOM_UTF8
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from county.package import gdal_files
from county.package.finding import naming
from county.package.importing.notes import Note
from county.package.manifest import PackageError
from county.tables.named_part import divided
from county.tables.packed import SUFFIXES
from county.tables.reader import TableFile
from county.tables.row import BadFile, RowFault
from county.tables.shape import TableShape

_ENDING = frozenset({"truncated", "cannot be read", "page cannot be read", "broken document", "not XML"})
"""Reasons of faults behind which nothing of the file is read."""
_JSON = (".json", ".geojson")
_PART = 1 << 20
_FEATURES = re.compile(rb'"type"\s*:\s*"Feature(?:Collection)?"')
_COLLECTION = re.compile(rb'"type"\s*:\s*"FeatureCollection"')
_GEOMETRY = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"type"\s*:\s*"(?:Multi)?(?:Point|LineString|Polygon)"')


@dataclass(frozen=True)
class SourceRows:
    """n rows of a table: its columns by header, and the place of each row in the file."""

    columns: dict[str, NDArray[np.object_]]
    where: list[str]
    found: TableShape
    notes: tuple[Note, ...]
    """Remarks on how the file was read, and on rows that were left out, one for each reason."""
    left_out: int = 0
    """Rows."""

    def __len__(self) -> int:
        return len(self.where)


def read_rows(path: Path) -> SourceRows:
    """The table ``path``, of any format; also ``points.xlsx|sheet``.

    Rows that cannot be used are left out.  Raises PackageError, also for a file that cannot be read to its end.
    """
    columns: dict[str, list[object]] = {}
    where: list[str] = []
    faults: dict[str, list[RowFault]] = {}
    try:
        table = TableFile(path)
        try:
            for row in table.rows():
                if isinstance(row, RowFault):
                    if row.reason in _ENDING:
                        raise _refused(table.path, row)
                    faults.setdefault(row.reason, []).append(row)
                    continue
                for key, value in row.values.items():
                    known = columns.setdefault(key, [])
                    known += [None] * (len(where) - len(known))
                    known.append(value)
                where.append(row.where)
        finally:
            table.close()
    except BadFile as error:
        raise PackageError("{why}", why=error) from error
    if not where and faults:
        raise _refused(table.path, next(iter(faults.values()))[0])
    if not where:
        raise PackageError("{path}: contains no rows below a header; give a table with both", path=path)
    names = {" ".join(name.lower().split()): name for name in table.found.headers}
    whole: dict[str, NDArray[np.object_]] = {}
    for key, values in columns.items():
        column = np.full(len(where), None, dtype=object)
        column[: len(values)] = values
        whole[names.get(key, key)] = column
    notes = tuple(_left_out(table.path, same) for same in faults.values())
    left_out = sum(map(len, faults.values()))
    return SourceRows(whole, where, table.found, (*_how_read(table), *notes), left_out)


def _how_read(table: TableFile) -> tuple[Note, ...]:
    """A remark unless the file is plain: CSV in UTF-8, of which no row was skipped."""
    found = table.found
    plain = (found.format, found.encoding, found.packed) == ("CSV", "UTF-8", "") and not found.decimal_comma
    skipped = found.title_rows or found.repeated_headers or found.total_rows or found.unit_row
    if plain and not skipped and not found.joined_angles:
        return ()
    return (Note(f"read as {found}", table.path.name, "notice"),)


def _refused(path: Path, fault: RowFault) -> PackageError:
    return PackageError("{path}: {where} {why}", path=path, where=fault.where, why=fault.text)


def _left_out(path: Path, faults: list[RowFault]) -> Note:
    """A remark on rows with the same fault."""
    first, *more = faults
    same = f", as were {len(more)} more with the same fault: {naming(fault.where for fault in more)}" if more else ""
    return Note(f"{first.text}; this row of {path.name} was left out{same}", first.where, "error")


def is_table(path: Path) -> bool:
    """Whether the content of the file ``path`` is read as a table, not as features by GDAL.  Raises PackageError."""
    file, _ = divided(path)
    suffix = file.suffix.lower()
    if suffix in gdal_files.FEATURE_FORMATS and suffix not in _JSON:
        return False
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                inside = {PurePosixPath(name).suffix.lower() for name in archive.namelist()}
            return bool(inside & {*SUFFIXES}) and not inside & gdal_files.FEATURE_FORMATS.keys()
        with file.open("rb") as stream:
            head = stream.read(gdal_files.HEAD)
            if head.removeprefix(BOM_UTF8).lstrip().startswith((b"{", b"[")):
                return not _GEOMETRY.match(head) and not _has(file, _FEATURES if suffix in _JSON else _COLLECTION)
            if suffix in _JSON:
                return False
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise PackageError("{path}: {why}; give a file that can be read", path=path, why=error) from error
    starts = [
        start
        for form in gdal_files.FEATURE_FORMATS.values()
        if form.name in ("GeoPackage", "Shapefile")
        for start in form.starts
    ]
    return not head.startswith(tuple(starts)) and b"<kml" not in head


def _has(file: Path, mark: re.Pattern[bytes]) -> bool:
    tail = b""
    with file.open("rb") as stream:
        while part := stream.read(_PART):
            if mark.search(tail + part):
                return True
            tail = part[-64:]
    return False
