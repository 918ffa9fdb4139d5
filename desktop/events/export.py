"""Writes events as a CSV file that spreadsheet programs open, in slices that keep the window responsive."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from county.channels import SOURCE_NAMES
from county.events.event import Event
from desktop import moments
from desktop.i18n import pick
from desktop.replay.replayed_time import replayed_time
from desktop.session import Session
from desktop.units.choice import unit_name
from desktop.window.session_mark import is_of_drill
from desktop.wording import drill_words, state
from layers.events import LEVEL_NAMES

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that a spreadsheet program takes for those of a formula."""


def heads() -> list[str]:
    """The headers of the columns."""
    translate = QCoreApplication.translate
    return [
        translate("event_export", "Number"), translate("event_export", "Title"), translate("event_export", "State"),
        translate("event_export", "Class"), translate("event_export", "Level"), translate("event_export", "Source"),
        translate("event_export", "Location"), translate("event_export", "Address"), translate("event_export", "Unit"),
        translate("event_export", "Happened"), translate("event_export", "Due"), translate("event_export", "Ended"),
    ]  # fmt: skip


def write_events(session: Session, event_ids: Sequence[str], path: Path) -> Iterator[int]:
    """Write the events that are on the desk; yields after each the number of rows so far.  Raises OSError.

    Reporters are left out: a file is read by anybody.  Of a drill or a replay a line above the headers says so.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        if above := _above(session):
            writer.writerow([_cell(above)])
        writer.writerow(heads())
        states = session.layers.states("event")
        rows = 0
        for event_id in event_ids:
            event: Event | None = states.get(event_id)
            if event is not None:
                writer.writerow([_cell(text) for text in _row(session, event)])
                rows += 1
            yield rows


def _above(session: Session) -> str:
    """That nothing of it was real, and which moment a replay shows; "" for the live realm."""
    told = [drill_words()] if is_of_drill(session) else []
    if session.timeline is not None:
        replay = QCoreApplication.translate("event_export", "Replay: {moment}")
        told.append(replay.format(moment=replayed_time(session.timeline)))
    return " · ".join(told)


def _row(session: Session, event: Event) -> list[str]:
    subclass = session.catalog.subclasses.get(event.subclass)
    times = [moments.full(at_ms) if at_ms is not None else "" for at_ms in (event.due_ms, event.ended_ms)]
    return [
        event.id, pick(session.event_texts.title(event)), state(event.state),
        event.subclass if subclass is None else pick(subclass.name), pick(LEVEL_NAMES[event.level]),
        pick(SOURCE_NAMES[event.source]), session.divisions.located(event.division, event.place_level), event.address,
        unit_name(session, event.unit) if event.unit else "", moments.full(event.happened_ms), *times,
    ]  # fmt: skip


def _cell(text: str) -> str:
    """``text`` as a text, also where it begins like a formula."""
    return "'" + text if text.startswith(_FORMULA) else text
