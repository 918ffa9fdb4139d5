"""Commands and records of plans."""

from __future__ import annotations

from typing import Literal

from county.attachments import Attachment
from county.briefing.briefing import ChosenFigure
from county.plan_tracker.item import PilotDecision
from county.plan_tracker.stated import Milestone, PlanIndicator
from county.procedure import CaseCommand, CaseRecord


class PlanItemCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one item of a plan."""

    item_id: str


class BeginPlan(PlanItemCommand, frozen=True, kw_only=True):
    """A new plan with all items of a template; ``item_id`` is that of the plan, those of its items follow from it."""

    template: str
    """Row of the catalogue's table ``plan_templates``."""
    title: str
    starts: str
    divisions: tuple[str, ...] = ()
    """Of a pilot: where it takes place."""
    language: Literal["zh", "en"] = "zh"
    """In which the titles of the template are taken."""


class AddPlanItem(PlanItemCommand, frozen=True, kw_only=True):
    """A further item; with ``parent`` "" a plan of its own."""

    parent: str = ""
    title: str
    goal: str = ""
    lead: str
    supports: tuple[str, ...] = ()
    starts: str
    due: str
    budget_yuan: int | None = None
    indicator: PlanIndicator | None = None
    milestones: tuple[Milestone, ...] = ()
    depends_on: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()


class RevisePlanItem(PlanItemCommand, frozen=True, kw_only=True):
    """All of it as it is from now on; ``note`` says why.  A milestone whose evidence waits or was accepted stays."""

    title: str
    goal: str = ""
    lead: str
    supports: tuple[str, ...] = ()
    starts: str
    due: str
    budget_yuan: int | None = None
    indicator: PlanIndicator | None = None
    milestones: tuple[Milestone, ...] = ()
    depends_on: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()


class SpendOnPlanItem(PlanItemCommand, frozen=True, kw_only=True):
    """Money was spent; a negative amount takes an earlier one back.  ``note`` says on what."""

    yuan: int


class SubmitEvidence(PlanItemCommand, frozen=True, kw_only=True):
    """A milestone is done, and this shows it."""

    milestone: str
    attachments: tuple[Attachment, ...] = ()
    events: tuple[str, ...] = ()
    drills: tuple[str, ...] = ()
    figures: tuple[ChosenFigure, ...] = ()


class AcceptEvidence(PlanItemCommand, frozen=True, kw_only=True):
    """Another person found that it shows what it is to show."""

    milestone: str


class RejectEvidence(PlanItemCommand, frozen=True, kw_only=True):
    """It does not; ``note`` says why."""

    milestone: str


class RevokeEvidence(PlanItemCommand, frozen=True, kw_only=True):
    """What was accepted turned out not to hold; ``note`` says why."""

    milestone: str


class RemindOfPlanItem(PlanItemCommand, frozen=True, kw_only=True):
    """提醒: milestones are past their day.  Only the backend itself gives this."""

    late: tuple[str, ...]
    """Keys of the milestones."""


class UrgePlanItem(PlanItemCommand, frozen=True, kw_only=True):
    """督办 by an event, which has a unit and a time limit."""

    event: str


class DecidePilot(PlanItemCommand, frozen=True, kw_only=True):
    """What becomes of a pilot; ``note`` says why."""

    decision: PilotDecision


class WithdrawPlanItem(PlanItemCommand, frozen=True, kw_only=True):
    """It and all items below it are not done; ``note`` says why."""


class ArchivePlan(PlanItemCommand, frozen=True, kw_only=True):
    """A plan, with all its items, that has nothing left open."""


class PlanItemRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one item of a plan."""

    item_id: str


class PlanItemAdded(PlanItemRecord, frozen=True, kw_only=True):
    root: str
    parent: str
    place: int
    title: str
    goal: str
    lead: str
    supports: tuple[str, ...]
    starts: str
    due: str
    budget_yuan: int | None
    indicator: PlanIndicator | None
    milestones: tuple[Milestone, ...]
    depends_on: tuple[str, ...]
    divisions: tuple[str, ...]


class PlanItemRevised(PlanItemRecord, frozen=True, kw_only=True):
    title: str
    goal: str
    lead: str
    supports: tuple[str, ...]
    starts: str
    due: str
    budget_yuan: int | None
    indicator: PlanIndicator | None
    milestones: tuple[Milestone, ...]
    depends_on: tuple[str, ...]
    divisions: tuple[str, ...]


class PlanItemSpentOn(PlanItemRecord, frozen=True, kw_only=True):
    yuan: int


class EvidenceSubmitted(PlanItemRecord, frozen=True, kw_only=True):
    milestone: str
    attachments: tuple[Attachment, ...] = ()
    events: tuple[str, ...] = ()
    drills: tuple[str, ...] = ()
    figures: tuple[ChosenFigure, ...] = ()


class EvidenceAccepted(PlanItemRecord, frozen=True, kw_only=True):
    milestone: str


class EvidenceRejected(PlanItemRecord, frozen=True, kw_only=True):
    milestone: str


class EvidenceRevoked(PlanItemRecord, frozen=True, kw_only=True):
    milestone: str


class PlanItemReminded(PlanItemRecord, frozen=True, kw_only=True):
    late: tuple[str, ...]


class PlanItemUrged(PlanItemRecord, frozen=True, kw_only=True):
    event: str


class PilotDecided(PlanItemRecord, frozen=True, kw_only=True):
    decision: PilotDecision


class PlanItemWithdrawn(PlanItemRecord, frozen=True, kw_only=True):
    pass


class PlanArchived(PlanItemRecord, frozen=True, kw_only=True):
    pass
