"""Counts and percentages in a text, and rounding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

COUNT = re.compile(
    r"(?<!\d)(?<!\d[.,，])(?<![第〔])(\d{1,3}(?:[,，]\d{3})+|\d+)(\.\d+)?\s?(件|个|起|次|人|户|条|辆|通|宗|例|名)(?![月日]|百分点)"
)
SHARE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s?[%％]")
SENTENCE = re.compile(r"[^。；;！？\n]+")


class StatedCount(NamedTuple):
    """A count with its unit."""

    value: int
    unit: str
    start: int
    end: int


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


def counts(text: str) -> list[StatedCount]:
    """All whole counts, in their order."""
    return [
        StatedCount(int(re.sub("[,，]", "", found[1])), found[3], found.start(), found.end())
        for found in COUNT.finditer(text)
        if not found[2]
    ]


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


def nearly(share: StatedShare, num: int, den: int) -> bool:
    """Whether it is that share, within one unit of its last digit."""
    return den > 0 and abs(100 * num / den - share.value) < share.step + 1e-9
