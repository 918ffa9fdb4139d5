"""Who is about an event, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from county.events.event import Event, TimelineEntry
from county.records import DeadlineExtended, EventHandedOver, ExtensionRequested
from county.seats import Seat
from desktop import moments
from desktop.duty.attendance import Attendance
from desktop.events.step_author import step_author
from desktop.wording import STEPS, verb, word


def claim_text(event: Event, attendance: Attendance, now_ms: int) -> str:
    """Who has claimed the event, since when, and whether that seat is empty; "" for nobody."""
    claim = event.claim
    if claim is None:
        return ""
    since = moments.short(claim.since_ms, now_ms)
    text = QCoreApplication.translate("seats", "Claimed by {person} since {time}")
    line = text.format(person=claim.person, time=since)
    if attendance.has_left(event):
        line += QCoreApplication.translate("seats", " (has left the seat)")
    return line


def seats_text(seats: Sequence[Seat]) -> str:
    """What other windows do about an event; "" for nothing."""
    parts = []
    for seat in seats:
        if seat.step:
            text = QCoreApplication.translate("seats", "{person} is working on it ({step})")
            parts.append(text.format(person=seat.who, step=verb(seat.step)))
        else:
            parts.append(QCoreApplication.translate("seats", "{person} has it open").format(person=seat.who))
    return " · ".join(parts)


def step_text(step: TimelineEntry, now_ms: int) -> str:
    """Who did what and when, one line."""
    about = step.about if step.kind in _NAMING else limit_text(step)
    done = " ".join(part for part in (word(STEPS[step.kind]), about) if part)
    line = f"{step_author(step.actor)} {moments.short(step.happened_ms, now_ms)} {done}"
    return f"{line}: {step.note}" if step.note else line


def limit_text(step: TimelineEntry) -> str:
    """The limit that an extension asks for or sets; "" for another step."""
    if step.kind not in _LIMITING:
        return ""
    until = QCoreApplication.translate("seats", "until {time}")
    return until.format(time=moments.full(int(step.about))[:-3])


_LIMITING = frozenset({ExtensionRequested.__name__, DeadlineExtended.__name__})
_NAMING = frozenset({EventHandedOver.__name__})
"""Steps of which the time line names a person."""
