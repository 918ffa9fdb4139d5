"""The terms by which a text is found: pieces of its words, and for names also their pinyin and initials.

Any two neighbouring Chinese characters are a term, and any three letters or digits: all pieces of a part of a word are
in every text that contains it, wherever its words are cut.  Words matter for the pinyin only: 行 is *hang* in 银行.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby, pairwise

import pypinyin
import rjieba
from pypinyin.pinyin_dict import pinyin_dict

from services.store.ports import TextQuery

SYLLABLE, INITIALS = "·", "‥"
"""First characters of the terms of pinyin, which no text contains."""
GRAM = 3
QUERY_PARTS = 8
"""Words of a query that count."""
QUERY_LENGTH = 60
"""Characters of a query that count."""
LONGEST_SYLLABLE = 6
NAMES_MAX = 20_000
"""Names whose terms are kept: those of places, units and classes repeat."""
WORDS_MAX = 100_000
"""The same for the pinyin of words."""


def terms_of(names: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """The terms of an entity with these ``names``, and with ``texts`` that are not found by pinyin."""
    terms: set[str] = set()
    for name in names:
        terms |= _terms_of_name(name)
    for text in texts:
        for is_han, run in _runs(text):
            terms.update(_pairs(run) if is_han else _grams(run))
    return frozenset(terms)


def syllables_of(name: str) -> list[str]:
    """The pinyin of the Chinese characters of a name, without tones, read as in :func:`terms_of`."""
    return [syllable for is_han, run in _runs(name) if is_han for word in rjieba.cut(run) for syllable in _pinyin(word)]


def query_of(text: str) -> TextQuery:
    """The query for what a person typed: every word must be found, as written, by pinyin or by initials."""
    return [_alternatives(is_han, run) for is_han, run in _runs(text[:QUERY_LENGTH])][:QUERY_PARTS]


def words_of(text: str) -> list[list[str]]:
    """The words of a title, each as the terms that a text with it contains; single characters are left out."""
    found: dict[str, list[str]] = {}
    for is_han, run in _runs(text):
        for word in rjieba.cut(run) if is_han else (run,):
            if is_han and len(word) > 1:
                found[word] = list(_pairs(word))
            elif not is_han and len(word) >= GRAM:
                found[word] = [word]
    return list(found.values())[:QUERY_PARTS]


def _alternatives(is_han: bool, run: str) -> list[list[str]]:
    if is_han:
        return [[run] if len(run) == 1 else list(_pairs(run))]
    found = [[run] if len(run) < GRAM else [run[i : i + GRAM] for i in range(len(run) - GRAM + 1)]]
    if run.isascii() and run.isalpha():
        syllables = _syllables(run)
        if syllables:
            found.append([*_syllable_pairs(syllables)] if len(syllables) > 1 else [SYLLABLE + syllables[0]])
        if len(run) > 1:
            found.append(list(_initial_grams(run, 2 if len(run) == 2 else GRAM)))
    return found


@cache
def _known_syllables() -> frozenset[str]:
    """All syllables of pinyin, without tones, ü as v."""
    texts = {text for texts in pinyin_dict.values() for text in texts.split(",")}
    return frozenset(s for text in texts if (s := _without_tone(text)).isascii() and s.isalpha())


def _without_tone(syllable: str) -> str:
    letters = "".join(unicodedata.normalize("NFD", sign) for sign in syllable).replace("u\u0308", "v")
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


def _syllables(run: str) -> tuple[str, ...]:
    """``run`` as syllables, the longest first; one that is not complete yet is left out at the end.  () for none."""
    known = _known_syllables()
    for size in range(min(LONGEST_SYLLABLE, len(run)), 0, -1):
        if run[:size] in known:
            rest = run[size:]
            following = _syllables(rest) if rest else ()
            if following or not rest or any(syllable.startswith(rest) for syllable in known):
                return (run[:size], *following)
    return ()


@lru_cache(NAMES_MAX)
def _terms_of_name(name: str) -> frozenset[str]:
    return frozenset(_name_terms(name))


def _name_terms(name: str) -> Iterator[str]:
    for is_han, run in _runs(name):
        if not is_han:
            yield from _grams(run)
            continue
        yield from run
        yield from _pairs(run)
        syllables = [syllable for word in rjieba.cut(run) for syllable in _pinyin(word)]
        yield from (SYLLABLE + syllable for syllable in syllables)
        yield from _syllable_pairs(syllables)
        initials = "".join(syllable[0] for syllable in syllables)
        yield from _initial_grams(initials, 2)
        yield from _initial_grams(initials, GRAM)


@lru_cache(WORDS_MAX)
def _pinyin(word: str) -> tuple[str, ...]:
    return tuple(s for s in pypinyin.lazy_pinyin(word, errors="ignore") if s.isascii() and s.isalpha())


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    """The runs of Chinese characters (True), and of other letters and digits (False), in lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    for kind, run in groupby(folded, _kind):
        if kind is not None:
            yield kind, "".join(run)


def _kind(sign: str) -> bool | None:
    if "\u3400" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or "\U00020000" <= sign <= "\U0003ffff":
        return True
    return False if sign.isalnum() else None


def _pairs(run: str) -> Iterator[str]:
    return (run[i : i + 2] for i in range(len(run) - 1))


def _grams(run: str) -> Iterator[str]:
    yield run
    yield from (run[i : i + GRAM] for i in range(len(run) - GRAM + 1))


def _syllable_pairs(syllables: Iterable[str]) -> Iterator[str]:
    return (f"{SYLLABLE}{one}{SYLLABLE}{other}" for one, other in pairwise(syllables))


def _initial_grams(initials: str, size: int) -> Iterator[str]:
    return (INITIALS + initials[i : i + size] for i in range(len(initials) - size + 1))
