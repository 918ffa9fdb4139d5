"""Items of plans as an aggregate: who may plan, who shows what was done, who finds that it was.

Whoever submits evidence never accepts it.  An item with evidence that waits or was accepted keeps that milestone as it
is, so that no later plan makes done what was not done.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from msgspec.structs import replace

from county.aggregate import Decision, StateColumn
from county.attachments import check_attachments
from county.authority import Role
from county.catalog import Name
from county.durations import DAY_MS
from county.events.aggregate import EVENTS
from county.events.event import TimelineEntry
from county.plan_tracker.commands import (
    AcceptEvidence,
    AddPlanItem,
    ArchivePlan,
    BeginPlan,
    DecidePilot,
    EvidenceAccepted,
    EvidenceRejected,
    EvidenceRevoked,
    EvidenceSubmitted,
    PilotDecided,
    PlanArchived,
    PlanItemAdded,
    PlanItemCommand,
    PlanItemRecord,
    PlanItemReminded,
    PlanItemRevised,
    PlanItemSpentOn,
    PlanItemUrged,
    PlanItemWithdrawn,
    RejectEvidence,
    RemindOfPlanItem,
    RevisePlanItem,
    RevokeEvidence,
    SpendOnPlanItem,
    SubmitEvidence,
    UrgePlanItem,
    WithdrawPlanItem,
)
from county.plan_tracker.days import begin_ms, day_of
from county.plan_tracker.item import (
    DRILLS_MAX,
    EVENTS_MAX,
    FIGURES_MAX,
    FILES_MAX,
    STEPS_KEPT,
    EvidenceState,
    MilestoneEvidence,
    PlanItem,
)
from county.plan_tracker.planned import LONGEST_PLACE, planned_items
from county.plan_tracker.stated import (
    DEPENDS_MAX,
    DIVISIONS_MAX,
    GOAL_MAX,
    MILESTONES_MAX,
    NOTE_MAX,
    SUPPORTS_MAX,
    TITLE_MAX,
    WEIGHT_MAX,
    YUAN_MAX,
)
from county.plan_tracker.tree import PlanTree
from county.procedure import LONGEST_ID, Procedure, Transition
from county.records import Record, RecordBody
from county.refusals import Refused
from county.texts import check_no_phone

PLANNERS = frozenset({Role.DIRECTOR, Role.LEADER, Role.ADMIN})
"""They plan, and accept what shows that something was done."""
SUBMITTERS = frozenset({Role.OPERATOR, Role.DIRECTOR, Role.LEADER, Role.UNIT})
"""They show what was done; a unit for its own items."""
ITEMS_MAX, DEPTH_MAX = 200, 4
"""Of one plan: its items, and how far below it they can be."""
URGED_MAX = 20
RETENTION_DAYS = 400
"""Of an archived plan and of withdrawn items: a yearly assessment can still show them."""


def _items(decision: Decision) -> list[PlanItem]:
    return list(decision.desk.states_of("plan_item"))


def _check_note(command: PlanItemCommand) -> None:
    check_no_phone(command.note)
    if len(command.note) > NOTE_MAX:
        raise Refused("text_too_long", limit=str(NOTE_MAX))


def _check_stated(item_id: str, stated: AddPlanItem | RevisePlanItem, decision: Decision) -> None:
    """What is said about an item on its own.  Raises Refused."""
    _check_note(stated)
    desk = decision.desk
    for text, limit in ((stated.title, TITLE_MAX), (stated.goal, GOAL_MAX)):
        check_no_phone(text)
        if len(text) > limit:
            raise Refused("text_too_long", limit=str(limit))
    if not stated.title.strip():
        raise Refused("item_title_missing", limit=str(TITLE_MAX))
    for who in (stated.lead, *stated.supports):
        if who not in desk.catalog.departments and not desk.has_division(who):
            raise Refused("item_lead_unknown", who=who)
    for code in stated.divisions:
        if not desk.has_division(code):
            raise Refused("division_unknown", division=code)
    if day_of(stated.starts) > day_of(stated.due):
        raise Refused("item_ends_before", item=stated.title)
    if stated.budget_yuan is not None and not 0 <= stated.budget_yuan <= YUAN_MAX:
        raise Refused("item_amount_invalid")
    if stated.indicator is not None:
        if stated.indicator.metric not in desk.catalog.metrics:
            raise Refused("item_metric_unknown", metric=stated.indicator.metric)
        if not isfinite(stated.indicator.target):
            raise Refused("item_target_invalid")
    counts = (
        (stated.supports, SUPPORTS_MAX), (stated.milestones, MILESTONES_MAX), (stated.depends_on, DEPENDS_MAX),
        (stated.divisions, DIVISIONS_MAX),
    )  # fmt: skip
    for values, most in counts:
        if len(values) > most:
            raise Refused("item_too_many", limit=str(most))
    keys = [one.key for one in stated.milestones]
    if len({*keys}) < len(keys) or len({*stated.depends_on}) < len(stated.depends_on):
        raise Refused("item_named_twice", item=stated.title)
    for one in stated.milestones:
        check_no_phone(one.title)
        if not one.title.strip() or len(one.title) > TITLE_MAX or not 1 <= len(one.key) <= LONGEST_ID:
            raise Refused("item_title_missing", limit=str(TITLE_MAX))
        if not 1 <= one.weight <= WEIGHT_MAX:
            raise Refused("item_weight_invalid", limit=str(WEIGHT_MAX))
        if not day_of(stated.starts) <= day_of(one.due) <= day_of(stated.due):
            raise Refused("item_milestone_outside", milestone=one.title)


def _check_fits(item: PlanItem, decision: Decision) -> None:
    """Its place among the other items, with itself as it is to be.  Raises Refused."""
    known = {one.id: one for one in _items(decision)} | {item.id: item}
    tree = PlanTree(known.values())
    for other in item.depends_on:
        if other not in known or known[other].root != item.root or other == item.root:
            raise Refused("item_depends_unknown", item=other)
    above = tree.ancestors(item.id)
    if len(above) > DEPTH_MAX or sum(one.root == item.root for one in known.values()) > ITEMS_MAX:
        raise Refused("item_too_large", items=str(ITEMS_MAX), depth=str(DEPTH_MAX))
    cycle = tree.cycle()
    if cycle:
        raise Refused("item_cycle", items=" → ".join(known[one].title for one in cycle))


def _added(item: PlanItem | None, command: AddPlanItem, decision: Decision) -> Mapping[str, object]:
    _check_stated(command.item_id, command, decision)
    items = _items(decision)
    parent = next((one for one in items if one.id == command.parent), None)
    if command.parent and (parent is None or parent.state != "open"):
        raise Refused("item_parent_closed", item=command.parent)
    if parent is not None and command.divisions:
        raise Refused("item_pilot_below")
    place = 1 + max((one.place for one in items if one.parent == command.parent), default=0)
    root = command.item_id if parent is None else parent.root
    _check_fits(_as_item(command, root=root, parent=command.parent, place=place), decision)
    return {"root": root, "place": place}


def _as_item(command: AddPlanItem, *, root: str, parent: str, place: int) -> PlanItem:
    return PlanItem(
        id=command.item_id, state="open", steps=(), root=root, parent=parent, place=place, title=command.title,
        starts=command.starts, due=command.due, milestones=command.milestones, depends_on=command.depends_on,
    )  # fmt: skip


def _revised(item: PlanItem, command: RevisePlanItem, decision: Decision) -> None:
    _check_stated(item.id, command, decision)
    kept = {one.key: one for one in command.milestones}
    for one in item.milestones:
        found = item.evidence_for(one.key)
        if found is not None and found.state in ("waiting", "accepted") and kept.get(one.key) != one:
            raise Refused("item_milestone_settled", milestone=one.title)
    if bool(command.divisions) != bool(item.divisions):
        raise Refused("item_pilot_below")
    _check_fits(
        replace(item, title=command.title, depends_on=command.depends_on, milestones=command.milestones), decision
    )  # fmt: skip


def _spent(item: PlanItem, command: SpendOnPlanItem, decision: Decision) -> None:
    _check_note(command)
    if not command.yuan or not 0 <= item.spent_yuan + command.yuan <= YUAN_MAX:
        raise Refused("item_amount_invalid")


def _submitted(item: PlanItem, command: SubmitEvidence, decision: Decision) -> None:
    _check_note(command)
    found = item.evidence_for(command.milestone)
    if all(one.key != command.milestone for one in item.milestones):
        raise Refused("item_milestone_unknown", milestone=command.milestone)
    if found is not None and found.state in ("waiting", "accepted"):
        raise Refused("evidence_there_already")
    counts = (
        (command.attachments, FILES_MAX), (command.events, EVENTS_MAX), (command.drills, DRILLS_MAX),
        (command.figures, FIGURES_MAX),
    )  # fmt: skip
    if not any(values for values, _ in counts):
        raise Refused("evidence_missing")
    for values, most in counts:
        if len(values) > most:
            raise Refused("item_too_many", limit=str(most))
    for event in command.events:
        if decision.desk.find(EVENTS.key, event) is None:
            raise Refused("event_unknown", event=event)
    for drill in command.drills:
        run = decision.desk.find("drill", drill)
        if run is None or run.over_ms is None:
            raise Refused("item_drill_unknown", drill=drill)
    for figure in command.figures:
        if figure.metric not in decision.desk.catalog.metrics:
            raise Refused("item_metric_unknown", metric=figure.metric)
    check_attachments(command.attachments, decision.desk.stored_start)


def _evidence(item: PlanItem, command: AcceptEvidence | RejectEvidence | RevokeEvidence, state: EvidenceState) -> Any:
    """The evidence that is decided about.  Raises Refused."""
    _check_note(command)
    found = item.evidence_for(command.milestone)
    if found is None or found.state != state:
        raise Refused("evidence_not_waiting" if state == "waiting" else "evidence_not_accepted")
    return found


def _accepted(item: PlanItem, command: AcceptEvidence, decision: Decision) -> None:
    found: MilestoneEvidence = _evidence(item, command, "waiting")
    author = decision.author
    unnamed = author.by == found.by and not (author.for_ and found.person != found.by)
    if author.person == found.person or unnamed:
        raise Refused("evidence_accepted_by_other", person=found.person)


def _rejected(item: PlanItem, command: RejectEvidence, decision: Decision) -> None:
    _evidence(item, command, "waiting")


def _revoked(item: PlanItem, command: RevokeEvidence, decision: Decision) -> None:
    _evidence(item, command, "accepted")


def _reminded(item: PlanItem, command: RemindOfPlanItem, decision: Decision) -> None:
    late = {one.key for one in item.open_milestones() if begin_ms(day_of(one.due)) + DAY_MS <= decision.now_ms}
    if not command.late or not {*command.late} <= late:
        raise Refused("item_nothing_late")


def _urged(item: PlanItem, command: UrgePlanItem, decision: Decision) -> None:
    _check_note(command)
    if not command.event or decision.desk.find(EVENTS.key, command.event) is None:
        raise Refused("event_unknown", event=command.event)
    if command.event in item.urged or len(item.urged) >= URGED_MAX:
        raise Refused("item_urged_already", event=command.event, limit=str(URGED_MAX))


def _pilot_decided(item: PlanItem, command: DecidePilot, decision: Decision) -> None:
    _check_note(command)
    if not item.is_pilot:
        raise Refused("item_no_pilot")
    if command.decision == "extend" and not _is_finished(item, decision):
        raise Refused("item_pilot_unfinished")


def _is_finished(item: PlanItem, decision: Decision) -> bool:
    """Whether nothing of it and below it is open, and there was something."""
    whole = [one for one in PlanTree(_items(decision)).subtree(item.id) if one.state == "open"]
    return any(one.milestones for one in whole) and not any(True for one in whole for _ in one.open_milestones())


def _withdrawn(item: PlanItem, command: WithdrawPlanItem, decision: Decision) -> None:
    _check_note(command)


def _archived(item: PlanItem, command: ArchivePlan, decision: Decision) -> None:
    _check_note(command)
    if item.parent:
        raise Refused("item_not_whole")
    if not _is_finished(item, decision):
        raise Refused("item_unfinished")
    if item.is_pilot and item.decision is None:
        raise Refused("item_pilot_undecided")


def _derived(item: PlanItem | None, record: Record[Any]) -> Mapping[str, object]:
    """What follows from a record otherwise than by the names of its fields."""
    body = record.body
    if item is None:
        return {"first_due": body.due}
    change: dict[str, object] = {"steps": _kept_steps(item, record)}
    match body:
        case PlanItemSpentOn():
            change["spent_yuan"] = item.spent_yuan + body.yuan
        case EvidenceSubmitted():
            found = MilestoneEvidence(
                milestone=body.milestone, state="waiting", at_ms=record.happened_ms, by=record.by, person=record.who,
                attachments=body.attachments, events=body.events, drills=body.drills, figures=body.figures,
                note=body.note,
            )  # fmt: skip
            change["evidence"] = (*(one for one in item.evidence if one.milestone != body.milestone), found)
        case EvidenceAccepted() | EvidenceRejected() | EvidenceRevoked():
            change["evidence"] = tuple(
                replace(one, state=_STATE_AFTER[type(body)], decided_by=record.who, decided_ms=record.happened_ms,
                        reason=body.note)
                if one.milestone == body.milestone else one
                for one in item.evidence
            )  # fmt: skip
        case PlanItemRevised():
            keys = {one.key for one in body.milestones}
            change["evidence"] = tuple(one for one in item.evidence if one.milestone in keys)
        case PlanItemReminded():
            marks = (reminder(key, item) for key in body.late)
            change["reminded"] = tuple(dict.fromkeys((*item.reminded, *marks)))[-2 * MILESTONES_MAX :]
        case PlanItemUrged():
            change["urged"] = (*item.urged, body.event)
        case PilotDecided():
            change["decided_why"] = body.note
    return change


def reminder(milestone: str, item: PlanItem) -> str:
    """The mark in ``reminded`` of a milestone by its present day."""
    return next((f"{one.key} {one.due}" for one in item.milestones if one.key == milestone), milestone)


def _kept_steps(item: PlanItem, record: Record[Any]) -> tuple[TimelineEntry, ...]:
    body = record.body
    step = TimelineEntry(type(body).__name__, record.happened_ms, record.recorded_ms, record.who, body.note)
    return (*item.steps, step)[-STEPS_KEPT:]


_STATE_AFTER: dict[type[PlanItemRecord], EvidenceState] = {
    EvidenceAccepted: "accepted", EvidenceRejected: "rejected", EvidenceRevoked: "revoked",
}  # fmt: skip
_OPEN = ("open",)
PLAN_PROCEDURE = Procedure(
    key="plan_item",
    state=PlanItem,
    command=PlanItemCommand,
    record=PlanItemRecord,
    subject="item_id",
    states=("open", "withdrawn", "archived"),
    rules=(
        Transition(AddPlanItem, (), "open", PlanItemAdded, guard="added", may=PLANNERS),
        Transition(RevisePlanItem, _OPEN, None, PlanItemRevised, note_required=True, guard="revised", may=PLANNERS),
        Transition(SpendOnPlanItem, _OPEN, None, PlanItemSpentOn, note_required=True, guard="spent", may=SUBMITTERS),
        Transition(SubmitEvidence, _OPEN, None, EvidenceSubmitted, guard="submitted", may=SUBMITTERS),
        Transition(AcceptEvidence, _OPEN, None, EvidenceAccepted, guard="accepted", may=PLANNERS),
        Transition(RejectEvidence, _OPEN, None, EvidenceRejected, note_required=True, guard="rejected", may=PLANNERS),
        Transition(RevokeEvidence, _OPEN, None, EvidenceRevoked, note_required=True, guard="revoked", may=PLANNERS),
        Transition(RemindOfPlanItem, _OPEN, None, PlanItemReminded, guard="reminded", may=frozenset()),
        Transition(UrgePlanItem, _OPEN, None, PlanItemUrged, guard="urged", may=SUBMITTERS - {Role.UNIT}),
        Transition(DecidePilot, _OPEN, None, PilotDecided, note_required=True, guard="decided", may=PLANNERS),
        Transition(WithdrawPlanItem, _OPEN, "withdrawn", PlanItemWithdrawn, note_required=True, guard="withdrawn",
                   may=PLANNERS),
        Transition(ArchivePlan, _OPEN, "archived", PlanArchived, guard="archived", may=PLANNERS),
    ),
    ends=frozenset({"withdrawn", "archived"}),
    guards={
        "added": _added, "revised": _revised, "spent": _spent, "submitted": _submitted, "accepted": _accepted,
        "rejected": _rejected, "revoked": _revoked, "reminded": _reminded, "urged": _urged, "decided": _pilot_decided,
        "withdrawn": _withdrawn, "archived": _archived,
    },
    derive=_derived,
    retention_days=RETENTION_DAYS,
    names={
        AddPlanItem: Name("增加计划项", "Add an item"),
        RevisePlanItem: Name("调整计划项", "Revise the item"),
        SpendOnPlanItem: Name("登记支出", "Record spending"),
        SubmitEvidence: Name("提交佐证", "Submit evidence"),
        AcceptEvidence: Name("验收通过", "Accept the evidence"),
        RejectEvidence: Name("验收不通过", "Reject the evidence"),
        RevokeEvidence: Name("撤销验收", "Revoke the acceptance"),
        RemindOfPlanItem: Name("提醒", "Remind"),
        UrgePlanItem: Name("督办", "Press by an event"),
        DecidePilot: Name("试点结论", "Decide the pilot"),
        WithdrawPlanItem: Name("取消计划项", "Withdraw the item"),
        ArchivePlan: Name("归档计划", "Archive the plan"),
        BeginPlan: Name("按模板建立计划", "Begin a plan from a template"),
    },
    columns=(StateColumn("title", "O", "never", in_record=True), StateColumn("due", "O", "rarely")),
)  # fmt: skip


def _decide(item: PlanItem | None, command: PlanItemCommand, decision: Decision) -> Sequence[RecordBody]:
    """Records of a whole plan where a command is about one, else that of the table."""
    if isinstance(command, BeginPlan):
        return _begun(item, command, decision)
    records = PLAN_PROCEDURE.decide(item, command, decision)
    if not isinstance(command, WithdrawPlanItem | ArchivePlan):
        return records
    assert item is not None, "the table names its sources"
    below = [one for one in PlanTree(_items(decision)).subtree(item.id) if one.id != item.id and one.state == "open"]
    return [*records, *(replace(records[0], item_id=one.id) for one in below)]


def _begun(item: PlanItem | None, command: BeginPlan, decision: Decision) -> Sequence[RecordBody]:
    """The items of a template, each as if it had been added after the one before it."""
    _check_note(command)
    template = decision.desk.catalog.plan_templates.get(command.template)
    if template is None or template.retired:
        raise Refused("item_template_unknown", template=command.template)
    if template.is_pilot != bool(command.divisions):
        raise Refused("item_pilot_places" if template.is_pilot else "item_pilot_below")
    if item is not None:
        raise Refused("case_exists", case=command.item_id)
    if not 1 <= len(command.item_id) <= LONGEST_ID - LONGEST_PLACE or not command.item_id.isprintable():
        raise Refused("case_id_invalid")
    added = planned_items(template, command, day_of(command.starts))
    places: dict[str, int] = {}
    records = []
    for one in added:
        if decision.desk.find(PLAN_PROCEDURE.key, one.item_id) is not None:
            raise Refused("case_exists", case=one.item_id)
        _check_stated(one.item_id, one, decision)
        places[one.parent] = places.get(one.parent, 0) + 1
        stated = {key: getattr(one, key) for key in one.__struct_fields__}
        records.append(PlanItemAdded(**stated, root=command.item_id, place=places[one.parent]))
    tree = PlanTree(_as_item(one, root=command.item_id, parent=one.parent, place=0) for one in added)
    if tree.cycle():
        raise Refused("item_cycle", items=" → ".join(tree.items[one].title for one in tree.cycle()))
    return records


PLAN_ITEMS = dataclasses.replace(
    PLAN_PROCEDURE.aggregate(), decide=_decide,
    may={BeginPlan: PLANNERS, **{rule.command: rule.may for rule in PLAN_PROCEDURE.rules if rule.may}},
)  # fmt: skip
