"""The rows of the texts of a column, by a hash of each: 12 bytes a text instead of the 100 of a dict and its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from county.text_column import TextColumn, encode

PRIME = 2**47 - 115
HASHED = 128
"""Bytes of a text that its hash is of: the sum of so many numbers below 255 x PRIME fits into 64 bits."""
AT_ONCE = 65_536
"""Texts hashed at once: they take some 50 MB."""


class TextRows(Mapping[str, int]):
    """Row by text, of texts each of which occurs once."""

    def __init__(self, texts: TextColumn) -> None:
        self._texts = texts

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        """The hashes, ascending, and the row of each."""
        parts = [_hashes(self._texts, first) for first in range(0, len(self._texts), AT_ONCE)]
        hashes = np.concatenate([np.empty(0, dtype=np.uint64), *parts])
        order = np.argsort(hashes).astype(np.int32)
        return hashes[order], order

    def __getitem__(self, text: str) -> int:
        if not isinstance(text, str):
            raise KeyError(text)
        wanted, (hashes, order) = encode(text), self._sorted
        number = int.from_bytes(wanted[:HASHED], "little") % PRIME
        for at in range(int(hashes.searchsorted(np.uint64(number))), len(hashes)):
            if hashes.item(at) != number:
                break
            row = order.item(at)
            if self._texts.encoded(row) == wanted:
                return row
        raise KeyError(text)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def rows_of(self, texts: TextColumn, elsewhere: int) -> NDArray[np.intp]:
        """The row of each of these texts, (n,); ``elsewhere`` of those that the column does not have."""
        if self._texts.is_same(texts):
            return np.arange(len(texts))
        return np.fromiter((self.get(text, elsewhere) for text in texts), np.intp, len(texts))

    def twice(self) -> tuple[int, int] | None:
        """The rows of the first text that occurs again; None when there is none."""
        hashes, order = self._sorted
        same = np.flatnonzero(hashes[1:] == hashes[:-1])
        seen: dict[str, int] = {}
        for row in np.union1d(order[same], order[same + 1]).tolist():
            first = seen.setdefault(self._texts[row], row)
            if first != row:
                return first, row
        return None


def _hashes(texts: TextColumn, first: int) -> NDArray[np.uint64]:
    """Of AT_ONCE texts from ``first`` on: their bytes as one number, the first byte the least, modulo PRIME."""
    starts = texts.starts[first : first + AT_ONCE + 1]
    utf8 = texts.utf8[starts[0] : starts[-1]]
    begin = starts - starts[0]
    place = np.arange(len(utf8)) - np.repeat(begin[:-1], np.diff(begin))
    sums = np.zeros(len(utf8) + 1, dtype=np.uint64)
    np.cumsum(_WEIGHTS[np.minimum(place, HASHED)] * utf8, out=sums[1:])
    hashes: NDArray[np.uint64] = (sums[begin[1:]] - sums[begin[:-1]]) % np.uint64(PRIME)
    return hashes


_WEIGHTS = np.array([*(pow(256, place, PRIME) for place in range(HASHED)), 0], dtype=np.uint64)
"""Of the bytes of a text by their place."""
