"""What a call is about: the state behind it, and what map and twin show of it."""

from __future__ import annotations

from county.alarms import Alarm
from county.events.event import Event
from desktop.alarms.waiting_calls import WaitingCall
from desktop.session import Session
from layers.events import EventsLayer
from layers.sensors import SensorsLayer


def called_state(session: Session, call: WaitingCall) -> Alarm | Event | None:
    """The alarm or event; None where it is no longer on the desk."""
    state = session.layers.states(call.kind).get(call.id)
    return state if isinstance(state, Alarm | Event) else None


def called_thing(session: Session, call: WaitingCall) -> tuple[SensorsLayer | EventsLayer, str]:
    """Layer and id of what is shown for it: of an alarm its sensor."""
    state = called_state(session, call)
    if isinstance(state, Alarm):
        return session.layers.of(SensorsLayer), state.sensor_id
    return session.layers.of(EventsLayer), call.id
