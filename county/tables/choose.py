"""Which of several tables of one file is meant: sheets of a workbook, lists of a JSON document, elements of XML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from county.explained import ExplainedLine
from county.tables.row import BadFile

MOST_NAMED = 8


class TablePart(NamedTuple):
    """A part of a file that may be the table."""

    name: str
    rank: int
    """How much it looks like a table; 0: not at all."""
    hidden: bool = False


class RowCounts:
    """How much rows of cells look like a table: by how many of them have several cells."""

    def __init__(self) -> None:
        self.rows = self.wide = 0

    def add(self, filled: int) -> None:
        """A row with ``filled`` cells."""
        self.rows += filled > 0
        self.wide += filled > 1

    @property
    def rank(self) -> int:
        """3: several rows of several cells; 2: several rows, one with several cells; 1: one column; 0: no table."""
        return (self.rows > 1) * (1 + min(self.wide, 2))


def chosen(path: Path, kind: ExplainedLine, parts: Sequence[TablePart], named: str) -> str:
    """The name of the part ``named``, or of the only visible one of those most like a table.  Raises BadFile.

    ``kind``: what the parts are, in the plural: "sheets".
    """
    names = [part.name for part in parts]
    if named:
        if named not in names:
            raise BadFile(
                "{path}: has no {kind} named {name}; it has {names}",
                path=path, kind=kind, name=named, names=_listed(names),
            )  # fmt: skip
        return named
    best_shown = max((part.rank for part in parts if not part.hidden), default=0)
    best_hidden = max((part.rank for part in parts if part.hidden), default=0)
    rank = best_hidden if best_shown < 2 <= best_hidden else best_shown or best_hidden
    tables = [part for part in parts if rank and part.rank == rank]
    shown = [part.name for part in tables if not part.hidden]
    if len(shown) == 1:
        return shown[0]
    if shown:
        raise BadFile(
            "{path}: contains {n} {kind} with tables ({names}); name one: {example}",
            path=path, n=len(shown), kind=kind, names=_listed(shown), example=f'"{path.name}|{shown[0]}"',
        )  # fmt: skip
    if tables:
        raise BadFile(
            "{path}: only hidden {kind} contain a table ({names}); show them, or name one: {example}",
            path=path, kind=kind, names=_listed([part.name for part in tables]),
            example=f'"{path.name}|{tables[0].name}"',
        )  # fmt: skip
    raise BadFile(
        "{path}: contains no table, no {kind} with a header and rows; give another file", path=path, kind=kind
    )


def _listed(names: Sequence[str]) -> str:
    more = f", … {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
