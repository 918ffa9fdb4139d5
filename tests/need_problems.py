"""Problems of need forecasts, small enough for a test: invented counts of a few places, and a model that is quick."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from county.need.baselines import Values
from county.need.features import FEATURES, Features
from county.need.kept_forecast import NeedForecastKept
from county.need.known_counts import CountEntries, entries_of
from county.need.places import NeedPlaces
from county.need.problem import NeedProblem
from county.need.question import Ahead, NeedQuestion

FIRST_WEEK = 2_800


def at_once(counts: NDArray[np.int64]) -> CountEntries:
    """Counts (weeks, series) that were known at the end of each week as they are."""
    weeks = len(counts)
    week, series = (np.repeat(one, counts.ravel()) for one in np.indices(counts.shape).reshape(2, -1))
    return entries_of(weeks, series, week, week + 1, np.full(len(week), weeks + 1))


def places(number: int, needs: int = 1, towns: int = 2, people: Values | None = None) -> NeedPlaces:
    """Places 0, 1, 2 … in turn in each town; those later ones are farther and older."""
    return NeedPlaces(
        codes=tuple(str(n) for n in range(number)), parent=np.arange(number) % towns,
        people=np.full(number, 1_000.0) if people is None else people,
        over_60=np.linspace(0.1, 0.4, number), far_m=np.linspace(0, 30_000, number), needs=needs,
    )  # fmt: skip


def problem(
    counts: NDArray[np.int64], *, needs: int = 1, ahead: Ahead = 1, towns: int = 2, people: Values | None = None,
    kept: tuple[NeedForecastKept, ...] = (), seed: int = 1,
) -> NeedProblem:  # fmt: skip
    """``counts`` (weeks, needs x places)."""
    of = places(counts.shape[1] // needs, needs, towns, people)
    names = tuple(f"class{n}" for n in range(needs))
    return NeedProblem.of(NeedQuestion(ahead=ahead), seed, names, of, FIRST_WEEK, at_once(counts), kept)


class Line:
    """Least squares over the features, in place of a forest: as able to learn, and quick."""

    def __init__(self, rows: Features, came: Values, seed: int) -> None:
        self._factors, *_ = np.linalg.lstsq(self._table(rows), came, rcond=None)

    def told(self, rows: Features) -> Values:
        found: Values = self._table(rows) @ self._factors
        return found

    @staticmethod
    def _table(rows: Features) -> Values:
        known = np.nan_to_num(rows.astype(float))
        return np.column_stack((known, np.ones(len(known))))


def place_of(feature: str) -> int:
    return list(FEATURES).index(feature)
