"""A number's comparison in words, and in which colour: a change that chance explains has none."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from county.figures.metric import FigureValue, Metric
from county.figures.rising import is_worse
from county.figures.text import NO_DATA, change_text, interval_text, short_text, value_text
from county.figures.trend import counts_over_period, is_compared
from desktop import moments
from desktop.i18n import pick

translate = QCoreApplication.translate


class LargeValue(NamedTuple):
    """A value in large letters and what stands beside it in small ones: its unit, or that the sample is too small."""

    large: str
    small: str
    is_known: bool = True
    below: str = ""
    """Below the small text: within which the value lies, where the sample is too small."""


UNKNOWN = LargeValue("–", "", is_known=False)
"""Before anything arrived."""


class ComparedValue(NamedTuple):
    """A line of comparison: with what, its value, the change, and the name of the change's colour."""

    label: str
    value: str
    change: str
    color: str


def large_value(metric: Metric, value: FigureValue) -> LargeValue:
    """``96.4`` and ``%``; of few ``7/7`` and ``样本不足``; what is unknown is never 0."""
    if value.value is None:
        return LargeValue(pick(NO_DATA), "", is_known=False)
    text = pick(short_text(metric, value))
    if value.quality == "small_sample":
        interval = interval_text(metric, value)
        below = f"{interval}{pick(metric.unit) if metric.is_share else ''}" if interval else ""
        return LargeValue(text, translate("leader", "sample too small"), below=below)
    number, _, unit = text.replace("%", " %").partition(" ")
    return LargeValue(number, _in_part(unit) if value.quality == "partial" else unit)


def _in_part(text: str) -> str:
    return translate("leader", "{unit} partial").format(unit=text)


def whole_value(metric: Metric, value: FigureValue) -> str:
    """The value in one text."""
    return pick(value_text(metric, value))


def unrecorded(metric: Metric, began_ms: int | None, end_ms: int, now_ms: int) -> str:
    """Why a value up to ``end_ms`` is not known, where the records begin after it; "" for another reason.

    What happened before can be recorded later, and is counted; a stock of then is what was recorded by then.
    """
    if began_ms is None or began_ms < end_ms or counts_over_period(metric):
        return ""
    return translate("leader", "recorded since {date}").format(date=moments.day(began_ms, now_ms))


def compared(metric: Metric, now: FigureValue, then: FigureValue, label: str, unknown: str = "") -> ComparedValue:
    """``then`` beside ``now``.  Green or amber only where the change is significant and a direction is good.  What is
    counted in part beside a whole is marked, and a count of it is not compared.  ``unknown``: why ``then`` is not
    known."""
    if then.value is None:
        return ComparedValue(label, unknown or pick(NO_DATA), "", "muted")
    color = "warning" if is_worse(metric, now, then) else "good" if is_worse(metric, then, now) else "text"
    text, change = pick(short_text(metric, then)), pick(change_text(metric, now, then))
    if then.quality == "partial" and now.quality != "partial":
        text = _in_part(text)
    return ComparedValue(label, text, change if is_compared(metric, now, then) else "", color)
