"""L4 comparisons that contradict themselves, L10 what is left open, L11 levels of three scales mixed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from county.briefing.elements import TO_VERIFY
from county.briefing.linted import RECIPIENTS_PLACE, BriefFinding, LintedDocument

_COMPARED = re.compile(
    r"(?:较|比|与|同)?(?:上个?月|上周|上旬|上季度?|前一?日|昨日|上期)\S{0,2}同比|(?:去年|上年|前年)(?:同期|同月)?\S{0,2}环比|"
    r"同比(?:较|与)?(?:上个?月|上周|上旬|上季度?|前一?日|昨日|上期)|环比(?:较|与)?(?:去年|上年|前年)"
)
_OPEN = re.compile(
    rf"{TO_VERIFY}|核实中|待填|待补|待定|TBD|[_＿]{{2,}}|（\s*）|\(\s*\)|【\s*】|"
    r"(?<![A-Za-z0-9-])(?:[×xX]{2,}(?![A-Za-z0-9-])|[×xX](?=\s?[人名件起户]))"
)
_COLOUR, _ROMAN = "[红橙黄蓝]色", "(?:[ⅠⅡⅢⅣ]|IV|I{1,3}|[一二三四])级"
_SEVERE = "(?:特别重大|较大|一般|重大)"
_RESPONSE = "(?:应急)?响应"
_MIXED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(f"{_COLOUR}(?:(?!预警)[\u4e00-\u9fff]){{0,4}}?{_RESPONSE}"), "响应级别为Ⅰ–Ⅳ级，不用颜色"),
    (re.compile(f"{_COLOUR}(?:突发)?事[件故]"), "事件级别为特别重大、重大、较大、一般，不用颜色"),
    (re.compile(f"{_SEVERE}级?(?:预警|{_RESPONSE})"), "特别重大、重大、较大、一般是事件级别，不是预警或响应级别"),
    (re.compile(f"{_ROMAN}(?:突发)?事[件故]"), "事件级别为特别重大、重大、较大、一般，不用Ⅰ–Ⅳ级"),
    (re.compile("(?:[ⅠⅡⅢⅣ]|IV|I{1,3})级\\S{0,4}预警"), "预警级别为红、橙、黄、蓝（一级至四级），不用Ⅰ–Ⅳ级"),
)


def comparisons(document: LintedDocument) -> Iterator[BriefFinding]:
    """L4: 同比 is with the year before, 环比 with the period before."""
    for text in document.texts:
        for found in _COMPARED.finditer(text.text):
            yield BriefFinding("L4", "E", text.place, f"“{found[0]}”：同比为与上年同期比，环比为与上一期比")


def left_open(document: LintedDocument) -> Iterator[BriefFinding]:
    """L10, of a final report."""
    if document.kind != "final":
        return
    for text in document.texts:
        found = _OPEN.search(text.text)
        if found is not None:
            yield BriefFinding("L10", "E", text.place, f"终报不得留“{found[0].strip() or '空白'}”")
    for text in document.lines:
        ends = not text.text.strip() or text.text.rstrip().endswith("：")
        if ends and text.place != RECIPIENTS_PLACE:
            yield BriefFinding("L10", "E", text.place, "终报不得留空白")


def mixed_levels(document: LintedDocument) -> Iterator[BriefFinding]:
    """L11: event level, warning level and response level are three scales."""
    for text in document.texts:
        for pattern, why in _MIXED:
            for found in pattern.finditer(text.text):
                yield BriefFinding("L11", "E", text.place, f"“{found[0]}”：{why}")
