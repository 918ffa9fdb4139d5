"""BM25 over small texts, by those that count at the moment, and which texts contain a word.

Robertson and Zaragoza 2009, equation 3.15, with the inverse document frequency of Lucene, which is never negative.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

K1, B = 1.5, 0.75

Flags = NDArray[np.bool_]


class Bm25:
    """Texts, each given as its terms."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._terms: dict[str, int] = {}
        rows, columns, counts = array("i"), array("i"), array("d")
        for number, text in enumerate(texts):
            for term, count in Counter(text).items():
                rows.append(self._terms.setdefault(term, len(self._terms)))
                columns.append(number)
                counts.append(count)
        self.size = len(texts)
        self._lengths = np.array([len(text) for text in texts], dtype=np.float64)
        shape = (len(self._terms), self.size)
        found = csr_array((np.array(counts), (np.array(rows), np.array(columns))), shape=shape)
        self._indptr, self._numbers, self._counts = found.indptr, found.indices, found.data

    def scores(self, terms: Iterable[str], among: Flags | None = None) -> NDArray[np.float64]:
        """Of each text, (n,); 0 for one without any of the terms, and for one that is not ``among`` those that
        count."""
        counting = np.ones(self.size, dtype=bool) if among is None else among
        total = np.zeros(self.size)
        size = int(counting.sum())
        mean = float(self._lengths[counting].mean()) if self._lengths[counting].any() else 1.0
        for term in set(terms):
            part = self._part(term)
            counts = counting[self._numbers[part]]
            numbers, times = self._numbers[part][counts], self._counts[part][counts]
            length = 1 - B + B * self._lengths[numbers] / mean
            total[numbers] += idf(len(numbers), size) * times * (K1 + 1) / (times + K1 * length)
        return total

    def with_all(self, terms: Sequence[str]) -> NDArray[np.int32]:
        """The texts that contain every one of ``terms``, in ascending order."""
        found = sorted((self._numbers[self._part(term)] for term in terms), key=len)
        common: NDArray[np.int32] = found[0]
        for numbers in found[1:]:
            if not len(common):
                break
            common = common[np.isin(common, numbers, assume_unique=True)]
        return common

    def _part(self, term: str) -> slice:
        row = self._terms.get(term)
        return slice(0, 0) if row is None else slice(self._indptr[row], self._indptr[row + 1])


def idf(found_in: NDArray[np.generic] | int, size: int) -> NDArray[np.float64]:
    """The weight of a word that ``found_in`` of ``size`` texts contain."""
    return np.log1p((size - np.asarray(found_in) + 0.5) / (np.asarray(found_in) + 0.5))
