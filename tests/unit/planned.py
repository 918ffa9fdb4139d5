"""Items of plans for tests: as the desk would hold them, and commands that lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from county.authority import Principal, Role
from county.events.event import TimelineEntry
from county.plan_tracker.commands import AddPlanItem
from county.plan_tracker.days import begin_ms
from county.plan_tracker.item import MilestoneEvidence, PlanItem
from county.plan_tracker.stated import Milestone

LEADER = Principal(id="leader-1", roles=frozenset({Role.LEADER}), people=("leader",))
OTHER_LEADER = Principal(id="leader-2", roles=frozenset({Role.LEADER}))
STEP = TimelineEntry("PlanItemAdded", 0, 0, "leader", "")


def item(
    item_id: str, *, parent: str = "", root: str = "P", starts: str = "2026-01-01", due: str = "2026-12-31",
    milestones: Sequence[tuple[str, int]] = (), accepted: Iterable[int] = (), accepted_on: str = "2026-01-01",
    depends_on: Sequence[str] = (), **fields: object,
) -> PlanItem:  # fmt: skip
    """``milestones``: day and weight of each; ``accepted``: places of those that are done."""
    shown = tuple(
        MilestoneEvidence(milestone=f"m{place}", state="accepted", by="desk-1", person="person",
                          at_ms=begin_ms(date.fromisoformat(accepted_on)))
        for place in accepted
    )  # fmt: skip
    return PlanItem(
        id=item_id, state=str(fields.pop("state", "open")), steps=(STEP,), root=root, parent=parent, title=item_id,
        starts=starts, due=due, first_due=due, depends_on=tuple(depends_on), evidence=shown,
        milestones=tuple(
            Milestone(key=f"m{place}", title=f"m{place}", due=day, weight=weight)
            for place, (day, weight) in enumerate(milestones)
        ),
        **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def add(item_id: str, **changes: object) -> AddPlanItem:
    """A command for an item with one milestone at its end."""
    fields: dict[str, object] = {
        "title": item_id, "lead": "market", "starts": "2026-11-01", "due": "2026-12-31",
        "milestones": (Milestone(key="m1", title="done", due="2026-12-31"),),
    }  # fmt: skip
    return AddPlanItem(item_id=item_id, **(fields | changes))  # type: ignore[arg-type]
