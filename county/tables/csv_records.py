"""Records of delimited text: quoted line breaks are read, and a quote that is never closed costs its own line only."""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence

from county.explained import ExplainedLine
from county.tables.encoding import DAMAGED
from county.tables.row import CellRow, RowFault

DELIMITERS = (",", ";", "\t", "|", "，")
SAMPLE_LINES = 200
LONGEST_RECORD = 1 << 18
"""Characters of a record of several lines."""
MOST_LINES = 500
"""Of one record."""
_SEP = re.compile(r'"?sep=(.)"?\s*\Z', re.IGNORECASE)
_END = "\r\n\x1a"
"""Ends of lines, and that of a text of DOS."""
_OPEN = "unexpected end of data"
"""Message of :mod:`csv` for a text that ends within quotes."""


def stated_delimiter(line: str) -> str:
    """That of Excel's first line ``sep=;``; "" for another line."""
    found = _SEP.match(line.rstrip("\r\n"))
    return found[1] if found else ""


def delimiter_of(sample: Sequence[str]) -> tuple[str, int]:
    """The delimiter of the first lines of a file and the usual number of cells: that with the most regular rows."""

    def regularity(delimiter: str) -> tuple[bool, float, int]:
        sizes = [len(row.cells) for row in records(iter(sample), delimiter) if isinstance(row, CellRow) and row.cells]
        many = Counter(size for size in sizes if size > 1)
        if not many:
            return False, 0.0, 1
        usual, times = max(many.items(), key=lambda item: (item[1], item[0]))
        first = next(size for size in sizes if size > 1)
        return first == usual and 2 * times >= len(sizes), times / len(sizes), usual

    best = max(DELIMITERS, key=regularity)  # the first of equals
    return best, regularity(best)[2]


def records(
    lines: Iterator[str], delimiter: str, width: Callable[[], int] = lambda: 0, first_line: int = 1
) -> Iterator[CellRow | RowFault]:
    """The records of ``lines``, whose first has the number ``first_line``; blank ones without cells.

    ``width``: the number of cells of a record, which one of several lines must have; 0 when it is not known.
    """
    ahead: deque[str] = deque()
    number = first_line
    while (line := ahead.popleft() if ahead else next(lines, "")) != "":
        where = f"line {number}"
        begin, number = number, number + 1
        if DAMAGED in line or "\0" in line:
            line = ExplainedLine("is not text in the encoding of the file, or too long; fix the line")
            yield RowFault(where, line, "not text")
            continue
        if '"' not in line:
            text = line.rstrip(_END)
            yield CellRow(begin, where, text.split(delimiter) if text else [])
            continue
        try:
            cells = _cells(line, delimiter)
        except csv.Error as error:
            yield RowFault(where, f"{error}; fix the line", str(error))
            continue
        if cells is None:
            more = _rest(line, lines, ahead, delimiter, width())
            if more is None:
                line = ExplainedLine("has a quote that is not closed; remove it or close it")
                yield RowFault(where, line, "quote not closed")
                continue
            cells, extra = more
            number += extra
        yield CellRow(begin, where, cells)


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of one record; None when it ends within quotes.  Raises csv.Error."""
    try:
        return next(csv.reader([text], delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error as error:
        if str(error) == _OPEN:
            return None
        if text.count('"') % 2 or "\n" in text.rstrip("\r\n"):
            raise
        return next(csv.reader([text], delimiter=delimiter, skipinitialspace=True))


def _rest(
    line: str, lines: Iterator[str], ahead: deque[str], delimiter: str, width: int
) -> tuple[list[str], int] | None:
    """The cells of a record that begins with ``line``, and the number of its further lines.

    None when no line closes its quote as a record of this table would, with as many quotes opened as closed; the lines
    looked at are put into ``ahead``.
    """
    parts, length = [line], len(line)
    cells: list[str] | None = None
    while len(parts) < MOST_LINES and length < LONGEST_RECORD:
        following = ahead.popleft() if ahead else next(lines, "")
        if not following:
            break
        parts.append(following)
        length += len(following)
        if DAMAGED in following or "\0" in following:
            break
        if '"' not in following:
            continue
        try:
            cells = _cells("".join(parts), delimiter)
        except csv.Error:
            break
        if cells is not None:
            break
    unpaired = sum(part.count('"') for part in parts) % 2
    if cells is None or unpaired or (width and (len(cells) < width or any(cells[width:]))):
        ahead.extendleft(reversed(parts[1:]))
        return None
    return cells, len(parts) - 1
