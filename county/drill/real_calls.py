"""What of the live realm must not be missed during a drill: it interrupts the windows of one."""

from __future__ import annotations

from county.alarms import Alarm, AlarmState
from county.events.emergency import EMERGENCY_LEVELS
from county.events.event import ENDED, Event

_NOT_ACKNOWLEDGED = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED})


def interrupts(state: Event | Alarm) -> bool:
    """Whether it is an open event of level 重大 or above, or a critical alarm that nobody acknowledged."""
    if isinstance(state, Event):
        return state.level in EMERGENCY_LEVELS and state.state not in ENDED
    return state.priority == "critical" and state.state in _NOT_ACKNOWLEDGED
