"""Many short texts as the numbers of their terms, and sums of weights of those terms by text."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from services.policies.terms import terms

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


class UnitTerms:
    """Texts in their order; used by one thread at a time."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._numbers: dict[str, int] = {}
        ids, ends = array("i"), array("q", [0])
        for text in texts:
            ids.extend(sorted(self._numbers.setdefault(term, len(self._numbers)) for term in terms(text)))
            ends.append(len(ids))
        self._ids = np.array(ids, dtype=np.int32)
        self._ends = np.array(ends, dtype=np.int64)

    @property
    def known(self) -> int:
        """How many different terms there are."""
        return len(self._numbers)

    def read(self, text: str) -> tuple[Numbers, int]:
        """Numbers of the terms of a text, and how many of its terms no unit has."""
        found = terms(text)
        known = np.array(sorted(self._numbers[term] for term in found if term in self._numbers), dtype=np.int64)
        return known, len(found) - len(known)

    def counted(self, group: Numbers, groups: int) -> csr_array:
        """(groups, terms): in how many units of a group a term is; ``group`` by unit, -1 for one that is in none."""
        sizes = np.diff(self._ends)
        of = np.repeat(group, sizes)
        kept = of >= 0
        cells = (np.ones(int(kept.sum()), dtype=np.float32), (of[kept], self._ids[kept]))
        found = csr_array(cells, shape=(groups, self.known))  # doubles are added up
        found.sum_duplicates()
        return found

    def sums(self, units: Numbers, weights: Floats) -> Floats:
        """Of each of ``units`` the sum of ``weights`` (terms,) over its terms; 0 for one without terms."""
        sizes = self._ends[units + 1] - self._ends[units]
        ends = np.cumsum(sizes)
        if not len(units) or not ends[-1]:
            return np.zeros(len(units))
        places = np.arange(ends[-1]) + np.repeat(self._ends[units] - ends + sizes, sizes)
        added = np.concatenate([[0.0], np.cumsum(weights[self._ids[places]])])
        result: Floats = added[ends] - added[ends - sizes]
        return result
