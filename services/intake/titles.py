"""What the titles above a table say of its values: 示范县2026年第三季度主要指标完成情况表, 单位：万元."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from county.tables.simplified import simplified
from county.tables.units import is_unit
from county.tables.values import plain_text
from services.intake.period_cells import period_in

_PART = r"(?:第?[1-4一二三四ⅠⅡⅢⅣ]季度|[上下]半年|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月|[QqHh][1-4])"
_SAID = re.compile(
    r"(?<![\d截至止])(?:\d{4}年|[一二][〇○零一二三四五六七八九]{3}年|\d{2}年(?=" + _PART + "))"
    r"(?:全年|[\d一二三四五六七八九十年月日季度第上下半份前累计QqHhⅠⅡⅢⅣ—–\-~至到()])*"
)
"""A year of two digits only with its part: 近10年 and 满15年 are no years."""
_ELSEWHERE = re.compile(_PART)
"""A part of a year that stands apart from it: 2026年重点指标三季度完成情况."""
_OF_THE_SHEET = re.compile("(?:填报|填表|制表|编制|报送|报出|打印|导出|生成|发布|截至|截止)")
"""Of a date that is not the period of the values."""


_UNIT = re.compile("(?:计量)?单位[:：]([^,，;；()（）]+)")


class Titled(NamedTuple):
    """The period and the unit of the values of a table; "" where its titles name none."""

    period: str = ""
    unit: str = ""


NOTHING_TITLED = Titled()


def said_in(titles: Iterable[str]) -> Titled:
    """What titles name."""
    lines = list(titles)
    return Titled(period_in_titles(lines), unit_in_titles(lines))


def unit_in_titles(titles: Iterable[str]) -> str:
    """The one unit that titles name; "" where they name none, several, or an organisation (填报单位：…)."""
    words = (simplified(plain_text(title)).replace(" ", "") for title in titles)
    found = {said for line in words for said in _UNIT.findall(line) if is_unit(said)}
    return found.pop() if len(found) == 1 else ""


def period_in_titles(titles: Iterable[str]) -> str:
    """The one period that titles name; "" where they name none, several, one that cannot be read, or a part of a year
    apart from the year."""
    found: set[str | None] = set()
    for title in titles:
        words = simplified(plain_text(title)).replace(" ", "")
        if not _OF_THE_SHEET.search(words):
            found.update(period_in(said[0].rstrip("-()")) for said in _SAID.finditer(words))
            if _ELSEWHERE.search(_SAID.sub(" ", words)):
                return ""
    only = found.pop() if len(found) == 1 else None
    return only or ""
