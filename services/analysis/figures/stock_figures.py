"""Figures at the end of a period that no event says: active alarms, running cases, units that can be sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.aggregate import Aggregate
from county.alarms import ACTIVE, ALARMS, STATES
from county.division import contains
from county.events.aggregate import EVENTS
from county.figures.metric import CaseKind, FigureValue, Grain, Metric, Part, Period, Scope, share_of
from county.response.evacuations import EVACUATIONS
from county.response.levels import RESPONSES
from county.response.plans import PLANS
from county.roads.closures import CLOSURES
from county.sensors import Sensor
from county.units.status import CODES, UNIT_STATUS
from services.analysis.figures.event_figures import GroupedValues
from services.analysis.figures.figure_groups import group_of
from services.analysis.timeline.timeline import RecordTimeline, StateVersions

_ACTIVE = np.array([state in ACTIVE for state in STATES], np.bool_)
_AVAILABLE = CODES.index("available")
_CASES: dict[CaseKind, Aggregate[Any]] = {
    "closure": CLOSURES, "response": RESPONSES, "plan": PLANS, "evacuation": EVACUATIONS,
}  # fmt: skip
_RUNNING = 0
"""In the column ``state`` of each of them: the first of its two states; the other one is its end."""
UNKNOWN = GroupedValues(FigureValue(), {})


class _CountedOne(NamedTuple):
    """One thing that is counted, and the record that says so."""

    division: str
    seq: int


class StockFigures:
    """Used by one thread at a time."""

    def __init__(
        self, timeline: RecordTimeline, sensors: Callable[[], Sequence[Sensor]], units: Callable[[], Sequence[str]]
    ) -> None:
        """``sensors`` and ``units``: all of the county's package; units are its mobile resources."""
        self._timeline = timeline
        self._sensors = sensors
        self._units = units

    def values(self, metric: Metric, scope: Scope, period: Period, grain: Grain, as_of_seq: int) -> GroupedValues:
        """The figures of a metric whose source is alarms, cases or units; unknown before the first record and for a
        period that has not begun."""
        seq = self._seq(period, as_of_seq)
        if not seq or grain not in metric.grains or scope != Scope(division=scope.division):
            return UNKNOWN
        if metric.source == "units":
            return self._ready(metric, scope, seq)
        if metric.source == "cases" and scope.division:
            return UNKNOWN
        counts: dict[str, int] = {}
        found = self._counted(metric, scope, seq)
        for one in found:
            name = "" if grain == "county" else group_of(one.division, grain)
            counts[name] = counts.get(name, 0) + 1
        groups = {name: FigureValue(count, None, count, quality="ok") for name, count in counts.items()}
        return GroupedValues(FigureValue(len(found), None, len(found), quality="ok"), groups)

    def seqs(
        self, metric: Metric, scope: Scope, period: Period, grain: Grain, group: str | None, part: Part, as_of_seq: int
    ) -> list[int]:
        """The records that a figure counts; of units those that said something else than available."""
        seq = self._seq(period, as_of_seq)
        if not seq or grain not in metric.grains or scope != Scope(division=scope.division):
            return []
        if metric.source == "units":
            versions = self._timeline.states_at(UNIT_STATUS.key, seq)
            rows = versions.newest_at(seq)
            said = versions.values("status", rows)
            return sorted(versions.seq[rows[said != _AVAILABLE]].tolist()) if part == "denominator" else []
        return sorted(
            one.seq for one in self._counted(metric, scope, seq)
            if group is None or group_of(one.division, grain) == group
        )  # fmt: skip

    def _seq(self, period: Period, as_of_seq: int) -> int:
        """The last record that counts; 0 where nothing is known of the period's end."""
        extent = self._timeline.extent
        known_ms = self._timeline.recorded_ms(as_of_seq, extent) if as_of_seq else 0
        end_ms = min(period.to_ms - 1, known_ms)
        return 0 if end_ms < period.from_ms else min(as_of_seq, self._timeline.seq_at(end_ms, extent))

    def _counted(self, metric: Metric, scope: Scope, seq: int) -> list[_CountedOne]:
        if metric.source == "alarms":
            return [one for one in self._alarms(metric, seq) if contains(scope.division, one.division)]
        assert metric.case is not None, "the catalogue is checked"
        versions, rows = self._newest(_CASES[metric.case].key, seq)
        running = versions.subject(rows[versions.values("state", rows) == _RUNNING])
        return [_CountedOne("", first) for first in versions.first_seq[running].tolist()]

    def _alarms(self, metric: Metric, seq: int) -> list[_CountedOne]:
        """One a sensor, however many of its alarms are active."""
        division = {sensor.id: sensor.division for sensor in self._sensors()}
        versions, rows = self._newest(ALARMS.key, seq)
        rows = rows[_ACTIVE[versions.values("state", rows)]]
        texts = self._timeline.texts
        columns = (versions.values(name, rows).tolist() for name in ("rule", "sensor_id"))
        found: dict[str, _CountedOne] = {}
        for rule, sensor, at in zip(*columns, versions.seq[rows].tolist(), strict=True):
            name = texts.text(sensor)
            if texts.text(rule) in metric.rules and name not in found:
                found[name] = _CountedOne(division.get(name, ""), at)
        return list(found.values())

    def _ready(self, metric: Metric, scope: Scope, seq: int) -> GroupedValues:
        units = set(self._units())
        if scope.division or not units:
            return UNKNOWN
        versions, rows = self._newest(UNIT_STATUS.key, seq)
        rows = rows[versions.values("status", rows) != _AVAILABLE]
        away = set(versions.ids.texts(versions.subject(rows)))
        events, rows = self._newest(EVENTS.key, seq)
        at_work: NDArray[Any] = np.unique(events.values("units", rows))
        for code in at_work.tolist():
            away.update(self._timeline.texts.text(code).split("\n"))
        value = share_of(len(units - away), len(units), metric.min_denominator)
        return GroupedValues(value, {"": value})

    def _newest(self, key: str, seq: int) -> tuple[StateVersions, NDArray[np.int64]]:
        versions = self._timeline.states_at(key, seq)
        return versions, versions.newest_at(seq)
