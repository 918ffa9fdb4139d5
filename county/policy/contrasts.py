"""Kinds that exclude each other, such as 公办 and 民办: an article about one kind says nothing about the other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from msgspec import Struct, convert

from county.policy.numerals import with_digits

CONTRASTS = Path(__file__).parents[2] / "resources" / "knowledge" / "contrasts.toml"
_GRADE = re.compile(r"(\d+|[a-z])级")


class ContrastTable(Struct, frozen=True, forbid_unknown_fields=True):
    """The program's file of kinds."""

    format: int
    kinds: tuple[tuple[tuple[str, ...], ...], ...]
    """By subject the kinds, each with all words for it."""


def excluded(question: str, article: str) -> tuple[str, ...]:
    """What a question says about a kind while the article, of the same subject, is about other kinds only."""
    asked, written = with_digits(question), with_digits(article)
    found = [word for kinds in _kinds() if (word := _only_other(kinds, asked, written))]
    grades, stated = _GRADE.findall(asked), set(_GRADE.findall(written))
    same_scale = {grade.isdigit() for grade in stated}
    if grades and not stated & {*grades}:
        found += [f"{grade}级" for grade in grades if grade.isdigit() in same_scale]
    return tuple(dict.fromkeys(found))


def _only_other(kinds: Iterable[tuple[str, ...]], asked: str, written: str) -> str:
    """The word of a question for a kind of which the article has nothing, while it has another one; "" for none, and
    where both have a kind in common."""
    first, is_other = "", False
    for words in kinds:
        word = next((word for word in words if word in asked), "")
        is_written = any(word in written for word in words)
        if word and is_written:
            return ""
        first = first or word
        is_other = is_other or is_written
    return first if is_other else ""


@cache
def _kinds() -> tuple[tuple[tuple[str, ...], ...], ...]:
    table = convert(tomllib.loads(CONTRASTS.read_text("utf-8")), ContrastTable)
    return tuple(tuple(tuple(map(with_digits, words)) for words in kinds) for kinds in table.kinds)
