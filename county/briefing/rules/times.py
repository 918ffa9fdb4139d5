"""L5 periods of title and body, L8 the age of the data, L14 times that have not come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from county.briefing.briefing import AS_OF_MAX_MS
from county.briefing.linted import BriefFinding, LintedDocument
from county.numbering import COUNTY_TIME

_CHINESE = "一二三四五六七八九"
_MONTH = re.compile(r"(?:(\d{4})年)?(?<!\d)(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?![内底中旬末])")
_COMPARES = re.compile(r"(?:较|比|与|自|截至|去年|上年|同期)[^，。；]{0,8}$")
_MOMENT = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:(\d{1,2})(?:时|:|：)(\d{1,2})?分?)?|"
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?"
)
_DAY = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日(?:(\d{1,2})(?:时|:|：)(\d{1,2})?分?)?")
"""Without a year: this one, unless that is more than half a year ahead."""
HALF_YEAR_MS = 182 * 86_400_000
_PARTS = (re.compile(r"第(\d{1,2})周"), re.compile("第?([一二三四1-4])季度"))
"""Other parts of a year that a title names."""
_EXPECTED = re.compile("预计|预报|将|拟|计划|时限|期限|限期|要求|务必|之前|前完成|前办结|到期|下一步|截止|印发|有效期")
CLOCK_MS = 60_000


class _Months:
    """Months named by a text, with their years where those are said."""

    def __init__(self, text: str) -> None:
        self.found = [
            (None if one[1] is None else int(one[1]), _month(one[2]))
            for one in _MONTH.finditer(text)
            if not _COMPARES.search(text[: one.start()])
        ]


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.startswith("十"):
        return 10 + (_CHINESE.index(text[1]) + 1 if len(text) > 1 else 0)
    return _CHINESE.index(text) + 1


def periods(document: LintedDocument) -> Iterator[BriefFinding]:
    """L5: the first month that the body tells of is one of the title's; of years that both name the same holds."""
    yield from _other_parts(document)
    titled = _Months(document.title).found
    if not titled:
        return
    for text in document.lines:
        told = _Months(text.text).found
        if not told:
            continue
        year, month = told[0]
        fits = any(m == month and (y is None or year is None or y == year) for y, m in titled)
        if not fits:
            body = f"{year}年{month}月" if year else f"{month}月"
            title = "、".join(f"{y}年{m}月" if y else f"{m}月" for y, m in titled)
            yield BriefFinding("L5", "E", text.place, f"标题为 {title}，正文为 {body}")
        return


def _other_parts(document: LintedDocument) -> Iterator[BriefFinding]:
    """The first week or quarter that the body names is one of the title's."""
    for pattern in _PARTS:
        titled = {_part(found[1]) for found in pattern.finditer(document.title)}
        told = (
            (text.place, found) for text in document.lines for found in pattern.finditer(text.text)
            if not _COMPARES.search(text.text[: found.start()])
        )  # fmt: skip
        first = next(told, None)
        if titled and first is not None and _part(first[1][1]) not in titled:
            yield BriefFinding("L5", "E", first[0], f"标题与正文的时段不同，正文为 {first[1][0]}")


def _part(text: str) -> int:
    return int(text) if text.isdigit() else 1 + _CHINESE.index(text)


def age(document: LintedDocument) -> Iterator[BriefFinding]:
    """L8."""
    if document.as_of_ms is None or document.now_ms is None:
        return
    minutes = (document.now_ms - document.as_of_ms) // 60_000
    if document.now_ms - document.as_of_ms > AS_OF_MAX_MS:
        limit = AS_OF_MAX_MS // 60_000
        yield BriefFinding("L8", "W", "title", f"数据截至 {minutes} 分钟前，超过 {limit} 分钟：更新数据，或说明理由")


def future(document: LintedDocument) -> Iterator[BriefFinding]:
    """L14: what is told as having happened cannot be later than now."""
    if document.now_ms is None:
        return
    year = datetime.fromtimestamp(document.now_ms / 1000, COUNTY_TIME).year
    for text in document.texts:
        for found in _MOMENT.finditer(text.text):
            sentence = _around(text.text, found.start(), found.end())
            at_ms = _at_ms(found)
            if at_ms is not None and at_ms > document.now_ms + CLOCK_MS and not _EXPECTED.search(sentence):
                yield BriefFinding("L14", "E", text.place, f"“{found[0]}”晚于现在")
        for found in _DAY.finditer(text.text):
            sentence = _around(text.text, found.start(), found.end())
            at_ms = _at_ms(found, year)
            ahead_ms = 0 if at_ms is None else at_ms - document.now_ms
            if CLOCK_MS < ahead_ms < HALF_YEAR_MS and not _EXPECTED.search(sentence):
                yield BriefFinding("L14", "E", text.place, f"“{found[0]}”晚于现在")


def _around(text: str, start: int, end: int) -> str:
    """The sentence that a place lies in."""
    first = max(text.rfind(sign, 0, start) for sign in "。；\n") + 1
    ends = [place for sign in "。；\n" if (place := text.find(sign, end)) >= 0]
    return text[first : min(ends, default=len(text))]


def _at_ms(found: re.Match[str], year: int | None = None) -> int | None:
    """``year``: where the text has none."""
    parts = [*([] if year is None else [year]), *(int(part) for part in found.groups() if part is not None)]
    try:
        at = datetime(*parts, tzinfo=COUNTY_TIME)  # type: ignore[misc,arg-type]
    except ValueError:
        return None
    return round(at.timestamp() * 1000)
