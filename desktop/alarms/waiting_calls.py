"""What calls for a person in this window: alarms that nobody acknowledged, and emergency events that nobody took up.

An alarm is taken up when it is acknowledged, shelved, suppressed or out of service; an event when it leaves the state
"reported", by filing, refusal or merge.  All of these are records, so that every window of the realm agrees.  An event
that the backend opened and filed by itself calls through its alarm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from county.alarms import PRIORITIES, STATES, AlarmState
from county.catalog import Catalog
from county.events.emergency import emergency_rules, emergency_subclasses, is_emergency
from county.events.event import LEVELS, State
from county.events.event_columns import in_states
from desktop.sound.tone_policy import Urgency
from layers.alarms import AlarmBook
from layers.events import EventsLayer
from layers.registry import LayerSet

UNACKNOWLEDGED = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED})
_URGENCY: dict[str, Urgency] = {"critical": "emergency", "high": "high", "medium": "medium", "low": "low"}


@dataclass(frozen=True)
class WaitingCall:
    """One alarm or event; ``since_ms`` is when it was raised or happened."""

    kind: Literal["alarm", "event"]
    id: str
    urgency: Urgency
    since_ms: int
    over: bool = False
    """An alarm whose condition has cleared; it waits for its acknowledgement still."""

    @property
    def key(self) -> str:
        """An alarm that is raised again calls again."""
        return f"{self.kind}:{self.id}:{self.since_ms}"


class WaitingCalls:
    """Computed once per change of alarms or events."""

    def __init__(self, layers: LayerSet, catalog: Catalog) -> None:
        self._alarms = layers.of(AlarmBook)
        self._events = layers.of(EventsLayer).columns
        self._rules = emergency_rules(catalog)
        self._subclasses = emergency_subclasses(catalog)
        self._versions: tuple[int, int] | None = None
        self._calls: tuple[WaitingCall, ...] = ()

    def now(self) -> tuple[WaitingCall, ...]:
        """All of them, the oldest first."""
        versions = self._alarms.columns.version, self._events.version
        if versions != self._versions:
            self._versions = versions
            self._calls = tuple(sorted((*self._of_alarms(), *self._of_events()), key=lambda call: call.since_ms))
        return self._calls

    def emergencies(self) -> tuple[WaitingCall, ...]:
        """Those that are emergencies: those that last before those that are over, of each the oldest first."""
        calls = (call for call in self.now() if call.urgency == "emergency")
        return tuple(sorted(calls, key=lambda call: call.over))

    def _of_alarms(self) -> list[WaitingCall]:
        columns = self._alarms.columns
        rows = self._alarms.rows_in(UNACKNOWLEDGED)
        values = (
            columns["rule"][rows], columns["priority"][rows].tolist(), columns["raised_ms"][rows].tolist(),
            (columns["state"][rows] == STATES.index(AlarmState.RETURNED)).tolist(),
        )  # fmt: skip
        return [
            WaitingCall("alarm", str(alarm_id), self._urgency(rule, PRIORITIES[priority]), raised_ms, over=over)
            for alarm_id, rule, priority, raised_ms, over in zip(columns.ids[rows], *values, strict=True)
        ]

    def _urgency(self, rule: str, priority: str) -> Urgency:
        return "emergency" if rule in self._rules else _URGENCY[priority]

    def _of_events(self) -> list[WaitingCall]:
        columns = self._events
        rows = np.flatnonzero(in_states(columns, frozenset({State.REPORTED})))
        values = (columns["subclass"][rows], columns["level"][rows].tolist(), columns["happened_ms"][rows].tolist())
        return [
            WaitingCall("event", str(event_id), "emergency", happened_ms)
            for event_id, subclass, level, happened_ms in zip(columns.ids[rows], *values, strict=True)
            if is_emergency(subclass, LEVELS[level], self._subclasses)
        ]
