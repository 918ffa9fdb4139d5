"""L1 parts and whole, L2 the denominator of shares, L13 rounding; in sentences with 其中 and in tables with a total."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from county.briefing.linted import BriefFinding, LintedDocument, LintedTable, LintedText
from county.briefing.rules.quantities import (
    StatedCount,
    StatedShare,
    counts,
    fits,
    nearly,
    rounded,
    sentences,
    shares,
)

LEAD = re.compile(r"其中|分别(?:为|是)|按(?:类别|类型|诉求|渠道|来源)分|分类(?:看|情况)")
TOTAL = re.compile(r"^(?:合计|总计|全县|全市|全区|总数|小计|共计|总量)$")
EXHAUSTIVE = re.compile(r"分别(?:为|是)|按\S{0,4}分|[二两三四五六七八九十]大?类|分为|全部")
PARTS_MIN = 3
"""So many parts with percentages that add up to 100 are all parts."""
ADDITIVE_UNITS = ("件", "起", "次", "人", "户", "条", "个", "宗", "例", "名", "通")


class _Breakdown(NamedTuple):
    """A whole and its parts, as a text states them."""

    place: str
    whole: int
    parts: tuple[int, ...]
    shares: tuple[StatedShare | None, ...]
    """Of each part."""
    is_complete: bool
    """Whether they are meant to be all parts."""
    slack: float = 0.0
    """By so much each number may differ from what it was rounded from, where some are in large units (2.5万件)."""
    in_large_units: int = 0
    """How many of them are."""

    @property
    def total_slack(self) -> float:
        """By so much whole and parts may differ."""
        return self.slack * self.in_large_units


def parts_and_whole(document: LintedDocument) -> Iterator[BriefFinding]:
    """L1."""
    for one in _breakdowns(document):
        total = sum(one.parts)
        if total - one.whole > one.total_slack or (one.is_complete and abs(total - one.whole) > one.total_slack):
            yield BriefFinding("L1", "E", one.place, f"各分项合计 {total:,}，与总数 {one.whole:,} 不符")


def denominators(document: LintedDocument) -> Iterator[BriefFinding]:
    """L2."""
    for one in _breakdowns(document):
        total = sum(one.parts)
        wrong = [
            (part, share)
            for part, share in zip(one.parts, one.shares, strict=True)
            if share is not None and not nearly(share, part, one.whole, one.slack)
        ]
        if not wrong:
            continue
        differs = abs(total - one.whole) > one.total_slack
        if differs and all(nearly(share, part, total, one.slack) for part, share in wrong):
            text = f"占比以 {total:,} 为分母，文中所述总数为 {one.whole:,}"
        else:
            part, share = wrong[0]
            right = rounded(part, one.whole, share.decimals)
            text = f"{part:,} 占 {one.whole:,} 应为 {right}%，文中为 {share.written}%"
        yield BriefFinding("L2", "E", one.place, text)


def rounding(document: LintedDocument) -> Iterator[BriefFinding]:
    """L13: a percentage that two counts of its sentence give, but for its last digit."""
    for text in document.texts:
        for sentence in sentences(text.text):
            known = counts(sentence)
            for share in shares(sentence):
                if not text.figures:  # those are rounded by the program
                    yield from _rounding(text, known, share)
    for grid in document.tables:
        for row in grid.rows:
            cells = [count for cell in row for count in _cell_counts(cell.text)]
            for cell in row:
                for share in () if cell.figures else shares(cell.text):
                    yield from _rounding(cell, cells, share)


def _rounding(text: LintedText, known: Sequence[StatedCount], share: StatedShare) -> Iterator[BriefFinding]:
    exact = [one.value for one in known if not one.slack]
    pairs = [(num, den) for num in exact for den in exact if 0 < num < den and den >= 20]
    if any(fits(share, num, den) for num, den in pairs):
        return
    for num, den in pairs:
        if nearly(share, num, den):
            right = rounded(num, den, share.decimals)
            yield BriefFinding("L13", "W", text.place, f"{num:,}/{den:,} 四舍五入为 {right}%，文中为 {share.written}%")
            return


def _breakdowns(document: LintedDocument) -> Iterator[_Breakdown]:
    for text in document.lines:
        yield from _of_text(text)
    for grid in document.tables:
        yield from _of_table(grid)


def _of_text(text: LintedText) -> Iterator[_Breakdown]:
    """A count before 其中, and the counts of the same unit after it, up to the end of the sentence."""
    for whole_sentence in re.findall(r"[^。！？\n]+", text.text):
        lead = LEAD.search(whole_sentence)
        if lead is None:
            continue
        before = [one for one in counts(whole_sentence[: lead.start()]) if one.unit in ADDITIVE_UNITS]
        if not before:
            continue
        whole, rest = before[-1], whole_sentence[lead.end() :]
        parts = [one for one in counts(rest) if one.unit == whole.unit]
        if len(parts) < 2:
            continue
        ends = [one.start for one in parts[1:]] + [len(rest)]
        found = [_share_after(rest, one.end, end) for one, end in zip(parts, ends, strict=True)]
        stated = [share.value for share in found if share is not None]
        whole_shares = len(stated) == len(parts) >= PARTS_MIN and abs(sum(stated) - 100) <= 0.1 * len(parts)
        complete = whole_shares or EXHAUSTIVE.search(whole_sentence) is not None
        slacks = [one.slack for one in (whole, *parts) if one.slack]
        yield _Breakdown(
            text.place, whole.value, tuple(one.value for one in parts), tuple(found), complete,
            min(slacks, default=0.0), len(slacks),  # 2万件 beside 2.5万件 is meant as exactly
        )  # fmt: skip


def _share_after(text: str, start: int, end: int) -> StatedShare | None:
    """The percentage that follows a part; one that compares it with another period is not its share."""
    for share in shares(text[start:end]):
        between = text[start : start + share.start]
        return None if re.search("[同环]比|[增减升降涨]|较|率", between) else share
    return None


def _of_table(grid: LintedTable) -> Iterator[_Breakdown]:
    """Each column of counts whose table has a row of totals, with the column of shares beside it."""
    totals = [row for row in grid.rows if any(TOTAL.match(cell.text.strip()) for cell in row[:2])]
    if len(totals) != 1 or len(grid.rows) < PARTS_MIN:
        return
    [total] = totals
    others = [row for row in grid.rows if row is not total]
    for column, head in enumerate(grid.header):
        values = [_single(row[column].text) for row in others]
        whole = _single(total[column].text)
        if whole is None or any(value is None for value in values) or re.search("率|名次|序号|时长|均", head):
            continue
        found: list[StatedShare | None] = [None] * len(others)
        if column + 1 < len(grid.header) and "占比" in grid.header[column + 1]:
            found = [next(iter(shares(row[column + 1].text)), None) for row in others]
        parts = tuple(value for value in values if value is not None)
        yield _Breakdown(total[column].place, whole, parts, tuple(found), is_complete=True)


def _single(text: str) -> int | None:
    """The count that is all of a cell; None for anything else."""
    found = re.fullmatch(r"\s*(\d{1,3}(?:[,，]\d{3})+|\d+)\s*(?:件|个|起|次|人|户|条)?\s*", text)
    return None if found is None else int(re.sub("[,，]", "", found[1]))


def _cell_counts(text: str) -> list[StatedCount]:
    value = _single(text)
    return [] if value is None else [StatedCount(value, "", 0, len(text))]
