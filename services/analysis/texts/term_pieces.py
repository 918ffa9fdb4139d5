"""The pieces of texts that are terms, and the query for what a person typed; no dictionary is needed for these."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Set
from itertools import groupby, pairwise

from services.store.ports import TextQuery

SYLLABLE, INITIALS = "·", "‥"
"""First characters of the terms of pinyin, which no text contains."""
GRAM = 3
QUERY_PARTS = 8
"""Words of a query that count."""
QUERY_LENGTH = 60
"""Characters of a query that count."""
LONGEST_SYLLABLE = 6


def query_with(text: str, syllables: Set[str]) -> TextQuery:
    """The query for what a person typed: every word must be found, as written, by pinyin or by initials.

    ``syllables``: all of pinyin, without tones, ü as v.
    """
    return [_alternatives(is_han, run, syllables) for is_han, run in runs(text[:QUERY_LENGTH])][:QUERY_PARTS]


def _alternatives(is_han: bool, run: str, known: Set[str]) -> list[list[str]]:
    if is_han:
        return [[run] if len(run) == 1 else list(pairs(run))]
    found = [[run] if len(run) < GRAM else [run[i : i + GRAM] for i in range(len(run) - GRAM + 1)]]
    if run.isascii() and run.isalpha():
        syllables = _syllables(run, known)
        if syllables:
            found.append([*syllable_pairs(syllables)] if len(syllables) > 1 else [SYLLABLE + syllables[0]])
        if len(run) > 1:
            found.append(list(initial_grams(run, 2 if len(run) == 2 else GRAM)))
    return found


def _syllables(run: str, known: Set[str]) -> tuple[str, ...]:
    """``run`` as syllables, the longest first; one that is not complete yet is left out at the end.  () for none.

    Each position is looked at once, from the end: what follows it does not depend on what is before it.
    """
    end = len(run)
    following: list[tuple[str, ...]] = [()] * (end + 1)
    """The syllables from each position on; () for none."""
    for start in range(end - 1, -1, -1):
        for size in range(min(LONGEST_SYLLABLE, end - start), 0, -1):
            rest = start + size
            if run[start:rest] in known and (rest == end or following[rest] or _begins_one(run[rest:], known)):
                following[start] = (run[start:rest], *following[rest])
                break
    return following[0]


def _begins_one(rest: str, known: Set[str]) -> bool:
    return len(rest) < LONGEST_SYLLABLE and any(syllable.startswith(rest) for syllable in known)


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """The runs of Chinese characters (True), and of other letters and digits (False), in lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    for kind, run in groupby(folded, _kind):
        if kind is not None:
            yield kind, "".join(run)


def _kind(sign: str) -> bool | None:
    if "\u3400" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or "\U00020000" <= sign <= "\U0003ffff":
        return True
    return False if sign.isalnum() else None


def pairs(run: str) -> Iterator[str]:
    """Any two neighbouring characters."""
    return (run[i : i + 2] for i in range(len(run) - 1))


def grams(run: str) -> Iterator[str]:
    """A run of letters and digits, and any GRAM neighbouring ones."""
    yield run
    yield from (run[i : i + GRAM] for i in range(len(run) - GRAM + 1))


def syllable_pairs(syllables: Iterable[str]) -> Iterator[str]:
    """Terms of any two neighbouring syllables."""
    return (f"{SYLLABLE}{one}{SYLLABLE}{other}" for one, other in pairwise(syllables))


def initial_grams(initials: str, size: int) -> Iterator[str]:
    """Terms of any ``size`` neighbouring initials."""
    return (INITIALS + initials[i : i + size] for i in range(len(initials) - size + 1))
