"""The columns of real files as fields of a layer, and their values as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.package.importing.dbf import cut
from county.tables import values as cells
from county.tables.aliases import TableHeaders, headers, meaning
from county.texts import unseen, without_unseen

Columns = Mapping[str, NDArray[np.generic]]


class FieldColumn(NamedTuple):
    """A column that holds a field: its header, its values (n,), and the unit in the header ("": none)."""

    header: str
    values: NDArray[np.generic]
    unit: str


class FieldNumbers(NamedTuple):
    """Values of a column as numbers (n,), and by row those that are none, with the reason."""

    values: NDArray[np.float64]
    refused: dict[int, cells.BadValue]


def found(columns: Columns, layer: str, field: str) -> FieldColumn | None:
    """The column that holds ``field``, or None when the file has none."""
    return next(iter(every(columns, layer, field)), None)


def every(columns: Columns, layer: str, field: str) -> list[FieldColumn]:
    """The columns that could hold ``field``, best first; Shapefiles truncate headers to 10 bytes."""
    named = TableHeaders(columns)
    known = headers(layer, field)
    return [
        FieldColumn(header, columns[header], named.units[header]) for header in named.every([*known, *map(cut, known)])
    ]


def column(columns: Columns, layer: str, field: str) -> NDArray[np.generic] | None:
    """The values of the column that holds ``field``, or None when the file has none."""
    holding = found(columns, layer, field)
    return None if holding is None else holding.values


def text(values: NDArray[np.generic] | None, n: int) -> NDArray[np.object_]:
    """``values`` as text in one line, without surrounding blanks and characters that cannot be seen; null is "", an
    integral float has no ".0"."""
    out = np.full(n, "", dtype=object)
    for i, value in enumerate(values.tolist() if values is not None else ()):
        out[i] = _plain(cells.text(value))
    return out


class FieldLabels(NamedTuple):
    """Ids of things, and by row why some are none."""

    labels: NDArray[np.object_]
    refused: dict[int, cells.BadValue]


def label(values: NDArray[np.generic] | None, n: int) -> FieldLabels:
    """``values`` as ids of things, as `send` reads them; one that a spreadsheet has shortened is refused, and ""."""
    out = np.full(n, "", dtype=object)
    refused: dict[int, cells.BadValue] = {}
    for i, value in enumerate(values.tolist() if values is not None else ()):
        try:
            out[i] = _plain(cells.text(cells.identifier(value)))
        except cells.BadValue as error:
            refused[i] = error
    return FieldLabels(out, refused)


def _plain(text: str) -> str:
    return text if all(map(seen, text)) else without_unseen(text).strip()


@cache
def seen(sign: str) -> bool:
    """Whether a character can be seen, or is a blank.  Cached: asked for each of all texts of a file."""
    return unseen(sign) is None


def number(values: NDArray[np.generic], unknown: float, *, decimal_comma: bool = False, unit: str = "") -> FieldNumbers:
    """``values`` as numbers; gaps, and anything but a finite number in ``unit``, are ``unknown``."""
    out = np.full(len(values), unknown, dtype=float)
    refused: dict[int, cells.BadValue] = {}
    for i, value in enumerate(values.tolist()):
        try:
            parsed = cells.number(value, decimal_comma=decimal_comma, unit=unit)
        except cells.BadValue as error:
            refused[i] = error
            continue
        if parsed is not None:
            out[i] = parsed
    return FieldNumbers(out, refused)


def yes(values: NDArray[np.generic] | None, n: int) -> NDArray[np.bool_]:
    """``values`` as booleans; all False without a column."""
    return np.array([meaning("yes", str(value)) is not None for value in text(values, n)], dtype=bool)
