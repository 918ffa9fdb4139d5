"""The alarm book: every alarm on the desk as columns, and its sorted views.  Sensors show alarms on the map."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from county.alarms import LISTED, NOT_ANNUNCIATED, STATES, AlarmState
from layers.live import StatesModel
from layers.table import Rows

_CODE = {state: code for code, state in enumerate(STATES)}
Key = tuple[int, int, int, str]
"""Sort key of alarms: priority, whether the condition has cleared, newest, id."""


class AlarmBook(StatesModel):
    """All alarms that are not back to normal.  Views sort by :meth:`keys`: the highest priority first, within
    it the active ones before those that have cleared, then the newest."""

    key: ClassVar[str] = "alarms"
    aggregates: ClassVar[tuple[str, ...]] = ("alarm",)

    def __init__(self) -> None:
        super().__init__()
        self._sorted: dict[frozenset[AlarmState], list[Key]] = {}
        self._sorted_version = -1

    def listed(self) -> list[Key]:
        """Alarms of the alarm strip, sorted: the active ones, and the cleared ones that are not acknowledged."""
        return self.sorted(LISTED)

    def aside(self) -> list[Key]:
        """Alarms that were shelved, suppressed or taken out of service, sorted."""
        return self.sorted(NOT_ANNUNCIATED)

    def sorted(self, states: frozenset[AlarmState]) -> list[Key]:
        """Keys of the alarms in one of ``states``, in their order; made once per change, not to be modified."""
        if self._sorted_version != self.columns.version:
            self._sorted, self._sorted_version = {}, self.columns.version
        if states not in self._sorted:
            keys = self._keys_of(self.rows_in(states))
            keys.sort()
            self._sorted[states] = keys
        return self._sorted[states]

    def first(self, states: frozenset[AlarmState], n: int) -> list[str]:
        """Ids of the first ``n`` of :meth:`sorted`."""
        return [key[-1] for key in self.sorted(states)[:n]]

    def keys(self, alarm_ids: frozenset[str], states: frozenset[AlarmState]) -> list[Key]:
        """Keys of those of ``alarm_ids`` that are on the desk and in one of ``states``, in no order."""
        rows = self.columns.rows(alarm_ids)
        return self._keys_of(rows[self._in(states)[rows]])

    def number(self, *states: AlarmState) -> int:
        """How many alarms are in one of ``states``."""
        return int(np.count_nonzero(self._in(frozenset(states))))

    def rows_in(self, states: frozenset[AlarmState]) -> Rows:
        """Rows of the columns whose alarms are in one of ``states``."""
        return np.flatnonzero(self._in(states))

    def of(self, sensor_id: str) -> list[str]:
        """Ids of every alarm of one sensor, also inhibited ones."""
        return [str(alarm_id) for alarm_id in self.columns.ids[self.columns["sensor_id"] == sensor_id]]

    def _in(self, states: frozenset[AlarmState]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        wanted = np.zeros(len(STATES), dtype=bool)
        wanted[[_CODE[state] for state in states]] = True
        return np.asarray(wanted[self.columns["state"]])

    def _keys_of(self, rows: Rows) -> list[Key]:
        """Keys of ``rows``, sorted but for the ids among equals."""
        columns = self.columns
        over = (columns["state"][rows] == _CODE[AlarmState.RETURNED]).astype(np.int64)
        priority, raised = -columns["priority"][rows].astype(np.int64), -columns["raised_ms"][rows]
        order = np.lexsort((raised, over, priority))
        parts = (priority[order], over[order], raised[order], columns.ids[rows][order])
        return list(zip(*(part.tolist() for part in parts), strict=True))
