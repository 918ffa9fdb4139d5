"""Rows that a timeline's writer has made and not appended yet.

They wait as the bytes of their columns, not as objects: objects of thousands of records do not fit a processor's cache.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from county.aggregate import StateColumn
from services.analysis.timeline.timeline import RecordTimeline

_ARRAYS = {
    "<i8": "Q", "<u8": "Q", "<u4": "I", "<i4": "i", "<u2": "H", "|u1": "B", "|b1": "B", "<f8": "d",
}  # fmt: skip
"""Types of arrays of the standard library, which are filled in a third of the time; of ``<i8`` that of numbers that are
not negative."""
NO_VALUES: Mapping[str, StateColumn] = MappingProxyType({})


class PendingColumn:
    """A column on disk, and the values that are to be appended to it."""

    def __init__(self, timeline: RecordTimeline, name: str, *, is_text: bool = False) -> None:
        """``is_text``: the column holds the numbers of texts, and the values are the texts."""
        self.column = timeline.columns[name]
        self.is_text = is_text
        self._texts = timeline.texts
        self._array = _ARRAYS[self.column.dtype.str]
        self._waiting: list[str | None] = []
        """Texts: they are numbered when they are stored."""
        self._data = bytearray()

    def extend(self, values: Sequence[Any]) -> None:
        """Add values, None for a text that is IN_RECORD."""
        if self.is_text:
            self._waiting.extend(values)
        else:
            self._add(values)

    def store(self) -> None:
        """Append them.  Raises OSError."""
        if self._waiting:
            self._add(self._texts.codes(self._waiting))
            self._waiting.clear()
        if self._data:
            self.column.append(np.frombuffer(self._data, self.column.dtype))
            self._data.clear()

    def _add(self, numbers: Sequence[Any]) -> None:
        try:
            self._data.extend(array(self._array, numbers))
        except OverflowError:  # a negative number
            self._data.extend(np.fromiter(numbers, self.column.dtype, len(numbers)).tobytes())


class PendingRows:
    """Columns of one length, and the rows that are to be appended to them."""

    def __init__(
        self, timeline: RecordTimeline, numbers: Sequence[str], values: Mapping[str, StateColumn] = NO_VALUES
    ) -> None:
        """``numbers``: names of columns on disk for numbers of records and rows; ``values``: of those after them."""
        self._columns = [PendingColumn(timeline, name) for name in numbers]
        self._columns += [PendingColumn(timeline, name, is_text=values[name].dtype == "O") for name in values]
        self._count = len(self._columns[0].column) if self._columns else 0
        self._rows: list[tuple[Any, ...]] = []

    def add(self, row: tuple[Any, ...]) -> int:
        """Add a row, with None for a text that is IN_RECORD; returns its number."""
        self._rows.append(row)
        number = self._count
        self._count = number + 1
        return number

    def gather(self) -> None:
        """Put the rows into the bytes of their columns."""
        if self._rows:
            for column, values in zip(self._columns, zip(*self._rows, strict=True), strict=True):
                column.extend(values)
            self._rows.clear()

    def store(self) -> None:
        """Append the rows.  Raises OSError."""
        self.gather()
        for column in self._columns:
            column.store()


class SharedRows(PendingRows):
    """The same, where many rows have the values of the first one, which is stored once."""

    def __init__(self, timeline: RecordTimeline, values: Mapping[str, StateColumn]) -> None:
        """``values``: see :class:`PendingRows`."""
        super().__init__(timeline, (), values)
        self._first: tuple[Any, ...] | None = None
        if self._count:
            stored = ((each.column.first(1)[0].item(), each.is_text) for each in self._columns)
            self._first = tuple(timeline.texts.text(value) if text else value for value, text in stored)

    def row_of(self, values: tuple[Any, ...]) -> int:
        """The number of a row with these values, which is added unless it is the first one."""
        if values == self._first:
            return 0
        if self._first is None:
            self._first = values
        return self.add(values)
