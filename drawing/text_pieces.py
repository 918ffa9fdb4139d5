"""How texts are divided: into Chinese letters and other words, and long ones into two lines."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import accumulate, pairwise

NOT_FIRST = frozenset("!%),.:;?]}·、。〉》」』】〕〗〞’”！％），．：；？］｝～…—")
"""Never at the beginning of a line (GB/T 15834, and Unicode's line breaking, UAX 14, classes CL, CP, EX, IS, NS)."""
NOT_LAST = frozenset("([{〈《「『【〔〖〝‘“（［｛￥$")
"""Never at the end of a line."""

ONE_LINE = 10
"""Wide characters of the longest label in one line, or as much of others."""
BETTER = 2.0
"""Wide characters by which a line may be wider for a break at a blank or beside a sign."""


def is_wide(character: str) -> bool:
    """Whether a character takes the whole square of its letter, as Chinese does."""
    return unicodedata.east_asian_width(character) in "WF"


@lru_cache(4_000)
def pieces(text: str) -> tuple[str, ...]:
    """Its parts that are never divided, in their order: wide characters, and words with the blanks after them."""
    found: list[str] = []
    for character in text:
        joins = bool(found) and (
            unicodedata.category(character).startswith("M")
            or character.isspace()
            or not (is_wide(character) or is_wide(found[-1][0]) or found[-1][-1].isspace())
        )
        if joins:
            found[-1] += character
        else:
            found.append(character)
    return tuple(found)


@lru_cache(4_000)
def broken(text: str) -> tuple[str, ...]:
    """Its one or two lines: a long text ends its first where both are about as wide, rather at a blank, after a comma
    or before a bracket; neither begins or ends with a sign that must not be there."""
    parts = pieces(text)
    width = list(accumulate(map(_width, parts)))
    if not parts or width[-1] <= ONE_LINE:
        return (text,)
    at = [
        n
        for n, (part, following) in enumerate(pairwise(parts), start=1)
        if part[-1] not in NOT_LAST and following[0] not in NOT_FIRST
    ]
    if not at:
        return (text,)
    best = min(at, key=lambda n: max(width[n - 1], width[-1] - width[n - 1]) - _liking(parts, n))
    return "".join(parts[:best]).rstrip(), "".join(parts[best:])


def _width(part: str) -> float:
    """About, in wide characters."""
    return sum(1.0 if is_wide(character) else 0.5 for character in part)


def _liking(parts: tuple[str, ...], at: int) -> float:
    """How much wider a line may become, in wide characters, for a break before the part ``at``."""
    before, after = parts[at - 1][-1], parts[at][0]
    return BETTER if before.isspace() or before in NOT_FIRST or after in NOT_LAST else 0.0
