"""What of the live realm must not be missed during a drill: it interrupts the windows of one."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from county import alarms
from county.alarms import Alarm, AlarmState
from county.events.emergency import EMERGENCY_LEVELS
from county.events.event import ENDED, LEVELS, STATES, Event
from county.events.event_columns import NamedColumns

RealKind = Literal["event", "alarm"]
_NOT_ACKNOWLEDGED = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED})
_SERIOUS = np.array([level in EMERGENCY_LEVELS for level in LEVELS])
_OPEN = np.array([state not in ENDED for state in STATES])
_CRITICAL = np.array([priority == "critical" for priority in alarms.PRIORITIES])
_WAITING = np.array([state in _NOT_ACKNOWLEDGED for state in alarms.STATES])


def interrupts(state: Event | Alarm) -> bool:
    """Whether it is an open event of level 重大 or above, or a critical alarm that nobody acknowledged."""
    if isinstance(state, Event):
        return state.level in EMERGENCY_LEVELS and state.state not in ENDED
    return state.priority == "critical" and state.state in _NOT_ACKNOWLEDGED


def interrupting(kind: RealKind, columns: NamedColumns) -> NDArray[np.intp]:
    """Rows of the columns of all events or alarms whose states :func:`interrupts`; decodes none."""
    if kind == "event":
        return np.flatnonzero(_SERIOUS[columns["level"]] & _OPEN[columns["state"]])
    return np.flatnonzero(_CRITICAL[columns["priority"]] & _WAITING[columns["state"]])
