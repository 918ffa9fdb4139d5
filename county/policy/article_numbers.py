"""The numbers of articles, such as 第三条 and 第三条之一, and whether they follow each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from county.policy.numerals import value_of

NUMBER = r"第([零一二三四五六七八九十百千\d]+)条(?:之([一二三四五六七八九十]+))?"
_WHOLE = re.compile(NUMBER)


class ArticleNumber(NamedTuple):
    """第三条之一 is (3, 1), 第三条 is (3, 0)."""

    main: int
    inserted: int

    def follows(self, before: ArticleNumber) -> bool:
        """Whether it is the next number, or the next one inserted after the same article."""
        is_inserted = self.main == before.main and self.inserted == before.inserted + 1
        return is_inserted or (self.main == before.main + 1 and self.inserted == 0)


def number_of(no: str) -> ArticleNumber | None:
    """None for what is no number of an article."""
    match = _WHOLE.fullmatch(no.strip())
    if match is None:
        return None
    return ArticleNumber(_value(match[1]), _value(match[2]) if match[2] else 0)


def out_of_order(nos: Iterable[str]) -> tuple[str, ...]:
    """Those that do not follow the one before them: an article is missing, or stands twice."""
    found = []
    before: ArticleNumber | None = None
    for no in nos:
        number = number_of(no)
        if number is None:
            continue
        if before is not None and not number.follows(before):
            found.append(no)
        before = number
    return tuple(found)


def _value(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else value_of(numeral)
