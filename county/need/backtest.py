"""What each method would have told in past weeks, from what was known then: forecasts by a rolling origin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from county.need.baselines import BASELINES, METHODS, Values, baselines
from county.need.features import FEATURES, Features, features
from county.need.known_counts import KnownCounts
from county.need.places import NeedPlaces

FOLD_WEEKS: Final = 13
FOLDS: Final = 6
"""The first two calibrate the intervals of the others, by which methods are judged."""
JUDGED_WEEKS: Final = 52
BEGIN_WEEKS: Final = 26
"""Of past before the first fold."""
MODEL_WEEKS: Final = BEGIN_WEEKS + FOLDS * FOLD_WEEKS
"""With fewer weeks no model is tried."""
TRAINED_FROM: Final = 13
"""Origins with a shorter past teach nothing."""
SHORT_TEST: Final = 26
LEAST_WEEKS: Final = SHORT_TEST + FOLD_WEEKS
"""With fewer weeks nothing is forecast."""
ROWS_MAX: Final = 10_000
"""Rows that a model is trained with, drawn at random: more take longer than a user waits."""
FOREST: Final = list(METHODS).index("forest")

Step = Callable[[float], None]


class Trained(Protocol):
    def told(self, rows: Features) -> Values:
        """Forecasts, (rows,)."""
        ...


Train = Callable[[Features, Values, int], Trained]
"""A model from rows of features, what came of them, and a seed."""


@dataclass(frozen=True)
class HeldOut:
    """The last fold and the model that had not seen it: rows (weeks, series), or of chosen series."""

    model: Trained
    rows: Features
    came: Values


@dataclass(frozen=True)
class Backtest:
    """``came`` (weeks, series): what was counted in the tested weeks, as known at the end; ``told`` (methods, weeks,
    series): by each of METHODS, NaN where it told nothing; ``next`` (methods, series): for the week to forecast."""

    came: Values
    told: NDArray[np.float64]
    next: NDArray[np.float64]
    held_out: HeldOut | None


def backtest(
    known: KnownCounts, places: NeedPlaces, ahead: int, first_week: int, modelled: tuple[int, ...],
    train: Train | None, seed: int, step: Step,
) -> Backtest:  # fmt: skip
    """``modelled``: classes that the model learns and forecasts; ``train``: None for baselines alone.

    A fold's model is trained with what was known at the origin of its first week.  At least LEAST_WEEKS are known, and
    MODEL_WEEKS where there is a model.
    """
    tested = FOLDS * FOLD_WEEKS if train is not None else SHORT_TEST
    now = known.weeks
    first = now - tested
    came = known.at(now).span(first, now).astype(float)
    told = np.full((len(METHODS), tested, known.number), np.nan)
    chosen = np.flatnonzero(np.repeat(np.isin(np.arange(places.needs), modelled), len(places.codes)))
    lessons = _Lessons(known, places, ahead, first_week, modelled, seed) if train is not None else None
    model: Trained | None = None
    held: list[Features] = []
    for week in range(tested):
        origin = first + week - ahead + 1
        at = known.at(origin)
        told[: len(BASELINES), week] = baselines(at, ahead, places)
        if train is not None and lessons is not None:
            if week % FOLD_WEEKS == 0:
                model = train(*lessons.up_to(origin), seed)
            assert model is not None
            rows = features(at, ahead, places, first_week)[chosen]
            told[FOREST, week, chosen] = model.told(rows)
            if week >= tested - FOLD_WEEKS:
                held.append(rows)
        step((week + 1) / (tested + FOLD_WEEKS))
    following = np.full((len(METHODS), known.number), np.nan)
    at = known.at(now)
    following[: len(BASELINES)] = baselines(at, ahead, places)
    held_out = None
    if train is not None and lessons is not None:
        assert model is not None
        held_out = HeldOut(model, np.stack(held), came[-FOLD_WEEKS:, chosen])
        last = train(*lessons.up_to(now), seed)
        following[FOREST, chosen] = last.told(features(at, ahead, places, first_week)[chosen])
    step(1.0)
    return Backtest(came, told, following, held_out)


class _Lessons:
    """Rows of features, and what came of them; at each origin the same ones are drawn, whoever asks."""

    def __init__(
        self, known: KnownCounts, places: NeedPlaces, ahead: int, first_week: int, modelled: tuple[int, ...], seed: int
    ) -> None:
        self._known = known
        self._ahead = ahead
        self._origins = np.arange(TRAINED_FROM, known.weeks - ahead + 1)
        n = len(places.codes)
        each = max(1, min(n, ROWS_MAX // (len(self._origins) * len(modelled))))
        self._series = np.stack([
            np.concatenate([need * n + random.choice(n, each, replace=False) for need in modelled])
            for random in (np.random.default_rng((seed, origin)) for origin in self._origins.tolist())
        ])  # fmt: skip
        self._rows = np.empty((*self._series.shape, len(FEATURES)), np.float32)
        for number, origin in enumerate(self._origins.tolist()):
            self._rows[number] = features(known.at(origin), ahead, places, first_week)[self._series[number]]

    def up_to(self, origin: int) -> tuple[Features, Values]:
        """Those of which it was known at ``origin`` what came."""
        targets = self._origins + self._ahead - 1
        usable = np.flatnonzero(targets < origin)
        at = self._known.at(origin)
        came = [at.week(int(targets[row]))[self._series[row]] for row in usable]
        return self._rows[usable].reshape(-1, len(FEATURES)), np.concatenate(came).astype(float)
