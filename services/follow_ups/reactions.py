"""Follow-up commands of the backend to a record: an alarm opens, files and dispatches its event, an event of a class
that allows it is dispatched when it is filed, one that is returned for the third time is put under supervision,
events of full bins go with the rounds of the trucks, response plans move with a corrected place of their event, a
report that was sent as a briefing counts as one, and an opened recall reports its event.

One step at a time, each derived from the state alone: repeated calls give the same commands, or none once the step is
done.  They belong into the same commit as the record, so that none can be lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from msgspec.structs import replace

from county import commands as c
from county import numbering
from county import records as r
from county.alarms import Alarm, AlarmState
from county.authority import WATCH
from county.automation.triggers import following_id
from county.briefing.briefing import Briefing
from county.briefing.commands import BriefingSent
from county.briefing.kinds import EVENT_KINDS
from county.commands import Command
from county.drill.run import DrillRecord
from county.drill.scenario_file import ScenarioFileRecord
from county.events.event import RETURNS_SUPERVISED, Event, State
from county.response.plans import MovePlan
from county.response.situation_reports import ReportKind, SendSituationReport, next_kinds
from county.rounds.aggregate import (
    CollectionRounds,
    RoundsPlanned,
    StopServed,
    StopSkipped,
    is_collected,
    last_emptied,
    newest_planned,
    was_returned_by,
)
from county.rounds.planning import REASONS as ROUND_REASONS
from county.tracing.recall import EVENT_SUBCLASS as RECALL_SUBCLASS
from county.tracing.recall import RecallOpened
from county.units.dispatch import can_be_sent_unattended
from services.desk import Desk
from services.drill.reactions import drill_reactions


def reactions(desk: Desk, record: r.Record[Any]) -> list[Command[Any]]:
    """Commands of the backend that follow from ``record``, which ``desk`` has folded.

    Their ids name the automation rules that led to ``record``.
    """
    return [replace(command, id=following_id(record, command.id)) for command in _following(desk, record)]


def _following(desk: Desk, record: r.Record[Any]) -> list[Command[Any]]:
    match record.body:
        case r.AlarmRaised(alarm_id=alarm_id):
            return list(opening(desk, desk.alarms[alarm_id]))
        case r.EventReported(event_id=event_id) | r.EventFiled(event_id=event_id) if record.by == WATCH.id:
            return list(_forward(desk, desk.events[event_id], record.recorded_ms))
        case r.EventFiled(event_id=event_id):
            event, now_ms = desk.events[event_id], record.recorded_ms
            return list(_join_round(desk, event, now_ms)) or list(_dispatch_unattended(desk, event, now_ms))
        case r.EventUnmerged(event_id=event_id):
            return list(_join_round(desk, desk.events[event_id], record.recorded_ms))
        case RoundsPlanned(shift=shift):
            return list(_to_rounds(desk, desk.find("rounds", shift), record.recorded_ms))
        case StopServed() | StopSkipped():
            return list(_from_stop(desk, record.body, record.recorded_ms))
        case r.EventCorrected(event_id=event_id):
            event = desk.events[event_id]
            return [*_move_plans(desk, event, record), *_join_round(desk, event, record.recorded_ms)]
        case r.TaskReturned(event_id=event_id):
            event = desk.events[event_id]
            return [*_supervise(desk, event, record.recorded_ms), *_join_round(desk, event, record.recorded_ms)]
        case BriefingSent(briefing_id=briefing_id):
            return list(_note_report(desk, desk.find("briefing", briefing_id), record))
        case RecallOpened():
            return list(_report_recall(desk, record.body, record.recorded_ms))
        case DrillRecord() | ScenarioFileRecord():
            return list(drill_reactions(desk, record))
        case _:
            return []


def opening(desk: Desk, alarm: Alarm) -> Iterator[Command[Any]]:
    """Report the event of an active alarm, unless an event of its sensor covers it.

    What others only reported covers nothing: nobody works on it yet, and a report could otherwise take the place of
    every later alarm of a sensor.  If both are kept, the desk merges them.
    """
    rule = desk.catalog.rules.get(alarm.rule)
    sensor = desk.sensors.get(alarm.sensor_id)
    if rule is None or not rule.opens or sensor is None or alarm.state is not AlarmState.UNACKNOWLEDGED:
        return
    for known in desk.events_of(alarm.sensor_id):
        only_reported = known.state is State.REPORTED and known.timeline[0].actor != WATCH.id
        current = known.ended_ms is None or known.ended_ms >= alarm.raised_ms
        if known.was_of(rule.opens) and current and not only_reported:
            return
    yield _command(
        desk,
        f"{alarm.id}:{alarm.raised_ms}:report",
        alarm.raised_ms,
        c.ReportEvent(
            event_id=_free_number(desk, alarm),
            subclass=rule.opens,
            title="",
            source=desk.catalog.sensor_kinds[rule.kind].source,
            x_m=sensor.x_m,
            y_m=sensor.y_m,
            sensor_id=sensor.id,
            alarm_id=alarm.id,
            cause=c.AlarmCause(rule=alarm.rule, channel=alarm.channel, value=alarm.value, limit=alarm.limit),
        ),
    )


def _free_number(desk: Desk, alarm: Alarm) -> str:
    """The event number derived from the alarm, or the next free one."""
    attempt = 0
    while True:
        again = (str(attempt),) if attempt else ()
        number = numbering.event_id_of(alarm.raised_ms, alarm.id, str(alarm.raised_ms), *again)
        number = numbering.in_realm(number, desk.realm)
        if not desk.is_taken("event", number):
            return number
        attempt += 1


def _forward(desk: Desk, known: Event, now_ms: int) -> Iterator[Command[Any]]:
    """File, then dispatch an event that an alarm opened and no person has changed."""
    if not known.alarm_id or any(step.actor != WATCH.id for step in known.timeline):
        return
    if known.state is State.REPORTED:
        yield _command(desk, f"{known.id}:file", now_ms, c.FileEvent(event_id=known.id))
    elif desk.is_for_rounds(known):
        yield from _join_round(desk, known, now_ms)
    elif known.state is State.FILED:
        body = c.DispatchEvent(event_id=known.id, unit=desk.ranked(known)[0].unit)
        yield _command(desk, f"{known.id}:dispatch", now_ms, body)


def _dispatch_unattended(desk: Desk, known: Event, now_ms: int) -> Iterator[Command[Any]]:
    """Dispatch an event that was just filed, if its class allows that and nothing is to be weighed: the first unit is
    free and has a way, and no village loses its cover.

    An event is dispatched so at most once: what a unit returns, a person looks at.
    """
    subclass = desk.catalog.subclasses.get(known.subclass)
    if subclass is None or not subclass.auto_dispatch or known.state is not State.FILED or desk.is_for_rounds(known):
        return
    first = desk.ranked(known)[0]
    cover = desk.lost_cover(first.unit)
    if can_be_sent_unattended(first) and not (cover is not None and cover.villages):
        body = c.DispatchEvent(event_id=known.id, unit=first.unit)
        yield _command(desk, f"{known.id}:dispatch", now_ms, body)


def _to_rounds(desk: Desk, rounds: CollectionRounds, now_ms: int) -> Iterator[Command[Any]]:
    """Give the events of the bins on rounds to their trucks, and those that are on no round any more back to the
    centre, with the reason: their truck does not come."""
    for tour, stop in rounds.to_come():
        for event in _given_by_backend(desk, stop.bin):
            name = f"{event.id}:{rounds.id}:{rounds.number}"
            if event.state is State.FILED:
                yield _command(desk, f"{name}:dispatch", now_ms, c.DispatchEvent(event_id=event.id, unit=tour.unit))
            elif event.unit != tour.unit:
                if tour.unit not in event.active_units:
                    yield _command(desk, f"{name}:add", now_ms, c.AddUnit(event_id=event.id, unit=tour.unit))
                yield _command(desk, f"{name}:main", now_ms, c.SetMainUnit(event_id=event.id, unit=tour.unit))
                yield _command(desk, f"{name}:release", now_ms, c.ReleaseUnit(event_id=event.id, unit=event.unit))
    for full in rounds.unserved:
        for event in _given_by_backend(desk, full.bin):
            if event.state is not State.FILED:
                name = f"{event.id}:{rounds.id}:{rounds.number}"
                note = ROUND_REASONS[full.reason].zh
                yield _command(desk, f"{name}:return", now_ms, c.ReturnTask(event_id=event.id, note=note))


def _join_round(desk: Desk, event: Event, now_ms: int) -> Iterator[Command[Any]]:
    """Give the event of a full bin that waits for a unit to the truck on whose round its bin is already, or to the one
    that has emptied the bin since.

    Bins are planned by their readings: a stop can be planned before its event is filed, and then no plan gives that
    event to a truck.  What the truck itself returned, a person looks at.
    """
    if event.state is not State.FILED or all(event.id != known.id for known in desk.bin_events(event.sensor_id)):
        return
    name = f"{event.id}:{len(event.timeline)}"
    rounds = newest_planned(desk.states_of("rounds"))
    tour = rounds.round_of(event.sensor_id) if rounds is not None and now_ms < rounds.until_ms else None
    over = last_emptied(desk.states_of("rounds"), event.sensor_id)
    if tour is not None:
        if not was_returned_by(event, tour.unit):
            yield _command(desk, f"{name}:dispatch", now_ms, c.DispatchEvent(event_id=event.id, unit=tour.unit))
    elif over is not None and over.at_ms >= event.happened_ms and not event.returned:
        yield from _emptied(desk, event, over.unit, over.note, name, now_ms)


def _emptied(desk: Desk, event: Event, unit: str, note: str, name: str, now_ms: int) -> Iterator[Command[Any]]:
    """Feed back for a truck that emptied a bin whose event no unit has."""
    yield _command(desk, f"{name}:dispatch", now_ms, c.DispatchEvent(event_id=event.id, unit=unit))
    yield _command(desk, f"{name}:accept", now_ms, c.AcceptTask(event_id=event.id))
    yield _command(desk, f"{name}:feed back", now_ms, c.FeedBack(event_id=event.id, note=note))


def _from_stop(desk: Desk, over: StopServed | StopSkipped, now_ms: int) -> Iterator[Command[Any]]:
    """Feed back for the truck that has emptied a bin, or return the task that it could not do.

    The event of a bin that no unit has, as a truck returned it, is of the truck that emptied the bin after all.
    """
    for event in _given_by_backend(desk, over.bin):
        name = f"{event.id}:{over.shift}:{len(event.timeline)}"
        if event.state is State.FILED and isinstance(over, StopServed):
            yield from _emptied(desk, event, over.unit, over.note, name, now_ms)
            continue
        if event.unit != over.unit:
            continue
        if isinstance(over, StopSkipped):
            yield _command(desk, f"{name}:return", now_ms, c.ReturnTask(event_id=event.id, note=over.note))
            continue
        if event.state is State.DISPATCHED:
            yield _command(desk, f"{name}:accept", now_ms, c.AcceptTask(event_id=event.id))
        yield _command(desk, f"{name}:feed back", now_ms, c.FeedBack(event_id=event.id, note=over.note))


def _given_by_backend(desk: Desk, bin_id: str) -> Iterator[Event]:
    """Open events of a full bin that wait for a truck, or that were given to one by the backend."""
    truck = desk.catalog.collection.truck
    return (event for event in desk.bin_events(bin_id) if is_collected(event, desk.resources, truck))


def _note_report(desk: Desk, sent: Briefing, record: r.Record[Any]) -> Iterator[Command[Any]]:
    """Let a report that was sent as a briefing count as the event's situation report, unless one was noted by hand."""
    if sent.kind not in EVENT_KINDS or sent.supersedes:
        return
    event_id, kind = sent.event_ids[0], cast(ReportKind, sent.kind)
    if desk.find("event", event_id) is not None and kind in next_kinds(desk.find("situation", event_id)):
        body = SendSituationReport(event_id=event_id, kind=kind, note=sent.issue_no)
        yield _command(desk, f"{sent.id}:situation", record.recorded_ms, body)


def _report_recall(desk: Desk, opened: RecallOpened, now_ms: int) -> Iterator[Command[Any]]:
    """Report the event of a recall, unless one has its number already or the county has no such class."""
    if RECALL_SUBCLASS in desk.catalog.subclasses and not desk.is_taken("event", opened.event_id):
        body = c.ReportEvent(
            event_id=opened.event_id, subclass=RECALL_SUBCLASS, title=opened.title, source="department",
            x_m=opened.x_m, y_m=opened.y_m, note=opened.note,
        )  # fmt: skip
        yield _command(desk, f"{opened.recall_id}:report", now_ms, body)


def _supervise(desk: Desk, known: Event, now_ms: int) -> Iterator[Command[Any]]:
    """Put an event under 督办 that units return again and again."""
    if known.returned >= RETURNS_SUPERVISED and not known.supervised:
        yield _command(desk, f"{known.id}:returned{known.returned}", now_ms, c.SuperviseEvent(event_id=known.id))


def _move_plans(desk: Desk, known: Event, record: r.Record[Any]) -> Iterator[Command[Any]]:
    """Let the running plans of an event watch around its place."""
    place = known.x_m, known.y_m
    for run in desk.states_of("plan"):
        if run.active and run.about == known.id and (run.x_m, run.y_m) != place:
            body = MovePlan(plan_id=run.id, x_m=place[0], y_m=place[1], division=known.division)
            yield _command(desk, f"{run.id}:move {record.seq}", record.recorded_ms, body)


def _command(desk: Desk, command_id: str, at_ms: int, body: c.CommandBody) -> Command[Any]:
    return Command(id=command_id, realm=desk.realm, happened_ms=at_ms, body=body)
