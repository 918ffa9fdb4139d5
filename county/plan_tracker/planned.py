"""The items of a new plan, as its template has them, on the days of the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from county.names import Name
from county.plan_tracker.commands import AddPlanItem, BeginPlan
from county.plan_tracker.days import ONE_DAY, after_months
from county.plan_tracker.stated import Milestone
from county.plan_tracker.template import PlanTemplate, TemplateItem

LONGEST_PLACE = 25
"""Characters by which the ids of items are longer than that of their plan."""


def planned_items(template: PlanTemplate, begun: BeginPlan, starts: date) -> Sequence[AddPlanItem]:
    """The plan itself, then its items, each after the one that it is part of.  Raises Refused for days that no calendar
    has."""

    def text(name: Name | None) -> str:
        return "" if name is None else getattr(name, begun.language)

    def end_of(month: int) -> str:
        return (after_months(starts, month) - ONE_DAY).isoformat()

    def item_id(key: str) -> str:
        return f"{begun.item_id}-{key}" if key else begun.item_id

    def added(item: TemplateItem) -> AddPlanItem:
        return AddPlanItem(
            item_id=item_id(item.key), parent=item_id(item.parent), title=text(item.title), goal=text(item.goal),
            lead=item.lead, supports=item.supports, starts=after_months(starts, item.first - 1).isoformat(),
            due=end_of(item.last), budget_yuan=item.budget_yuan, indicator=item.indicator,
            milestones=tuple(
                Milestone(key=f"m{place}", title=text(one.title), due=end_of(one.month), weight=one.weight)
                for place, one in enumerate(item.milestones, start=1)
            ),
            depends_on=tuple(map(item_id, item.depends_on)),
        )  # fmt: skip

    plan = AddPlanItem(
        item_id=begun.item_id, title=begun.title, goal=text(template.goal), lead=template.lead,
        starts=starts.isoformat(), due=end_of(template.months), budget_yuan=template.budget_yuan,
        indicator=template.indicator, divisions=begun.divisions, note=begun.note,
    )  # fmt: skip
    return [plan, *map(added, template.items)]
