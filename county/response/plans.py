"""预案: response plans that were started, with their checklists ticked off live.

A run keeps the tasks as the catalogue had them when it was started, each with its due time: a plan that is rewritten
later changes nothing about what was to be done.  Units are dispatched and notices sent by their own commands; a notice
of a plan has an id derived from run and recipient, so that each is called once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct

from county.aggregate import Decision, StateColumn
from county.authority import PERSONS, Role, covers_division
from county.catalog import Name
from county.commands import ResponseLevel
from county.division import contains, enclosing
from county.events.event import ENDED, TimelineEntry, is_late
from county.procedure import LONGEST_ID, Case, CaseCommand, CaseRecord, Procedure, Transition
from county.records import Record
from county.refusals import Refused, named
from county.response.plan_table import Phase, PlanNotice, ResponsePlan
from county.within import check_event

RETENTION_DAYS = 30
"""The end of a run is followed by its evaluation."""
NOTES_MAX = 100
REOPENED_MAX = 60
DECIDERS = PERSONS | {Role.LEADER}


class ChecklistTask(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A task as it was when the run was started."""

    key: str
    phase: Phase
    text: Name
    who: str
    due_ms: int | None = None


class PlanCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one run of a plan."""

    plan_id: str


class StartPlan(PlanCommand, frozen=True, kw_only=True):
    """Start a plan for an event, or for a response that is in force; ``note``: by whose order."""

    plan: str
    """Row of the catalogue's table ``response_plans``."""
    level: ResponseLevel
    about: str = ""
    """Number of an event."""
    response: str = ""
    """Id of a response."""


class AdjustPlanLevel(PlanCommand, frozen=True, kw_only=True):
    """The checklist becomes that of another level; ``note``: why."""

    level: ResponseLevel


class CompleteChecklistTask(PlanCommand, frozen=True, kw_only=True):
    task: str


class SkipChecklistTask(PlanCommand, frozen=True, kw_only=True):
    """The task is not needed; ``note``: why."""

    task: str


class ReopenChecklistTask(PlanCommand, frozen=True, kw_only=True):
    """The task is not done after all; ``note``: why."""

    task: str


class NoteChecklistTask(PlanCommand, frozen=True, kw_only=True):
    """``note`` on a task, or on the run where ``task`` is ""."""

    task: str = ""


class MovePlan(PlanCommand, frozen=True, kw_only=True):
    """The place of the event was corrected: the run watches around the new one.  Only the backend itself sends it."""

    x_m: float
    y_m: float
    division: str


class EndPlan(PlanCommand, frozen=True, kw_only=True):
    """``note``: by which decision, and what is left open."""


class PlanRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one run."""

    plan_id: str


class PlanStarted(PlanRecord, frozen=True, kw_only=True):
    plan: str
    level: ResponseLevel
    tasks: tuple[ChecklistTask, ...]
    radius_m: float
    """To be watched around ``x_m, y_m``; 0 where there is no event."""
    about: str = ""
    response: str = ""
    x_m: float = 0.0
    y_m: float = 0.0
    division: str = ""
    """That of the event, or the area of the response."""


class PlanLevelAdjusted(PlanRecord, frozen=True, kw_only=True):
    level: ResponseLevel
    tasks: tuple[ChecklistTask, ...]
    radius_m: float


class ChecklistRecord(PlanRecord, frozen=True, kw_only=True):
    """A fact about one task of the checklist."""

    task: str


class ChecklistTaskCompleted(ChecklistRecord, frozen=True, kw_only=True):
    pass


class ChecklistTaskSkipped(ChecklistRecord, frozen=True, kw_only=True):
    pass


class ChecklistTaskReopened(ChecklistRecord, frozen=True, kw_only=True):
    pass


class ChecklistTaskNoted(ChecklistRecord, frozen=True, kw_only=True):
    pass


class PlanMoved(PlanRecord, frozen=True, kw_only=True):
    x_m: float
    y_m: float
    division: str


class PlanEnded(PlanRecord, frozen=True, kw_only=True):
    pass


DONE = frozenset({ChecklistTaskCompleted.__name__, ChecklistTaskSkipped.__name__})
DECIDING = DONE | {ChecklistTaskReopened.__name__}


class PlanRun(Case, frozen=True, kw_only=True, gc=False):
    """A run of a plan."""

    plan: str = ""
    level: ResponseLevel = "IV"
    tasks: tuple[ChecklistTask, ...] = ()
    radius_m: float = 0.0
    about: str = ""
    response: str = ""
    x_m: float = 0.0
    y_m: float = 0.0
    division: str = ""
    marks: dict[str, tuple[int, ...]] = msgspec.field(default_factory=dict)
    """By key of a task: numbers of the steps about it, oldest first."""

    @property
    def active(self) -> bool:
        return self.state == "active"

    def steps_of(self, task: str) -> tuple[TimelineEntry, ...]:
        """The steps about a task, oldest first."""
        return tuple(self.steps[number] for number in self.marks.get(task, ()))

    def done(self, task: str) -> TimelineEntry | None:
        """The step that completed or skipped the task; None while it is open."""
        last = next((step for step in reversed(self.steps_of(task)) if step.kind in DECIDING), None)
        return last if last is not None and last.kind in DONE else None

    @property
    def open_tasks(self) -> tuple[ChecklistTask, ...]:
        return tuple(task for task in self.tasks if self.done(task.key) is None)

    def overdue(self, now_ms: int) -> tuple[ChecklistTask, ...]:
        """Open tasks whose time is over; of an ended run none."""
        if not self.active:
            return ()
        return tuple(task for task in self.open_tasks if task.due_ms is not None and is_late(task.due_ms, now_ms))


def notice_id(run_id: str, notice: PlanNotice, division: str = "") -> str:
    """The id of a notice of a run; ``division``: its recipient where there are several."""
    named = ":".join((run_id, notice.key, *((division,) if division else ())))
    return named if len(named) <= LONGEST_ID else sha256(named.encode()).hexdigest()[:LONGEST_ID]


def recipients(notice: PlanNotice, area: str, codes: Iterable[str]) -> tuple[str, ...]:
    """The divisions that a notice is sent to: that of its level which contains ``area``, or all of them within it.

    ``codes``: of all divisions of that level.
    """
    around = enclosing(area, notice.to)
    return (around,) if around else tuple(code for code in codes if area and contains(area, code))


def checklist(
    plan: ResponsePlan, level: ResponseLevel, at_ms: int, known: tuple[ChecklistTask, ...] = ()
) -> tuple[ChecklistTask, ...]:
    """The tasks of a level, due from ``at_ms``; those of ``known`` keep their text and due time."""
    before = {task.key: task for task in known}
    return tuple(
        before.get(task.key) or ChecklistTask(
            key=task.key, phase=task.phase, text=task.text, who=task.who,
            due_ms=None if task.minutes is None else at_ms + task.minutes * 60_000,
        )
        for task in plan.tasks_at(level)
    )  # fmt: skip


def plans_for(plans: Mapping[str, ResponsePlan], subclass: str) -> list[str]:
    """Keys of the plans that can be started, those proposed for events of ``subclass`` first."""
    offered = [key for key, row in plans.items() if not row.retired]
    return sorted(offered, key=lambda key: subclass not in plans[key].subclasses)


def _row(decision: Decision, key: str, level: ResponseLevel) -> ResponsePlan:
    """Raises Refused for a plan that cannot be started at this level."""
    row = decision.desk.catalog.response_plans.get(key)
    if row is None:
        raise Refused("plan_unknown", plan=key)
    if level not in row.levels:
        raise Refused("plan_level_unfit", **named("plan", row.name), level=level)
    return row


def _can_be_started(run: PlanRun | None, command: StartPlan, decision: Decision) -> dict[str, object]:
    row = _row(decision, command.plan, command.level)
    if row.retired:
        raise Refused("plan_unknown", plan=command.plan)
    if bool(command.about) == bool(command.response):
        raise Refused("plan_about_nothing")
    for other in decision.desk.states_of("plan"):
        same = (other.plan, other.about, other.response) == (command.plan, command.about, command.response)
        if other.active and same:
            raise Refused("plan_runs_already", level=other.level)
    tasks = checklist(row, command.level, decision.at_ms)
    if command.about:
        check_event(decision, command.about)
        event = decision.desk.find("event", command.about)
        if event.state in ENDED:
            raise Refused("plan_event_ended", event=command.about)
        where: dict[str, object] = {
            "x_m": event.x_m, "y_m": event.y_m, "division": event.division, "radius_m": row.radius_at(command.level),
        }
        return where | {"tasks": tasks}
    response = decision.desk.find("response", command.response)
    if response is None or not response.in_force:
        raise Refused("plan_response_ended")
    _check_own(response.area, decision)
    return {"tasks": tasks, "division": response.area, "radius_m": 0.0}


def _check_own(division: str, decision: Decision) -> None:
    if not covers_division(decision.author.principal, division):
        raise Refused("report_other_division", division=division or "-", principal=decision.author.by)


def _can_be_adjusted(run: PlanRun, command: AdjustPlanLevel, decision: Decision) -> dict[str, object]:
    row = _row(decision, run.plan, command.level)
    if command.level == run.level:
        raise Refused("response_same_level", level=run.level)
    radius_m = row.radius_at(command.level) if run.about else 0.0
    return {"tasks": checklist(row, command.level, decision.at_ms, run.tasks), "radius_m": radius_m}


def _is_open(run: PlanRun, command: CompleteChecklistTask | SkipChecklistTask, decision: Decision) -> None:
    _is_listed(run, command, decision)
    if run.done(command.task) is not None:
        raise Refused("plan_task_done")


def _is_done(run: PlanRun, command: ReopenChecklistTask, decision: Decision) -> None:
    _is_listed(run, command, decision)
    if run.done(command.task) is None:
        raise Refused("plan_task_open")


def _is_listed(run: PlanRun, command: Any, decision: Decision) -> None:
    if command.task not in {task.key for task in run.tasks}:
        raise Refused("plan_task_unknown", task=command.task)


def _can_be_noted(run: PlanRun, command: NoteChecklistTask, decision: Decision) -> None:
    if command.task:
        _is_listed(run, command, decision)


def _marked(run: PlanRun | None, record: Record[Any]) -> Mapping[str, object]:
    """Which step a record about a task is."""
    if run is None or not isinstance(record.body, ChecklistRecord):
        return {}
    task = record.body.task
    return {"marks": {**run.marks, task: (*run.marks.get(task, ()), len(run.steps))}}


ACTIVE = ("active",)
PLANS = Procedure(
    key="plan",
    state=PlanRun,
    command=PlanCommand,
    record=PlanRecord,
    subject="plan_id",
    states=("active", "ended"),
    rules=(
        Transition(StartPlan, (), "active", PlanStarted, guard="can be started", may=DECIDERS),
        Transition(
            AdjustPlanLevel, ACTIVE, None, PlanLevelAdjusted, note_required=True, guard="can be adjusted",
            may=DECIDERS, at_most=20,
        ),
        Transition(CompleteChecklistTask, ACTIVE, None, ChecklistTaskCompleted, guard="is open", may=DECIDERS),
        Transition(
            SkipChecklistTask, ACTIVE, None, ChecklistTaskSkipped, note_required=True, guard="is open", may=DECIDERS
        ),
        Transition(
            ReopenChecklistTask, ACTIVE, None, ChecklistTaskReopened, note_required=True, guard="is done", may=DECIDERS,
            at_most=REOPENED_MAX,
        ),
        Transition(
            NoteChecklistTask, ACTIVE, None, ChecklistTaskNoted, note_required=True, guard="can be noted", may=DECIDERS,
            at_most=NOTES_MAX,
        ),
        Transition(MovePlan, ACTIVE, None, PlanMoved, may=frozenset()),
        Transition(EndPlan, ACTIVE, "ended", PlanEnded, note_required=True, may=DECIDERS),
    ),
    ends=frozenset({"ended"}),
    guards={
        "can be started": _can_be_started, "can be adjusted": _can_be_adjusted, "is open": _is_open,
        "is done": _is_done, "can be noted": _can_be_noted,
    },
    derive=_marked,
    retention_days=RETENTION_DAYS,
    names={
        StartPlan: Name("启动预案", "Start a plan"),
        AdjustPlanLevel: Name("调整预案级别", "Change the level of a plan"),
        CompleteChecklistTask: Name("完成任务", "Complete a task"),
        SkipChecklistTask: Name("跳过任务", "Skip a task"),
        ReopenChecklistTask: Name("恢复任务", "Reopen a task"),
        NoteChecklistTask: Name("记录进展", "Note progress"),
        MovePlan: Name("移动预案范围", "Move the area of a plan"),
        EndPlan: Name("结束预案", "End the plan"),
    },
    columns=(
        StateColumn("plan", "O", "never"), StateColumn("level", "O"), StateColumn("about", "O", "never"),
        StateColumn("x_m", "<f8", "never"), StateColumn("y_m", "<f8", "never"), StateColumn("radius_m", "<f8"),
    ),
).aggregate()  # fmt: skip
