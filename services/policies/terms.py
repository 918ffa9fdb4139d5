"""The terms of a text: its characters, any two neighbouring ones, and its words."""

from __future__ import annotations

import re

import rjieba

from county.policy.numerals import with_digits

_RUN = re.compile(r"[\u3400-\u9fffa-z0-9.%]+")
_WORD = " "
"""Before a word, so that one of two characters counts besides its pair."""


def terms(text: str) -> frozenset[str]:
    """All terms; () for a text without letters and digits.  Words need not be cut alike in two texts to be found alike:
    characters and pairs are."""
    text = with_digits(text)
    found: set[str] = set()
    for run in _RUN.findall(text):
        found.update(run)
        found.update(run[i : i + 2] for i in range(len(run) - 1))
    found.update(_WORD + word for word in rjieba.cut(text, False) if len(word) > 1)
    return frozenset(found)
