"""Counts and percentages in a text, and rounding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

COUNTED = "件|个|起|次|人|户|条|辆|通|宗|例|名"
COUNT = re.compile(
    r"(?<!\d)(?<!\d[.,，])(?<![第〔])(\d{1,3}(?:[,，]\d{3})+|\d+)(\.\d+)?\s?([百千万亿]?)\s?"
    rf"({COUNTED})(?![月日]|百分点)"
)
"""Groups: digits, decimals, a large unit, the unit."""
LARGE = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_DIGITS = "一二三四五六七八九"
SHARE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s?[%％]")
SENTENCE = re.compile(r"[^。；;！？\n]+")


class StatedCount(NamedTuple):
    """A count with its unit."""

    value: int
    unit: str
    start: int
    end: int
    slack: float = 0.0
    """By so much a count in a large unit (2.5万件) may differ from what it was rounded from; 0 for a whole one."""


class StatedShare(NamedTuple):
    """A percentage as it is written."""

    written: str
    start: int
    end: int

    @property
    def value(self) -> float:
        return float(self.written)

    @property
    def decimals(self) -> int:
        return len(self.written.partition(".")[2])

    @property
    def step(self) -> float:
        """One unit of its last digit."""
        return 10.0**-self.decimals


def written_number(text: str) -> int:
    """``12``, ``十二``, ``二十``, ``两``, ``一百零二``."""
    if text.isdigit():
        return int(text)
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.lstrip("零").rpartition("十")
    digits = [0 if not one else 2 if one == "两" else 1 + _DIGITS.index(one) for one in (hundreds, tens, ones)]
    return 100 * digits[0] + (10 * (digits[1] or 1) if ten else 0) + digits[2]


def counts(text: str) -> list[StatedCount]:
    """All counts, in their order; one with decimals only in a large unit."""
    return [count for found in COUNT.finditer(text) if (count := stated_count(found)) is not None]


def stated_count(found: re.Match[str]) -> StatedCount | None:
    """A match of COUNT; None for one with decimals that is in no large unit."""
    decimals, large = (found[2] or "")[1:], LARGE[found[3]]
    if decimals and large == 1:
        return None
    digits = re.sub("[,，]", "", found[1])
    value = Decimal(f"{digits}.{decimals or 0}") * large
    step = large / 10 ** len(decimals)
    return StatedCount(round(value), found[4], found.start(), found.end(), 0.0 if step <= 1 else step / 2)


def shares(text: str) -> list[StatedShare]:
    """All percentages, in their order."""
    return [StatedShare(found[1], found.start(), found.end()) for found in SHARE.finditer(text)]


def sentences(text: str) -> Iterator[str]:
    """Its sentences, without their ends."""
    yield from SENTENCE.findall(text)


def rounded(num: int, den: int, decimals: int) -> str:
    """``num``/``den`` in per cent, rounded half up as people do."""
    value = Decimal(num) * 100 / Decimal(den)
    return str(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def fits(share: StatedShare, num: int, den: int) -> bool:
    """Whether a percentage is that share, rounded."""
    return den > 0 and rounded(num, den, share.decimals) == share.written


def nearly(share: StatedShare, num: int, den: int, slack: float = 0.0) -> bool:
    """Whether it is that share, within one unit of its last digit; ``slack``: of what both were rounded from."""
    return den > 0 and abs(100 * num / den - share.value) < share.step + 100 * 2 * slack / den + 1e-9
