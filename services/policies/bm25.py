"""BM25 over small texts, with the contribution of every term at hand, and which texts contain a word.

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
        lengths = np.array([len(text) for text in texts], dtype=np.float64)
        mean = lengths.mean() if lengths.sum() else 1.0
        shape = (len(self._terms), self.size)
        weights = csr_array((np.array(counts), (np.array(rows), np.array(columns))), shape=shape)
        found_in = np.diff(weights.indptr)
        frequency = weights.data * (K1 + 1) / (weights.data + K1 * (1 - B + B * lengths[weights.indices] / mean))
        weights.data = frequency * np.repeat(self.idf(found_in), found_in)
        self._indptr, self._numbers, self._weights = weights.indptr, weights.indices, weights.data

    def idf(self, found_in: NDArray[np.generic] | int) -> NDArray[np.float64]:
        """The weight of a word that ``found_in`` texts contain."""
        return np.log1p((self.size - np.asarray(found_in) + 0.5) / (np.asarray(found_in) + 0.5))

    def scores(self, terms: Iterable[str]) -> NDArray[np.float64]:
        """Of each text, (n,); 0 for one without any of the terms."""
        total = np.zeros(self.size)
        for numbers, weights in (self.contributions(term) for term in set(terms)):
            total[numbers] += weights
        return total

    def contributions(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The texts that contain a term, in ascending order, and what it adds to the score of each."""
        row = self._terms.get(term)
        if row is None:
            return np.empty(0, dtype=np.int32), np.empty(0)
        part = slice(self._indptr[row], self._indptr[row + 1])
        return self._numbers[part], self._weights[part]

    def with_all(self, terms: Sequence[str]) -> NDArray[np.int32]:
        """The texts that contain every one of ``terms``, in ascending order."""
        found = sorted((self.contributions(term)[0] for term in terms), key=len)
        common = found[0]
        for numbers in found[1:]:
            if not len(common):
                break
            common = common[np.isin(common, numbers, assume_unique=True)]
        return common
