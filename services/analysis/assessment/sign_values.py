"""Which figures a vital sign is judged by, and the value that they give."""

from __future__ import annotations

from collections.abc import Sequence

from county.durations import WEEK_MS
from county.figures.metric import FigureValue, Period
from county.figures.unusual import surprise
from county.figures.vital_sign_table import VitalSign
from county.figures.vital_signs import judged_value


def sign_periods(sign: VitalSign, now_ms: int) -> tuple[Period, ...]:
    """What its figure counts at a moment, then the same of the weeks before it is compared with."""
    begin_ms, end_ms = now_ms + 1 - round(1000 * sign.window_s), now_ms + 1
    spans = ((begin_ms - week * WEEK_MS, end_ms - week * WEEK_MS) for week in range(sign.weeks + 1))
    return tuple(Period(max(begin, 0), max(end, 1)) for begin, end in spans)


def sign_value(sign: VitalSign, figures: Sequence[FigureValue]) -> float | None:
    """The value that is judged, from the figures of :func:`sign_periods`; weeks of which nothing is known are left
    out."""
    value = judged_value(figures[0])
    if not sign.weeks or value is None:
        return value
    known = (judged_value(figure) for figure in figures[1:])
    return surprise(round(value), [round(one) for one in known if one is not None])
