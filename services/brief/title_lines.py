"""The lines of a title: each ends with a word, and they are of much the same length (GB/T 9704-2012, 7.3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

LINE_CHARACTERS = 20
"""Characters of 2 号 in a line of 156 mm."""
NOT_FIRST = frozenset("，。、；：！？）》」』”’·…—%")
NOT_LAST = frozenset("（《「『“‘")
"""Marks with which no line begins, and with which none ends."""
ENDINGS = frozenset({"的", "之", "等", "了", "中心", "部门", "小组", "队伍", "情况", "事件"})
"""Words with which no line begins: they belong to the one before them."""
BEGINNINGS = frozenset({"应急", "网格", "防汛", "抗旱", "矛盾", "关于", "对", "和", "与", "及", "并"})
"""Words with which no line ends: they belong to the one after them, as in 应急指挥."""


class _Lines(NamedTuple):
    """The first characters of a title in lines; compared by their number, then by how unlike their lengths are."""

    count: int
    squares: float
    texts: tuple[str, ...]


def title_in_lines(title: str) -> str:
    """The title with a line break after each line but the last; as it is where one line has room for it."""
    if _width(title) <= LINE_CHARACTERS:
        return title
    parts = list(_parts(title))
    best = [_Lines(0, 0.0, ())]
    for end in range(1, len(parts) + 1):
        ways = []
        for start in range(end):
            text = "".join(parts[start:end]).strip()
            if _width(text) <= LINE_CHARACTERS:
                before = best[start]
                ways.append(_Lines(before.count + 1, before.squares + _width(text) ** 2, (*before.texts, text)))
        best.append(min(ways))
    return "\n".join(best[-1].texts)


def _width(text: str) -> float:
    """In Chinese characters."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _parts(title: str) -> Iterator[str]:
    """What is never broken: words with those that belong to them; a longer one than a line is its characters."""
    from rjieba import cut  # its dictionary takes 0.1 s and 30 MB, for the few titles that are longer than a line

    words = list(cut(title))
    bound, at = [0], 0
    for one, other in pairwise(words):
        at += not _belong(one, other)
        bound.append(at)
    for _, group in groupby(zip(bound, words, strict=True), key=lambda pair: pair[0]):
        part = "".join(word for _, word in group)
        yield from [part] if _width(part) <= LINE_CHARACTERS else part


def _belong(one: str, other: str) -> bool:
    return one[-1] in NOT_LAST or one in BEGINNINGS or other[0] in NOT_FIRST or other in ENDINGS
