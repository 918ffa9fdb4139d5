"""Heads and cost of an allowance that begins at ages, from the heads of age bands: exact where the steps are edges of
bands, an interval where a step lies inside one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from county.ages import OLDEST, AgeBand, Heads, HeadsByAge, VillageAges, covered
from county.staffing.settings import AllowanceStep

MONTHS = 12
YUAN_MAX = 1_000_000
"""A month."""


class AllowanceNeed(NamedTuple):
    """``heads``: who is entitled; ``yuan``: their allowance of a year, least and most."""

    heads: Heads
    yuan: tuple[float, float]


def in_order(steps: Sequence[AllowanceStep]) -> bool:
    """Whether each step begins at a higher age than the one before."""
    ages = [step.age for step in steps]
    return ages == sorted(set(ages))


def read_steps(text: str) -> tuple[AllowanceStep, ...]:
    """Steps as people write them: 75:50, 90:100 (age and yuan a month).  Raises ValueError."""
    steps = []
    for part in text.replace("，", ",").replace("：", ":").split(","):
        age, colon, yuan = part.partition(":")
        try:
            steps.append(AllowanceStep(age=int(age), yuan=float(yuan)))
        except ValueError:
            colon = ""
        if not colon or not 0 <= steps[-1].age <= OLDEST or not 0 <= steps[-1].yuan <= YUAN_MAX:
            raise ValueError(f"{part.strip()!r} is no age and amount; write them like 75:50, 90:100")
    if not in_order(steps):
        raise ValueError("each step must begin at a higher age than the one before")
    return tuple(steps)


def written_steps(steps: Sequence[AllowanceStep]) -> str:
    """For :func:`read_steps`."""
    return ", ".join(f"{step.age}:{step.yuan:g}" for step in steps)


def allowance_need(ages: HeadsByAge, steps: Sequence[AllowanceStep]) -> AllowanceNeed | None:
    """Of one village; None where its bands leave out some of the ages from the first step on.

    Of each band the cheapest and the dearest of its years of age count: nobody counts in two steps.
    """
    if not covered(ages, AgeBand(steps[0].age, None)):
        return None
    least = most = 0
    cheap = dear = 0.0
    for band, heads in ages.items():
        paid = [_yuan(age, steps) for age in _changes(band, steps)]
        entitled = [age >= steps[0].age for age in _changes(band, steps)]
        least, most = least + heads * all(entitled), most + heads * any(entitled)
        cheap, dear = cheap + heads * min(paid), dear + heads * max(paid)
    return AllowanceNeed(Heads(least, most), (MONTHS * cheap, MONTHS * dear))


def _changes(band: AgeBand, steps: Sequence[AllowanceStep]) -> list[int]:
    """The ages in the band at which something else may be paid: its first one, and those of steps inside it."""
    return [band.first, *(step.age for step in steps if band.first < step.age < band.end)]


def _yuan(age: int, steps: Sequence[AllowanceStep]) -> float:
    return next((step.yuan for step in reversed(steps) if age >= step.age), 0.0)


def village_needs(
    ages: VillageAges, villages: Sequence[str], steps: Sequence[AllowanceStep]
) -> Mapping[str, AllowanceNeed | None]:
    """Of each of the villages; None where its ages are not known."""
    return {village: allowance_need(ages.get(village, {}), steps) for village in villages}
