"""Metrics: what the figures of an evaluation are, as rows of the catalogue's table ``metrics``.

A ratio is Σ numerator ÷ Σ denominator at every grain; totals are computed again from the records, never averaged.  What
has no source or an empty denominator has no value: unknown, never 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from county.events.event import LEVELS, SOURCES, STATES
from county.names import Name

Grain = Literal["county", "town", "village", "grid", "unit", "class", "subclass", "channel"]
GRAINS: tuple[Grain, ...] = ("county", "town", "village", "grid", "unit", "class", "subclass", "channel")
MetricKind = Literal["count", "ratio", "duration", "level", "amount"]
MetricSource = Literal["events", "calls", "visits", "indicators", "sensors", "alarms", "cases", "units", "results"]
CaseKind = Literal["closure", "response", "plan", "evacuation"]
"""Aggregates that are procedures and whose running cases are counted."""
TimeBasis = Literal["happened", "recorded", "due"]
LEAST_SAMPLE = 20
"""Of a metric that names no other: of fewer no percentage is told."""
Quality = Literal["ok", "small_sample", "partial", "unknown"]
Part = Literal["numerator", "denominator"]
ReportedValues = Literal["any", "amounts", "counts"]
"""What can be reported for an indicator: *amounts* are not negative, *counts* are whole besides."""

Z95 = 1.959963984540054
"""Quantile of the standard normal distribution for intervals of 95 %."""
FACTS = frozenset({
    "happened_ms", "recorded_ms", "dispatched_ms", "accepted_ms", "arrived_ms", "fed_back_ms", "due_ms", "ended_ms",
    "state", "source", "level", "supervised", "satisfied", "solved", "repeated", "recurred", "overdue",
    "filed", "dispatched", "accepted", "returned", "extended", "suspended", "fed_back", "sent_back", "reopened",
    "escalated", "arrived", "evaluated",
})  # fmt: skip
"""What is known of each event as of a record.  ``…_ms``: times, NEVER_MS if not set; ``dispatched_ms``, ``accepted_ms``
and ``arrived_ms`` of the first such record, ``fed_back_ms`` of the last one.  ``satisfied`` and ``solved``: the
reporter's last answer, -1 for none.  ``repeated``, ``recurred``, ``overdue``: see
:mod:`services.analysis.figures.event_facts`.  The others: number of such records."""
CODED: dict[str, Sequence[str]] = {"state": STATES, "source": SOURCES, "level": LEVELS}
"""Facts whose values are places in these."""
_CONDITION = re.compile(
    r"(?P<fact>\w+) (?:(?P<not>not )?in (?P<words>\w+(?: \w+)*)|(?P<sign><=|>=|==|<|>) (?P<other>\w+)"
    r"(?: \+ (?P<more>\d+))?)"
)
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal,
}  # fmt: skip
Measure = Annotated[float, Meta(ge=-1e9, le=1e9)]
"""A value of a figure or an indicator."""
ASKED_MAX = 2_000
"""Characters of what was asked for a result."""
Condition = Annotated[str, Meta(max_length=200)]
Column = Callable[[str], NDArray[Any]]
"""The values of a fact, one an event."""


class Metric(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A defined quantity.

    *count*: events of ``population``.  *ratio*: of ``population``, those for which ``matching`` holds too.
    *duration*: the ``quantile`` over ``population`` of the time between two facts.  *level*: the count at the end of
    the period, of events, alarms or cases.  *amount*: an indicator as it was reported; with ``indicator_of`` a ratio of
    two, with ``below`` the number of divisions that reported less.  Of the source *results*: a number of a decision
    part, see :mod:`services.results`.
    """

    name: Name
    formula: Name
    """Numerator, denominator, time basis and exceptions in words, for those who read the figure."""
    unit: Name
    kind: MetricKind
    theme: Literal["volume", "speed", "quality", "people", "stock", "signs"]
    """Under which heading it is shown."""
    source: MetricSource = "events"
    time_basis: TimeBasis = "happened"
    """Which time of an event lies in the period of a figure."""
    event_classes: tuple[str, ...] = ()
    """Only events of these classes; empty: of all."""
    subclasses: tuple[str, ...] = ()
    """Only events of these subclasses; empty: of all."""
    rules: tuple[str, ...] = ()
    """Of alarms: those of these rules, which are active."""
    case: CaseKind | None = None
    """Of cases: which, of those that have not ended."""
    calls: Literal["offered", "answered"] = "offered"
    """Of a count of calls."""
    population: tuple[Condition, ...] = ()
    matching: tuple[Condition, ...] = ()
    since: str = ""
    until: str = ""
    working: bool = False
    """The duration counts working time only."""
    quantile: Annotated[float, Meta(gt=0, lt=1)] = 0.5
    within_days: Annotated[int, Meta(ge=1, le=366)] = 7
    """Of visits: in so many days before the end of the period."""
    indicator: str = ""
    indicator_of: str = ""
    below: Measure | None = None
    values: ReportedValues = "any"
    """What can be reported for its indicators."""
    result: str = ""
    """Of a result: key of what counts it."""
    fresh_h: Annotated[int, Meta(ge=1, le=8_784)] = 24
    """Of a result: after so many hours it is shown as old."""
    confidence: Annotated[float, Meta(gt=0, lt=1)] = 0.95
    """Of the intervals of its values."""
    grains: tuple[Grain, ...] = GRAINS
    good: Literal["up", "down", "none"] = "none"
    min_denominator: Annotated[int, Meta(ge=0, le=10_000)] = LEAST_SAMPLE
    """With fewer, no ranking and no bare percentage: the sample is too small."""
    decimals: Annotated[int, Meta(ge=0, le=4)] = 1
    source_ref: str = ""
    """Where the definition comes from; "" for local custom."""
    retired: bool = False

    @property
    def has_denominator(self) -> bool:
        """Whether a figure has one."""
        return self.kind in ("ratio", "duration") or bool(self.indicator_of)

    @property
    def is_share(self) -> bool:
        """Whether numerator and denominator count the same things, so that the value is shown in per cent."""
        return self.has_denominator and self.kind != "duration"


class Scope(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """The filters of a figure.  An empty one excludes nothing."""

    division: Annotated[str, Meta(max_length=15)] = ""
    """This one and all within it."""
    event_class: Annotated[str, Meta(max_length=100)] = ""
    subclass: Annotated[str, Meta(max_length=100)] = ""
    unit: Annotated[str, Meta(max_length=100)] = ""
    channel: Annotated[str, Meta(max_length=100)] = ""
    level: Annotated[str, Meta(max_length=100)] = ""


class Period(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Times in ms, ``to_ms`` excluded."""

    from_ms: int
    to_ms: int


class FigureValue(Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """What one figure says.  Unknown parts are None.

    Of a duration ``num`` is the sum in ms and ``value`` the quantile in ms; ``low`` and ``high`` bound the value with
    95 % (Wilson's interval for shares, order statistics for quantiles), or the ``confidence`` of the metric.
    """

    num: float | None = None
    den: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    quality: Quality = "unknown"


class Figure(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One value with everything that is needed to compute it again, for ever, from the journal."""

    metric: str
    scope: Scope
    period: Period
    grain: Grain
    group: str
    """Code of a division, id of a unit, key of a class, subclass or channel; "" at the grain ``county``."""
    as_of_seq: int
    """The journal's last record that counts."""
    value: FigureValue
    asked: Annotated[str, Meta(max_length=ASKED_MAX)] = ""
    """Of a result: the question to its part, as JSON."""
    basis: Annotated[str, Meta(max_length=64)] = ""
    """Of a result: digest of what else than the journal it was computed from, such as roads and people; "" where there
    is nothing else."""


class Interval(NamedTuple):
    """Bounds of a value."""

    low: float
    high: float


def wilson(matching: int, count: int, z: float = Z95) -> Interval:
    """Wilson's score interval of a share (E. B. Wilson 1927); ``count`` > 0."""
    share, z2 = matching / count, z * z
    centre = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = z / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def share_of(num: float, den: int, minimum: int) -> FigureValue:
    """The figure of a share; without a denominator unknown."""
    if not den:
        return FigureValue(num, den)
    low, high = wilson(round(num), den)
    return FigureValue(num, den, num / den, low, high, "small_sample" if den < minimum else "ok")


def quantile_of(ordered: NDArray[np.int64], quantile: float, minimum: int) -> FigureValue:
    """The figure of a duration from all durations in ms, in order: the value of rank ⌈n·q⌉, which somebody waited for;
    its bounds are the order statistics of ranks n·q ± z√(n·q·(1−q))."""
    count = len(ordered)
    if not count:
        return FigureValue(None, 0)
    half = Z95 * math.sqrt(count * quantile * (1 - quantile))
    ranks = (count * quantile - half, count * quantile, count * quantile + half)
    low, value, high = (float(ordered[min(max(math.ceil(rank), 1), count) - 1]) for rank in ranks)
    quality: Quality = "small_sample" if count < minimum else "ok"
    return FigureValue(float(ordered.sum()), count, value, low, high, quality)


def holds(conditions: Sequence[str], column: Column, count: int) -> NDArray[np.bool_]:
    """For each of ``count`` events whether all conditions hold, (n,).  Raises ValueError for one that is none."""
    every = np.ones(count, np.bool_)
    return reduce(np.logical_and, (_holds(text, column) for text in conditions), every)


def _holds(text: str, column: Column) -> NDArray[np.bool_]:
    one: NDArray[np.bool_] = reduce(np.logical_or, (_single(part, column) for part in text.split(" | ")))
    return one


def _single(text: str, column: Column) -> NDArray[np.bool_]:
    found = _parsed(text)
    values = column(found["fact"])
    if found["words"] is not None:
        names = CODED[found["fact"]]
        among = np.isin(np.arange(len(names)), [names.index(word) for word in found["words"].split()])
        chosen: NDArray[np.bool_] = among[values]
        return ~chosen if found["not"] else chosen
    other = found["other"]
    limit = int(other) if other.isdigit() else column(other)
    if found["more"] is not None:
        values = values - int(found["more"])
    result: NDArray[np.bool_] = _SIGNS[found["sign"]](values, limit)
    return result


def _parsed(text: str) -> dict[str, Any]:
    """The parts of a condition.  Raises ValueError."""
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no condition; write one like 'fed_back_ms < due_ms' or 'state in closed'")
    parts = found.groupdict()
    for name in (parts["fact"], parts["other"]):
        if name is not None and name not in FACTS and not name.isdigit():
            raise ValueError(f"{text!r}: there is no fact {name!r}")
    if parts["words"] is not None:
        known = CODED.get(parts["fact"], ())
        for word in parts["words"].split():
            if word not in known:
                raise ValueError(f"{text!r}: {parts['fact']!r} is never {word!r}")
    return parts


def metric_faults(metric: Metric) -> Iterator[str]:
    """Why a row cannot be computed."""
    for text in (*metric.population, *metric.matching):
        for part in text.split(" | "):
            try:
                _parsed(part)
            except ValueError as error:
                yield str(error)
    for name in (metric.since, metric.until):
        if (metric.kind == "duration") != name.endswith("_ms") or (name and name not in FACTS):
            yield f"since and until of a duration are two times, not {name!r}"
    if metric.kind == "duration" and metric.unit.en not in ("min", "h", "d"):
        yield f"the unit of a duration is min, h or d, not {metric.unit.en!r}"
    if metric.source == "events" and (metric.kind == "ratio") != bool(metric.matching):
        yield "matching belongs to a ratio of events, and only there"
    if (metric.source == "indicators") != bool(metric.indicator) or (metric.source == "indicators") != (
        metric.kind == "amount" and metric.source != "results"
    ):
        yield "an amount names its indicator, and nothing else does"
    if (metric.source == "results") != bool(metric.result):
        yield "a result names what counts it, and nothing else does"
    if metric.source == "results" and metric.kind not in ("level", "ratio", "amount"):
        yield "results lead to a level, a ratio or an amount"
    if metric.source in ("visits", "sensors", "units") and metric.kind != "ratio":
        yield f"{metric.source} lead to a ratio"
    if metric.source == "calls" and metric.kind not in ("ratio", "count"):
        yield "calls lead to a ratio or a count"
    if metric.source in ("alarms", "cases") and metric.kind != "level":
        yield f"{metric.source} lead to a level"
    if (metric.source == "alarms") != bool(metric.rules) or (metric.source == "cases") != (metric.case is not None):
        yield "rules belong to alarms, a case to cases, and only there"
    if metric.source != "events" and (metric.event_classes or metric.subclasses):
        yield "classes and subclasses belong to events"
    if metric.below is not None and (metric.source != "indicators" or metric.indicator_of):
        yield "below belongs to a single indicator"
    if metric.values != "any" and metric.source != "indicators":
        yield "values belong to indicators"
