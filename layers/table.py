"""States as numpy columns: one row an id, unordered, updated with changes and removals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.aggregate import Aggregate
from county.fold import StateTable
from county.portions import Prepared, complete, portions

LEAST_ROWS = 64
"""Rows that there is room for from the beginning."""
SPARE = 1.25
"""Room after a reset or growth, as a multiple of the rows in use."""

Array = NDArray[Any]
Rows = NDArray[np.intp]


class StateColumns:
    """``aggregate.columns`` of n states as arrays of length n, with the ids of the same rows.

    Arrays that are given out are views of the rows in use: valid until the next reset or change, not to be written.
    A state that leaves gives its row to the last one, so row numbers, too, hold only that long.
    """

    def __init__(self, aggregate: Aggregate[Any]) -> None:
        self.aggregate = aggregate
        self.version = 0
        """Grows with every reset and change: data derived from another version is invalid."""
        self._row: dict[str, int] = {}
        self._ids: NDArray[np.object_] = np.empty(LEAST_ROWS, dtype=object)
        self._arrays: dict[str, Array] = {
            column.name: np.empty(LEAST_ROWS, dtype=column.dtype) for column in aggregate.columns
        }

    def __len__(self) -> int:
        return len(self._row)

    def __contains__(self, subject: object) -> bool:
        return subject in self._row

    def __getitem__(self, name: str) -> Array:
        """The column ``name``, (n,).  Raises KeyError."""
        return self._arrays[name][: len(self._row)]

    @property
    def ids(self) -> NDArray[np.object_]:
        """The id of every row, (n,)."""
        return self._ids[: len(self._row)]

    def row(self, subject: str) -> int | None:
        """Row of a state; None when it is not on the desk."""
        return self._row.get(subject)

    def rows(self, subjects: Iterable[str]) -> Rows:
        """Rows of those of ``subjects`` that are on the desk."""
        found = [row for row in map(self._row.get, subjects) if row is not None]
        return np.array(found, dtype=np.intp)

    def reset(self, table: StateTable | None) -> None:
        """Hold the states of ``table`` and no others; None: no states."""
        complete(self.resetting(table))

    def resetting(self, table: StateTable | None) -> Prepared:
        """The same, in portions."""
        n = 0 if table is None else len(table)
        room = max(LEAST_ROWS, round(n * SPARE))
        known = None if table is None else table.row_of
        row: dict[str, int] = dict(known or {})
        ids: NDArray[np.object_] = np.empty(room, dtype=object)
        arrays: dict[str, Array] = {name: np.empty(room, dtype=array.dtype) for name, array in self._arrays.items()}
        if table is not None:
            for part in portions(n):
                some = table.ids[part]
                if known is None:
                    row.update(zip(some, range(part.start, n), strict=False))
                rows = slice(part.start, part.start + len(some))
                ids[rows] = some
                for name, array in arrays.items():
                    array[rows] = table.columns[name][rows]
                yield

        def hold() -> None:
            self.version += 1
            self._row, self._ids, self._arrays = row, ids, arrays

        return hold

    def change(self, changes: Mapping[str, Any | None]) -> None:
        """Apply changed states by id; None: removed."""
        self.version += 1
        for subject, state in changes.items():
            if state is None:
                self._remove(subject)
        moved = {subject: state for subject, state in changes.items() if state is not None}
        if not moved:
            return
        rows = [self._row.setdefault(subject, len(self._row)) for subject in moved]
        if len(self._row) > len(self._ids):
            self._grow(round(len(self._row) * SPARE))
        self._ids[rows] = list(moved)
        project = self.aggregate.project
        for column, values in zip(self.aggregate.columns, zip(*map(project, moved.values()), strict=True), strict=True):
            self._arrays[column.name][rows] = values

    def _remove(self, subject: str) -> None:
        row = self._row.pop(subject, None)
        if row is None:
            return
        last = len(self._row)
        if row != last:
            moved = self._ids[last]
            self._row[moved] = row
            self._ids[row] = moved
        self._ids[last] = None
        for array in self._arrays.values():
            array[row] = array[last]
            if array.dtype.hasobject:
                array[last] = None

    def _grow(self, room: int) -> None:
        def grown(old: Array) -> Array:
            new = np.empty(room, dtype=old.dtype)
            new[: len(old)] = old
            return new

        self._ids = grown(self._ids)
        self._arrays = {name: grown(array) for name, array in self._arrays.items()}
