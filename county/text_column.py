"""Many texts as one column of UTF-8: each is made when it is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray

from county.portions import portions

ENCODING, ERRORS = "utf-8", "surrogatepass"
"""A lone surrogate of a damaged file is kept as it is."""
Rows = NDArray[np.intp] | NDArray[np.bool_] | slice


class TextColumn:
    """n texts: text i is ``utf8[starts[i]:starts[i + 1]]``; ``starts`` is (n + 1,) and begins with 0."""

    def __init__(self, utf8: NDArray[np.uint8], starts: NDArray[np.int64]) -> None:
        self.utf8, self.starts = utf8, starts
        self._data = utf8.data

    @classmethod
    def of(cls, texts: Iterable[str]) -> TextColumn:
        """These texts."""
        encoded = [encode(text) for text in texts]
        starts = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=starts[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[str]:
        for part in portions(len(self)):
            yield from self.part(part)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: Rows) -> NDArray[np.object_]: ...
    def __getitem__(self, row: int | Rows) -> str | NDArray[np.object_]:
        """One text; several are an array, as of an array of texts."""
        if isinstance(row, np.ndarray | slice):
            chosen = np.arange(len(self))[row].tolist()
            found = np.empty(len(chosen), dtype=object)
            found[:] = [str(self.encoded(one), ENCODING, ERRORS) for one in chosen]
            return found
        return str(self.encoded(range(len(self))[row]), ENCODING, ERRORS)

    def encoded(self, row: int) -> memoryview:
        """The UTF-8 of the text of a row from 0 on."""
        return self._data[self.starts.item(row) : self.starts.item(row + 1)]

    def is_same(self, other: TextColumn) -> bool:
        """Whether both have the same texts in the same order."""
        return self is other or (np.array_equal(self.starts, other.starts) and np.array_equal(self.utf8, other.utf8))

    def part(self, part: slice) -> list[str]:
        """The texts from one row to another, decoded at once."""
        starts = self.starts[part.start : part.stop + 1]
        utf8 = self.utf8[starts[0] : starts[-1]]
        text = str(utf8.data, ENCODING, ERRORS)
        begins = (utf8 & 0xC0) != 0x80
        characters = np.concatenate([[0], np.cumsum(begins)])[starts - starts[0]]
        return [text[first:last] for first, last in pairwise(characters.tolist())]


def encode(text: str) -> bytes:
    """The UTF-8 of a text as it is in a column."""
    return text.encode(ENCODING, ERRORS)
