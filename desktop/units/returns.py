"""Which units returned an event, and why: they are not proposed for it again without saying so, nor sent unseen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from county.events.event import Event
from county.records import TaskReturned
from county.units.dispatch import UnitCandidate, can_be_sent_unattended


def returned_by(event: Event) -> Mapping[str, str]:
    """The last reason of each unit that returned the event, by unit."""
    return {step.unit: step.note for step in event.timeline if step.kind == TaskReturned.__name__ and step.unit}


def is_to_be_proposed(first: UnitCandidate, event: Event) -> bool:
    """Whether the first of the ranking may be dispatched without a look at the others: it is free, can come and did
    not return the event."""
    return can_be_sent_unattended(first) and first.unit not in returned_by(event)


def returned_line(note: str) -> str:
    """That a unit returned this event, and why, in one line."""
    return QCoreApplication.translate("UnitReturns", "It returned this event: {note}").format(note=note)
