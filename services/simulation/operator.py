"""Simulated duty staff: acknowledges low-priority alarms that have returned to normal, so that they do not pile up.

Urgent and active alarms, and those that a person has set aside once, are left to people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from county.alarms import Alarm, AlarmState
from county.commands import AcknowledgeAlarm
from services.simulation.reports import SIMULATED

OFFICER = SIMULATED + "值班员"
LEFT_TO_PEOPLE = frozenset({"high", "critical"})
AFTER_S = (180.0, 720.0)
"""Delay of the acknowledgement after the return to normal, shortest and longest."""


class SimulatedOperator:
    """Polls the desk's alarms."""

    def __init__(self, alarms: Mapping[str, Alarm], *, seed: int) -> None:
        """``alarms`` is the desk's own mapping."""
        self._alarms = alarms
        self._seed = seed

    def due(self, now_ms: int) -> Iterator[AcknowledgeAlarm]:
        """The acknowledgements due now."""
        for alarm in self._alarms.values():
            if alarm.state is not AlarmState.RETURNED or alarm.cleared_ms is None:
                continue
            if alarm.priority in LEFT_TO_PEOPLE or alarm.aside_ms is not None:
                continue
            after_s = Random(f"{self._seed}:{alarm.id}:{alarm.cleared_ms}").uniform(*AFTER_S)
            if now_ms - alarm.cleared_ms >= after_s * 1000:
                yield AcknowledgeAlarm(alarm_id=alarm.id)
