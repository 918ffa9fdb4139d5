"""Which events on the desk an alarm or a sensor has."""

from __future__ import annotations

import numpy as np

from county.alarms import Alarm
from county.events.event import ENDED, Event
from county.events.event_columns import in_states
from desktop.session import Session
from layers.events import EventsLayer


def events_of_sensor(session: Session, sensor_id: str) -> list[str]:
    """Numbers of the sensor's events, the open ones first, then the newest."""
    columns = session.layers.of(EventsLayer).columns
    rows = np.flatnonzero(columns["sensor_id"] == sensor_id)
    order = np.lexsort((-columns["happened_ms"][rows], in_states(columns, ENDED)[rows]))
    return [str(event_id) for event_id in columns.ids[rows[order]]]


def event_of_alarm(session: Session, alarm: Alarm) -> str:
    """The event that was opened for the alarm, else an open one of its sensor; "" for none."""
    states = session.layers.states("event")
    of_sensor = (states.get(number) for number in events_of_sensor(session, alarm.sensor_id))
    found = [event for event in of_sensor if isinstance(event, Event)]
    own = next((event.id for event in found if event.alarm_id == alarm.id), "")
    return own or next((event.id for event in found if event.open), "")
