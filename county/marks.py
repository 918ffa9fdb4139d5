"""The records that a bar of times marks: critical alarms, events of level 重大 or above, levels of the response.

Those of a drill's play are withheld: its injects and notes are marked as far as a viewer was told them
(:mod:`county.drill.told`).
"""

from __future__ import annotations

from typing import Literal

from county.commands import EventLevel
from county.records import AlarmRaised, EventReported, RecordBody
from county.response.levels import ResponseEnded, ResponseLevelAdjusted, ResponseLevelSet

MarkKind = Literal["alarm", "event", "response"]
MARKED_PRIORITY = "critical"
"""Of the alarms that are marked."""
MARKED_LEVELS: tuple[EventLevel, ...] = ("major_special", "major")
"""Of the events that are marked."""
RESPONSE_STEPS: tuple[type[RecordBody], ...] = (ResponseLevelSet, ResponseLevelAdjusted, ResponseEnded)


def mark_kind(body: RecordBody) -> MarkKind | None:
    """Why a record is marked; None where it is not."""
    if isinstance(body, AlarmRaised):
        return "alarm" if body.priority == MARKED_PRIORITY else None
    if isinstance(body, EventReported):
        return "event" if body.level in MARKED_LEVELS else None
    return "response" if isinstance(body, RESPONSE_STEPS) else None
