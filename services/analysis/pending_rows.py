"""Rows that a timeline's writer has made and not appended yet."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.aggregate import StateColumn
from services.analysis.timeline import RecordTimeline

_ARRAYS = {"<i8": "Q", "<u8": "Q", "<u4": "I"}
"""Types of arrays of the standard library that are filled in a third of the time, all of numbers that are not
negative."""
NO_VALUES: Mapping[str, StateColumn] = MappingProxyType({})


class PendingRows:
    """Columns of one length, and the rows that are to be appended to them."""

    def __init__(
        self, timeline: RecordTimeline, numbers: Sequence[str], values: Mapping[str, StateColumn] = NO_VALUES
    ) -> None:
        """``numbers``: names of columns on disk for numbers of records and rows; ``values``: of those after them."""
        names = (*numbers, *values)
        self._columns = [(timeline.columns[name], name in values and values[name].dtype == "O") for name in names]
        """With whether they hold the numbers of texts."""
        self._texts = timeline.texts
        self._stored = len(self._columns[0][0]) if names else 0
        self._rows: list[tuple[Any, ...]] = []

    def add(self, row: tuple[Any, ...]) -> int:
        """Add a row, with None for a text that is IN_RECORD; returns its number."""
        self._rows.append(row)
        return self._stored + len(self._rows) - 1

    def store(self) -> None:
        """Append the rows.  Raises OSError."""
        if self._rows:
            for (column, is_text), values in zip(self._columns, zip(*self._rows, strict=True), strict=True):
                column.append(numbers(self._texts.codes(values) if is_text else values, column.dtype))
            self._stored += len(self._rows)
            self._rows.clear()


class SharedRows(PendingRows):
    """The same, where many rows have the values of the first one, which is stored once."""

    def __init__(self, timeline: RecordTimeline, values: Mapping[str, StateColumn]) -> None:
        """``values``: see :class:`PendingRows`."""
        super().__init__(timeline, (), values)
        self._first: tuple[Any, ...] | None = None
        if self._stored:
            stored = ((column.first(1)[0].item(), text) for column, text in self._columns)
            self._first = tuple(timeline.texts.text(value) if text else value for value, text in stored)

    def row_of(self, values: tuple[Any, ...]) -> int:
        """The number of a row with these values, which is added unless it is the first one."""
        if values == self._first:
            return 0
        if self._first is None:
            self._first = values
        return self.add(values)


def numbers(values: Sequence[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """``values`` as an array."""
    code = _ARRAYS.get(dtype.str)
    try:
        return np.fromiter(values, dtype, len(values)) if code is None else np.frombuffer(array(code, values), dtype)
    except OverflowError:  # a negative number
        return np.fromiter(values, dtype, len(values))
