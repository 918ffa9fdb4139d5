"""Finds the header among rows of cells and turns the rows below it into rows of values by column.

Skipped and counted: title rows above the header, the header repeated below it, total rows.  A row whose cells do not
fit the header is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from county.tables.cell_kinds import filled_cells, header_text, is_filled, is_own, letters, looks_like_number
from county.tables.header_row import header_at, names_in_two_rows, with_units_below
from county.tables.row import ERRORS, NOT_AVAILABLE, NOT_CALCULATED, BadFile, CellRow, Continued, RowFault, TableRow
from county.tables.shape import TableShape
from county.tables.totals import ENDS, MARKS, TotalRow, total_in

SAMPLE_ROWS = 64
"""Rows among which the header is found, and by which decimal commas are noticed before the first row is used."""
_SPECIAL = ERRORS | {NOT_AVAILABLE}
_MEASURED = re.compile(r"\s*[+-]?(?:\d+\.\d+|\d{5,})\s*\Z")
"""A value rather than the name of a column: names are years at most."""
_MOMENT = re.compile(r"\s*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[ T]+\d{1,2}:\d{2}")
"""The same: a column may be named by its day, not by a minute."""
_COMMA = re.compile(r"[+-]?(?:\d+,(?:\d{1,2}|\d{4,})|0,\d+)\Z")
"""A decimal comma; three digits behind it could also be thousands."""
_POINT = re.compile(r"[+-]?\d*\.\d+\Z")


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
            if isinstance(row, RowFault) or any(map(is_own, row.cells)):
                sample.append(row)
            if len(sample) == SAMPLE_ROWS:
                break
        rows = [row for row in sample if isinstance(row, CellRow)]
        if not rows:
            yield from islice(sample, len(sample))
            return
        at = header_at(rows)
        last = self._set_header(rows, at)
        for row in rows[last + 1 :]:
            self._note_commas(row.cells)
        maybe_totals: list[CellRow] = []
        """If the table ends below them."""
        for item in chain(sample, left):
            if isinstance(item, CellRow) and item.number <= rows[last].number:
                continue
            found = item if isinstance(item, RowFault) else self._row(item)
            self._found.hidden_rows += isinstance(item, CellRow) and item.hidden and isinstance(found, TableRow)
            if isinstance(found, CellRow):
                maybe_totals.append(found)
                continue
            if maybe_totals:
                yield from self._no_totals(maybe_totals, item, found)
                maybe_totals.clear()
            if found is not None:
                yield found
        self._found.total_rows += len(maybe_totals)

    def _no_totals(
        self, rows: list[CellRow], below: CellRow | RowFault, found: TableRow | RowFault | None
    ) -> Iterator[TableRow | RowFault]:
        """``rows`` when the table goes on with the row ``below`` them, which has been ``found``; else they are counted.

        It ends with an empty row, a header or total, or a remark: a row with a single cell.
        """
        apart = isinstance(below, CellRow) and below.number > rows[-1].number + 1
        remark = isinstance(below, CellRow) and filled_cells(below.cells) < 2
        if found is None or apart or remark:
            self._found.total_rows += len(rows)
            return
        for row in rows:
            again = self._row(row, is_total=False)
            assert isinstance(again, TableRow | RowFault)
            yield again

    def _set_header(self, rows: list[CellRow], at: int) -> int:
        """Take the header in ``rows[at]``, and maybe the row below it; returns the place of its last row."""
        upper = [header_text(cell) for cell in rows[at].cells]
        last = at
        pairs = names_in_two_rows(upper, rows[at + 1].cells) if at + 1 < len(rows) else None
        names = upper
        if pairs is not None:
            last = at + 1
            names = [below or above for above, below in pairs]
            if len(set(names)) < len(names):
                names = [f"{above} {below}".rstrip() for above, below in pairs]
        while names and not names[-1]:
            names.pop()
        if last + 2 < len(rows) and (stated := with_units_below(names, rows[last + 1].cells, rows[last + 2].cells)):
            last, names = last + 1, stated
            self._found.unit_row = rows[last].number
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
        self._found.titles = tuple(header_text(cell) for row in rows[:at] for cell in row.cells if is_own(cell))
        return last

    def _check_names(self, rows: list[CellRow], last: int, names: list[str]) -> None:
        """Raises BadFile when the header is a row of values: its table has none."""
        below = rows[last + 1].cells if last + 1 < len(rows) else ()
        for name, cell in zip(names, below, strict=False):
            measured = _MEASURED.match(name) and looks_like_number(cell)
            if measured or (_MOMENT.match(name) and _MOMENT.match(str(cell))):
                raise BadFile(
                    "{path}: {where} should name the columns but contains {name}; put a row with their names above it",
                    path=self._path, where=rows[last].where, name=name,
                )  # fmt: skip

    def _row(self, row: CellRow, *, is_total: bool = True) -> TableRow | RowFault | CellRow | None:
        """The values of a row; None for one that is skipped; ``row`` itself if it is a total at the end of a table.

        ``is_total``: what may be one is one.
        """
        if self._exact:
            cells: list[Any] = [cell.strip() for cell in row.cells]
            if not any(cells):
                return None
            if self._is_usual(cells):
                self._note_commas(cells)
                return TableRow(row.where, dict(zip(self._keys, cells, strict=True)))
        else:
            cells = [cell.strip() if isinstance(cell, str) else cell for cell in row.cells]
            if not any(map(is_own, cells)):
                return None
        if (fault := self._error(row.where, cells)) is not None:
            return fault
        if self._is_header(cells):
            self._found.repeated_headers += 1
            return None
        total = total_in(cells) if is_total else TotalRow.NO
        if total is TotalRow.YES:
            self._found.total_rows += 1
            return None
        if total is TotalRow.AT_END:
            return row
        if (fault := self._misfit(row.where, cells)) is not None:
            return fault
        self._note_commas(cells)
        values: dict[str, Any] = {}
        for i, cell in enumerate(cells):
            if isinstance(cell, Continued):
                cell = cell.value
            if cell == NOT_AVAILABLE:
                cell = ""
            if i < self.width and self._keys[i]:
                values[self._keys[i]] = cell
            elif is_filled(cell):
                values[self._unnamed(i)] = cell
        for key in self._keys[len(cells) :]:
            if key:
                values[key] = ""
        return TableRow(row.where, values)

    def _error(self, where: str, cells: list[Any]) -> RowFault | None:
        for i, cell in enumerate(cells):
            shown = cell.value if isinstance(cell, Continued) else cell
            if isinstance(shown, str) and shown in ERRORS:
                if shown == NOT_CALCULATED:
                    what = f"has a formula without a value in {self._key(i)}; open it in Excel and save it again"
                else:
                    what = f"has the error {shown} in {self._key(i)}; correct the formula or the value"
                return RowFault(where, what, f"error in {self._key(i)}")
        return None

    def _is_usual(self, cells: list[str]) -> bool:
        """Whether a row of texts has all columns and needs no further look: most rows of long files."""
        return (
            len(cells) == self.width
            and self._all_named
            and "" not in cells
            and not cells[0].endswith(ENDS)
            and MARKS.isdisjoint(cells[0])
            and cells[0].lower() != self._header[0]
            and _SPECIAL.isdisjoint(cells)
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
        if header_text(cells[first]).lower() != self._header[first]:
            return False
        names = [header_text(cell).lower() for cell in cells]
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
