"""How commands about events become records."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from county import commands as c
from county import records as r
from county.aggregate import Decision, DeskView
from county.attachments import check_attachments
from county.authority import WATCH
from county.commands import EventCommand, PlaceLevel, Source
from county.division import known_part
from county.drill.run import DRILL_RUNS, standing
from county.durations import DAY_MS
from county.events.event import (
    CLOCK_TOLERANCE_MS,
    JOINED_MAX,
    LONGEST_ADDRESS,
    LONGEST_EXTENSION_DAYS,
    LONGEST_NOTE,
    LONGEST_PERSON,
    LONGEST_TITLE,
    UNITS_MAX,
    Deadlines,
    Event,
    facts_of,
)
from county.events.stage_clock import amber_ms, clock_of, limit_ms
from county.events.table import BY_COMMAND, claim_refusal, most_of, note_required, unit_choices
from county.numbering import DRILL_SIGN, in_realm, is_background, may_be_event_id
from county.realm import Realm
from county.refusals import Refused, named


def decide(event: Event | None, command: EventCommand, decision: Decision) -> Sequence[r.RecordBody]:
    """Records that result from ``command``; ``event`` is its subject, None when it is not on the desk.

    A last step in the future was dated by a clock that has been set back since: it does not block later steps.
    Raises :class:`~county.refusals.Refused` when the table or a field forbids it.
    """
    if len(command.note) > LONGEST_NOTE:
        raise Refused("text_too_long", limit=str(LONGEST_NOTE))
    if isinstance(command, c.ReportEvent):
        if event is not None:
            raise Refused("event_exists", event=command.event_id)
        return [_reported(command, decision)]
    if event is None:
        raise Refused("event_unknown", event=command.event_id)
    rule = BY_COMMAND[type(command)]
    code = rule.guard(event) if event.state in rule.sources else "transition_forbidden"
    if code:
        claim = {} if event.claim is None else {"person": event.claim.person}
        raise Refused(code, command=type(command).__name__, state=event.state, event=event.id, **claim)
    refused = claim_refusal(event, type(command), decision.author.person)
    if refused is not None:
        raise refused
    by_backend = decision.author.by == WATCH.id
    if note_required(event, type(command)) and not by_backend and not command.note.strip():
        raise Refused("note_missing", command=type(command).__name__, event=event.id)
    kind = rule.record.__name__
    at_most = most_of(event, rule)
    if at_most is not None and sum(step.kind == kind for step in event.timeline) >= at_most:
        raise Refused("too_often", command=type(command).__name__, event=event.id, limit=str(at_most))
    check_time(event, decision)
    at_ms = decision.at_ms
    deadlines: Deadlines = decision.desk.deadlines
    base: dict[str, Any] = {"event_id": event.id, "note": command.note}
    match command:
        case c.CorrectEvent():
            return [_corrected(event, command, decision)]
        case c.MergeEvent():
            return _merged(event, command, decision)
        case c.UnmergeEvent():
            return _unmerged(event, command, decision)
        case c.DispatchEvent():
            if not command.unit:
                raise Refused("unit_missing", event=event.id)
            if command.unit not in decision.desk.units:
                raise Refused("unit_unknown", unit=command.unit)
            due_ms = deadlines.due_ms(event.subclass, at_ms)
            choice = decision.desk.choice(event, command.unit)
            clock = _clock(event, deadlines, deadlines.span_ms(event.subclass, at_ms, due_ms), due_ms)
            dispatched = r.EventDispatched(**base, unit=command.unit, choice=choice, **clock)
            has_it = *(unit for unit in event.active_units if unit != command.unit), command.unit
            return [dispatched, *_added(event, command.further, command.note, has_it, decision)]
        case c.AddUnit():
            return _added(event, (command.unit, *command.further), command.note, event.active_units, decision)
        case c.ReleaseUnit() | c.SetMainUnit() | c.ReportDeparture() | c.ReportArrival():
            if command.unit not in unit_choices(event, type(command)):
                raise Refused("unit_unfit", command=type(command).__name__, event=event.id, unit=command.unit)
            return [rule.record(**base | {"unit": command.unit})]
        case c.HandOverEvent(to=to):
            _check_receiver(event, to)
            return [r.EventHandedOver(**base, to=to)]
        case c.RequestExtension(until_ms=until_ms):
            _check_extension(event, until_ms, at_ms)
            return [r.ExtensionRequested(**base, until_ms=until_ms)]
        case c.ExtendDeadline(until_ms=until_ms):
            _check_extension(event, until_ms, at_ms)
            added = deadlines.span_ms(event.subclass, event.due_ms or at_ms, until_ms)
            clock = _clock(event, deadlines, limit_ms(deadlines, event) + added, until_ms)
            return [r.DeadlineExtended(**base, **clock)]
        case c.ResumeEvent():
            if event.due_ms is None or event.suspended_ms is None:
                raise Refused("clock_unknown", event=event.id)
            due_ms = deadlines.resumed_due_ms(event.subclass, event.due_ms, event.suspended_ms, at_ms)
            return [r.EventResumed(**base, **_clock(event, deadlines, limit_ms(deadlines, event), due_ms))]
        case c.ReworkEvent():
            if event.due_ms is None or event.fed_back_ms is None:
                raise Refused("clock_unknown", event=event.id)
            due_ms = deadlines.resumed_due_ms(event.subclass, event.due_ms, event.fed_back_ms, at_ms)
            return [r.EventSentBack(**base, **_clock(event, deadlines, limit_ms(deadlines, event), due_ms))]
        case c.SuperviseEvent():
            return [r.EventSupervised(**base, returned=event.returned if by_backend else 0)]
        case c.EscalateEvent(step=key):
            step = decision.desk.catalog.escalation.get(key)
            if step is None:
                raise Refused("escalation_unknown", step=key)
            if key in event.escalated:
                raise Refused("escalated_already", event=event.id, **named("step", step.name))
            return [r.EventEscalated(**base, step=key, to=step.to, supervises=step.supervises)]
        case c.FollowUpEvent():
            if command.report and all(report.event_id != command.report for report in event.joined):
                raise Refused("report_not_joined", event=event.id, report=command.report)
            report, satisfied, solved = command.report, command.satisfied, command.solved
            return [r.FollowUpMade(**base, satisfied=satisfied, solved=solved, report=report)]
        case c.ReopenEvent():
            due_ms = deadlines.due_ms(event.subclass, at_ms)
            clock = _clock(event, deadlines, deadlines.span_ms(event.subclass, at_ms, due_ms), due_ms)
            return [r.EventReopened(**base, unit=event.unit, **clock)]
        case c.FeedBack(attachments=attachments):
            check_attachments(attachments, decision.desk.stored_start)
            return [r.HandlingFedBack(**base, attachments=attachments)]
        case c.EvaluateEvent():
            if not 1 <= command.score <= 5:
                raise Refused("score_out_of_range", event=event.id)
            return [r.EventEvaluated(**base, score=command.score)]
        case _:
            return [rule.record(**base)]


def _added(
    event: Event, units: Sequence[str], note: str, has_it: Sequence[str], decision: Decision
) -> list[r.UnitAdded]:
    """A record for each of ``units``; ``has_it``: those that have the event without them.  Raises Refused."""
    rule, taken = BY_COMMAND[c.AddUnit], list(has_it)
    for unit in units:
        if unit not in decision.desk.units:
            raise Refused("unit_unknown", unit=unit)
        if unit in taken:
            raise Refused("unit_has_it", event=event.id, unit=unit)
        if len(taken) >= UNITS_MAX:
            raise Refused("too_many_units", event=event.id, limit=str(UNITS_MAX))
        taken.append(unit)
    added, at_most = sum(step.kind == r.UnitAdded.__name__ for step in event.timeline), most_of(event, rule)
    if at_most is not None and added + len(units) > at_most:
        raise Refused("too_often", command=c.AddUnit.__name__, event=event.id, limit=str(at_most))
    return [r.UnitAdded(event_id=event.id, note=note, unit=unit) for unit in units]


def _clock(event: Event, deadlines: Deadlines, whole_ms: int, due_ms: int) -> dict[str, Any]:
    """When the task is due soon, and when it is due; ``whole_ms``: its limit, in the unit of the limit."""
    return {"due_ms": due_ms, "amber_ms": amber_ms(deadlines, event.subclass, whole_ms, due_ms)}


def _check_extension(event: Event, until_ms: int, at_ms: int) -> None:
    """Check that the new deadline is later than the present one, but not too far.  Raises Refused."""
    if event.due_ms is None or until_ms <= max(event.due_ms, at_ms):
        raise Refused("extension_not_later", event=event.id)
    if until_ms > max(event.due_ms, at_ms) + LONGEST_EXTENSION_DAYS * DAY_MS:
        raise Refused("time_too_far", days=str(LONGEST_EXTENSION_DAYS))


def _check_receiver(event: Event, to: str) -> None:
    """Check that the event is handed over to a person, and to another one.  Raises Refused."""
    if not is_visible(to) or len(to) > LONGEST_PERSON:
        raise Refused("receiver_missing", event=event.id)
    if event.claim is not None and event.claim.person == to:
        raise Refused("receiver_has_it", event=event.id, person=to)


def check_time(event: Event, decision: Decision) -> None:
    """Check that the time is not before ``event`` changed last.  Raises Refused."""
    if decision.at_ms < min(event.since_ms, decision.now_ms) - CLOCK_TOLERANCE_MS:
        raise Refused("time_before_last_step", event=event.id)


def _merged(event: Event, command: c.MergeEvent, decision: Decision) -> Sequence[r.RecordBody]:
    """The merge, and the reports that its target takes over.  Raises Refused."""
    target = decision.desk.find("event", command.into)
    if target is None:
        raise Refused("event_unknown", event=command.into)
    if target.id == event.id or not target.open:
        raise Refused("merge_target_unfit", event=target.id, state=target.state)
    check_time(target, decision)
    own = r.MergedReport(event_id=event.id, reporter=event.reporter)
    carried = (r.MergedReport(event_id=report.event_id, reporter=report.reporter) for report in event.joined)
    reports = (own, *carried)
    taken = sum(step.kind == r.ReportsJoined.__name__ for step in target.timeline)
    if max(taken + 1, len(target.joined) + len(reports)) > JOINED_MAX:
        raise Refused("merge_target_full", event=target.id, limit=str(JOINED_MAX))
    return [
        r.EventMerged(event_id=event.id, note=command.note, into=target.id),
        r.ReportsJoined(event_id=target.id, reports=reports),
    ]


def _unmerged(event: Event, command: c.UnmergeEvent, decision: Decision) -> Sequence[r.RecordBody]:
    """The end of the merge, and what every event along the chain of merges loses.  Raises Refused."""
    bodies: list[r.RecordBody] = [r.EventUnmerged(event_id=event.id, note=command.note, out_of=event.merged_into)]
    leaving = {event.id, *(report.event_id for report in event.joined)}
    holder = decision.desk.find("event", event.merged_into)
    while holder is not None:
        parted = tuple(report.event_id for report in holder.joined if report.event_id in leaving)
        if parted:
            check_time(holder, decision)
            bodies.append(r.ReportsParted(event_id=holder.id, reports=parted))
        holder = decision.desk.find("event", holder.merged_into) if holder.merged_into else None
    return bodies


def is_visible(title: str) -> bool:
    """Whether it has a letter, a digit or another sign, not only blanks, marks and format characters."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in title)


def _reported(command: c.ReportEvent, decision: Decision) -> r.EventReported:
    """The report, its division replaced by the one that contains its location.  Raises Refused."""
    if not may_be_event_id(command.event_id):
        raise Refused("id_invalid")
    if command.event_id != in_realm(command.event_id, decision.desk.realm):
        raise Refused("drill_number_missing")
    if command.event_id.startswith(DRILL_SIGN) and Realm(decision.desk.realm).kind == "live":
        raise Refused("drill_number_in_live")
    if is_background(command.event_id):
        raise Refused("drill_number_of_background")
    if command.cause is not None and decision.author.by != WATCH.id:
        raise Refused("cause_watch_only")
    if command.cause is None and not is_visible(command.title):
        raise Refused("title_missing")
    _check_lengths(command.title, command.address)
    desk = decision.desk
    _check_subclass(command.subclass, desk)
    if command.sensor_id and command.sensor_id not in desk.sensors:
        raise Refused("sensor_unknown", sensor=command.sensor_id, channel="")
    division = _division_of(command.x_m, command.y_m, command.place_level, desk)
    check_attachments(command.attachments, desk.stored_start)
    fields = {name: getattr(command, name) for name in command.__struct_fields__}
    return r.EventReported(**fields | {"division": division, "source": _source_of(command, decision)})


def _source_of(command: c.ReportEvent, decision: Decision) -> Source:
    """The source of a report: of a simulator's 模拟, so that nobody takes it for that of a player.  Raises Refused."""
    run = decision.desk.find(DRILL_RUNS.key, decision.desk.realm)
    if standing(run, decision).simulates:
        return "simulated"
    if command.source == "simulated":
        raise Refused("source_of_simulators")
    return command.source


def _corrected(event: Event, command: c.CorrectEvent, decision: Decision) -> r.EventCorrected:
    """What is stated about the event after the correction, and its time limit as of another subclass.  Raises
    Refused."""
    desk, deadlines = decision.desk, decision.desk.deadlines
    named = {"title": command.title, "subclass": command.subclass, "level": command.level, "address": command.address}
    given: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
    if command.xy_m is not None and (*command.xy_m, command.place_level) != (event.x_m, event.y_m, event.place_level):
        x_m, y_m = command.xy_m
        division = _division_of(x_m, y_m, command.place_level, desk)
        given |= {"x_m": x_m, "y_m": y_m, "division": division, "place_level": command.place_level}
    stated = replace(facts_of(event), **given)
    if stated == facts_of(event):
        raise Refused("nothing_corrected", event=event.id)
    if not is_visible(stated.title) and (stated.title or event.cause is None):
        raise Refused("title_missing")
    _check_lengths(stated.title, stated.address)
    clock: dict[str, Any] = {}
    if stated.subclass != event.subclass:
        _check_subclass(stated.subclass, desk)
        if event.due_ms is not None:
            soon_ms, due_ms = clock_of(deadlines, event, stated.subclass)
            clock = {"amber_ms": soon_ms, "due_ms": due_ms}
    fields = {name: getattr(stated, name) for name in stated.__struct_fields__}
    return r.EventCorrected(event_id=event.id, note=command.note, **fields, **clock)


def _check_lengths(title: str, address: str) -> None:
    """Raises Refused."""
    for text, limit in ((title, LONGEST_TITLE), (address, LONGEST_ADDRESS)):
        if len(text) > limit:
            raise Refused("text_too_long", limit=str(limit))


def _check_subclass(key: str, desk: DeskView) -> None:
    """Check that new events can be of this subclass.  Raises Refused."""
    subclass = desk.catalog.subclasses.get(key)
    if subclass is None:
        raise Refused("subclass_unknown", subclass=key)
    if subclass.retired:
        raise Refused("subclass_retired", subclass=subclass.name.zh)


def _division_of(x_m: float, y_m: float, level: PlaceLevel, desk: DeskView) -> str:
    """The smallest division that contains the place; the town, where no more is known.  Raises Refused for a place
    outside the county."""
    division = desk.division_at(x_m, y_m) if math.isfinite(x_m) and math.isfinite(y_m) else None
    if division is None:
        raise desk.place_outside(x_m, y_m).refusal(x_m, y_m)
    return known_part(division, level)
