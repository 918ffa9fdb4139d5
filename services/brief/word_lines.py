"""The lines of titles and heads of columns: each ends with a word, and they are of much the same length
(GB/T 9704-2012, 7.3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

TITLE_CHARACTERS = 20
"""Characters of 2 号 in a line of 156 mm."""
POINT_MM = 25.4 / 72
NOT_FIRST = frozenset("，。、；：！？）》」』”’·…—%/")
NOT_LAST = frozenset("（《「『“‘")
"""Marks with which no line begins, and with which none ends."""
ENDINGS = frozenset({"的", "之", "等", "了", "数", "率", "量", "中心", "部门", "小组", "队伍", "情况", "事件"})
"""Words with which no line begins: they belong to the one before them."""
BEGINNINGS = frozenset({"应急", "网格", "防汛", "抗旱", "矛盾", "关于", "对", "和", "与", "及", "并"})
"""Words with which no line ends: they belong to the one after them, as in 应急指挥."""


class _Lines(NamedTuple):
    """The first characters of a text in lines; compared by their number, then by how unlike their lengths are."""

    lines: int
    squares: float
    texts: tuple[str, ...]


def in_lines(text: str, room: float = TITLE_CHARACTERS) -> str:
    """A text with a line break after each line but the last; as it is where one line, which has room for so many
    Chinese characters, takes all of it."""
    if _width(text) <= room:
        return text
    parts = list(_parts(text, room))
    best = [_Lines(0, 0.0, ())]
    for end in range(1, len(parts) + 1):
        ways = []
        for start in range(end):
            line = "".join(parts[start:end]).strip()
            if _width(line) <= room:
                before = best[start]
                ways.append(_Lines(before.lines + 1, before.squares + _width(line) ** 2, (*before.texts, line)))
        best.append(min(ways))
    return "\n".join(best[-1].texts)


def room_of(width_mm: float, size_pt: float) -> float:
    """How many Chinese characters a line has room for, at least one."""
    return max(1.0, width_mm / (size_pt * POINT_MM))


def _width(text: str) -> float:
    """In Chinese characters."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _parts(text: str, room: float) -> Iterator[str]:
    """What is never broken: words with those that belong to them; a longer one than a line is its characters."""
    from rjieba import cut  # its dictionary takes 0.1 s and 30 MB, for texts that are longer than a line

    words = list(cut(text))
    bound, at = [0], 0
    for one, other in pairwise(words):
        at += not _belong(one, other)
        bound.append(at)
    for _, group in groupby(zip(bound, words, strict=True), key=lambda pair: pair[0]):
        part = "".join(word for _, word in group)
        yield from [part] if _width(part) <= room else part


def _belong(one: str, other: str) -> bool:
    return one[-1] in NOT_LAST or one in BEGINNINGS or other[0] in NOT_FIRST or other in ENDINGS
