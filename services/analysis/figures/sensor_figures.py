"""The share of sensors that are online, from the offline alarms in the journal.

A sensor's kind has a rule of staleness in the catalogue: its alarm says when no reading came in time, and its end that
they came again.  The journal has no readings, so kinds without such a rule are not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.alarms import ACTIVE, ALARMS, NOT_ANNUNCIATED, STATES
from county.catalog import Catalog
from county.division import contains
from county.figures.metric import FigureValue, Grain, Metric, Period, Scope, share_of
from county.records import BackendStarted
from county.sensors import Sensor, Sensors
from services.analysis.figures.event_figures import GroupedValues
from services.analysis.figures.figure_groups import group_of
from services.analysis.timeline.layout import KINDS
from services.analysis.timeline.timeline import RecordTimeline

_STARTED = KINDS.index(BackendStarted.__name__)
_OFFLINE = np.array([state in ACTIVE | NOT_ANNUNCIATED for state in STATES], np.bool_)
"""By place in STATES: the sensor sends nothing, or a person set its alarm aside, so that this is not known."""
UNKNOWN = GroupedValues(FigureValue(), {})


class _CountedSensors(NamedTuple):
    """The sensors of a county, and which of them are counted."""

    sensors: Sensors
    is_counted: NDArray[np.bool_]
    by_division: list[int]
    """How many are counted in each of its divisions."""


class SensorFigures:
    """Used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline, catalog: Catalog, sensors: Callable[[], Sequence[Sensor]]) -> None:
        """``sensors``: all of the county's package."""
        self._timeline = timeline
        self._sensors = sensors
        self._rules = {key for key, rule in catalog.rules.items() if rule.stale and not rule.retired}
        kinds = {catalog.rules[key].kind for key in self._rules}
        self._kinds = {kind: round(1000 * catalog.sensor_kinds[kind].stale_s) for kind in kinds}
        """Kinds that are counted, and after how many ms without a reading one of them is offline."""

    def values(self, metric: Metric, scope: Scope, period: Period, grain: Grain, as_of_seq: int) -> GroupedValues:
        """Sensors without such an alarm at the end of the period, or as of the record, of all registered ones.

        Unknown while the backend did not run, as nobody judged the sensors then; partial shortly after its start.
        """
        if grain not in metric.grains or scope != Scope(division=scope.division):
            return UNKNOWN
        extent = self._timeline.extent
        known_ms = self._timeline.recorded_ms(as_of_seq, extent) if as_of_seq else 0
        end_ms = min(period.to_ms - 1, known_ms)
        seq = min(as_of_seq, self._timeline.seq_at(end_ms, extent))
        if not seq or end_ms < period.from_ms or self._was_down(seq, as_of_seq):
            return UNKNOWN
        counts: dict[str, list[int]] = {}
        divisions, offline = self._counted.sensors.divisions, self._offline(seq)
        for division, den, off in zip(divisions, self._counted.by_division, offline, strict=True):
            if den and contains(scope.division, division):
                count = counts.setdefault("" if grain == "county" else group_of(division, grain), [0, 0])
                count[0] += den - off
                count[1] += den
        if not counts:
            return UNKNOWN
        early = self._started_ms(seq) > end_ms - max(self._kinds.values())
        num, den = map(sum, zip(*counts.values(), strict=True))
        return GroupedValues(
            self._figure(num, den, metric, early),
            {name: self._figure(num, den, metric, early) for name, (num, den) in counts.items()},
        )

    @cached_property
    def _counted(self) -> _CountedSensors:
        sensors = Sensors.of(self._sensors())
        is_counted = np.isin(sensors.kind, [code for code, kind in enumerate(sensors.kinds) if kind in self._kinds])
        number = np.bincount(sensors.division[is_counted], minlength=len(sensors.divisions))
        return _CountedSensors(sensors, is_counted, number.tolist())

    @staticmethod
    def _figure(num: int, den: int, metric: Metric, early: bool) -> FigureValue:
        value = share_of(num, den, metric.min_denominator)
        if not early or value.quality != "ok":
            return value
        return FigureValue(value.num, value.den, value.value, value.low, value.high, "partial")

    def _offline(self, seq: int) -> list[int]:
        """Of each division how many counted sensors have an offline alarm as of ``seq``."""
        versions = self._timeline.states_at(ALARMS.key, seq)
        rows = versions.newest_at(seq)
        rows = rows[_OFFLINE[versions.values("state", rows)]]
        texts = self._timeline.texts
        rules, ids = (versions.values(name, rows).tolist() for name in ("rule", "sensor_id"))
        offline = {texts.text(id) for rule, id in zip(rules, ids, strict=True) if texts.text(rule) in self._rules}
        sensors, is_counted, _ = self._counted
        known = [row for id in offline if (row := sensors.row.get(id)) is not None and is_counted[row]]
        number: list[int] = np.bincount(sensors.division[known], minlength=len(sensors.divisions)).tolist()
        return number

    def _was_down(self, seq: int, as_of_seq: int) -> bool:
        """Whether the backend started next after ``seq``, and had stored nothing for longer than any sensor may be
        silent."""
        extent = self._timeline.extent
        if seq >= as_of_seq or self._timeline.column("record.kind", extent)[seq] != _STARTED:
            return False
        before_ms, after_ms = (self._timeline.recorded_ms(at, extent) for at in (seq, seq + 1))
        return after_ms - before_ms > max(self._kinds.values())

    def _started_ms(self, seq: int) -> int:
        """When the backend that ran at ``seq`` was started; 0 where that is not in the journal."""
        extent = self._timeline.extent
        rows = np.flatnonzero(self._timeline.column("record.kind", extent)[:seq] == _STARTED)
        return self._timeline.recorded_ms(int(rows[-1]) + 1, extent) if len(rows) else 0
