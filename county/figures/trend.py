"""Trends: one metric over consecutive periods, and which of these are not wholly counted.

What is counted over a period is less where the records begin or end in the middle of it, which looks like a collapse.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from operator import or_

from msgspec.structs import replace

from county.figures.metric import FigureValue, Metric, Period
from county.figures.weeks import ComparedWeeks


def counts_over_period(metric: Metric) -> bool:
    """Whether its value grows with what happens in the period; all others are as of its end, or reported for it."""
    return metric.source in ("events", "calls") and metric.kind != "level"


def is_sum(metric: Metric) -> bool:
    """Whether a part of a period has less of it: a count, no share or duration."""
    return counts_over_period(metric) and metric.kind == "count"


def incomplete(
    metric: Metric, periods: Sequence[Period], values: Sequence[FigureValue], now_ms: int
) -> tuple[bool, ...]:
    """Of periods, the oldest first, which are not wholly counted: one that goes on at ``now_ms``, and one
    in which the records begin, as none before it has any; after a gap they do not, as calls that were not reported.

    Nothing is known of what is before the oldest one, which counts as complete: give one more than is shown.
    """
    if not counts_over_period(metric):
        return (False,) * len(periods)
    has_records = [value.num is not None or value.den is not None for value in values]
    begun_before = (True, *accumulate(has_records[:-1], or_))
    return tuple(
        known and (period.to_ms > now_ms or not begun)
        for period, known, begun in zip(periods, has_records, begun_before, strict=True)
    )


def is_compared(metric: Metric, now: FigureValue, before: FigureValue) -> bool:
    """Whether their change says anything: not that of a count from a period that was counted in part to a whole one."""
    return not is_sum(metric) or before.quality != "partial" or now.quality == "partial"


def marked_before(
    metric: Metric, periods: Sequence[Period], values: Sequence[FigureValue], now_ms: int
) -> FigureValue:
    """The value of the period before, ``partial`` where the records begin in it; ``periods`` and ``values``: of the one
    before that, the period before, and the present one."""
    return counted_in_part(values[1]) if incomplete(metric, periods, values, now_ms)[1] else values[1]


def marked_weeks(
    metric: Metric, weeks: ComparedWeeks, before: FigureValue, year_ago: FigureValue,
    earlier: Sequence[FigureValue],
) -> tuple[FigureValue, FigureValue]:  # fmt: skip
    """The values of the week before and of the week a year ago, ``partial`` where the records begin in that week;
    ``earlier``: of :attr:`ComparedWeeks.earlier`."""
    week_before, year_before = weeks.earlier
    periods = (year_before, weeks.year_ago, week_before, weeks.before)
    _, old, _, last = incomplete(metric, periods, (earlier[1], year_ago, earlier[0], before), weeks.now.to_ms)
    return (
        counted_in_part(before) if last else before,
        counted_in_part(year_ago) if old else year_ago,
    )


def counted_in_part(value: FigureValue) -> FigureValue:
    """The value of a period that is not wholly counted; that a sample is too small is said first."""
    return value if value.quality == "small_sample" else replace(value, quality="partial")


def counted_as(county: FigureValue, value: FigureValue) -> FigureValue:
    """The value of a part of the county, counted in part where that of the county is."""
    return counted_in_part(value) if county.quality == "partial" else value
