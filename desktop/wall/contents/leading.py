"""The one emergency that a wall names: headline, map and twin mean the same one."""

from __future__ import annotations

from typing import NamedTuple

from county.alarm_names import alarm_name
from desktop.i18n import pick
from desktop.session import Session
from layers.events import EventsLayer


class NamedEmergency(NamedTuple):
    """An open emergency event, or an alarm that calls and that nobody has taken up."""

    is_alarm: bool
    id: str


def named_emergency(session: Session, now_ms: int) -> NamedEmergency | None:
    """The oldest one that lasts and that nobody has taken up, else the most urgent one in hand."""
    for call in session.waiting_calls.emergencies():
        if not call.over:
            return NamedEmergency(call.kind == "alarm", call.id)
    return next((NamedEmergency(False, line.id) for line in session.tally.first_emergencies(now_ms, 1)), None)


def title_of(session: Session, named: NamedEmergency) -> str:
    """What an alarm is and where, or the title of an event."""
    if not named.is_alarm:
        columns = session.layers.of(EventsLayer).columns
        row = columns.row(named.id)
        assert row is not None, "it was found there"
        return pick(session.event_texts.title_at(named.id, columns, row))
    alarm = session.layers.states("alarm")[named.id]
    sensor = session.sensors.get(alarm.sensor_id)
    what = pick(alarm_name(alarm, session.catalog))
    return what if sensor is None else f"{sensor.name} {what}"
