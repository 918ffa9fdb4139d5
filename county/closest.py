"""The known words that are most like an unknown one."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from heapq import nsmallest

from county.explained import ExplainedLine

CLOSEST = 3
"""Known words named for an unknown one."""
ALIKE = 0.6
"""Least likeness of those (:mod:`difflib`): 垃圾满溢 is one of 垃圾桶满溢."""
CANDIDATES = 2_000
"""Words compared with an unknown one."""


def closest(word: str, known: Sequence[str]) -> str:
    """The known words that are like ``word``, as the end of a message; "" for none."""
    near = get_close_matches(word, candidates(word, known), n=CLOSEST, cutoff=ALIKE)
    return ExplainedLine("; closest: {names}", names=", ".join(near)) if near else ""


def candidates(word: str, known: Sequence[str]) -> Sequence[str]:
    """Of more than CANDIDATES known words those with the longest beginning or end of ``word``: comparing all of 100,000
    takes a second."""
    if len(known) <= CANDIDATES:
        return known
    for length in range(len(word), 0, -1):
        alike = [other for other in known if other.startswith(word[:length]) or other.endswith(word[-length:])]
        if len(alike) >= CLOSEST:
            return alike[:CANDIDATES]
    return nsmallest(CANDIDATES, known, key=lambda other: abs(len(other) - len(word)))
