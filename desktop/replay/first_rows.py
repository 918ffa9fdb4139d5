"""What the lists of a window begin with at a moment: its states come with the columns of the moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from county.alarms import LISTED, AlarmState
from county.alarms import STATES as ALARM_STATES
from county.catalog import Catalog
from county.events.emergency import emergency_subclasses
from county.events.event_columns import in_states, open_emergencies
from desktop.events.query import OPEN
from layers.urgency import order_of
from services.protocol.desk_columns import DeskRows

EVENTS, ALARMS = 60, 60
"""More than the rows of a list."""
_LISTED = np.array([state in LISTED for state in ALARM_STATES])
_RETURNED = ALARM_STATES.index(AlarmState.RETURNED)


class FirstRows:
    """The most urgent open events, and the first alarms of the strip."""

    def __init__(self, catalog: Catalog) -> None:
        self._emergencies = emergency_subclasses(catalog)

    def __call__(self, desk: Mapping[str, DeskRows], now_ms: int) -> Mapping[str, Iterable[int]]:
        """Rows by aggregate key of a desk at a time."""
        return {"event": self._events(desk["event"], now_ms), "alarm": _alarms(desk["alarm"])}

    def _events(self, events: DeskRows, now_ms: int) -> list[int]:
        rows = np.flatnonzero(in_states(events, OPEN))
        by = [~open_emergencies(events, rows, self._emergencies), *order_of(events, rows, now_ms)]
        found: list[int] = rows[np.lexsort(by[::-1])[:EVENTS]].tolist()
        return found


def _alarms(alarms: DeskRows) -> list[int]:
    """In the order of :class:`layers.alarms.AlarmBook`."""
    rows = np.flatnonzero(_LISTED[alarms["state"]])
    over, priority = alarms["state"][rows] == _RETURNED, alarms["priority"][rows].astype(np.int64)
    order = np.lexsort((-alarms["raised_ms"][rows], -priority, over))
    found: list[int] = rows[order[:ALARMS]].tolist()
    return found
