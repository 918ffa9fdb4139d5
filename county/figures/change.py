"""Which changes between two periods are more than chance."""

from __future__ import annotations

import math

from county.figures.metric import Z95, FigureValue, Metric


def strength(metric: Metric, value: FigureValue, before: FigureValue) -> float:
    """A change in units of its standard error, 0 where it cannot be compared.

    Counts and levels are taken as Poisson counts, shares as those of two independent samples, durations by the
    half-widths of their 95 % intervals.
    """
    if value.value is None or before.value is None or "small_sample" in (value.quality, before.quality):
        return 0.0
    change = abs(value.value - before.value)
    if metric.is_share:
        error = _share_error(value, before)
    elif metric.kind == "duration":
        error = math.hypot(_half_width(value), _half_width(before)) / Z95
    elif metric.kind in ("count", "level"):
        error = math.sqrt(max(value.value + before.value, 1.0))
    else:
        return 0.0
    return change / error if error else 0.0


def is_notable(metric: Metric, value: FigureValue, before: FigureValue) -> bool:
    """Whether a change is unlikely (5 %) to be chance."""
    return strength(metric, value, before) >= Z95


def _share_error(value: FigureValue, before: FigureValue) -> float:
    if not value.den or not before.den or value.num is None or before.num is None:
        return 0.0
    share = (value.num + before.num) / (value.den + before.den)
    return math.sqrt(max(share * (1 - share), 0.0) * (1 / value.den + 1 / before.den))


def _half_width(value: FigureValue) -> float:
    return 0.0 if value.low is None or value.high is None else (value.high - value.low) / 2
