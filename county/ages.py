"""Heads by age band of villages, and how many of them are of an age that need not be the edge of a band."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

OLDEST = 150
"""Years of age; nobody is older."""
_YEARS = r"(?:周岁|岁|years?)?"
_FROM_TO = re.compile(rf"(?:age)?(\d{{1,3}}){_YEARS}(?:[-–—~至到]|to)(\d{{1,3}}){_YEARS}")
_AND_OLDER = re.compile(rf"(?:age)?(\d{{1,3}}){_YEARS}(?:\+|及以上|以上|and(?:over|older))")
_AND_YOUNGER = re.compile(rf"(\d{{1,3}}){_YEARS}(?:及以下|及其以下)")
_ONE_YEAR = re.compile(r"(\d{1,3})(?:周岁|岁)")


class AgeBand(NamedTuple):
    """Years of age from ``first`` to ``last``, both included; ``last`` None: and older."""

    first: int
    last: int | None

    def __str__(self) -> str:
        return f"{self.first}+" if self.last is None else f"{self.first}-{self.last}"

    @property
    def end(self) -> int:
        """The first year of age above the band."""
        return OLDEST + 1 if self.last is None else self.last + 1


HeadsByAge = Mapping[AgeBand, int]
"""Heads in bands that exclude each other; they need not cover all ages."""
VillageAges = Mapping[str, HeadsByAge]
"""By code of the village."""


class Heads(NamedTuple):
    """A number of people that is known to lie between two numbers, both included."""

    least: int
    most: int

    def __add__(self, other: object) -> Heads:
        if not isinstance(other, Heads):
            return NotImplemented
        return Heads(self.least + other.least, self.most + other.most)


def age_band(text: str) -> AgeBand | None:
    """The band that a header or cell says (60-64岁, 80+, 14岁及以下); None for another text, and for 15岁以下, of which
    it is not certain whether it includes the year."""
    plain = "".join(unicodedata.normalize("NFKC", text).lower().split()).removesuffix("人口").removesuffix("人数")
    if found := _FROM_TO.fullmatch(plain):
        first, last = int(found[1]), int(found[2])
        return AgeBand(first, last) if first <= last <= OLDEST else None
    if found := _AND_OLDER.fullmatch(plain):
        return AgeBand(int(found[1]), None) if int(found[1]) <= OLDEST else None
    if found := _AND_YOUNGER.fullmatch(plain):
        return AgeBand(0, int(found[1])) if int(found[1]) <= OLDEST else None
    if found := _ONE_YEAR.fullmatch(plain):
        return AgeBand(int(found[1]), int(found[1])) if int(found[1]) <= OLDEST else None
    return None


def overlapping(bands: Iterable[AgeBand]) -> tuple[AgeBand, AgeBand] | None:
    """Two bands with a year of age in common; None without such."""
    return next(((a, b) for a, b in pairwise(sorted(bands, key=lambda b: b.first)) if b.first < a.end), None)


def covered(bands: Iterable[AgeBand], wanted: AgeBand) -> bool:
    """Whether the bands, which exclude each other, include every year of age of ``wanted``."""
    at = wanted.first
    for band in sorted(bands, key=lambda b: b.first):
        if band.first <= at < band.end:
            at = band.end
    return at >= wanted.end


def heads_of(ages: HeadsByAge, wanted: AgeBand) -> Heads | None:
    """People whose age is in ``wanted``: one number where it begins and ends at edges of bands, else an interval, since
    nothing is known of the ages inside a band.  None where no band says anything of some of these ages."""
    if not covered(ages, wanted):
        return None
    least = most = 0
    for band, heads in ages.items():
        if band.first < wanted.end and wanted.first < band.end:
            most += heads
            if wanted.first <= band.first and band.end <= wanted.end:
                least += heads
    return Heads(least, most)


def total_heads(found: Sequence[Heads]) -> Heads:
    """The sum of several."""
    return Heads(sum(h.least for h in found), sum(h.most for h in found))
