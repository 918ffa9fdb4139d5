"""How old a tile's content is: the age of the oldest of its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from desktop import moments
from desktop.wall.language import translate

State = Literal["fresh", "late", "lost"]
LATE_PERIODS, LOST_PERIODS = 2, 5
"""A source is late when its newest data are older than so many periods, and lost beyond five."""
SKEW_MS = 2_000
"""Difference of two clocks from which it is shown."""


@dataclass(frozen=True)
class SourceAge:
    """One source at one time."""

    source: str
    newest_ms: int | None
    """Realm time of its newest data; None: none arrived."""
    period_s: float
    is_lost: bool = False
    """The connection over which it comes is lost."""

    def state(self, now_ms: int) -> State:
        """Late and lost by the number of periods since the newest data."""
        if self.newest_ms is None or self.is_lost:
            return "lost"
        periods = (now_ms - self.newest_ms) / (1000 * self.period_s)
        return "lost" if periods > LOST_PERIODS else "late" if periods > LATE_PERIODS else "fresh"


@dataclass(frozen=True)
class Freshness:
    """What is printed on a tile."""

    state: State
    text: str

    @property
    def is_lost(self) -> bool:
        return self.state == "lost"


def freshness_of(ages: Sequence[SourceAge], now_ms: int, skew_ms: float | None = None) -> Freshness:
    """By the source that is worst off, and among equals by the oldest one; without a source nothing is known.

    ``skew_ms``: this machine's clock minus that of the data.
    """
    if not ages:
        return Freshness("lost", translate("wall", "No data"))
    rank = {"fresh": 0, "late": 1, "lost": 2}
    worst = max(ages, key=lambda age: (rank[age.state(now_ms)], -(age.newest_ms or 0)))
    state = worst.state(now_ms)
    if worst.newest_ms is None:
        return Freshness(state, translate("wall", "No data"))
    if state == "lost":
        return Freshness(state, translate("wall", "As of {time}").format(time=moments.short(worst.newest_ms, now_ms)))
    text = moments.ago(now_ms - worst.newest_ms)
    if skew_ms is not None and abs(skew_ms) > SKEW_MS:
        text += " · " + translate("wall", "clock {seconds:+.0f} s").format(seconds=skew_ms / 1000)
    return Freshness(state, text)
