"""What is told of the needs of a coming week, with how far it can be relied on."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from county.names import Name
from county.need.accuracy import interval
from county.need.baselines import Baseline, Method

NeedState = Literal["model", "baseline", "short", "few_weeks", "few_events", "constant"]
"""model: the random forest, whose skill is proven; baseline: it is not better; short: too few weeks to try one;
few_weeks, few_events: nothing is forecast; constant: nothing ever changed."""
GroupBy = Literal["over_60", "far", "reporting"]
GROUPS: Final[dict[GroupBy, Name]] = {
    "over_60": Name("60 岁以上占比", "share aged 60 and over"),
    "far": Name("到县城的距离", "distance to the county seat"),
    "reporting": Name("人均上报", "reports a person"),
}
PAST_SHOWN: Final = 104
"""Weeks."""


class MethodScore(Struct, frozen=True, array_like=True):
    """Of a method in the judged weeks: mean absolute error, the same in units of the mean change from week to week
    (MASE; None where nothing changes), and the pinball loss of its interval (None without one)."""

    method: Method
    mae: float
    mase: float | None
    pinball: float | None


class ToldSkill(Struct, frozen=True, array_like=True):
    """Of the forest against the best baseline, with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


class Influence(Struct, frozen=True, array_like=True):
    """By how much the error in the held-out fold grows when a feature is shuffled."""

    feature: str
    rise: float


class Dependence(Struct, frozen=True, array_like=True):
    """The mean forecast when a feature has each of some values in all rows of the held-out fold."""

    feature: str
    values: tuple[float, ...]
    told: tuple[float, ...]


class GroupScore(Struct, frozen=True, array_like=True):
    """Of the method in use among the third of the places where something is lowest (0), between, or highest (2)."""

    by: GroupBy
    third: int
    places: int
    mae: float
    coverage: float | None


class ScoredForecast(Struct, frozen=True, array_like=True):
    """A kept forecast of one class whose week is over: its error, that of the mean of 52 weeks as known at the same
    time, and how many of the places were within their intervals (None without intervals)."""

    week: int
    method: Method
    mae: float
    mean_mae: float
    inside: int | None
    places: int


class NeedForecast(Struct, frozen=True, kw_only=True):
    """Of one class; columns are little-endian bytes, one value a place."""

    need: str
    state: NeedState
    sample: int
    """Weeks where those are too few, else events in the past."""
    method: Method = "mean52"
    """Which is in use."""
    best: Baseline = "mean52"
    """The baseline that is in use where no model is …"""
    least: Baseline = "mean52"
    """… and the one with the least error, which a model has to beat."""
    scores: tuple[MethodScore, ...] = ()
    judged_weeks: int = 0
    skill: ToldSkill | None = None
    half: float | None = None
    """See :func:`county.need.accuracy.interval`."""
    coverage: float | None = None
    """Of the intervals in the judged weeks; None: not measured."""
    told: bytes = b""
    """``<f4``, events in the week; empty: nothing is forecast."""
    past: bytes = b""
    """``<u2`` (weeks, places), the last of them the newest; at most PAST_SHOWN weeks."""
    influences: tuple[Influence, ...] = ()
    """Of a model that was tried, the strongest first."""
    dependences: tuple[Dependence, ...] = ()
    groups: tuple[GroupScore, ...] = ()
    uneven: tuple[GroupBy, ...] = ()
    """By what the coverage differs by more than UNEVEN."""
    scored: tuple[ScoredForecast, ...] = ()

    @property
    def forecasts(self) -> NDArray[np.float64]:
        return np.frombuffer(self.told, "<f4").astype(float)

    def past_counts(self, places: int) -> NDArray[np.int64]:
        """(weeks, places)."""
        return np.frombuffer(self.past, "<u2").astype(np.int64).reshape(-1, places) if places else np.zeros((0, 0), int)


class NeedsForecast(Struct, frozen=True, kw_only=True, tag="needs"):
    """Of all classes."""

    week: int
    """Number of the week that is forecast, see :mod:`county.need.weeks`."""
    weeks: int
    """Whole weeks of the past."""
    codes: tuple[str, ...]
    people: tuple[int, ...]
    """-1: not known."""
    needs: tuple[NeedForecast, ...]
    few_reports: tuple[str, ...] = ()
    """Codes of places that report much less than their people would, the strongest first."""
    ages_known: bool = False
    entered_late: int = 0
    """Events of the past that were recorded so long after they happened that nobody knows when they became known."""
    without_place: int = 0
    """Events of the past that have no place of the level, and are not counted."""


def level_scores(told: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each place its forecast as a share of the largest one, for :func:`county.need.level.level`."""
    most = told.max(initial=0.0)
    found: NDArray[np.float64] = told / most if most > 0 else np.zeros(len(told))
    return found


def next_interval(one: NeedForecast) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """The ends of the intervals of the forecasts of a class; None without any."""
    if one.half is None or not one.told:
        return None
    around = interval(one.forecasts, one.half)
    return around.low, around.high
