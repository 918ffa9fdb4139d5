"""Cells merged over several rows of an HTML page or a SpreadsheetML sheet, whose lower rows leave them out."""

from __future__ import annotations

from typing import Any

from county.tables.row import Continued

WIDEST = 16_384
"""Columns of a spreadsheet."""


class SpannedRow:
    """Collects the cells of one row; cells merged with those above it are in their places."""

    def __init__(self, above: dict[int, tuple[int, Any]]) -> None:
        """``above``: by column, for how many more rows a merged cell lasts, and its value; changed for the next row."""
        self.cells: list[Any] = []
        self._above = above
        self._lasting: dict[int, tuple[int, Any]] = {}

    def add(self, value: Any, *, column: int | None = None, columns: int = 1, rows: int = 1) -> None:
        """A cell at ``column``, or at the next free one, that covers some columns and rows."""
        self._continue()
        while column is not None and len(self.cells) < min(column, WIDEST):
            self.cells.append("")
            self._continue()
        for i in range(max(1, min(columns, WIDEST - len(self.cells)))):
            if rows > 1:
                self._lasting[len(self.cells)] = rows - 1, value if i == 0 else ""
            self.cells.append(value if i == 0 else "")

    def end(self) -> list[Any]:
        """All cells of the row."""
        self._continue()
        for column in sorted(self._above):
            self.cells += [""] * (column - len(self.cells))
            self._continue()
        self._above.update(self._lasting)
        return self.cells

    def _continue(self) -> None:
        while (at := len(self.cells)) in self._above:
            rows, value = self._above.pop(at)
            self.cells.append(Continued(value) if value != "" else "")
            if rows > 1:
                self._lasting[at] = rows - 1, value
