"""Columns of coordinates in a table: which they are, and their cells as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from county.package.importing import fields
from county.package.offset import shift_named
from county.tables.aliases import header_key, headers
from county.tables.positions import coordinate, coordinates_in
from county.tables.units import METRES, is_degrees
from county.tables.values import BadValue, unit_key


def coordinate_column(columns: fields.Columns, layer: str, field: str) -> fields.FieldColumn | None:
    """The column of a coordinate; None when the file has none, or one in brackets after whose name something else than
    a unit is: ``经度(高德)`` is another field, as it is shifted.  A column of both may state a shift."""
    found = fields.found(columns, layer, field)
    if found is None or not found.unit:
        return found
    if field in ("x", "y"):
        return found if unit_key(found.unit) in METRES else None
    if field == "lonlat" and shift_named(found.unit):
        return found
    whole = header_key(found.header) in map(header_key, headers(layer, field))
    return found if whole or is_degrees(found.unit) else None


@dataclass(frozen=True)
class Axis:
    """One coordinate of n rows: ``texts`` with decimal points, and the size of their unit in that of the CRS."""

    texts: Sequence[str]
    unit: str = ""
    size: float = 1.0

    @classmethod
    def of(cls, column: fields.FieldColumn, *, decimal_comma: bool) -> Axis:
        """The cells of ``column``; ``decimal_comma``: ``30,1234`` is 30.1234."""
        texts = fields.text(column.values, len(column.values)).tolist()
        return cls(_with_points(texts, decimal_comma), column.unit, METRES.get(unit_key(column.unit), 1.0))

    @classmethod
    def both(cls, column: fields.FieldColumn, *, decimal_comma: bool) -> tuple[Axis, Axis]:
        """The two coordinates in each cell of ``column``, as told by
        :func:`county.tables.positions.coordinates_in`; empty where there are none."""
        texts = fields.text(column.values, len(column.values)).tolist()
        pairs = [coordinates_in(text, decimal_comma=decimal_comma) or ("", "") for text in texts]
        first, second = ([pair[i] for pair in pairs] for i in (0, 1))
        return cls(_with_points(first, decimal_comma)), cls(_with_points(second, decimal_comma))

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """The cells as numbers or angles; NaN for anything else."""
        return np.array([_number(text, self.unit) for text in self.texts], dtype=float) * self.size


def _with_points(texts: Sequence[str], decimal_comma: bool) -> Sequence[str]:
    if not decimal_comma:
        return texts
    return [text.replace(",", ".") if text.count(",") == 1 and "." not in text else text for text in texts]


def _number(text: str, unit: str) -> float:
    try:
        read = coordinate(text, unit=unit)
    except BadValue:
        read = None
    return np.nan if read is None else read
