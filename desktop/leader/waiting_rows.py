"""What waits for a leader: decisions, promises that are overdue, alarms; each row with what, where, since when and who.

Everything is read from the desk that the window shows: in a replay from that of its moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from county import commands as c
from county.aggregate import NEVER_MS
from county.alarms import PRIORITIES
from county.briefing.briefing import Briefing
from county.briefing.commands import SignBriefing
from county.commands import CommandBody
from county.drill.inject_run import InjectRun
from county.events.emergency import emergency_subclasses
from county.events.event import CLOCK_RUNS, ENDED, LEVELS, Event, State
from county.events.stage_clock import RED
from county.records import ExtensionRequested
from county.response.notices import Notice
from county.response.plans import PlanRun, StartPlan, plans_for
from desktop import moments
from desktop.briefings.rows import about, kind_name
from desktop.event_columns import at_stage, in_states
from desktop.i18n import pick
from desktop.leader.shown_figure import ShownFigure
from desktop.permission import why_not
from desktop.session import Session
from desktop.unit_choice import unit_name
from desktop.waiting_calls import UNACKNOWLEDGED
from desktop.wording import state, verb
from layers.alarms import AlarmBook
from layers.emergencies import open_emergencies
from layers.events import EventsLayer
from layers.sensors import SensorsLayer

ROWS_MAX = 50
"""Rows of one list at most; its number counts all."""
RETURNED = 2
"""Times that units have returned a task, from which somebody must decide whose it is."""
SILENT_MS = 30 * 60_000
"""A notice without an answer for so long is a broken promise."""
MAJOR = frozenset({"major_special", "major"})
SERIOUS = MAJOR | {"larger"}
_WAITING = frozenset({State.REPORTED, State.FILED})
Thing = Literal["event", "alarm", "plan", "notice", "inject", "briefing", "figure"]
translate = QCoreApplication.translate


class RowTarget(NamedTuple):
    """What a row is about, and the step that its action begins; None: it only opens it."""

    thing: Thing
    id: str
    step: type[CommandBody] | None = None


@dataclass(frozen=True)
class LeaderRow:
    """One line of a list.  ``since_ms``: from when it waits, is late or lasts."""

    what: str
    where: str
    since_ms: int
    why: str
    who: str
    action: str
    target: RowTarget
    grave: bool = False
    """Of the rows that stand first."""
    figure: ShownFigure | None = None
    """The number that it is about."""


class LeaderRows(NamedTuple):
    """The first rows of a list, the gravest first, of ``total``."""

    total: int
    rows: tuple[LeaderRow, ...]


def decisions(session: Session) -> LeaderRows:
    """Grave events without a unit, tasks that units return, proposed plans, longer limits that were asked for, injects
    that wait for a second person, briefings that wait for a signature."""
    return _joined(
        _unassigned(session), _returned(session), _proposed_plans(session), _extensions(session),
        _counted(_second_persons(session)), _counted(_unsigned(session)),
    )  # fmt: skip


def overdue_promises(session: Session, now_ms: int) -> LeaderRows:
    """Events past their limit, those under 督办 first; tasks of plans past theirs; notices without an answer."""
    return _joined(
        _overdue_events(session, now_ms, supervised=True), _overdue_events(session, now_ms, supervised=False),
        _counted(_late_tasks(session, now_ms)), _counted(_silent(session, now_ms)),
    )  # fmt: skip


def waiting_alarms(session: Session) -> LeaderRows:
    """Alarms of critical and high priority that nobody has acknowledged, in the order of the alarm strip."""
    book, states = session.layers.of(AlarmBook), session.layers.states("alarm")
    grave = [key for key in book.sorted(UNACKNOWLEDGED) if PRIORITIES[-key[0]] in ("critical", "high")]
    rows = []
    for key in grave[:ROWS_MAX]:
        alarm = states.get(key[-1])
        if alarm is None:
            continue
        rule, sensor = session.catalog.rules.get(alarm.rule), session.sensors.get(alarm.sensor_id)
        place = session.layers.of(SensorsLayer).title(alarm.sensor_id)
        if not place:
            place = alarm.sensor_id if sensor is None else session.divisions.path(sensor.division)
        rows.append(LeaderRow(
            pick(rule.name) if rule else alarm.rule, pick(place), alarm.raised_ms,
            state(alarm.state), translate("leader", "duty desk"), translate("leader", "Show"),
            RowTarget("alarm", alarm.id), grave=PRIORITIES[-key[0]] == "critical",
        ))  # fmt: skip
    return LeaderRows(len(grave), tuple(rows))


def _joined(*lists: LeaderRows) -> LeaderRows:
    rows = sorted((row for one in lists for row in one.rows), key=lambda row: (not row.grave, row.since_ms))
    return LeaderRows(sum(one.total for one in lists), tuple(rows[:ROWS_MAX]))


def _counted(rows: Iterable[LeaderRow]) -> LeaderRows:
    found = tuple(rows)
    return LeaderRows(len(found), found)


def _of_events(
    session: Session, mask: NDArray[np.bool_], order: str, row_of: Callable[[Event], LeaderRow]
) -> LeaderRows:
    """Rows about the events of a mask, those with the earliest time in the column ``order`` first.  Of thousands only
    those that can be shown are decoded."""
    columns, states = session.layers.of(EventsLayer).columns, session.layers.states("event")
    places = np.flatnonzero(mask)
    first = places[np.argsort(columns[order][places], kind="stable")[:ROWS_MAX]]
    events = map(states.peek, columns.ids[first].tolist())
    return LeaderRows(len(places), tuple(row_of(event) for event in events if isinstance(event, Event)))


def _row(
    session: Session, event: Event, since_ms: int, why: str, step: type[CommandBody] | None, *, who: str = "",
    grave: bool = False,
) -> LeaderRow:  # fmt: skip
    """A row about an event; a step that this window may not give is not offered."""
    given = None if step is None or why_not(session, step, event) else step
    return LeaderRow(
        pick(session.event_texts.title(event)), session.divisions.path(event.division) or event.address, since_ms, why,
        who or _who(session, event), translate("leader", "Open") if given is None else verb(given.__name__),
        RowTarget("event", event.id, given), grave=grave,
    )  # fmt: skip


def _who(session: Session, event: Event) -> str:
    """The unit that has the task, else the department that the class belongs to."""
    if event.unit:
        return unit_name(session, event.unit)
    subclass = session.catalog.subclasses.get(event.subclass)
    return translate("leader", "no unit yet") if subclass is None else unit_name(session, subclass.department)


def _unassigned(session: Session) -> LeaderRows:
    columns = session.layers.of(EventsLayer).columns
    grave = np.isin(columns["level"], [LEVELS.index(level) for level in MAJOR])
    grave[open_emergencies(columns, np.arange(len(columns)), emergency_subclasses(session.catalog))] = True

    def row_of(event: Event) -> LeaderRow:
        step = c.FileEvent if event.state is State.REPORTED else c.DispatchEvent
        why, who = translate("leader", "no unit has it"), translate("leader", "duty desk")
        return _row(session, event, event.happened_ms, why, step, who=who, grave=True)

    return _of_events(session, in_states(columns, _WAITING) & grave, "happened_ms", row_of)


def _returned(session: Session) -> LeaderRows:
    columns = session.layers.of(EventsLayer).columns

    def row_of(event: Event) -> LeaderRow:
        why = translate("leader", "returned {n} times").format(n=event.returned)
        return _row(session, event, event.timeline[-1].happened_ms, why, c.DispatchEvent)

    mask = in_states(columns, frozenset({State.FILED})) & (columns["returned"] >= RETURNED)
    return _of_events(session, mask, "since_ms", row_of)


def _extensions(session: Session) -> LeaderRows:
    columns = session.layers.of(EventsLayer).columns

    def row_of(event: Event) -> LeaderRow:
        asked = next((s for s in reversed(event.timeline) if s.kind == ExtensionRequested.__name__), event.timeline[-1])
        until = moments.short(event.extension_until_ms or asked.happened_ms, asked.happened_ms)
        why = translate("leader", "asks for time until {time}").format(time=until)
        return _row(session, event, asked.happened_ms, why, c.ExtendDeadline)

    mask = in_states(columns, CLOCK_RUNS) & (columns["extension_ms"] != NEVER_MS)
    return _of_events(session, mask, "due_ms", row_of)


def _proposed_plans(session: Session) -> LeaderRows:
    """A plan is proposed for a serious event, and none runs for it."""
    columns, plans = session.layers.of(EventsLayer).columns, session.catalog.response_plans
    subclasses = [key for key in session.catalog.subclasses if _plan_for(session, key)]
    serious = np.isin(columns["level"], [LEVELS.index(level) for level in SERIOUS])
    running = [run.about for run in session.layers.states("plan").values() if isinstance(run, PlanRun) and run.about]
    mask = serious & ~in_states(columns, ENDED) & np.isin(columns["subclass"].astype(str), subclasses)
    mask &= ~np.isin(columns.ids.astype(str), running)

    def row_of(event: Event) -> LeaderRow:
        plan = pick(plans[_plan_for(session, event.subclass)].name)
        why = translate("leader", "proposed: {plan}").format(plan=plan)
        return _row(session, event, event.happened_ms, why, StartPlan, grave=event.level in MAJOR)

    return _of_events(session, mask, "happened_ms", row_of)


def _plan_for(session: Session, subclass: str) -> str:
    """The plan that is proposed for events of a subclass; "" for none."""
    plans = session.catalog.response_plans
    best = next(iter(plans_for(plans, subclass)), "")
    return best if best and subclass in plans[best].subclasses else ""


def _second_persons(session: Session) -> Iterator[LeaderRow]:
    if session.realm.kind != "drill":
        return
    for run in session.layers.states("inject").values():
        if isinstance(run, InjectRun) and run.seconded_by and run.state in ("armed", "held", "due"):
            yield LeaderRow(
                run.id, "", run.since_ms, translate("leader", "waits for a second person"),
                run.seconded_by, translate("leader", "Show"), RowTarget("inject", run.id),
            )  # fmt: skip


def _unsigned(session: Session) -> Iterator[LeaderRow]:
    for briefing in session.layers.states("briefing").values():
        if isinstance(briefing, Briefing) and briefing.state == "checked":
            yield LeaderRow(
                f"{kind_name(briefing)}：{about(session, briefing)}", "、".join(briefing.recipients),
                briefing.steps[-1].happened_ms,
                translate("leader", "checked, waits for a signature"), "", verb(SignBriefing.__name__)
                if not why_not(session, SignBriefing) else translate("leader", "Show"),
                RowTarget("briefing", briefing.id),
            )  # fmt: skip


def _overdue_events(session: Session, now_ms: int, *, supervised: bool) -> LeaderRows:
    columns = session.layers.of(EventsLayer).columns
    late = translate("leader", "supervised, no answer") if supervised else translate("leader", "past its limit")
    step = None if supervised else c.SuperviseEvent

    def row_of(event: Event) -> LeaderRow:
        return _row(session, event, event.due_ms or event.happened_ms, late, step, grave=supervised)

    return _of_events(session, at_stage(columns, RED, now_ms) & (columns["supervised"] == supervised), "due_ms", row_of)


def _late_tasks(session: Session, now_ms: int) -> Iterator[LeaderRow]:
    for run in session.layers.states("plan").values():
        for task in run.overdue(now_ms) if isinstance(run, PlanRun) else ():
            assert task.due_ms is not None, "it is overdue"
            plan = session.catalog.response_plans.get(run.plan)
            yield LeaderRow(
                pick(task.text), pick(plan.name) if plan is not None else run.plan, task.due_ms,
                translate("leader", "task of a plan, past its time"), task.who, translate("leader", "Show"),
                RowTarget("plan", run.id), grave=True,
            )  # fmt: skip


def _silent(session: Session, now_ms: int) -> Iterator[LeaderRow]:
    for notice in session.layers.states("notice").values():
        if not isinstance(notice, Notice) or notice.state != "sent":
            continue
        sent = notice.steps[0]
        if now_ms - sent.happened_ms >= SILENT_MS:
            where = session.divisions.path(notice.to) if notice.kind == "division" else ""
            who = unit_name(session, notice.to) if notice.kind == "unit" else where or notice.to
            yield LeaderRow(
                sent.note, where, sent.happened_ms, translate("leader", "notice without an answer"), who,
                translate("leader", "Show"), RowTarget("notice", notice.id),
            )  # fmt: skip
