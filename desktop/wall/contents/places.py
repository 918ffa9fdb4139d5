"""What happens where: the marks of a map or a twin, in the order of their urgency, in metres."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from county.alarms import PRIORITIES, STATES, AlarmState
from county.events.event import Event
from county.events.event_columns import at_stage, in_states
from county.events.stage_clock import RED
from county.wall.states import STATE_COLORS
from desktop.events.query import OPEN
from desktop.i18n import pick
from desktop.wall.contents.alarms import ALARM_COLORS
from desktop.wall.contents.events import columns_of, emergency_rows
from desktop.wall.contents.leading import NamedEmergency, named_emergency, title_of
from desktop.wall.contents.provider import ContentProvider
from layers.alarms import AlarmBook
from layers.batches import Labels
from layers.table import StateColumns
from layers.towns import TownsLayer

NAMED = 3
"""Emergencies that are named on the picture, besides the one that leads: the newest."""
URGENT = frozenset(map(PRIORITIES.index, ALARM_COLORS))


class PlacedMark(NamedTuple):
    """One mark; see :class:`desktop.wall.tiles.picture.PictureMark`."""

    x_m: float
    y_m: float
    color: str
    size: float
    ringed: bool
    text: str


class LeadingPlace(NamedTuple):
    """Where what leads is."""

    id: str
    """Of the event, or of the alarm for which there is none."""
    xy_m: tuple[float, float]
    is_pointed: bool


def marks_of(provider: ContentProvider, now_ms: int) -> list[PlacedMark]:
    """Open events, overdue ones and emergencies among them, and urgent alarms that nobody acknowledged."""
    columns = columns_of(provider)
    if columns is None:
        return []
    is_late = at_stage(columns, RED, now_ms)
    calls = {call.id for call in provider.session.waiting_calls.emergencies() if not call.over}
    emergencies = emergency_rows(provider, columns)
    newest = set(emergencies[np.argsort(-columns["happened_ms"][emergencies], kind="stable")][:NAMED].tolist())
    urgent = set(emergencies.tolist())
    leading, pointed = _leading_row(provider, columns, now_ms), _pointed_row(provider, columns)
    marks = []
    for row in np.flatnonzero(in_states(columns, OPEN)).tolist():
        is_urgent, is_pointed = row in urgent, row == pointed
        is_named = row in newest or row == leading
        text = pick(provider.session.event_texts.title_at(columns.ids[row], columns, row)) if is_named else ""
        color = "accent"
        if is_urgent:
            color = STATE_COLORS["calls" if _is_call(provider, str(columns.ids[row]), calls) else "emergencies"]
        elif is_late[row]:
            color = STATE_COLORS["overdue"]
        size = 2.4 if is_pointed else 1.9 if is_urgent else 1.25 if is_late[row] else 0.85
        marks.append(PlacedMark(columns["x_m"][row], columns["y_m"][row], color, size, is_urgent or is_pointed, text))
    named = named_emergency(provider.session, now_ms) if leading is None else None
    return [*marks, *_alarms(provider, named)]


def leading_place(provider: ContentProvider, now_ms: int) -> LeadingPlace | None:
    """Of the event that was pointed at, else of the emergency that the headline names."""
    columns = columns_of(provider)
    if columns is None:
        return None
    row = _leading_row(provider, columns, now_ms)
    if row is not None:
        xy_m = float(columns["x_m"][row]), float(columns["y_m"][row])
        return LeadingPlace(str(columns.ids[row]), xy_m, row == _pointed_row(provider, columns))
    named = named_emergency(provider.session, now_ms)
    if named is None or not named.is_alarm:
        return None
    sensor = provider.session.sensors.get(provider.session.layers.states("alarm")[named.id].sensor_id)
    return None if sensor is None else LeadingPlace(named.id, (sensor.x_m, sensor.y_m), False)


def needs_people(provider: ContentProvider, place: LeadingPlace) -> bool:
    """Whether the emergency there is open, or the alarm there lasts and nobody has taken it up."""
    columns = columns_of(provider)
    row = None if columns is None else columns.row(place.id)
    if columns is not None and row is not None:
        return row in emergency_rows(provider, columns)
    return any(call.id == place.id and not call.over for call in provider.session.waiting_calls.emergencies())


def _leading_row(provider: ContentProvider, columns: StateColumns, now_ms: int) -> int | None:
    """Row of the event that was pointed at, else of the emergency that the headline names; an alarm may have none."""
    pointed = _pointed_row(provider, columns)
    named = named_emergency(provider.session, now_ms)
    if pointed is not None or named is None:
        return pointed
    rows = emergency_rows(provider, columns).tolist()
    return next((row for row in rows if _is_call(provider, str(columns.ids[row]), {named.id})), None)


def _pointed_row(provider: ContentProvider, columns: StateColumns) -> int | None:
    chosen = provider.session.focus.selection
    return None if chosen is None else columns.row(chosen.ids[0])


def _is_call(provider: ContentProvider, event_id: str, calls: set[str]) -> bool:
    """Whether nobody has taken up an emergency, itself or the alarm that opened it."""
    event = provider.session.layers.states("event").get(event_id)
    return event_id in calls or (isinstance(event, Event) and event.alarm_id in calls)


def _alarms(provider: ContentProvider, named: NamedEmergency | None) -> list[PlacedMark]:
    """Of the urgent ones that nobody acknowledged; ``named``: by what and where it is."""
    book, sensors = provider.session.layers.of(AlarmBook).columns, provider.session.sensors
    new = book["state"] == STATES.index(AlarmState.UNACKNOWLEDGED)
    marks = []
    for row in np.flatnonzero(new & np.isin(book["priority"], list(URGENT))).tolist():
        place, color = sensors.get(str(book["sensor_id"][row])), ALARM_COLORS[PRIORITIES[book["priority"][row]]]
        is_named = named is not None and named.is_alarm and named.id == book.ids[row]
        text = title_of(provider.session, named) if named is not None and is_named else ""
        if place is not None:
            marks.append(PlacedMark(place.x_m, place.y_m, color, 1.9 if is_named else 1.0, is_named, text))
    return marks


def town_names(provider: ContentProvider) -> list[tuple[str, float, float]]:
    """Name and place of every town, those with the most people first."""
    found = []
    for batch in provider.session.layers.of(TownsLayer).batches():
        if isinstance(batch, Labels):
            for row in np.argsort(-batch.priority, kind="stable").tolist():
                found.append((str(batch.text[row]), float(batch.xy_m[row, 0]), float(batch.xy_m[row, 1])))
    return found
