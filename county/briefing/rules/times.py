"""L5 periods of title and body, L8 the age of the data, L14 times that have not come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from county.briefing.briefing import AS_OF_MAX_MS
from county.briefing.linted import BriefFinding, LintedDocument
from county.briefing.rules.quantities import written_number
from county.durations import DAY_MS
from county.numbering import COUNTY_TIME

_MONTH = re.compile(r"(?:(\d{4})年)?(?<!\d)(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?![内底中旬末])")
_COMPARES = re.compile(r"(?:较|比|与|自|截至|去年|上年|同期)[^，。；]{0,8}$")
_MOMENT = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:(\d{1,2})(?:时|点|:|：)(\d{1,2})?分?)?|"
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?"
)
_DAY = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日(?:(\d{1,2})(?:时|点|:|：)(\d{1,2})?分?)?")
"""Without a year: this one, unless that is more than half a year ahead."""
HALF_YEAR_MS = 182 * DAY_MS
_THIS_MONTH = re.compile(
    r"(?<![\d年月/.第续时期近-])(\d{1,2})日(?![内前后均间以之报常])(?:(\d{1,2})(?:时|点|:|：)(?:(\d{1,2})分?)?)?"
)
"""Without a month: this one, or the one before where that is nearer."""
_TODAY = re.compile(r"今[日天](?:凌晨|早上|上午|(下午|傍晚|晚上|晚|夜间))?(\d{1,2})(?:时|点|:|：)(?:(\d{1,2})分?)?")
HALF_MONTH_MS = 15 * DAY_MS
_PARTS = (re.compile(r"第(\d{1,2})周"), re.compile("第?([一二三四1-4])季度"))
"""Other parts of a year that a title names."""
_EXPECTED = re.compile("预计|预报|将|拟|计划|时限|期限|限期|要求|务必|之前|前完成|前办结|到期|下一步|截止|印发|有效期")
CLOCK_MS = 60_000
_CHINESE_NUMBER = "\\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_DAY_OF_YEAR = re.compile(
    rf"(?:(?<!\d)({_CHINESE_NUMBER})月)?(?<![\d每第续时期近])({_CHINESE_NUMBER})日(?![内前后均间以之报常])|"
    r"(?<!\d)\d{4}[-/](\d{1,2})[-/](\d{1,2})(?!\d)"
)
"""Month and day, a day, or a date in digits."""


class _Months:
    """Months named by a text, with their years where those are said."""

    def __init__(self, text: str) -> None:
        self.found = [
            (None if one[1] is None else int(one[1]), written_number(one[2]))
            for one in _MONTH.finditer(text)
            if not _COMPARES.search(text[: one.start()])
        ]


def periods(document: LintedDocument) -> Iterator[BriefFinding]:
    """L5: the first month that the body tells of is one of the title's; of years that both name the same holds."""
    yield from _other_parts(document)
    yield from _days(document)
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
        titled = {written_number(found[1]) for found in pattern.finditer(document.title)}
        told = (
            (text.place, found) for text in document.lines for found in pattern.finditer(text.text)
            if not _COMPARES.search(text.text[: found.start()])
        )  # fmt: skip
        first = next(told, None)
        if titled and first is not None and written_number(first[1][1]) not in titled:
            yield BriefFinding("L5", "E", first[0], f"标题与正文的时段不同，正文为 {first[1][0]}")


def _days(document: LintedDocument) -> Iterator[BriefFinding]:
    """The first day that the body tells of is one of the title's, or lies between its two; a title about something
    (关于…) names when that was, and no period."""
    titled = [] if "关于" in document.title else list(_named_days(document.title))
    if not titled:
        return
    first, last = titled[0], titled[-1]
    for text in document.lines:
        told = next(_named_days(text.text, titled[0]), None)
        if told is not None:
            fits = first <= told <= last if first <= last else told >= first or told <= last
            if not fits:
                title = "至".join(f"{month}月{day}日" for month, day in dict.fromkeys((first, last)))
                yield BriefFinding("L5", "E", text.place, f"标题为 {title}，正文为 {told[0]}月{told[1]}日")
            return


def _named_days(text: str, of_title: tuple[int, int] | None = None) -> Iterator[tuple[int, int]]:
    """Month and day of each day of a text that is neither compared with nor ahead; one without a month has that of the
    day before it, or of the title."""
    month = 0 if of_title is None else of_title[0]
    for found in _DAY_OF_YEAR.finditer(text):
        if _COMPARES.search(text[: found.start()]) or _EXPECTED.search(_around(text, found.start(), found.end())):
            continue
        month = int(found[3]) if found[3] else written_number(found[1]) if found[1] else month
        if month:
            yield month, written_number(found[4] or found[2])


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
    for text in document.texts:
        for found, ahead_ms in _ahead(text.text, document.now_ms):
            if ahead_ms > CLOCK_MS and not _EXPECTED.search(_around(text.text, found.start(), found.end())):
                yield BriefFinding("L14", "E", text.place, f"“{found[0]}”晚于现在")


def _ahead(text: str, now_ms: int) -> Iterator[tuple[re.Match[str], int]]:
    """Each time that a text names, and how far it is ahead."""
    now = datetime.fromtimestamp(now_ms / 1000, COUNTY_TIME)
    for found in _MOMENT.finditer(text):
        yield found, _ahead_ms(now_ms, *_numbers(found))
    for found in _DAY.finditer(text):
        ahead_ms = _ahead_ms(now_ms, now.year, *_numbers(found))
        yield found, ahead_ms if ahead_ms < HALF_YEAR_MS else 0
    for found in _THIS_MONTH.finditer(text):
        ahead_ms = _ahead_ms(now_ms, now.year, now.month, *_numbers(found))
        yield found, ahead_ms if ahead_ms < HALF_MONTH_MS else 0
    for found in _TODAY.finditer(text):
        hour, minute = int(found[2]), int(found[3] or 0)
        hour += 12 if found[1] and hour < 12 else 0
        yield found, _ahead_ms(now_ms, now.year, now.month, now.day, hour, minute)


def _numbers(found: re.Match[str]) -> list[int]:
    return [int(part) for part in found.groups() if part is not None]


def _around(text: str, start: int, end: int) -> str:
    """The sentence that a place lies in."""
    first = max(text.rfind(sign, 0, start) for sign in "。；\n") + 1
    ends = [place for sign in "。；\n" if (place := text.find(sign, end)) >= 0]
    return text[first : min(ends, default=len(text))]


def _ahead_ms(now_ms: int, *parts: int) -> int:
    """How far a time is ahead, by its year, month, day, hour and minute; 0 for one that does not exist."""
    try:
        at = datetime(*parts, tzinfo=COUNTY_TIME)  # type: ignore[misc,arg-type]
    except ValueError:
        return 0
    return round(at.timestamp() * 1000) - now_ms
