"""The terms by which a text is found: pieces of its words, and for names also their pinyin and initials.

Any two neighbouring Chinese characters are a term, and any three letters or digits: all pieces of a part of a word are
in every text that contains it, wherever its words are cut.  Words matter for the pinyin only: 行 is *hang* in 银行.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import pypinyin
import rjieba
from pypinyin.pinyin_dict import pinyin_dict

from services.analysis.texts.term_pieces import (
    GRAM,
    QUERY_PARTS,
    SYLLABLE,
    grams,
    initial_grams,
    pairs,
    query_with,
    runs,
    syllable_pairs,
)
from services.store.ports import TextQuery

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
        for is_han, run in runs(text):
            terms.update(pairs(run) if is_han else grams(run))
    return frozenset(terms)


def syllables_of(name: str) -> list[str]:
    """The pinyin of the Chinese characters of a name, without tones, read as in :func:`terms_of`."""
    return [syllable for is_han, run in runs(name) if is_han for word in rjieba.cut(run) for syllable in _pinyin(word)]


def query_of(text: str) -> TextQuery:
    """The query for what a person typed: every word must be found, as written, by pinyin or by initials."""
    return query_with(text, known_syllables())


def words_of(text: str) -> list[list[str]]:
    """The words of a title, each as the terms that a text with it contains; single characters are left out."""
    found: dict[str, list[str]] = {}
    for is_han, run in runs(text):
        for word in rjieba.cut(run) if is_han else (run,):
            if is_han and len(word) > 1:
                found[word] = list(pairs(word))
            elif not is_han and len(word) >= GRAM:
                found[word] = [word]
    return list(found.values())[:QUERY_PARTS]


@cache
def known_syllables() -> frozenset[str]:
    """All syllables of pinyin, without tones, ü as v."""
    texts = {text for texts in pinyin_dict.values() for text in texts.split(",")}
    return frozenset(s for text in texts if (s := _without_tone(text)).isascii() and s.isalpha())


def _without_tone(syllable: str) -> str:
    letters = "".join(unicodedata.normalize("NFD", sign) for sign in syllable).replace("u\u0308", "v")
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


@lru_cache(NAMES_MAX)
def _terms_of_name(name: str) -> frozenset[str]:
    return frozenset(_name_terms(name))


def _name_terms(name: str) -> Iterator[str]:
    for is_han, run in runs(name):
        if not is_han:
            yield from grams(run)
            continue
        yield from run
        yield from pairs(run)
        syllables = [syllable for word in rjieba.cut(run) for syllable in _pinyin(word)]
        yield from (SYLLABLE + syllable for syllable in syllables)
        yield from syllable_pairs(syllables)
        initials = "".join(syllable[0] for syllable in syllables)
        yield from initial_grams(initials, 2)
        yield from initial_grams(initials, GRAM)


@lru_cache(WORDS_MAX)
def _pinyin(word: str) -> tuple[str, ...]:
    return tuple(s for s in pypinyin.lazy_pinyin(word, errors="ignore") if s.isascii() and s.isalpha())
