"""An item of a plan (计划项): a plan itself, a goal, a phase or a task, folded from its records.

Items form trees: the root is the plan.  What is done of an item is known by the evidence for its milestones alone: no
record has a percentage.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from county.attachments import Attachment
from county.briefing.briefing import ChosenFigure
from county.catalog import Name
from county.plan_tracker.stated import Milestone, PlanIndicator
from county.procedure import Case

ITEM_STATES: dict[str, Name] = {
    "open": Name("执行中", "Running"),
    "withdrawn": Name("已取消", "Withdrawn"),
    "archived": Name("已归档", "Archived"),
}
EvidenceState = Literal["waiting", "accepted", "rejected", "revoked"]
EVIDENCE_STATES: dict[EvidenceState, Name] = {
    "waiting": Name("待验收", "waits for acceptance"),
    "accepted": Name("已验收", "accepted"),
    "rejected": Name("未通过", "rejected"),
    "revoked": Name("已撤销验收", "acceptance revoked"),
}
PilotDecision = Literal["extend", "change", "stop"]
PILOT_DECISIONS: dict[PilotDecision, Name] = {
    "extend": Name("推广", "Extend"),
    "change": Name("调整后继续", "Change and go on"),
    "stop": Name("停止", "Stop"),
}
FILES_MAX, EVENTS_MAX, DRILLS_MAX, FIGURES_MAX = 4, 5, 3, 3
"""Of the evidence for one milestone."""
STEPS_KEPT = 40
"""The last steps that a state holds; the journal has all."""


class MilestoneEvidence(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """The newest evidence for one milestone, and what became of it."""

    milestone: str
    state: EvidenceState
    at_ms: int
    """When it was submitted."""
    by: str
    """The key by which it was submitted."""
    person: str
    attachments: tuple[Attachment, ...] = ()
    events: tuple[str, ...] = ()
    drills: tuple[str, ...] = ()
    figures: tuple[ChosenFigure, ...] = ()
    note: str = ""
    decided_by: str = ""
    decided_ms: int = 0
    reason: str = ""


class PlanItem(Case, frozen=True, kw_only=True, gc=False):
    """One item; fields that a later record names replace those of the first one."""

    root: str = ""
    """Id of the plan."""
    parent: str = ""
    """"" for the plan itself."""
    place: int = 0
    """Among the items of its parent."""
    title: str = ""
    goal: str = ""
    lead: str = ""
    """Who answers for it: a department of the catalogue, or a town or village."""
    supports: tuple[str, ...] = ()
    starts: str = ""
    due: str = ""
    first_due: str = ""
    """As it was planned first."""
    budget_yuan: int | None = None
    spent_yuan: int = 0
    indicator: PlanIndicator | None = None
    milestones: tuple[Milestone, ...] = ()
    depends_on: tuple[str, ...] = ()
    """Items that are finished before it begins."""
    divisions: tuple[str, ...] = ()
    """Of a pilot: the towns and villages where it takes place."""
    decision: PilotDecision | None = None
    """What becomes of a pilot."""
    decided_why: str = ""
    evidence: tuple[MilestoneEvidence, ...] = ()
    reminded: tuple[str, ...] = ()
    """Milestones that somebody was reminded of, each with the day on which it was due."""
    urged: tuple[str, ...] = ()
    """Events by which it is pressed (督办)."""

    @property
    def unit(self) -> str:
        """Whose task it is, for keys that may only act for their own unit."""
        return self.lead

    @property
    def is_pilot(self) -> bool:
        return bool(self.divisions) and not self.parent

    def evidence_for(self, milestone: str) -> MilestoneEvidence | None:
        """The newest evidence for a milestone; None for none."""
        return next((one for one in self.evidence if one.milestone == milestone), None)

    def is_done(self, milestone: str) -> bool:
        """Whether evidence for a milestone was accepted."""
        found = self.evidence_for(milestone)
        return found is not None and found.state == "accepted"

    def open_milestones(self) -> Iterator[Milestone]:
        """Those without accepted evidence, in their order."""
        return (one for one in self.milestones if not self.is_done(one.key))
