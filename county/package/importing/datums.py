"""A column that states for each row of a table on what datum, or with which shift of a web map, its coordinates are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from county.package.finding import naming
from county.package.importing import fields
from county.package.importing.notes import Note
from county.package.importing.stated_crs import Stated
from county.package.importing.understood import CHINA
from county.package.importing.zones import BEIJING_1954, XIAN_1980
from county.package.manifest import PackageError
from county.package.offset import NAMES, Shifted, shift_in, to_wgs84
from county.tables.simplified import simplified
from county.tables.units import is_degrees
from county.tables.values import is_gap

_OLDER = {
    re.compile(r"西安.{0,2}80|80.{0,2}西安|xi.?an.{0,6}80|\b4610\b", re.IGNORECASE): XIAN_1980,
    re.compile(r"北京.{0,2}54|54.{0,2}北京|beijing.{0,6}54|\b4214\b", re.IGNORECASE): BEIJING_1954,
}
_NATIONAL = re.compile(r"2000|45\d\d|wgs|gps|4490|4326|北斗|大地", re.IGNORECASE)
Datum = Shifted | int | None
"""A shift, the EPSG number of degrees of an older datum, or None: WGS 84 or CGCS2000."""


@dataclass(frozen=True)
class RowDatums:
    """Of n rows of the file ``path``, at ``where`` in it: each its own datum."""

    path: Path
    where: Sequence[str]
    texts: Sequence[str]
    of_rows: Sequence[Datum]
    notes: tuple[Note, ...] = ()

    @property
    def stated(self) -> Stated:
        """The datum of all rows; None also where rows differ."""
        found = set(self.of_rows)
        one = found.pop() if len(found) == 1 else None
        return CRS.from_epsg(one) if isinstance(one, int) else one

    def require_metres(self) -> None:
        """Raises PackageError for a shift: metres have none."""
        shifted = [i for i, datum in enumerate(self.of_rows) if isinstance(datum, str)]
        if shifted:
            raise PackageError(
                "{path}: {where} states {datum}, which is in degrees, but the coordinates are in metres; correct the "
                "column",
                path=self.path, where=self.where[shifted[0]], datum=self.texts[shifted[0]],
            )  # fmt: skip

    def unshifted(self, geometry: NDArray[np.object_]) -> tuple[NDArray[np.object_], tuple[Note, ...]]:
        """The points (n,) with those of each shift converted, where rows differ, and remarks.

        Raises PackageError where only some rows are of an older datum, or the order of the coordinates is unclear.
        """
        if len(set(self.of_rows)) < 2:
            return geometry, self.notes
        known = ~shapely.is_missing(geometry)
        if any(isinstance(datum, int) for datum in self.of_rows) or not self._in_order(geometry[known]):
            raise PackageError(
                "{path}: its rows are in several datums ({stated}); give a file for each",
                path=self.path, stated=naming(self._firsts()),
            )  # fmt: skip
        out = geometry.copy()
        counts: list[str] = []
        for shift, name in NAMES.items():
            mine = known & np.array([datum == shift for datum in self.of_rows], dtype=bool)
            if mine.any():
                moved = to_wgs84(shapely.get_coordinates(geometry[mine]), shift)
                out[mine] = shapely.points(moved)
                counts.append(f"{mine.sum()} in {name} were converted")
        counts.append(f"{sum(datum is None for datum in self.of_rows)} are not shifted")
        return out, (*self.notes, Note(f"its rows state several datums: {', '.join(counts)}", self.path.name))

    def _firsts(self) -> list[str]:
        """The first row of each datum."""
        firsts = {datum: i for i, datum in reversed(list(enumerate(self.of_rows)))}
        return [f"{self.where[i]}: {self.texts[i] or 'none'}" for i in sorted(firsts.values())]

    def _in_order(self, points: NDArray[np.object_]) -> bool:
        return bool(CHINA.within(shapely.get_coordinates(points)).all())


def datums_of(path: Path, columns: fields.Columns, layer: str, where: Sequence[str]) -> RowDatums:
    """What the rows of a table state; all the same where it has no such column.

    A row without is like the others if these are alike, and not shifted if they are not.  An unknown word is as if it
    were not there.  Both are said.
    """
    n = len(where)
    column = fields.found(columns, layer, "datum")
    texts = ["" if is_gap(text) else text for text in fields.text(column.values if column else None, n)]
    meant = {text: _datum(text) for text in set(texts) if text}
    known: dict[str, Datum] = {text: datum for text, datum in meant.items() if not isinstance(datum, type)}
    unknown = [i for i, text in enumerate(texts) if text and text not in known]
    usual = next(iter(known.values())) if len(set(known.values())) == 1 else None
    found = RowDatums(path, where, texts, [known.get(text, usual) for text in texts])
    if column is None:
        return found
    notes = []
    taken = f"taken as {_named(usual)}"
    if unknown:
        i = unknown[0]
        words = naming(f"{word} ({count})" for word, count in Counter(texts[i] for i in unknown).most_common())
        text = f"column {column.header} of {len(unknown)} rows is no known datum ({where[i]}: {words}), {taken}"
        notes.append(Note(f"{text}; write WGS84, CGCS2000, 西安80, 北京54, GCJ-02 or BD-09", path.name))
    blank = [i for i, text in enumerate(texts) if not text]
    if blank and set(known.values()) - {None}:
        text = f"column {column.header} is empty in {len(blank)} rows ({naming(where[i] for i in blank)}), {taken}"
        notes.append(Note(f"{text}; fill it in", path.name))
    return replace(found, notes=tuple(notes))


class _Unknown:
    """A word that is no datum."""


def _datum(text: str) -> Datum | type[_Unknown]:
    text = simplified(text)
    if shift := shift_in(text):
        return shift
    older = next((datum for words, datum in _OLDER.items() if words.search(text)), None)
    if older is not None:
        return older.geographic
    return None if is_degrees(text) or _NATIONAL.search(text) else _Unknown


def _named(datum: Datum) -> str:
    if isinstance(datum, str):
        return NAMES[datum]
    return "WGS 84" if datum is None else CRS.from_epsg(datum).name
