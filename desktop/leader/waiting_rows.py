"""What waits for a leader, as rows: decisions, promises that are overdue, alarms; each with what, where, since when and
who.

What waits is said by :mod:`county.waiting`.  Everything is read from the desk that the window shows: in a replay from
that of its moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

from PySide6.QtCore import QCoreApplication

from county import commands as c
from county import waiting
from county.alarm_names import alarm_name
from county.alarms import PRIORITIES
from county.briefing.briefing import Briefing
from county.briefing.commands import SignBriefing
from county.commands import CommandBody
from county.drill.inject_run import InjectRun
from county.events.escalation import last_step
from county.events.event import Event, State
from county.response.notices import Notice
from county.response.plans import PlanRun, StartPlan
from county.waiting import ITEMS_MAX, WaitingDesk, WaitingItem, WaitingItems
from desktop import moments
from desktop.alarms.waiting_calls import UNACKNOWLEDGED
from desktop.briefings.rows import about, kind_name
from desktop.figures.shown_figure import ShownFigure
from desktop.i18n import pick
from desktop.permission import why_not
from desktop.session import Session
from desktop.units.choice import unit_name
from desktop.wording import escalation, state, verb
from layers.alarms import AlarmBook
from layers.events import EventsLayer
from layers.sensors import SensorsLayer

T = TypeVar("T")
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
    """What :func:`county.waiting.decisions` says."""
    return _rows(session, waiting.decisions(waiting_desk(session)))


def overdue_promises(session: Session, now_ms: int) -> LeaderRows:
    """What :func:`county.waiting.overdue_promises` says."""
    return _rows(session, waiting.overdue_promises(waiting_desk(session), now_ms))


def waiting_desk(session: Session) -> WaitingDesk:
    """The desk that the window shows."""
    layers, columns = session.layers, session.layers.of(EventsLayer).columns

    def states(key: str, kind: type[T]) -> list[T]:
        return [one for one in layers.states(key).values() if isinstance(one, kind)]

    is_drill = session.realm.kind == "drill"
    return WaitingDesk(
        session.catalog, columns, columns.ids, layers.states("event").peek, states("plan", PlanRun),
        states("notice", Notice), states("inject", InjectRun) if is_drill else (), states("briefing", Briefing),
    )  # fmt: skip


def waiting_alarms(session: Session) -> LeaderRows:
    """Alarms of critical and high priority that nobody has acknowledged, in the order of the alarm strip."""
    book, states = session.layers.of(AlarmBook), session.layers.states("alarm")
    grave = [key for key in book.sorted(UNACKNOWLEDGED) if PRIORITIES[-key[0]] in ("critical", "high")]
    rows = []
    for key in grave[:ITEMS_MAX]:
        alarm = states.get(key[-1])
        if alarm is None:
            continue
        sensor = session.sensors.get(alarm.sensor_id)
        place = session.layers.of(SensorsLayer).title(alarm.sensor_id)
        if not place:
            place = alarm.sensor_id if sensor is None else session.divisions.path(sensor.division)
        rows.append(LeaderRow(
            pick(alarm_name(alarm, session.catalog)), pick(place), alarm.raised_ms,
            state(alarm.state), translate("leader", "duty desk"), translate("leader", "Show"),
            RowTarget("alarm", alarm.id), grave=PRIORITIES[-key[0]] == "critical",
        ))  # fmt: skip
    return LeaderRows(len(grave), tuple(rows))


def _rows(session: Session, found: WaitingItems) -> LeaderRows:
    return LeaderRows(found.total, tuple(row_of(session, item) for item in found.items))


def row_of(session: Session, item: WaitingItem) -> LeaderRow:
    """What a window says of one thing that waits."""
    match item.about:
        case Event():
            return _of_event(session, item, item.about)
        case PlanRun():
            return _of_task(session, item, item.about)
        case InjectRun():
            return LeaderRow(
                item.about.id, "", item.since_ms, translate("leader", "waits for a second person"),
                item.about.seconded_by, translate("leader", "Show"), RowTarget("inject", item.about.id),
            )  # fmt: skip
        case Briefing():
            return _of_briefing(session, item, item.about)
        case Notice():
            return _of_notice(session, item, item.about)


def _of_event(session: Session, item: WaitingItem, event: Event) -> LeaderRow:
    """A step that this window may not give is not offered."""
    step: type[CommandBody] | None = None
    who = _who(session, event)
    match item.kind:
        case "unassigned":
            step = c.FileEvent if event.state is State.REPORTED else c.DispatchEvent
            why, who = translate("leader", "no unit has it"), translate("leader", "duty desk")
        case "returned":
            step, why = c.DispatchEvent, translate("leader", "returned {n} times").format(n=event.returned)
        case "extension":
            limit_ms = event.due_ms or item.since_ms
            longer = moments.duration((event.extension_until_ms or limit_ms) - limit_ms)
            step, why = c.ExtendDeadline, translate("leader", "asks for {time} more").format(time=longer)
        case "plan_proposed":
            plan = pick(session.catalog.response_plans[item.plan].name)
            step, why = StartPlan, translate("leader", "proposed: {plan}").format(plan=plan)
        case "supervised":
            why = _escalated(session, event) or translate("leader", "supervised, no answer")
        case _:
            step, why = c.SuperviseEvent, _escalated(session, event) or translate("leader", "past its limit")
    given = None if step is None or why_not(session, step, event) else step
    return LeaderRow(
        pick(session.event_texts.title(event)), session.divisions.path(event.division) or event.address, item.since_ms,
        why, who, translate("leader", "Open") if given is None else verb(given.__name__),
        RowTarget("event", event.id, given), grave=item.grave,
    )  # fmt: skip


def _escalated(session: Session, event: Event) -> str:
    """That it was escalated to the county's leaders (通报); "" if it was not."""
    step = last_step(event, session.catalog)
    return escalation(step) if step is not None and step.to == "county" else ""


def _who(session: Session, event: Event) -> str:
    """The unit that has the task, else the department that the class belongs to."""
    if event.unit:
        return unit_name(session, event.unit)
    subclass = session.catalog.subclasses.get(event.subclass)
    return translate("leader", "no unit yet") if subclass is None else unit_name(session, subclass.department)


def _of_briefing(session: Session, item: WaitingItem, briefing: Briefing) -> LeaderRow:
    may_not = why_not(session, SignBriefing)
    return LeaderRow(
        f"{kind_name(briefing)}：{about(session, briefing)}", "、".join(briefing.recipients), item.since_ms,
        translate("leader", "checked, waits for a signature"), "",
        translate("leader", "Show") if may_not else verb(SignBriefing.__name__), RowTarget("briefing", briefing.id),
    )  # fmt: skip


def _of_task(session: Session, item: WaitingItem, run: PlanRun) -> LeaderRow:
    assert item.task is not None, "it waits"
    plan = session.catalog.response_plans.get(run.plan)
    return LeaderRow(
        pick(item.task.text), pick(plan.name) if plan is not None else run.plan, item.since_ms,
        translate("leader", "task of a plan, past its time"), item.task.who, translate("leader", "Show"),
        RowTarget("plan", run.id), grave=item.grave,
    )  # fmt: skip


def _of_notice(session: Session, item: WaitingItem, notice: Notice) -> LeaderRow:
    where = session.divisions.path(notice.to) if notice.kind == "division" else ""
    who = unit_name(session, notice.to) if notice.kind == "unit" else where or notice.to
    return LeaderRow(
        notice.steps[0].note, where, item.since_ms, translate("leader", "notice without an answer"), who,
        translate("leader", "Show"), RowTarget("notice", notice.id),
    )  # fmt: skip
