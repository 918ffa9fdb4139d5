"""Rows of a table, and faults of rows that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from county.explained import Explained

CellErrors = dict[int, dict[int, str]]
"""By row and column, from 0: what a spreadsheet shows there."""
NOT_AVAILABLE = "#N/A"
"""Shown for a value that is not there: a gap."""
NOT_CALCULATED = "#NOT CALCULATED"
"""A formula whose value the writing program did not store."""
UNKNOWN_ERROR = "#ERROR!"
"""An error that is stored under none of the names below."""
ERRORS = frozenset(
    {"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", NOT_CALCULATED, UNKNOWN_ERROR}
)
"""Cells whose value is wrong, as opposed to not there."""


class BadFile(Explained):
    """A file that cannot be read as a table; one line."""


@dataclass(frozen=True)
class RowFault:
    """A row that cannot be used: its place in the file, and the reason."""

    where: str
    text: str
    reason: str
    """The text without values of the row: the same for rows with the same fault."""


@dataclass(frozen=True)
class TableRow:
    """One row of a file: its values by lower-case column name; GeoJSON points as ``lon``, ``lat``."""

    where: str
    values: dict[str, Any]


class CellRow(NamedTuple):
    """One row of cells, before it is known which row is the header."""

    number: int
    where: str
    cells: Sequence[Any]
    hidden: bool = False
    """By a filter or by hand, in a spreadsheet."""


class Continued(NamedTuple):
    """A cell below the first one of cells merged vertically: in a title or header it is empty, in a row it has the
    value."""

    value: Any
