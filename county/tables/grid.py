"""Finds the header among rows of cells and turns the rows below it into rows of values by column.

Skipped and counted: title rows above the header, the header repeated below it, total rows.  A row whose cells do not
fit the header is a fault.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

from county.tables.row import ERRORS, NOT_AVAILABLE, NOT_CALCULATED, BadFile, CellRow, Continued, RowFault, TableRow
from county.tables.shape import TableShape

SAMPLE_ROWS = 64
"""Rows among which the header is found, and by which decimal commas are noticed before the first row is used."""
_TOTALS = re.compile("([\u4e00-\u9fff]{0,8})(?:合计|总计|小计|共计)(?:[（(].*[)）])?")
_TOTALS_IN_ENGLISH = frozenset({"total", "totals", "subtotal", "grandtotal", "sum"})
"""Also names of things: a total only where all other cells are numbers."""
_TOTALS_END = tuple("计)）:：lLsSmM")
"""Of a cell with one of the words above."""
_ERRORS = ERRORS | {NOT_AVAILABLE}
_LONGEST_TOTAL = 16
_NUMBER = re.compile(r"\s*[+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?%?\s*\Z")
_DAY = re.compile(r"\s*\d{4}\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2})?")
_MEASURED = re.compile(r"\s*[+-]?(?:\d+\.\d+|\d{5,})\s*\Z")
"""A value rather than the name of a column: names are years at most."""
_COMMA = re.compile(r"[+-]?(?:\d+,(?:\d{1,2}|\d{4,})|0,\d+)\Z")
"""A decimal comma; three digits behind it could also be thousands."""
_POINT = re.compile(r"[+-]?\d*\.\d+\Z")
_LABEL = re.compile(r"[^:：]+[:：]\s*\S")
"""As in 填报单位：县城管局, next to the title."""


class TableGrid:
    """Reads one table."""

    def __init__(self, path: Path, found: TableShape, *, exact: bool) -> None:
        """``exact``: a row with fewer or more cells than the header is a fault, as in CSV."""
        self._path = path
        self._found = found
        self._exact = exact
        self.width = 0
        """Columns of the header, without empty ones at its end; 0 before it was found."""
        self._header_cells = 0
        """With those."""
        self._all_named = False
        self._keys: list[str] = []
        """By column; "" without a header."""
        self._header: list[str] = []
        self._seen_empty: set[int] = set()
        self._commas: set[int] = set()
        self._points: set[int] = set()

    def rows(self, raw: Iterable[CellRow | RowFault]) -> Iterator[TableRow | RowFault]:
        """The rows below the header, and all faults.  Raises BadFile for an impossible header."""
        left = iter(raw)
        sample: list[CellRow | RowFault] = []
        for row in left:
            if isinstance(row, RowFault) or any(map(_own, row.cells)):
                sample.append(row)
            if len(sample) == SAMPLE_ROWS:
                break
        rows = [row for row in sample if isinstance(row, CellRow)]
        if not rows:
            yield from islice(sample, len(sample))
            return
        at = _header_at(rows)
        last = self._set_header(rows, at)
        for row in rows[last + 1 :]:
            self._note_commas(row.cells)
        for item in chain(sample, left):
            if isinstance(item, RowFault):
                yield item
            elif item.number > rows[last].number and (row_or_fault := self._row(item)) is not None:
                yield row_or_fault

    def _set_header(self, rows: list[CellRow], at: int) -> int:
        """Take the header in ``rows[at]``, and maybe the row below it; returns the place of its last row."""
        upper = [_text(cell) for cell in rows[at].cells]
        last = at
        pairs = _two_rows(upper, rows[at + 1].cells) if at + 1 < len(rows) else None
        names = upper
        if pairs is not None:
            last = at + 1
            names = [below or above for above, below in pairs]
            if len(set(names)) < len(names):
                names = [f"{above} {below}".rstrip() for above, below in pairs]
        while names and not names[-1]:
            names.pop()
        self._header = [name.lower() for name in names]
        for i, name in enumerate(self._header):
            if name and (j := self._header.index(name)) < i:
                raise BadFile(
                    "{path}: columns {first} and {second} are both named {name}; rename one", path=self._path,
                    first=letters(j), second=letters(i), name=names[i],
                )  # fmt: skip
        self._check_names(rows, last, names)
        self._keys = list(self._header)
        self.width = len(self._keys)
        self._all_named = all(names)
        self._header_cells = max(self.width, len(rows[at].cells))
        self._found.header_row = rows[at].number
        self._found.headers = tuple(name for name in names if name)
        self._found.title_rows = at
        return last

    def _check_names(self, rows: list[CellRow], last: int, names: list[str]) -> None:
        """Raises BadFile when the header is a row of values: its table has none."""
        below = rows[last + 1].cells if last + 1 < len(rows) else ()
        for name, cell in zip(names, below, strict=False):
            if _MEASURED.match(name) and _number(cell):
                raise BadFile(
                    "{path}: {where} should name the columns but contains {name}; put a row with their names above it",
                    path=self._path, where=rows[last].where, name=name,
                )  # fmt: skip

    def _row(self, row: CellRow) -> TableRow | RowFault | None:
        """The values of a row; None for one that is skipped."""
        if self._exact:
            cells: list[Any] = [cell.strip() for cell in row.cells]
            if not any(cells):
                return None
            if self._is_usual(cells):
                self._note_commas(cells)
                return TableRow(row.where, dict(zip(self._keys, cells, strict=True)))
        else:
            cells = [cell.strip() if isinstance(cell, str) else cell for cell in row.cells]
            if not any(map(_own, cells)):
                return None
        if not _ERRORS.isdisjoint(cell for cell in cells if isinstance(cell, str)):
            i = next(i for i, cell in enumerate(cells) if isinstance(cell, str) and cell in _ERRORS)
            if cells[i] == NOT_CALCULATED:
                what = f"has a formula without a value in {self._key(i)}; open it in Excel and save it again"
            else:
                what = f"has the error {cells[i]} in {self._key(i)}; correct the formula or the value"
            return RowFault(row.where, what, f"error in {self._key(i)}")
        if self._is_header(cells):
            self._found.repeated_headers += 1
            return None
        if _is_total(cells):
            self._found.total_rows += 1
            return None
        if (fault := self._misfit(row.where, cells)) is not None:
            return fault
        self._note_commas(cells)
        values: dict[str, Any] = {}
        for i, cell in enumerate(cells):
            if isinstance(cell, Continued):
                cell = cell.value
            if i < self.width and self._keys[i]:
                values[self._keys[i]] = cell
            elif _filled(cell):
                values[self._unnamed(i)] = cell
        for key in self._keys[len(cells) :]:
            if key:
                values[key] = ""
        return TableRow(row.where, values)

    def _is_usual(self, cells: list[str]) -> bool:
        """Whether a row of texts has all columns and needs no further look: most rows of long files."""
        return (
            len(cells) == self.width
            and self._all_named
            and "" not in cells
            and not cells[0].endswith(_TOTALS_END)
            and cells[0].lower() != self._header[0]
            and _ERRORS.isdisjoint(cells)
        )

    def _misfit(self, where: str, cells: list[Any]) -> RowFault | None:
        """Why the cells of a row of CSV do not fit the header.

        Excel writes no delimiters for empty cells at the end of some rows: a column that is empty in a complete row may
        be missing in others.
        """
        if not self._exact:
            return None
        short = [i for i in range(len(cells), self.width) if self._keys[i] and i not in self._seen_empty]
        if short or any(cells[self._header_cells :]):
            wrong = f"has {len(cells)} columns, the head has {self.width}; fix the line"
            return RowFault(where, wrong, "other columns than the head")
        if len(cells) >= self.width:
            self._seen_empty.update(i for i in range(self.width) if not cells[i])
        return None

    def _is_header(self, cells: Sequence[Any]) -> bool:
        first = next((i for i, key in enumerate(self._header) if key), 0)
        if first >= len(cells) or not isinstance(cells[first], str):
            return False
        names = [_text(cell).lower() for cell in cells] if _text(cells[first]).lower() == self._header[first] else []
        while names and not names[-1]:
            names.pop()
        return names == self._header

    def _key(self, i: int) -> str:
        return self._keys[i] if i < self.width and self._keys[i] else f"column {letters(i)}"

    def _unnamed(self, i: int) -> str:
        key = f"column {letters(i)}"
        if key not in self._found.headers:
            self._found.headers += (key,)
        return key

    def _note_commas(self, cells: Iterable[Any]) -> None:
        if self._found.delimiter not in (";", "\t", "|"):
            return
        for i, cell in enumerate(cells):
            if isinstance(cell, str):
                if "," in cell and _COMMA.match(cell.strip()):
                    self._commas.add(i)
                elif "." in cell and _POINT.match(cell.strip()):
                    self._points.add(i)
        self._found.decimal_comma = not self._commas <= self._points


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
    return sum(map(_own, cells))


def _filled(cell: Any) -> bool:
    return cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace())


def _own(cell: Any) -> bool:
    return _filled(cell) and not isinstance(cell, Continued)


def _text(cell: Any) -> str:
    """A cell of a header, with single blanks in place of line breaks and others."""
    return "" if cell is None or isinstance(cell, Continued) else " ".join(str(cell).strip("\ufeff\u200b").split())


def _number(cell: Any) -> bool:
    return isinstance(cell, int | float | date | time | timedelta) or (
        isinstance(cell, str) and (_NUMBER.match(cell) is not None or _DAY.match(cell) is not None)
    )


def _header_at(rows: list[CellRow]) -> int:
    """The place of the header: the first row that is no title.

    A title has one cell, or fewer than the header that follows it, while rows below have more.
    """
    sizes = [filled_cells(row.cells) for row in rows]
    counts = Counter(size for size in sizes if size)
    usual = max(counts, key=lambda size: (counts[size], size))
    for i, size in enumerate(sizes):
        if size >= 2 or usual < 2:
            after = range(i + 1, min(i + 4, len(rows)))
            if size >= usual and not any(sizes[j] > 2 * size and _names(rows[j]) for j in after):
                return i + 1 if _is_title_of_pairs(rows, sizes, i) else i
            if not any(_more_like_a_header(rows[i], size, rows[j], sizes[j], usual) for j in after):
                return i
    return 0


def _is_title_of_pairs(rows: list[CellRow], sizes: list[int], i: int) -> bool:
    """Whether row ``i`` is 编制单位 | 县城管局 | 日期 | 2026-11-26 above the header."""
    if i + 2 >= len(rows) or _names(rows[i]) or not _names(rows[i + 1]) or sizes[i + 1] < sizes[i]:
        return False
    return not all(map(_names, rows[i + 2 :]))


def _more_like_a_header(row: CellRow, size: int, later: CellRow, later_size: int, usual: int) -> bool:
    if not _names(later) or later_size <= size:
        return False
    labels = any(isinstance(cell, str) and _LABEL.match(cell) for cell in row.cells)
    return later_size > 2 * size or (later_size >= usual and (labels or not _names(row)))


def _names(row: CellRow) -> bool:
    """Whether all cells of a row could be headers: different texts."""
    cells = [cell for cell in row.cells if _own(cell)]
    return not any(map(_number, cells)) and len({_text(cell).lower() for cell in cells}) == len(cells)


def _two_rows(upper: list[str], cells: Sequence[Any]) -> list[tuple[str, str]] | None:
    """The names of a header in two rows whose cells are merged, by column; None when ``cells`` are a row of the table.

    Every name of the upper row stands over the empty cell of a vertical merge, or over several filled ones of a
    horizontal merge; there is at least one of each.
    """
    lower = [_text(cell) for cell in cells]
    size = max(len(upper), len(lower))
    upper = upper + [""] * (size - len(upper))
    lower += [""] * (size - len(lower))
    while size and not upper[size - 1] and not lower[size - 1]:
        size -= 1
    if not size or not upper[0] or any(_number(cell) for cell in cells if _own(cell)):
        return None
    starts = [i for i in range(size) if upper[i]]
    groups = [range(start, end) for start, end in zip(starts, [*starts[1:], size], strict=True)]
    wide = [group for group in groups if len(group) > 1]
    narrow = [group for group in groups if len(group) == 1]
    if not wide or not narrow or any(lower[group[0]] for group in narrow):
        return None
    if not all(lower[i] for group in wide for i in group):
        return None
    return [(upper[group[0]], lower[i]) for group in groups for i in group]


def _is_total(cells: list[Any]) -> bool:
    own = [cell for cell in cells if _own(cell)]
    if not own or not isinstance(own[0], str) or len(own[0]) > _LONGEST_TOTAL:
        return False
    word = "".join(own[0].split()).rstrip(":：").lower()
    found = _TOTALS.fullmatch(word)
    if found is not None and not found[1]:
        return True
    return (found is not None or word in _TOTALS_IN_ENGLISH) and len(own) > 1 and all(map(_number, own[1:]))
