"""EARS C1, C2 and C3: a count against the mean and spread of the periods just before it.

Source: L. Hutwagner et al., The bioterrorism preparedness and response Early Aberration Reporting System, J. Urban
Health 80 (2003), i89-i96; the bounds are written as in R's package ``surveillance`` (``earsC``), whose published
results are the reference.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

BASELINE = 7
"""Periods that a count is compared with."""
LAG = 2
"""Periods between the baseline of C2 and C3 and the count, so that the start of a rise does not hide it."""


class Ears(StrEnum):
    C1 = "C1"
    C2 = "C2"
    C3 = "C3"


ALPHA = {Ears.C1: 0.001, Ears.C2: 0.001, Ears.C3: 0.025}
"""Chance of an alarm in a period in which nothing happens, as the method proposes it."""


def first_period(method: Ears, baseline: int = BASELINE) -> int:
    """Index of the first period that can be judged."""
    return {Ears.C1: baseline, Ears.C2: baseline + LAG, Ears.C3: baseline + 2 * LAG}[method]


def upper_bounds(
    counts: ArrayLike, method: Ears, *, alpha: float | None = None, baseline: int = BASELINE, least_sd: float = 0.0
) -> NDArray[np.float64]:
    """The bound of each period, (n,): a count above it is an alarm.  NaN where too few periods come before.

    ``counts``: (n,), a period each.  ``alpha``: by default that of the method.  ``least_sd``: the spread of a baseline
    is taken to be at least this; with 0, after seven equal counts any greater one is an alarm.  Raises ValueError for a
    baseline of less than two periods, which has no spread.
    """
    series = np.asarray(counts, np.float64)
    if baseline < 2:
        raise ValueError(f"a baseline of {baseline} periods has no spread; use at least 2")
    z = float(ndtri(1 - (ALPHA[method] if alpha is None else alpha)))
    bounds = np.full(len(series), np.nan)
    lag = 0 if method is Ears.C1 else LAG
    first = baseline + lag
    if len(series) <= first:
        return bounds
    before = sliding_window_view(series, baseline)[: len(series) - first]
    mean, sd = before.mean(axis=1), np.maximum(before.std(axis=1, ddof=1), least_sd)
    if method is not Ears.C3:
        bounds[first:] = mean + z * sd
        return bounds
    with np.errstate(divide="ignore", invalid="ignore"):  # equal counts: infinite, or 0/0 for one more of them
        excess = np.maximum((series[first:] - mean) / sd - 1, 0)
        recent = excess[:-2] + excess[1:-1]
        bounds[first + LAG :] = np.maximum(series[first + LAG :] + sd[2:] * (z - recent), 0)
    return bounds
