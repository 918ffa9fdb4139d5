"""L3 one figure with two values, L7 numbers without a figure, L12 places that the county does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from county.briefing.linted import BriefFinding, LintedDocument, LintedText
from county.briefing.rules.quantities import COUNT, SHARE, counts, shares

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
AMOUNT = re.compile(r"\d[\d,，.]*\s?(?:[万亿]\s?(?:元|人|件|户|亩)|元|亩)")
"""People, money and land in large units."""
NUMBER_MAX = 12
"""Numbers of one document that are asked about one by one."""


def two_values(document: LintedDocument) -> Iterator[BriefFinding]:
    """L3: the same figure, or the same words before a number, with different values."""
    known: dict[str, tuple[str, str]] = {}
    for figure in document.figures:
        text, _ = known.setdefault(figure.identity, (figure.text, figure.place))
        if text != figure.text:
            yield BriefFinding("L3", "E", figure.place, f"同一数字既为 {text}，又为 {figure.text}")
    labelled: dict[tuple[str, str], str] = {}
    for line in document.lines:
        for label, unit, value in _labels(line):
            before = labelled.setdefault((label, unit), value)
            if before != value:
                yield BriefFinding("L3", "E", line.place, f"“{label}”既为 {before}{unit}，又为 {value}{unit}")


def _labels(line: LintedText) -> Iterator[tuple[str, str, str]]:
    """Words before a number, its unit, and the number."""
    for found in _LABELLED.finditer(line.text):
        rest = line.text[found.end() : found.end() + 24]
        count, share = COUNT.match(rest), SHARE.match(rest)
        label = _COUNTED.sub("", found[1])
        if share is not None:
            yield label, "%", share[1]
        elif count is not None and not count[2]:
            yield label, count[3], re.sub("[,，]", "", count[1])


def no_figure(document: LintedDocument) -> Iterator[BriefFinding]:
    """L7."""
    found = 0
    for text in document.lines:
        spans = {(one.start, one.end) for one in counts(text.text)}
        spans |= {(one.start, one.end) for one in shares(text.text)}
        spans |= {one.span() for one in AMOUNT.finditer(text.text)}
        for start, end in sorted(spans):
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
