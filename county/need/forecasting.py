"""Forecasts the needs of a coming week: by a model where it has proven to be better than the best baseline, else by
that, and by nothing where the past is too short to tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from msgspec.structs import replace

from county.need import accuracy
from county.need.accuracy import CALIBRATED_WEEKS, ForecastInterval, Skill, half_width, interval, scores_of, skill_of
from county.need.backtest import (
    FOREST,
    JUDGED_WEEKS,
    LEAST_WEEKS,
    MODEL_WEEKS,
    Backtest,
    Step,
    Train,
    backtest,
)
from county.need.baselines import BASELINES, METHODS, YEAR_WEEKS, Method, Values
from county.need.explanation import explanations
from county.need.fairness import few_reports, group_scores, uneven
from county.need.known_counts import Counts, KnownCounts
from county.need.limits import EVENTS_MIN
from county.need.problem import NeedProblem
from county.need.results import PAST_SHOWN, GroupBy, MethodScore, NeedForecast, NeedsForecast, NeedState, ToldSkill
from county.need.scoring import scored

STEADY: Final = tuple(BASELINES.index(key) for key in ("mean52", "shrunk", "mean8", "seasonal", "last"))
"""Baselines, those first that change least from week to week …"""
TIE: Final = 0.01
"""… of which the first one is in use whose error is at most so much larger than the least one."""
ALL_METHODS: Final[tuple[Method, ...]] = tuple(METHODS)


def forecast(problem: NeedProblem, train: Train, step: Step = lambda share: None) -> NeedsForecast:
    """The answer; ``step`` is called with the share done."""
    places, known = problem.places, KnownCounts(problem.entries, len(problem.needs) * len(problem.codes))
    counts = places.by_class(known.at(known.weeks).last(known.weeks))
    states = [_state(counts[:, need], known.weeks) for need in range(places.needs)]
    modelled = tuple(need for need, state in enumerate(states) if state == "baseline")
    tested, explained = None, {}
    if any(state in ("baseline", "short") for state in states):
        tested = backtest(
            known, places, problem.question.ahead, problem.first_week, modelled, train if modelled else None,
            problem.seed, lambda share: step(0.95 * share),
        )  # fmt: skip
        if tested.held_out is not None:
            explained = dict(zip(modelled, explanations(tested.held_out, len(modelled), problem.seed), strict=True))
    reports = counts[-YEAR_WEEKS:].sum(axis=(0, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        reporting = np.where(places.people > 0, reports / places.people, np.nan)
    by: dict[GroupBy, Values] = {"over_60": places.over_60, "far": places.far_m, "reporting": reporting}
    found = []
    for need, key in enumerate(problem.needs):
        one = _of_class(key, states[need], counts[:, need], tested, places.series_of(need), by, problem.seed)
        influences, dependences = explained.get(need, ((), ()))
        past = np.minimum(counts[-PAST_SHOWN:, need], np.iinfo(np.uint16).max).astype("<u2").tobytes()
        found.append(replace(
            one, past=past, influences=influences, dependences=dependences, scored=scored(problem, known, need)
        ))  # fmt: skip
    step(1.0)
    people = np.where(np.isfinite(places.people), places.people, -1).astype(int)
    return NeedsForecast(
        week=problem.first_week + known.weeks + problem.question.ahead - 1, weeks=known.weeks, codes=problem.codes,
        people=tuple(people.tolist()), needs=tuple(found),
        few_reports=tuple(problem.codes[place] for place in few_reports(reports, places.people)),
        ages_known=bool(np.isfinite(places.over_60).any()),
    )  # fmt: skip


def _state(counts: Counts, weeks: int) -> NeedState:
    """Of a class before its forecasts are judged; ``counts`` (weeks, places)."""
    if weeks < LEAST_WEEKS:
        return "few_weeks"
    if counts.sum() < EVENTS_MIN:
        return "few_events"
    if not np.ptp(counts, axis=0).any():
        return "constant"
    return "baseline" if weeks >= MODEL_WEEKS else "short"


def _of_class(
    key: str, state: NeedState, counts: Counts, tested: Backtest | None, series: slice, by: Mapping[GroupBy, Values],
    seed: int,
) -> NeedForecast:  # fmt: skip
    events = int(counts.sum())
    if state == "few_weeks":
        return NeedForecast(need=key, state=state, sample=len(counts))
    if state == "few_events":
        return NeedForecast(need=key, state=state, sample=events)
    if state == "constant":
        return NeedForecast(
            need=key, state=state, sample=events, method="last", best="last",
            told=counts[-1].astype("<f4").tobytes(),
        )  # fmt: skip
    assert tested is not None
    came, told, following = tested.came[:, series], tested.told[:, :, series], tested.next[:, series]
    judged = min(JUDGED_WEEKS, len(came))
    complete = np.isfinite(told[:, -judged:]).all(axis=(1, 2)) & np.isfinite(following).all(axis=1)
    usable = np.flatnonzero(complete).tolist()
    errors = {m: accuracy.mean_absolute_error(came[-judged:], told[m, -judged:]) for m in usable}
    least = min((m for m in usable if m != FOREST), key=lambda m: errors[m])
    best = next(m for m in STEADY if m in usable and errors[m] <= (1 + TIE) * errors[least])
    skill = None
    if FOREST in usable:
        sums = [np.abs(came[-judged:] - told[m, -judged:]).sum(axis=1) for m in (FOREST, least)]
        skill = skill_of(sums[0], sums[1], seed)
    used = FOREST if skill is not None and skill.is_proven else best
    around = {m: _intervals(came, told[m], judged) for m in usable}
    scale = accuracy.naive_error(counts[:-judged])
    half = half_width(scores_of(came[-CALIBRATED_WEEKS:], told[used, -CALIBRATED_WEEKS:]))
    in_use = around[used]
    groups = group_scores(came[-judged:], told[used, -judged:], in_use, by)
    return NeedForecast(
        need=key, state="model" if used == FOREST else state, sample=events, method=ALL_METHODS[used],
        best=BASELINES[best], least=BASELINES[least], judged_weeks=judged, skill=_told(skill), half=half,
        scores=tuple(
            MethodScore(
                ALL_METHODS[m], errors[m], errors[m] / scale if scale else None,
                None if (bounds := around[m]) is None else accuracy.pinball(came[-judged:], *bounds),
            )
            for m in usable
        ),
        coverage=None if in_use is None else accuracy.coverage(came[-judged:], in_use),
        told=np.maximum(0.0, following[used]).astype("<f4").tobytes(), groups=groups, uneven=uneven(groups),
    )  # fmt: skip


def _intervals(came: Values, told: Values, judged: int) -> ForecastInterval | None:
    """Around the forecasts of the judged weeks, each by the errors of the weeks before it; None where not all of these
    have a forecast."""
    first = len(came) - judged
    if first < CALIBRATED_WEEKS or not np.isfinite(told[first - CALIBRATED_WEEKS :]).all():
        return None
    bounds = []
    scores = scores_of(came, told)
    for week in range(first, len(came)):
        half = half_width(scores[week - CALIBRATED_WEEKS : week])
        assert half is not None
        bounds.append(interval(told[week], half))
    return ForecastInterval(np.stack([one.low for one in bounds]), np.stack([one.high for one in bounds]))


def _told(skill: Skill | None) -> ToldSkill | None:
    return None if skill is None else ToldSkill(*skill)
