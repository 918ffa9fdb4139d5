"""Angles over several columns, of degrees, minutes and seconds: joined to one column of texts like ``109°31′4.33″``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from county.tables.aliases import header_key, headers
from county.tables.positions import COORDINATES
from county.tables.row import RowFault, TableRow
from county.tables.shape import TableShape
from county.tables.values import text

_PART = re.compile(
    r"(?P<name>.+?)[\s_.\-]*[(\[（【]?(?:(?P<degrees>度|°|d|deg|degrees?)|(?P<minutes>分|′|'|m|min|minutes?)|"
    r"(?P<seconds>秒|″|\"|s|sec|seconds?))[)\]）】]?",
    re.IGNORECASE,
)


class AngleColumns(NamedTuple):
    """The columns of one angle by key, ``seconds`` "" without one, and the name of what they are of."""

    name: str
    degrees: str
    minutes: str
    seconds: str

    def joined(self, values: Mapping[str, Any]) -> str:
        """The angle of a row: the degrees alone where minutes and seconds are empty, "" where all are."""
        whole, minutes, seconds = (text(values.get(key)) for key in (self.degrees, self.minutes, self.seconds))
        if not (minutes or seconds):
            return whole
        return f"{whole}°{minutes or 0}′{seconds or 0}″"


def with_joined_angles(rows: Iterator[TableRow | RowFault], found: TableShape) -> Iterator[TableRow | RowFault]:
    """``rows`` with the angles that the first one has over several columns joined, which is said in ``found``."""
    angles: list[AngleColumns] | None = None
    parts: set[str] = set()
    for row in rows:
        if isinstance(row, TableRow):
            if angles is None:
                angles = angle_columns(list(row.values), found.headers)
                parts = {key for angle in angles for key in angle[1:]}
                found.joined_angles = tuple(angle.name for angle in angles)
            if angles:
                values = {key: value for key, value in row.values.items() if key not in parts}
                found.headers = tuple(h for h in found.headers if _key(h) not in parts)
                found.headers += tuple(a.name for a in angles if a.name not in found.headers)
                row = TableRow(row.where, values | {_key(angle.name): angle.joined(row.values) for angle in angles})
        yield row


def angle_columns(keys: Sequence[str], written: Sequence[str]) -> list[AngleColumns]:
    """The coordinates among the columns that have one of degrees and one of minutes; ``written``: headers as in the
    file."""
    names = {_key(header): header for header in written}
    found: dict[str, dict[str, str]] = {}
    for key in keys:
        part = _PART.fullmatch(names.get(key, key))
        if part is not None and header_key(part["name"]) in _coordinates():
            kind = next(kind for kind in ("degrees", "minutes", "seconds") if part[kind])
            found.setdefault(part["name"], {}).setdefault(kind, key)
    return [
        AngleColumns(name, by["degrees"], by["minutes"], by.get("seconds", ""))
        for name, by in found.items()
        if {"degrees", "minutes"} <= by.keys() and _key(name) not in keys
    ]


@cache
def _coordinates() -> frozenset[str]:
    """Keys of the headers of longitudes and latitudes."""
    named = (field for pair in COORDINATES if pair != ("x", "y") for field in pair)
    return frozenset(header_key(header) for field in named for header in headers("any", field))


def _key(header: str) -> str:
    """As rows name a column."""
    return " ".join(header.lower().split())
