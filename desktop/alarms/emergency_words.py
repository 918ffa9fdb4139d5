"""What the band of emergencies says of one: the place first, because somebody must go there."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.alarm_names import alarm_name
from county.alarms import Alarm
from county.events.event import Event
from county.names import BETWEEN
from desktop import moments
from desktop.alarms.waiting_calls import WaitingCall
from desktop.i18n import pick
from desktop.session import Session
from layers.sensors import SensorsLayer


def what_and_where(session: Session, state: Alarm | Event) -> tuple[str, str, str]:
    """What it is, the path of its division, else its address as it was told, and the device of an alarm; "" where one
    is not known."""
    if isinstance(state, Event):
        where = session.divisions.path(state.division) or state.address
        return pick(session.event_texts.title(state)), where, ""
    sensor = session.sensors.get(state.sensor_id)
    where = session.divisions.path(sensor.division) if sensor else ""
    what = pick(alarm_name(state, session.catalog))
    return what, where, session.layers.of(SensorsLayer).title(state.sensor_id) or state.sensor_id


def emergency_forms(session: Session, state: Alarm | Event | None, call: WaitingCall) -> list[str]:
    """The line in ever shorter forms: ``禾河镇 · 石垭村 · 第2网格 · 烟感火警 · 烟感 12 · 10:00 起，已 3 分钟``, at last
    ``10:00 · 烟感火警``, of which a long title is cut at its end.

    What is left out first: the device, the grid, the town, for how long, that it is over, which its colour says, too,
    and at last the place, to which the key of the band leads.
    """
    now_ms = session.clock.now_ms()
    at = moments.short(call.since_ms, now_ms)
    over = ""
    span = moments.lasting(call.since_ms, now_ms)
    since = QCoreApplication.translate("EmergencyBand", "since {time}, {span}").format(time=at, span=span)
    if state is None:
        return [since]
    what, where, name = what_and_where(session, state)
    if call.over:
        over = QCoreApplication.translate("EmergencyBand", "Returned to normal, not acknowledged")
        since = QCoreApplication.translate("EmergencyBand", "raised {time}").format(time=at)
    names = where.split(BETWEEN) if where else []  # of town, village and grid
    places = [names, names[:2], names[1:2] or names[:1]]
    begins_there = bool(names) and not over and what.startswith(places[-1][0])
    near = [] if begins_there else places[-1]
    lines = [
        (*places[0], over, what, name, since),
        *((*place, over, what, since) for place in places),
        *(((*near, over, what),) if over else ()),
        (*near, what, at),
        (at, what),
    ]
    return list(dict.fromkeys(BETWEEN.join(part for part in line if part) for line in lines))
