"""What units were told when they were sent to an event."""

from __future__ import annotations

from county.events.event import Event
from county.records import EventDispatched, UnitAdded

_SENT = frozenset({EventDispatched.__name__, UnitAdded.__name__})


def instructions_of(event: Event) -> list[tuple[str, tuple[str, ...]]]:
    """The last instruction to each unit that has the event, and the units that have it; units without one are left
    out."""
    last = {step.unit: step.note for step in event.timeline if step.kind in _SENT}
    units: dict[str, list[str]] = {}
    for unit in event.active_units:
        if last.get(unit):
            units.setdefault(last[unit], []).append(unit)
    return [(text, tuple(told)) for text, told in units.items()]
