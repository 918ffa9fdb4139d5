"""L3 one figure with two values, L7 numbers without a figure, L12 places that the county does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from county.briefing.linted import BriefFinding, LintedDocument, LintedText
from county.briefing.rules.quantities import (
    COUNT,
    COUNTED,
    SHARE,
    StatedCount,
    StatedShare,
    counts,
    shares,
    stated_count,
)

_LABELLED = re.compile(
    r"(?:^|[，。；：、（\s])((?:本[日周月期]|全县|共|累计)?(?:受理|立案|结案|办结|应结案|接警|来电|诉求|派单|处置)"
    r"(?:总?量|总?数|率|总数|件数|事件|诉求|案件)?(?:总量|总数)?)(?:为|共|计|：|达)?\s?(?=\d)"
)
_COUNTED = re.compile("(?:总?件?数|总?量)+$")
"""受理, 受理数, 受理总量: the same."""
_PLACE = re.compile(
    r"([\u4e00-\u9fff]{1,6}?)(镇|乡|街道|村|社区)(?!企|长|委|民|级|域|道|务|容|庄|振|镇企|[两支村居]委|村民|卫生|服务)"
)
_LEADING = re.compile(".*[在于至从到由及与对向，为]")
"""What stands before a name and is not part of it."""
_GENERIC = re.compile(
    r"(?:各|全|本|该|等|个|农|自然|行政|乡|有|进|入|每|所|属|辖|涉及|多|空白|示范|偏远|受灾|重点|两|贫困|城|驻|住|名|座|镇|街道|社区|几|"
    r"[一二三四五六七八九十百])$"
)
_MEASURES = (
    "公里|千米|厘米|毫米|平方公里|平方千米|平方米|立方米|立方|米|公顷|亩|吨|公斤|千克|克|升|方(?!面)|摄氏度|℃|度(?!汛)|"
    "小时|分钟|天|个百分点|倍|元(?!旦)|人次|车次|架次|台次|台|套|间|座|处|所|头|只|株|棵|份|顶|床|瓶|箱|袋|桶|艘|架|"
    "千瓦时|千瓦|微克|毫克|mm|cm|km|kg|m(?![A-Za-z])"
)
_COUNTED_IN = f"(?:{COUNTED})"
AMOUNT = re.compile(
    rf"(?<![\d第〔])\d[\d,，.]*\s?(?:[百千万亿]*\s?[余多]?\s?(?:{_MEASURES})|[百千万亿]*[余多]{_COUNTED_IN}|[百千万亿]+\s?{_COUNTED_IN})"
    r"(?![以之]?[内前后]|值|不间断|在岗|备勤|待命)"
)
"""Measures, money and what is counted roughly; times within which something is to be done are none."""
NUMBER_MAX = 12
"""Numbers of one document that are asked about one by one."""


def two_values(document: LintedDocument) -> Iterator[BriefFinding]:
    """L3: the same figure, or the same words before a number, with different values."""
    known: dict[str, tuple[str, str]] = {}
    for figure in document.figures:
        text, _ = known.setdefault(figure.identity, (figure.text, figure.place))
        if text != figure.text:
            yield BriefFinding("L3", "E", figure.place, f"同一数字既为 {text}，又为 {figure.text}")
    labelled: dict[tuple[str, str], _Labelled] = {}
    for line in document.lines:
        for one in _labels(line):
            before = labelled.setdefault((one.label, one.unit), one)
            apart, slack = abs(before.value - one.value), before.slack + one.slack
            if apart >= slack and apart > 0:
                told = f"“{one.label}”既为 {before.written}，又为 {one.written}"
                yield BriefFinding("L3", "E", line.place, told)


class _Labelled(NamedTuple):
    """A number with the words before it."""

    label: str
    unit: str
    value: float
    slack: float
    """By so much it may differ from what it was rounded from."""
    written: str


def _labels(line: LintedText) -> Iterator[_Labelled]:
    for found in _LABELLED.finditer(line.text):
        rest = line.text[found.end() : found.end() + 24]
        count, share = COUNT.match(rest), SHARE.match(rest)
        label = _COUNTED.sub("", found[1])
        if share is not None:
            yield _Labelled(label, "%", float(share[1]), 0.0, share[0])
        elif count is not None and (told := stated_count(count)) is not None:
            yield _Labelled(label, told.unit, told.value, told.slack, count[0])


def no_figure(document: LintedDocument) -> Iterator[BriefFinding]:
    """L7."""
    found = 0
    for text in document.lines:
        stated: list[StatedCount | StatedShare] = [*counts(text.text), *shares(text.text)]
        spans = {one.start: one.end for one in stated}
        spans |= {one.start(): one.end() for one in AMOUNT.finditer(text.text)}
        for start, end in sorted(spans.items()):
            if not text.is_figure(start, end) and not _touches(text, start, end):
                found += 1
                if found <= NUMBER_MAX:
                    written = text.text[start:end]
                    yield BriefFinding("L7", "W", text.place, f"“{written}”不是由记录计算的数字：来源？")
    if found > NUMBER_MAX:
        yield BriefFinding("L7", "W", "title", f"另有 {found - NUMBER_MAX} 个数字不是由记录计算：来源？")


def _touches(text: LintedText, start: int, end: int) -> bool:
    """A unit may stand behind its figure."""
    return any(start < last and first < end for first, last in text.figures)


def unknown_places(document: LintedDocument) -> Iterator[BriefFinding]:
    """L12."""
    if not document.places:
        return
    asked: set[str] = set()
    for text in document.lines:
        for found in _PLACE.finditer(text.text):
            stem = _LEADING.sub("", found[1]) or found[1]
            name, end = stem + found[2], found.end()
            before = text.text[max(0, end - 14) : end]
            if _GENERIC.search(found[1]) or name in asked:
                continue
            if any(before.endswith(place) for place in document.places):
                continue
            asked.add(name)
            yield BriefFinding("L12", "W", text.place, f"地名“{name}”不在本县名录中")
