"""Figures that no event says: calls of the hotline, visits of grids, indicators that somebody reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from county.division import contains
from county.durations import DAY_MS
from county.figures.indicators import INDICATORS
from county.figures.inputs import CALLS, VISITS, GridVisited
from county.figures.metric import FigureValue, Grain, Metric, Part, Period, Scope, share_of
from county.figures.periods import span_ms
from services.analysis.figures.event_figures import GroupedValues
from services.analysis.figures.figure_groups import group_of
from services.analysis.timeline.layout import KINDS
from services.analysis.timeline.timeline import RecordTimeline, StateVersions

_VISITED = KINDS.index(GridVisited.__name__)
HOTLINE = "hotline"
"""The channel of calls."""
UNKNOWN = GroupedValues(FigureValue(), {})


class _Reported(NamedTuple):
    """A value for a period and a division, and the record that said it last."""

    span: range
    division: str
    value: float
    seq: int
    answered: int = 0
    whole: float = 0.0
    whole_seq: int = 0
    """The record that said the whole with it; 0: none did."""


class ReportedFigures:
    """Used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline, grids: Callable[[], Sequence[str]]) -> None:
        """``grids``: codes of all grids of the county."""
        self._timeline = timeline
        self._grids = grids

    def values(self, metric: Metric, scope: Scope, period: Period, grain: Grain, as_of_seq: int) -> GroupedValues:
        """The figures of a metric whose source is not events; without a report unknown."""
        if grain not in metric.grains or not _is_reported(metric, scope):
            return UNKNOWN
        match metric.source:
            case "calls":
                return self._calls(metric, scope, period, as_of_seq)
            case "visits":
                return self._visits(metric, scope, period, grain, as_of_seq)
            case _:
                return self._indicators(metric, scope, period, grain, as_of_seq)

    def seqs(
        self, metric: Metric, scope: Scope, period: Period, grain: Grain, group: str | None, part: Part, as_of_seq: int
    ) -> list[int]:
        """The records that a figure counts; the denominator of visits is the grids of the package, of which there are
        none."""
        if grain not in metric.grains or not _is_reported(metric, scope):
            return []
        match metric.source:
            case "calls":
                return [] if scope.division else [one.seq for one in _longest(self._counted(period, as_of_seq))]
            case "visits":
                found: Iterable[tuple[str, int]] = () if part == "denominator" else self._visited(
                    metric, period, as_of_seq
                ).items()  # fmt: skip
            case _:
                parts = self._parts(metric, period, as_of_seq)
                reported = parts[0] if part == "numerator" else parts[1] if len(parts) > 1 else []
                lower = None if metric.below is None else _lower(reported, metric.below)
                found = [(one.division, one.seq) for one in reported if lower is None or one.division in lower]
        return sorted(
            seq for division, seq in found
            if contains(scope.division, division) and (group is None or group_of(division, grain) == group)
        )  # fmt: skip

    def _calls(self, metric: Metric, scope: Scope, period: Period, as_of_seq: int) -> GroupedValues:
        counted = _longest(self._counted(period, as_of_seq))
        if not counted or scope.division:
            return UNKNOWN
        answered, offered = sum(one.answered for one in counted), int(sum(one.value for one in counted))
        if metric.kind == "count":
            count = answered if metric.calls == "answered" else offered
            value = FigureValue(count, None, count, quality="ok")
        else:
            value = share_of(answered, offered, metric.min_denominator)
        until = min(period.to_ms, self._timeline.recorded_ms(as_of_seq, self._timeline.extent))
        if sum(len(one.span) for one in counted) < until - period.from_ms and value.quality == "ok":
            value = FigureValue(value.num, value.den, value.value, value.low, value.high, "partial")
        return GroupedValues(value, {"": value})

    def _counted(self, period: Period, as_of_seq: int) -> list[_Reported]:
        versions, rows = self._newest(CALLS.key, as_of_seq)
        found = []
        columns = (versions.values(name, rows).tolist() for name in ("offered", "answered"))
        subjects = versions.ids.texts(np.arange(versions.subjects))
        for name, offered, answered, seq in zip(subjects, *columns, versions.seq[rows].tolist(), strict=True):
            span = span_ms(name)
            if span is not None and span.start >= period.from_ms and span.stop <= period.to_ms:
                found.append(_Reported(span, "", offered, seq, answered))
        return found

    def _visits(self, metric: Metric, scope: Scope, period: Period, grain: Grain, as_of_seq: int) -> GroupedValues:
        extent = self._timeline.extent
        end = min(period.to_ms, self._timeline.recorded_ms(as_of_seq, extent) + 1)
        kinds = self._timeline.column("record.kind", extent)[:as_of_seq]
        times = self._timeline.happened_ms(np.flatnonzero(kinds == _VISITED), extent)
        grids = [code for code in self._grids() if contains(scope.division, code)]
        if not grids or end <= period.from_ms or not np.any(times < end):
            return UNKNOWN
        visited = self._visited(metric, period, as_of_seq)
        counts: dict[str, list[int]] = {}
        for code in grids:
            count = counts.setdefault("" if grain == "county" else group_of(code, grain), [0, 0])
            count[0] += code in visited
            count[1] += 1
        least = metric.min_denominator
        total = share_of(sum(num for num, _ in counts.values()), len(grids), least)
        return GroupedValues(total, {name: share_of(num, den, least) for name, (num, den) in counts.items()})

    def _visited(self, metric: Metric, period: Period, as_of_seq: int) -> dict[str, int]:
        """Grids with a visit in the last days of the period, and the record of the last one."""
        extent = self._timeline.extent
        end = min(period.to_ms, self._timeline.recorded_ms(as_of_seq, extent) + 1)
        kinds = self._timeline.column("record.kind", extent)[:as_of_seq]
        rows = np.flatnonzero(kinds == _VISITED)
        times = self._timeline.happened_ms(rows, extent)
        rows = rows[(times >= end - metric.within_days * DAY_MS) & (times < end)]
        versions = self._timeline.states_at(VISITS.key, as_of_seq)
        subjects = versions.ids.texts(np.arange(versions.subjects))
        numbers = self._timeline.column("record.subject", extent)[rows].tolist()
        return {subjects[number]: row + 1 for number, row in zip(numbers, rows.tolist(), strict=True)}

    def _indicators(self, metric: Metric, scope: Scope, period: Period, grain: Grain, as_of_seq: int) -> GroupedValues:
        parts = [
            [one for one in part if contains(scope.division, one.division)]
            for part in self._parts(metric, period, as_of_seq)
        ]
        if not all(parts):
            return UNKNOWN
        if len(parts) == 2:  # a division counts when both are known
            both = {one.division for one in parts[0]} & {one.division for one in parts[1]}
            parts = [[one for one in part if one.division in both] for part in parts]
        if metric.below is not None:
            lower = _lower(parts[0], metric.below)
            each = {one.division: one for one in parts[0]}
            parts[0] = [one._replace(value=float(name in lower)) for name, one in each.items()]
        sums: dict[str, list[float]] = {}
        for place, part in enumerate(parts):
            for one in part:
                name = "" if grain == "county" else group_of(one.division, grain)
                sums.setdefault(name, [0.0] * len(parts))[place] += one.value

        def figure(values: list[float]) -> FigureValue:
            if len(values) == 1:
                return FigureValue(values[0], None, values[0], quality="ok")
            num, den = values
            if not 0 <= num <= den or den != round(den):  # no share of people
                return FigureValue(num, round(den), None if not den else num / den, quality="ok" if den else "unknown")
            return share_of(num, round(den), metric.min_denominator)

        if not sums:
            return UNKNOWN
        total = [sum(values[i] for values in sums.values()) for i in range(len(parts))]
        return GroupedValues(figure(total), {name: figure(values) for name, values in sums.items()})

    def _parts(self, metric: Metric, period: Period, as_of_seq: int) -> list[list[_Reported]]:
        """The values of the indicator of a metric, and of a share those of its whole, reported with it or by itself."""
        found = self._reported(metric.indicator, period, as_of_seq)
        parts = [_chosen(found)]
        if metric.indicator_of:
            with_it = [one._replace(value=one.whole, seq=one.whole_seq) for one in found if one.whole_seq]
            parts.append(_chosen([*with_it, *self._reported(metric.indicator_of, period, as_of_seq)]))
        return parts

    def _reported(self, indicator: str, period: Period, as_of_seq: int) -> list[_Reported]:
        """All values of an indicator for periods within ``period``."""
        versions, rows = self._newest(INDICATORS.key, as_of_seq)
        code = self._timeline.texts.find(indicator)
        if code is None or not len(rows):
            return []
        rows = rows[versions.values("indicator", rows) == code]
        texts = self._timeline.texts
        names = ("division", "period", "value", "whole", "whole_seq")
        columns = (versions.values(name, rows).tolist() for name in names)
        found = []
        for division, name, value, whole, whole_seq, seq in zip(*columns, versions.seq[rows].tolist(), strict=True):
            span = span_ms(texts.text(name))
            if span is not None and span.start >= period.from_ms and span.stop <= period.to_ms:
                found.append(_Reported(span, texts.text(division), value, seq, whole=whole, whole_seq=whole_seq))
        return found

    def _newest(self, key: str, seq: int) -> tuple[StateVersions, Any]:
        versions = self._timeline.states_at(key, seq)
        return versions, versions.newest_at(seq)


def _is_reported(metric: Metric, scope: Scope) -> bool:
    """Whether anything is reported for what the filters leave: a division, and of calls their channel."""
    channel = HOTLINE if metric.source == "calls" and scope.channel == HOTLINE else ""
    return scope == Scope(division=scope.division, channel=channel)


def _chosen(reported: Iterable[_Reported]) -> list[_Reported]:
    """Per division the longest of overlapping periods, and none of a division within which others are reported."""
    by_division: dict[str, list[_Reported]] = {}
    for one in reported:
        by_division.setdefault(one.division, []).append(one)
    leaves = [
        known for code, known in by_division.items()
        if not any(other != code and contains(code, other) for other in by_division)
    ]  # fmt: skip
    return [one for known in leaves for one in _longest(known)]


def _lower(reported: Iterable[_Reported], below: float) -> set[str]:
    """The divisions that reported less than ``below``, all of their periods together."""
    sums: dict[str, float] = {}
    for one in reported:
        sums[one.division] = sums.get(one.division, 0.0) + one.value
    return {division for division, value in sums.items() if value < below}


def _longest(reported: Iterable[_Reported]) -> list[_Reported]:
    """Without those whose period lies in that of another one: periods either contain each other or do not overlap.

    Of two for one period, where the first had left the desk, the newer one."""
    chosen: list[_Reported] = []
    for one in sorted(reported, key=lambda known: (known.span.start, -len(known.span), -known.seq)):
        if not chosen or one.span.start >= chosen[-1].span.stop:
            chosen.append(one)
    return chosen
