"""交接班: what a person on duty leaves, collected from what the window shows, and a handover as a text."""

from __future__ import annotations

from uuid import uuid4

import numpy as np
from PySide6.QtCore import QCoreApplication

from county.aggregate import NEVER_MS
from county.alarms import NOT_ANNUNCIATED, Alarm
from county.events.event import Event
from county.numbering import short_number
from county.response.levels import RESPONSE_LEVELS, Response
from county.response.plans import PlanRun
from county.shifts import LISTED_MAX, HandOverShift, ShiftHandover
from desktop import moments
from desktop.event_columns import in_states
from desktop.event_query import OPEN
from desktop.i18n import pick
from desktop.session import Session
from desktop.wording import alarm_state, state
from layers.alarms import AlarmBook
from layers.events import EventsLayer


def collected(session: Session, to: str, note: str) -> HandOverShift:
    """The handover of the person on duty, as of now."""
    columns = session.layers.of(EventsLayer).columns
    rows = np.flatnonzero(in_states(columns, OPEN))
    rows = rows[np.lexsort((columns["happened_ms"][rows], columns["due_ms"][rows]))]
    ids, claimants = columns.ids[rows].tolist(), columns["claimant"][rows].tolist()
    own = [event_id for event_id, person in zip(ids, claimants, strict=True) if person and person == session.author]
    states = session.layers.states
    book = session.layers.of(AlarmBook)
    alarms = [states("alarm")[str(alarm_id)] for alarm_id in book.columns.ids[book.rows_in(NOT_ANNUNCIATED)]]
    alarms.sort(key=_ends_ms)
    responses = [one.id for one in states("response").values() if isinstance(one, Response) and one.in_force]
    plans = [one.id for one in states("plan").values() if isinstance(one, PlanRun) and one.ended_ms is None]
    return HandOverShift(
        shift_id=uuid4().hex, to=to, note=note, events=tuple(ids[:LISTED_MAX]),
        more_events=max(0, len(ids) - LISTED_MAX), claimed=tuple(own[:LISTED_MAX]),
        alarms=tuple(alarm.id for alarm in alarms[:LISTED_MAX]), responses=tuple(responses[:LISTED_MAX]),
        plans=tuple(plans[:LISTED_MAX]),
    )  # fmt: skip


def _ends_ms(alarm: Alarm) -> int:
    """When a person sees the alarm again by itself; NEVER_MS for never."""
    return NEVER_MS if alarm.aside_until_ms is None else alarm.aside_until_ms


def counts_text(shift: HandOverShift | ShiftHandover) -> str:
    """How much is handed over, one line."""
    text = QCoreApplication.translate(
        "shifts",
        "{events} open events ({claimed} claimed), {alarms} alarms shelved, suppressed or out of service, "
        "{responses} responses, {plans} plans",
    )
    return text.format(
        events=len(shift.events) + shift.more_events, claimed=len(shift.claimed), alarms=len(shift.alarms),
        responses=len(shift.responses), plans=len(shift.plans),
    )  # fmt: skip


def shift_text(session: Session, shift: ShiftHandover) -> str:
    """A handover with names in place of ids, a line each, for a file or a print; what has left the desk is named by its
    number."""
    translate, now_ms = QCoreApplication.translate, session.clock.now_ms()
    first, last = shift.steps[0], shift.steps[-1]
    lines = [
        translate("shifts", "Handover of the shift"),
        translate("shifts", "Hands over: {person}, {time}").format(
            person=shift.leaves, time=moments.full(first.happened_ms)
        ),
    ]
    if shift.state == "taken_over":
        taken = translate("shifts", "Took over: {person}, {time}")
        lines.append(taken.format(person=last.actor, time=moments.full(last.happened_ms)))
    lines += [translate("shifts", "Note: {note}").format(note=first.note), counts_text(shift)]
    sections = (
        (translate("shifts", "Open events"), [_event_line(session, key, key in shift.claimed) for key in shift.events]),
        (translate("shifts", "Alarms"), [_alarm_line(session, key, now_ms) for key in shift.alarms]),
        (translate("shifts", "Responses"), [_response_line(session, key) for key in shift.responses]),
        (translate("shifts", "Plans"), [_plan_line(session, key) for key in shift.plans]),
    )
    for head, items in sections:
        if items:
            lines += ["", head, *(f"  {item}" for item in items)]
    return "\n".join(lines) + "\n"


def _event_line(session: Session, event_id: str, claimed: bool) -> str:
    event: Event | None = session.layers.states("event").get(event_id)
    if event is None:
        return event_id
    own = [QCoreApplication.translate("shifts", "claimed")] if claimed else []
    parts = (event_id, pick(session.event_texts.title(event)), state(event.state))
    return " · ".join((*parts, session.divisions.path(event.division), *own))


def _alarm_line(session: Session, alarm_id: str, now_ms: int) -> str:
    alarm: Alarm | None = session.layers.states("alarm").get(alarm_id)
    if alarm is None:
        return short_number(alarm_id)
    sensor = session.sensors.get(alarm.sensor_id)
    return " · ".join((alarm.sensor_id if sensor is None else sensor.name, alarm_state(alarm, now_ms)))


def _response_line(session: Session, response_id: str) -> str:
    response: Response | None = session.layers.states("response").get(response_id)
    if response is None:
        return response_id
    return f"{pick(RESPONSE_LEVELS[response.level])} · {session.divisions.path(response.area)}"


def _plan_line(session: Session, plan_id: str) -> str:
    run: PlanRun | None = session.layers.states("plan").get(plan_id)
    plan = None if run is None else session.catalog.response_plans.get(run.plan)
    return plan_id if plan is None else pick(plan.name)
