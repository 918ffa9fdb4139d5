"""Rows that repeat what the rows above them say: totals and subtotals."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Any

from county.tables.cell_kinds import is_own, looks_like_number
from county.tables.simplified import simplified

_CHINESE = re.compile(
    "([\u4e00-\u9fff]{0,8})(?:合计|总计|小计|共计)(?:[（(].*[)）])?(?:[:：]\\d+[\u4e00-\u9fff]{0,2})?"
)
_CELL = re.compile(r".{0,16}(?:合计|总计|小计|共计)(?:[（(].*[)）])?|其中")
_ENGLISH = frozenset({"total", "totals", "subtotal", "grandtotal", "sum"})
"""Also ids and names of things."""
ENDS = tuple("计計)）:：lLsSmM")
"""Of a cell with one of the words above."""
MARKS = frozenset("计計")
"""One of which is in every Chinese one."""
_LONGEST = 16


class TotalRow(Enum):
    """Whether a row is a total."""

    NO = auto()
    AT_END = auto()
    """Only if no further row of the table follows."""
    YES = auto()


def is_total(cell: str) -> bool:
    """Whether a cell that should name a place, a thing or a period says a total: 沱江镇小计, 合计（户）, 其中."""
    word = _word(cell)
    return word in _ENGLISH or _CELL.fullmatch(word) is not None


def total_in(cells: list[Any]) -> TotalRow:
    """By the first filled cell, and by the others being numbers where that one may also be a name."""
    own = [cell for cell in cells if is_own(cell)]
    if not own or not isinstance(own[0], str) or len(own[0]) > _LONGEST:
        return TotalRow.NO
    word = _word(own[0])
    chinese = _CHINESE.fullmatch(word)
    if chinese is not None and not chinese[1]:
        return TotalRow.YES
    if len(own) < 2 or not all(map(looks_like_number, own[1:])):
        return TotalRow.NO
    if chinese is not None:
        return TotalRow.YES
    return TotalRow.AT_END if word in _ENGLISH else TotalRow.NO


def _word(cell: str) -> str:
    return simplified("".join(cell.split()).rstrip(":：").lower())
