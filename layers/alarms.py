"""The alarm book: every alarm as it is now, observable.  Not a layer: sensors show it on the map."""

from __future__ import annotations

from collections.abc import Iterable

from psygnal import Signal

from county.alarms import ACTIVE, ASIDE, LISTED, Alarm, AlarmState, apply
from county.records import AlarmRecord, Record

PRIORITIES = ("low", "medium", "high", "critical")
"""Ascending."""


class Alarms:
    """All alarms by id that are not back to normal.  ``changed`` fires at most once a tick."""

    changed = Signal()

    def __init__(self) -> None:
        self.alarms: dict[str, Alarm] = {}
        self._dirty = False

    def __len__(self) -> int:
        return len(self.alarms)

    def reset(self, alarms: Iterable[Alarm]) -> None:
        """Start over from a snapshot."""
        self.alarms = {alarm.id: alarm for alarm in alarms}
        self._dirty = True

    def apply(self, records: Iterable[Record]) -> None:
        """Fold records in; those that are not about alarms are passed over."""
        alarms = self.alarms
        for record in records:
            if isinstance(record.body, AlarmRecord):
                alarm_id = record.body.alarm_id
                alarm = alarms[alarm_id] = apply(alarms.get(alarm_id), record)
                if alarm.state is AlarmState.NORMAL:
                    del alarms[alarm_id]
                self._dirty = True

    def active(self) -> list[Alarm]:
        """Alarms whose condition stands: the highest priority first, then the newest."""
        return self._sorted(ACTIVE)

    def listed(self) -> list[Alarm]:
        """Alarms of the alarm strip: the active ones, after them those that are over and not acknowledged."""
        return self._sorted(LISTED)

    def aside(self) -> list[Alarm]:
        """Alarms that were shelved, suppressed or taken out of service, in the same order."""
        return self._sorted(ASIDE)

    def of(self, sensor_id: str) -> list[Alarm]:
        """Every alarm of one sensor, also those put aside."""
        return [alarm for alarm in self.alarms.values() if alarm.sensor_id == sensor_id]

    def _sorted(self, states: frozenset[AlarmState]) -> list[Alarm]:
        rows = [alarm for alarm in self.alarms.values() if alarm.state in states]
        rows.sort(key=lambda a: (a.state is AlarmState.RETURNED, -PRIORITIES.index(a.priority), -a.raised_ms))
        return rows

    def tick(self, now_ms: int) -> None:
        """Emit ``changed`` once if anything moved since the last tick."""
        if self._dirty:
            self._dirty = False
            self.changed.emit()
