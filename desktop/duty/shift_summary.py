"""交接班: what a person on duty leaves, collected from what the window shows, and a handover as a page for paper."""

from __future__ import annotations

from uuid import uuid4

import numpy as np
from PySide6.QtCore import QCoreApplication

from county.aggregate import NEVER_MS
from county.alarms import NOT_ANNUNCIATED, Alarm
from county.events.event import Event
from county.events.event_columns import in_states
from county.numbering import short_number
from county.response.levels import RESPONSE_LEVELS, Response
from county.response.plans import PlanRun
from county.shifts import LISTED_MAX, HandOverShift, ShiftHandover
from desktop import moments
from desktop.alarms.waiting_calls import UNACKNOWLEDGED
from desktop.events.query import OPEN
from desktop.i18n import language, pick
from desktop.printing.event_page import origin
from desktop.session import Session
from desktop.window.session_mark import session_banner
from desktop.wording import alarm_state, state
from layers.alarms import AlarmBook
from layers.events import EventsLayer
from services.paper.page import Block, PaperLine, PaperPage, PaperRows


def collected(session: Session, to: str, note: str) -> HandOverShift:
    """The handover of the person on duty, as of now."""
    columns = session.layers.of(EventsLayer).columns
    rows = np.flatnonzero(in_states(columns, OPEN))
    rows = rows[np.lexsort((columns["happened_ms"][rows], columns["due_ms"][rows]))]
    ids, claimants = columns.ids[rows].tolist(), columns["claimant"][rows].tolist()
    own = [event_id for event_id, person in zip(ids, claimants, strict=True) if person and person == session.author]
    states = session.layers.states
    book = session.layers.of(AlarmBook)
    aside = [states("alarm")[str(alarm_id)] for alarm_id in book.columns.ids[book.rows_in(NOT_ANNUNCIATED)]]
    aside.sort(key=_ends_ms)
    alarms = [*book.first(UNACKNOWLEDGED, LISTED_MAX), *(alarm.id for alarm in aside)]
    responses = [one.id for one in states("response").values() if isinstance(one, Response) and one.in_force]
    plans = [one.id for one in states("plan").values() if isinstance(one, PlanRun) and one.ended_ms is None]
    return HandOverShift(
        shift_id=uuid4().hex, to=to, note=note, events=tuple(ids[:LISTED_MAX]),
        more_events=max(0, len(ids) - LISTED_MAX), claimed=tuple(own[:LISTED_MAX]),
        alarms=tuple(alarms[:LISTED_MAX]), responses=tuple(responses[:LISTED_MAX]),
        plans=tuple(plans[:LISTED_MAX]),
    )  # fmt: skip


def _ends_ms(alarm: Alarm) -> int:
    """When a person sees the alarm again by itself; NEVER_MS for never."""
    return NEVER_MS if alarm.aside_until_ms is None else alarm.aside_until_ms


def counts_text(shift: HandOverShift | ShiftHandover) -> str:
    """How much is handed over, one line."""
    text = QCoreApplication.translate(
        "shifts",
        "Open events: {events} (claimed: {claimed}), alarms unacknowledged or set aside: {alarms}, "
        "responses: {responses}, plans: {plans}",
    )
    return text.format(
        events=len(shift.events) + shift.more_events, claimed=len(shift.claimed), alarms=len(shift.alarms),
        responses=len(shift.responses), plans=len(shift.plans),
    )  # fmt: skip


def shift_page(session: Session, shift: ShiftHandover) -> PaperPage:
    """A handover with names in place of ids, for paper; what has left the desk is named by its number."""
    translate, now_ms = QCoreApplication.translate, session.clock.now_ms()
    first, last = shift.steps[0], shift.steps[-1]
    mark, title = session_banner(session), translate("shifts", "Handover of the shift")
    hands_over = translate("shifts", "Hands over: {person}, {time}")
    lines = [hands_over.format(person=shift.leaves, time=moments.full(first.happened_ms))]
    if shift.state == "taken_over":
        taken = translate("shifts", "Took over: {person}, {time}")
        lines.append(taken.format(person=last.actor, time=moments.full(last.happened_ms)))
    lines += [translate("shifts", "Note: {note}").format(note=first.note), counts_text(shift)]
    blocks: list[Block] = [*([PaperLine(mark, "mark")] if mark else ()), PaperLine(title, "title")]
    blocks += [PaperLine(origin(session), "note"), *map(PaperLine, lines)]
    number, name, stage = translate("shifts", "Number"), translate("shifts", "Name"), translate("shifts", "State")
    place, due = translate("shifts", "Place"), translate("shifts", "Due")
    claimed, level = translate("shifts", "Claimed"), translate("shifts", "Level")
    events = [_event_row(session, key, key in shift.claimed) for key in shift.events]
    alarms = [_alarm_row(session, key, now_ms) for key in shift.alarms]
    responses = [_response_row(session, key) for key in shift.responses]
    plans = [_plan_row(session, key) for key in shift.plans]
    heads = (number, name, stage, place, due, claimed)
    sections: tuple[tuple[str, tuple[str, ...], tuple[float, ...], list[tuple[str, ...]]], ...] = (
        (translate("shifts", "Open events"), heads, (1.6, 2.6, 1.1, 2.6, 1.6, 0.8), events),
        (translate("shifts", "Alarms"), (name, stage), (2.0, 2.0), alarms),
        (translate("shifts", "Responses"), (level, place), (1.0, 2.0), responses),
        (translate("shifts", "Plans"), (name,), (1.0,), plans),
    )
    for head, header, widths, rows in sections:
        if rows:
            blocks += [PaperLine(head, "heading"), PaperRows(widths, tuple(rows), header)]
    if shift.more_events:
        blocks.append(PaperLine(translate("shifts", "further open events: {n}").format(n=shift.more_events), "note"))
    signed = (translate("shifts", "Signed, hands over:"), translate("shifts", "Signed, takes over:"))
    blocks.append(PaperRows((1.0, 1.0), (("\n\n" + signed[0], "\n\n" + signed[1]),)))
    return PaperPage(title=title, language=language(), blocks=tuple(blocks))


def _event_row(session: Session, event_id: str, claimed: bool) -> tuple[str, ...]:
    event: Event | None = session.layers.states("event").get(event_id)
    if event is None:
        return (event_id, "", "", "", "", "")
    due = "" if event.due_ms is None else moments.short(event.due_ms, session.clock.now_ms())
    title, place = pick(session.event_texts.title(event)), session.divisions.path(event.division)
    return (event_id, title, state(event.state), place, due, "√" if claimed else "")


def _alarm_row(session: Session, alarm_id: str, now_ms: int) -> tuple[str, ...]:
    alarm: Alarm | None = session.layers.states("alarm").get(alarm_id)
    if alarm is None:
        return (short_number(alarm_id), "")
    sensor = session.sensors.get(alarm.sensor_id)
    return (alarm.sensor_id if sensor is None else sensor.name, alarm_state(alarm, now_ms))


def _response_row(session: Session, response_id: str) -> tuple[str, ...]:
    response: Response | None = session.layers.states("response").get(response_id)
    if response is None:
        return (response_id, "")
    return (pick(RESPONSE_LEVELS[response.level]), session.divisions.path(response.area))


def _plan_row(session: Session, plan_id: str) -> tuple[str, ...]:
    run: PlanRun | None = session.layers.states("plan").get(plan_id)
    plan = None if run is None else session.catalog.response_plans.get(run.plan)
    return (plan_id if plan is None else pick(plan.name),)
