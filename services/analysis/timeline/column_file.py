"""A column on disk: an append-only file of numbers of one type, read through a mapping.

The file is longer than its content, so that its mapping is seldom replaced; only the owner of the column knows how
much of it is content.  It is opened when the column gets its first value: most columns of a timeline belong to
aggregates that a county has none of yet.
"""

from __future__ import annotations

import mmap
import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.store.private import FILE_MODE

GROWTH = 1.25
FIRST_BYTES = 64 << 10
CHECKED_BYTES = 4 << 20
"""Bytes whose sum is computed at once."""


class DamagedColumn(Exception):
    """The file is shorter than its content, or its content was changed; one line."""


def rows_up_to(column: NDArray[Any], value: int) -> int:
    """Number of the values of an ascending column that are at most ``value``, which its type can hold."""
    return int(np.searchsorted(column, column.dtype.type(value), "right"))  # an int would have the column converted


class ColumnFile:
    """One thread appends; others may read the rows that it had appended before."""

    def __init__(self, path: Path, dtype: str, *, rows: int = 0, crc: int = 0) -> None:
        """``rows`` that the file contains, with the checksum ``crc``; 0: it is new or overwritten.

        Raises DamagedColumn and OSError.
        """
        self.path = path
        self.dtype = np.dtype(dtype)
        self.crc = 0
        self._rows = rows
        self._descriptor = -1
        self._size = 0
        if rows == 0:
            return
        self._open()
        try:
            if self._size < rows * self.dtype.itemsize:
                raise DamagedColumn(f"{path}: is shorter than its content")
            self._map = self._mapped(rows * self.dtype.itemsize)
            self.crc = self._sum(rows * self.dtype.itemsize)
            if self.crc != crc:
                raise DamagedColumn(f"{path}: was changed")
        except BaseException:
            os.close(self._descriptor)
            raise

    def __len__(self) -> int:
        return self._rows

    def append(self, values: NDArray[Any]) -> None:
        """Add values of the column's type.  Raises OSError."""
        data = values.tobytes()
        if not data:
            return
        if self._descriptor < 0:
            self._open()
            self._map = self._mapped(max(len(data), FIRST_BYTES))
        begin = self._rows * self.dtype.itemsize
        if begin + len(data) > self._size:
            self._map = self._mapped(int((begin + len(data)) * GROWTH))
        os.lseek(self._descriptor, begin, os.SEEK_SET)
        written = 0
        while written < len(data):
            written += os.write(self._descriptor, data[written:])
        self.crc = zlib.crc32(data, self.crc)
        self._rows += len(values)

    def first(self, rows: int) -> NDArray[Any]:
        """The first ``rows`` values, read-only; does not change when more are appended."""
        return np.frombuffer(self._map, self.dtype, rows) if rows else np.zeros(0, self.dtype)

    def close(self) -> None:
        """Release the file; its mapping, which has a descriptor of its own, is released with the last array of it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            del self._map

    def _open(self) -> None:
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), FILE_MODE)
        self._size = os.fstat(self._descriptor).st_size

    def _mapped(self, size: int) -> mmap.mmap:
        """A mapping of ``size`` bytes at least; the file is extended to it."""
        size = -(-size // mmap.PAGESIZE) * mmap.PAGESIZE
        if size > self._size:
            os.ftruncate(self._descriptor, size)
            self._size = size
        return mmap.mmap(self._descriptor, self._size, access=mmap.ACCESS_READ)

    def _sum(self, size: int) -> int:
        crc = 0
        view = memoryview(self._map)
        for begin in range(0, size, CHECKED_BYTES):
            crc = zlib.crc32(view[begin : min(begin + CHECKED_BYTES, size)], crc)
        view.release()
        return crc
