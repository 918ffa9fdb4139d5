"""What a change has done where it was made: differences in differences with matched villages, and placebo tests.

Events a 1,000 people and week (or a village and week) before and after, in the villages of the change and in those most
like them before it.  The placebo test in space does the same with villages in which nothing was changed; that in time
with a moment in the middle of the time before.  Sources: Card and Krueger 1994; Abadie, Diamond and Hainmueller 2010
(placebo tests); Abadie 2005 (matching).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

MATCHES = 3
"""Villages most like one of the change."""
LEAST_WEEKS_BEFORE, LEAST_WEEKS_AFTER = 8, 4
LEAST_OTHERS = 19
"""Villages in which nothing was changed: with fewer no placebo test can be below 1 in 20."""
LEAST_EVENTS = 20
"""In the villages of the change and their matches, before and after."""
PLACEBOS = 999
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TooLittle = Literal["weeks_before", "weeks_after", "others", "changed", "events"]


class ChangeFound(Struct, frozen=True, kw_only=True, tag="change_found"):
    """Rates are events a week for each unit of ``size``."""

    before: float
    """In the villages of the change."""
    after: float
    expected: float
    """After, had they changed as their matches."""
    effect: float
    low: float
    high: float
    """Of the effect: what placebos leave as possible, 95 %."""
    p: float
    """How often a placebo in space is as far from none."""
    earlier: float
    """The effect at the moment in the middle of the time before, of which it should be none."""
    earlier_p: float
    matches: tuple[tuple[int, ...], ...]
    """Of each village of the change the rows of the villages most like it."""


def too_little(counts: Ints, changed: NDArray[np.bool_], week: int) -> TooLittle | None:
    """Why nothing can be told; None where it can.  ``counts`` (villages, weeks), ``week``: the first one after."""
    if not changed.any():
        return "changed"
    if week < LEAST_WEEKS_BEFORE:
        return "weeks_before"
    if counts.shape[1] - week < LEAST_WEEKS_AFTER:
        return "weeks_after"
    if int((~changed).sum()) < max(LEAST_OTHERS, MATCHES * int(changed.sum())):
        return "others"
    return "events" if int(counts[changed].sum()) < LEAST_EVENTS else None


def change_found(
    counts: Ints, changed: NDArray[np.bool_], week: int, size: Floats, *, seed: int,
    progress: Callable[[float], None] = lambda share: None,
) -> ChangeFound:  # fmt: skip
    """``counts`` (villages, weeks) of events, ``changed`` (villages,), ``week``: the first one with the change,
    ``size`` (villages,) > 0: people, or 1 each.  Call :func:`too_little` before."""
    rates = counts / size[:, None]
    likeness = _likeness(rates, size, week)
    matches = _matched(likeness, np.flatnonzero(changed), np.flatnonzero(~changed))
    gains = rates[:, week:].mean(axis=1) - rates[:, :week].mean(axis=1)
    effect = _effect(gains, np.flatnonzero(changed), matches)
    half = week // 2
    early = rates[:, half:week].mean(axis=1) - rates[:, :half].mean(axis=1)
    early_matches = _matched(_likeness(rates, size, half), np.flatnonzero(changed), np.flatnonzero(~changed))
    earlier = _effect(early, np.flatnonzero(changed), early_matches)
    rng = np.random.default_rng(seed)
    others, n = np.flatnonzero(~changed), int(changed.sum())
    placebos, early_placebos = np.empty(PLACEBOS), np.empty(PLACEBOS)
    for draw in range(PLACEBOS):
        fake = rng.choice(others, min(n, len(others) - MATCHES), replace=False)
        rest = np.setdiff1d(others, fake)
        placebos[draw] = _effect(gains, fake, _matched(likeness, fake, rest))
        early_placebos[draw] = _effect(early, fake, _matched(likeness, fake, rest))
        progress((draw + 1) / PLACEBOS)
    after = float(rates[changed, week:].mean())
    wider = _wider(rates[changed, week:].mean(axis=1), size[changed], counts.shape[1] - week, after - effect, placebos)
    low, high = wider * np.quantile(placebos, (0.025, 0.975))
    return ChangeFound(
        before=float(rates[changed, :week].mean()), after=after, expected=after - effect, effect=effect,
        low=effect - float(high), high=effect - float(low), p=_p(effect, placebos), earlier=earlier,
        earlier_p=_p(earlier, early_placebos), matches=tuple(map(tuple, matches.tolist())),
    )  # fmt: skip


def _wider(after: Floats, size: Floats, weeks: int, expected: float, placebos: Floats) -> float:
    """By how much the spread of the placebos is too small where more events came than expected: the variance of Poisson
    counts grows with them."""
    share = after / after.mean() if after.mean() > 0 else np.ones(len(after))
    more = np.maximum(after - max(expected, 0.0) * share, 0.0)
    extra = float((more / (size * weeks)).sum()) / len(after) ** 2
    spread = float(placebos.var())
    return float(np.sqrt(1.0 + extra / spread)) if spread > 0 else 1.0


def _p(effect: float, placebos: Floats) -> float:
    return (1 + int((np.abs(placebos) >= abs(effect) - 1e-12).sum())) / (1 + len(placebos))


def _likeness(rates: Floats, size: Floats, week: int) -> Floats:
    """(villages, 3) of the time before ``week``, in standard deviations: size, events, and how they changed."""
    half = week // 2
    told = np.column_stack([
        np.log(size), np.sqrt(rates[:, :week].mean(axis=1)),
        np.sqrt(rates[:, half:week].mean(axis=1)) - np.sqrt(rates[:, :half].mean(axis=1)),
    ])  # fmt: skip
    spread = told.std(axis=0)
    return np.asarray((told - told.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _matched(likeness: Floats, changed: Ints, others: Ints) -> Ints:
    """(changed, MATCHES) the rows of ``others`` nearest to each; a row may match several."""
    away = ((likeness[changed, None, :] - likeness[None, others, :]) ** 2).sum(axis=2)
    nearest = np.argsort(away, axis=1, kind="stable")[:, :MATCHES]
    return np.asarray(others[nearest])


def _effect(gains: Floats, changed: Ints, matches: Ints) -> float:
    return float((gains[changed] - gains[matches].mean(axis=1)).mean())
