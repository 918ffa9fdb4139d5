"""The rows of the texts of a column, by a hash of each: 12 bytes a text instead of the 100 of a dict and its keys."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from county.text_column import TextColumn, encode

PRIME = 2**47 - 115
HASHED = 128
"""Bytes of a text that its hash is of: the sum of so many numbers below 255 x PRIME fits into 64 bits."""
AT_ONCE = 8_192
"""Texts hashed at once: they take some 6 MB, and as many are looked up in some 10 ms."""
Rows = NDArray[np.int32] | NDArray[np.intp]


class RowsByText(Mapping[str, int]):
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

    def rows_of(self, texts: TextColumn, elsewhere: int) -> Generator[None, None, NDArray[np.intp]]:
        """The row of each of these texts, (n,); ``elsewhere`` of those that the column does not have.

        Yields after each AT_ONCE of them.
        """
        if self._texts.is_same(texts):
            return np.arange(len(texts))
        hashes, order = self._sorted
        found = np.full(len(texts), elsewhere, dtype=np.intp)
        for first in range(0, len(texts) if len(hashes) else 0, AT_ONCE):
            wanted = _hashes(texts, first)
            at = np.minimum(hashes.searchsorted(wanted), len(hashes) - 1)
            there = np.flatnonzero(hashes[at] == wanted)
            rows = order[at[there]]
            alike = _alike(self._texts, rows, texts, there + first)
            found[there[alike] + first] = rows[alike]
            for row in (there[~alike] + first).tolist():  # one of several texts with this hash, or none
                found[row] = self.get(texts[row], elsewhere)
            yield
        return found

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


def _alike(one: TextColumn, rows: Rows, other: TextColumn, other_rows: Rows) -> NDArray[np.bool_]:
    """Whether the texts of two columns in these rows are the same, pair by pair."""
    length, other_length = (c.starts[r + 1] - c.starts[r] for c, r in ((one, rows), (other, other_rows)))
    as_long = length == other_length
    length[~as_long] = 0
    ends = np.cumsum(length)
    place = np.arange(length.sum()) - np.repeat(ends - length, length)
    utf8, other_utf8 = (
        c.utf8[np.repeat(c.starts[r], length) + place] for c, r in ((one, rows), (other, other_rows))
    )
    differing = np.concatenate([[0], np.cumsum(utf8 != other_utf8)])
    same: NDArray[np.bool_] = as_long & (differing[ends] == differing[ends - length])
    return same


_WEIGHTS = np.array([*(pow(256, place, PRIME) for place in range(HASHED)), 0], dtype=np.uint64)
"""Of the bytes of a text by their place."""
