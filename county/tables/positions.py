"""Positions in cells: one coordinate, or both in one text (``109.6,27.9``, ``27°54′N 109°36′E``, WKT)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from county.tables.angles import degrees
from county.tables.simplified import simplified
from county.tables.values import BadValue, number, plain_text

COORDINATES: tuple[tuple[str, str], ...] = (
    ("lon", "lat"), ("x", "y"), ("lon_gcj02", "lat_gcj02"), ("lon_bd09", "lat_bd09"),
)  # fmt: skip
"""Pairs of fields that hold a position, best first; a pair names the shift of a web map after ``_``."""
_POINT = re.compile(r"(?:SRID=0*(?:4326|4490)?;)?\s*POINT\s*(?:Z?M?)\s*\(([^()]*)\)", re.IGNORECASE)
"""In degrees, where it states a CRS: metres of a zone that it names are not to be taken for those of another one."""
_MARKS = str.maketrans("", "", "()[]{}<>\"“”")
_SEPARATORS = (r"[;；|/、]", r"[,，]", r"\s")
_LABEL = re.compile(
    r"(?P<lon>经度|longitude|long|lng|lon)|(?P<lat>纬度|latitude|lat)", re.IGNORECASE
)  # fmt: skip
_HEMISPHERE = re.compile(r"(东经|西经|北纬|南纬)\s*[:=]?\s*")
_LETTER = {"东经": "E", "西经": "W", "北纬": "N", "南纬": "S"}
_LETTERS = re.compile(r"([^NSEW]*[\d°′″'’”秒分度][^NSEW]*[NSEW])\s*(\S.*[NSEW])|([NSEW][^NSEW]*\d[^NSEW]*)([NSEW].*)")
"""Two angles with their letters behind or before them."""
_DEGREES = re.compile(r"(.*?[°度].*?[^\d°度])(\d{1,3}\s*[°度].*)")
"""Two angles that begin with whole degrees."""
_AXES = {"E": 0, "W": 0, "N": 1, "S": 1}


def coordinate(value: Any, *, decimal_comma: bool = False, unit: str = "") -> float | None:
    """A cell as a number or an angle in degrees; None for a gap.  Raises BadValue."""
    try:
        return number(value, decimal_comma=decimal_comma, unit=unit)
    except BadValue:
        angle = degrees(value) if isinstance(value, str) and len(value) <= 64 else None
        if angle is None:
            raise
        return angle


def coordinates_in(value: Any, *, decimal_comma: bool = False) -> tuple[str, str] | None:
    """The two coordinates in one cell, longitude first where letters or words tell them apart, else in their order.

    None when the cell does not hold two.  A height behind them is left out.
    """
    if isinstance(value, list | tuple):
        value = ",".join(map(str, value))
    if not isinstance(value, str) or len(value) > 200:
        return None
    plain = simplified(plain_text(value))
    if found := _POINT.fullmatch(plain):
        plain = found[1].strip()
    plain = _HEMISPHERE.sub(lambda found: _LETTER[found[1]], plain.translate(_MARKS).strip(" ,;"))
    for parts in _parted(plain):
        named = [_named(part) for part in parts]
        if _are_coordinates([text for _, text in named], decimal_comma):
            (first, one), (second, other) = named[:2]
            if first is not None and first == second:
                return None
            return (other, one) if first == 1 or second == 0 else (one, other)
    return None


def _parted(plain: str) -> Iterator[list[str]]:
    """The ways to divide a text in two, or in three with a height."""
    for separator in _SEPARATORS:
        yield [part for part in re.split(rf"\s*{separator}\s*", plain) if part]
    for pattern in (_LETTERS, _DEGREES):
        if found := pattern.fullmatch(unicodedata.normalize("NFKC", plain)):
            yield [part.strip(" ,;") for part in found.groups() if part]


def _named(part: str) -> tuple[int | None, str]:
    """Which coordinate a text says to be, 0 for the longitude and 1 for the latitude, and the text without its name."""
    label = _LABEL.search(part)
    text = (part[: label.start()] + part[label.end() :]).strip(" :=：") if label else part
    letter = re.search(r"\A[NSEW]|[NSEW]\Z", text.upper())
    if label:
        return (0 if label["lon"] else 1), text
    return (_AXES[letter[0]] if letter else None), text


def _are_coordinates(parts: list[str], decimal_comma: bool) -> bool:
    """Two coordinates, or two numbers and a height."""
    if len(parts) not in (2, 3):
        return False
    read = coordinate if len(parts) == 2 else number
    try:
        return all(read(part, decimal_comma=decimal_comma) is not None for part in parts)
    except BadValue:
        return False
