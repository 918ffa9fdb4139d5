"""The detectors: which series, places and shares have more than their past explains, and how often chance gives that.

Every chance is multiplied by the number of series that its detector tests and by the number of detectors (Bonferroni),
whatever they found: what is left of :data:`BUDGET_DAYS` is a signal.  A year in which nothing changes then has a signal
once in so many days at most, over all series and detectors.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr
from scipy.stats import hypergeom

from county.durations import DAY_MS
from county.figures.unusual import HISTORY_MIN, surprise
from county.risk.warning_card import DETECTORS, Detector
from county.surveillance.ears import Ears, upper_bounds
from county.surveillance.expected_counts import expected_per_day
from county.surveillance.farrington_flexible import FlexibleFarrington, Threshold
from county.surveillance.overdispersion import dispersion
from county.surveillance.shares import has_shifted
from county.surveillance.space_time_scan import REPLICATES, Cluster, scan_expected, scan_permuted
from services.analysis.risk.daily_counts import BadShare, DailyCounts
from services.analysis.risk.watched_county import WatchedCounty

BUDGET_DAYS = 14
"""Chance alone gives one signal in so many days at most."""
WEEK = 7
EARS_WEEKS = 12
"""Of the past that C3 looks at; a shorter one is not judged."""
EARS_LAG = 2
"""Weeks before the judged one that its chance leaves out, as C2 and C3 do."""
ZERO_WEEKS = 52
"""A place is without a case if it had none in so many weeks, or in all that are known."""
YEAR_WEEKS = 52
FARRINGTON_YEARS = (3, 5)
SCAN_DAYS = 28
SCAN_LEAST_DAYS = 14
"""With fewer the permutation has nothing to compare with."""
YEAR_DAYS = 364
"""Whole weeks, so that every weekday counts the same."""
SHARE_DAYS = (28, 364)
AS_STRONG = 10
"""A scan ends when so many replicates were as strong: then its chance is too large to be told exactly."""


@dataclass(frozen=True)
class Found:
    """One signal: where and of how many ``days`` up to the judged moment.  ``places``: codes; () for the county."""

    detector: Detector
    subject: str
    places: tuple[str, ...]
    days: int
    observed: int
    expected: float
    chance: float
    recurrence_days: float


@dataclass(frozen=True)
class JudgedSeries:
    """All signals, and by detector how many series it tested; 0: it could test none, for want of a past."""

    found: tuple[Found, ...]
    tested: dict[Detector, int]


@dataclass(frozen=True)
class _Test:
    """One that a detector made, with its chance."""

    subject: int
    places: tuple[str, ...]
    days: int
    observed: int
    expected: float
    chance: float


def judge(counts: DailyCounts, county: WatchedCounty, cancelled: Callable[[], bool] = lambda: False) -> JudgedSeries:
    """What is unusual at the judged moment.  Raises ScanCancelled."""
    kinds, areas = len(counts.classes), len(county.areas)
    series, places = kinds * areas, kinds * (areas + len(county.villages))
    weeks = counts.days // WEEK
    tested: dict[Detector, int] = {
        "ears": series if weeks > EARS_WEEKS else 0,
        "farrington": series if weeks > farrington_weeks(FARRINGTON_YEARS[0]) else 0,
        "scan": kinds if counts.days >= SCAN_LEAST_DAYS and county.villages else 0,
        "zero": places if weeks > HISTORY_MIN else 0,
        "late": _comparable(counts.late), "dissatisfied": _comparable(counts.dissatisfied),
    }  # fmt: skip
    kinds_of = sum(map(bool, tested.values()))
    least = BUDGET_DAYS * kinds_of * tested["scan"]
    made: dict[Detector, Callable[[], Iterator[_Test]]] = {
        "ears": lambda: _ears(counts, county), "farrington": lambda: _farrington(counts, county),
        "scan": lambda: _scan(counts, county, max(REPLICATES, 2 * least), cancelled),
        "zero": lambda: _zero(counts, county),
        "late": lambda: _shares(counts.late, county), "dissatisfied": lambda: _shares(counts.dissatisfied, county),
    }  # fmt: skip
    found = []
    for detector in DETECTORS:
        if not tested[detector]:
            continue
        for test in made[detector]():
            recurrence_days = 1 / max(test.chance * tested[detector] * kinds_of, 1e-12)
            if recurrence_days >= BUDGET_DAYS:
                found.append(Found(
                    detector, counts.classes[test.subject], test.places, test.days, test.observed, test.expected,
                    test.chance, recurrence_days,
                ))  # fmt: skip
    return JudgedSeries(tuple(found), tested)


def weekly(days: NDArray[np.int32]) -> NDArray[np.int64]:
    """Sums of the last whole weeks of (days, …), the newest one ends with the last day: (weeks, …)."""
    weeks = len(days) // WEEK
    found: NDArray[np.int64] = days[len(days) - weeks * WEEK :].reshape(weeks, WEEK, *days.shape[1:]).sum(axis=1)
    return found


def farrington_weeks(years: int) -> int:
    """Of the past that the method needs for so many years."""
    return years * YEAR_WEEKS + FlexibleFarrington().half_window


def _ears(counts: DailyCounts, county: WatchedCounty) -> Iterator[_Test]:
    """A week that one of the three methods finds, and that is rare beside the eight weeks before the lag: for counts
    that vary like a normal distribution of unknown spread, and for rare ones."""
    totals = weekly(counts.areas)[-EARS_WEEKS - 1 :]
    for kind, area in np.argwhere(totals[-1] > 0).tolist():
        series = totals[:, kind, area]
        if not any(series[-1] > upper_bounds(series, method, least_sd=0.5)[-1] for method in Ears):
            continue
        past = series[-1 - EARS_LAG - HISTORY_MIN : -1 - EARS_LAG]
        chance = max(chance_beside(int(series[-1]), past), _normal_chance(float(series[-1]), past))
        yield _Test(kind, _place(county, area), WEEK, int(series[-1]), float(past.mean()), chance)


def chance_beside(count: int, past: NDArray[np.int64]) -> float:
    """Of at least ``count`` after ``past``, by :func:`county.figures.unusual.surprise`; 1 where that is too short."""
    found = surprise(count, past.tolist())
    return 1.0 if found is None else 10.0**-found


def _normal_chance(count: float, past: NDArray[np.int64]) -> float:
    """By the t distribution of a further value; the spread is at least that of a Poisson process."""
    mean, n = float(past.mean()), len(past)
    spread = max(float(past.std(ddof=1)), math.sqrt(mean), 0.5)
    return float(stdtr(n - 1, (mean - count) / (spread * math.sqrt(1 + 1 / n))))


def _farrington(counts: DailyCounts, county: WatchedCounty) -> Iterator[_Test]:
    totals = weekly(counts.areas)
    years = next(years for years in range(FARRINGTON_YEARS[1], 0, -1) if len(totals) > farrington_weeks(years))
    method = FlexibleFarrington(years=years, threshold=Threshold.QUANTILE)
    for kind, area in np.argwhere(totals[-1] > 0).tolist():
        judged = method.judge(totals[:, kind, area], len(totals) - 1)
        if judged.alarm:
            yield _Test(
                kind, _place(county, area), WEEK, int(totals[-1, kind, area]), judged.expected, judged.chance
            )


def _zero(counts: DailyCounts, county: WatchedCounty) -> Iterator[_Test]:
    """Places without a case, and then there are some in a week."""
    names = [*((code,) if code else () for code in county.areas), *((code,) for code in county.villages)]
    totals = weekly(np.concatenate([counts.areas, counts.villages], axis=2))[-ZERO_WEEKS - 1 :]
    for kind, place in np.argwhere((totals[-1] > 0) & (totals[:-1].sum(axis=0) == 0)).tolist():
        past = totals[:-1, kind, place]
        observed = int(totals[-1, kind, place])
        yield _Test(kind, names[place], WEEK, observed, 0.5 / len(past), chance_beside(observed, past))


def _scan(
    counts: DailyCounts, county: WatchedCounty, replicates: int, cancelled: Callable[[], bool]
) -> Iterator[_Test]:
    """The strongest cluster of each class: against its own year, or without one by permutation."""
    days = min(counts.days, SCAN_DAYS)
    weekdays = (counts.at_ms // DAY_MS + np.arange(-counts.days, 0)) % 7
    for kind, name in enumerate(counts.classes):
        cases = counts.villages[:, kind]
        if not cases[-WEEK:].any():
            continue
        seed = crc32(f"{counts.at_ms}:{name}".encode())
        found: Cluster | None
        if counts.days >= SCAN_DAYS + YEAR_DAYS:
            past = slice(-SCAN_DAYS - YEAR_DAYS, -SCAN_DAYS)
            judged_days = np.concatenate([weekdays[past], weekdays[-WEEK:]])
            expected = expected_per_day(cases[past], county.people, county.town_of, weekdays[past], judged_days)
            varies = dispersion(cases[past], expected[:-WEEK], county.town_of)
            found = scan_expected(
                cases[-WEEK:], expected[-WEEK:], county.circles, seed=seed, replicates=replicates,
                as_strong=AS_STRONG, dispersion=varies, cancelled=cancelled,
            )  # fmt: skip
        else:
            found = scan_permuted(
                cases[-days:], county.circles, seed=seed, replicates=replicates, as_strong=AS_STRONG,
                cancelled=cancelled,
            )  # fmt: skip
        if found is not None:
            places = tuple(county.villages[place] for place in found.places)
            yield _Test(kind, places, found.days, found.observed, found.expected, found.chance)


def _comparable(shares: tuple[BadShare, BadShare]) -> int:
    """Series of shares, if there is a past to compare with."""
    now, before = shares
    return now.total.size if before.total.any() else 0


def _shares(shares: tuple[BadShare, BadShare], county: WatchedCounty) -> Iterator[_Test]:
    """Shares that have risen: by Wilson's intervals, with the chance of Fisher's exact test."""
    now, before = shares
    for kind, area in np.argwhere(now.part > 0).tolist():
        part, total = int(now.part[kind, area]), int(now.total[kind, area])
        past_part, past_total = int(before.part[kind, area]), int(before.total[kind, area])
        if not has_shifted(part, total, past_part, past_total) or part * past_total <= past_part * total:
            continue
        chance = float(hypergeom.sf(part - 1, total + past_total, part + past_part, total))
        yield _Test(kind, _place(county, area), SHARE_DAYS[0], part, total * past_part / past_total, chance)


def _place(county: WatchedCounty, area: int) -> tuple[str, ...]:
    return (county.areas[area],) if area else ()
