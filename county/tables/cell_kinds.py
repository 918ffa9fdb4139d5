"""Cells of a table by what they contain, before it is known what they are for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from county.tables.row import Continued
from county.tables.values import EXACT

_NUMBER = re.compile(r"\s*[+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?%?\s*\Z")
_DAY = re.compile(r"\s*\d{4}\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2})?")


def spreadsheet_number(number: float) -> int | float:
    """A number of a spreadsheet, which stores all as floats: int where it is whole and every digit is exact."""
    return int(number) if number.is_integer() and abs(number) < EXACT else number


def percentage(number: float) -> str:
    """A number of a spreadsheet that is shown as a percentage: 0.5 is ``50%``."""
    return f"{(Decimal(repr(number)) * 100).normalize():f}%"


def letters(i: int) -> str:
    """The name of column ``i`` (from 0) in a spreadsheet: A, B, … Z, AA, …."""
    name = ""
    i += 1
    while i:
        i, rest = divmod(i - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def filled_cells(cells: Iterable[Any]) -> int:
    """The number of cells with a value of their own."""
    return sum(map(is_own, cells))


def is_filled(cell: Any) -> bool:
    """Whether a cell has a value."""
    return cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace())


def is_own(cell: Any) -> bool:
    """Whether a cell has a value that is not that of the cell above it, with which it is merged."""
    return is_filled(cell) and not isinstance(cell, Continued)


def header_text(cell: Any) -> str:
    """A cell of a header, with single blanks in place of line breaks and others."""
    return "" if cell is None or isinstance(cell, Continued) else " ".join(str(cell).strip("\ufeff\u200b").split())


def looks_like_number(cell: Any) -> bool:
    """Whether a cell is a number, a day or a time, or a text of one."""
    return isinstance(cell, int | float | date | time | timedelta) or (
        isinstance(cell, str) and (_NUMBER.match(cell) is not None or _DAY.match(cell) is not None)
    )
