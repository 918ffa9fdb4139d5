"""Items of plans in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.catalog import Catalog
from county.plan_tracker.item import EVIDENCE_STATES, ITEM_STATES, PlanItem
from county.plan_tracker.standing import ItemStanding
from county.plan_tracker.stated import Milestone
from desktop.i18n import pick
from desktop.places.division_names import DivisionNames

WAN = 10_000
INDENT = "　"
translate = QCoreApplication.translate


def lead_text(lead: str, catalog: Catalog, names: DivisionNames) -> str:
    """Who answers for an item."""
    row = catalog.departments.get(lead)
    return names.path(lead) if row is None else pick(row)


def money_text(standing: ItemStanding) -> str:
    """Spent of planned, in 万元, and by how much more was spent."""
    spent = f"{standing.spent_yuan / WAN:,.10g}"
    if standing.budget_yuan is None:
        return translate("PlanTracker", "{spent} / –").format(spent=spent) if standing.spent_yuan else "–"
    text = f"{spent} / {standing.budget_yuan / WAN:,.10g}"
    if standing.overrun_yuan:
        over = f"{standing.overrun_yuan / WAN:,.10g}"
        return translate("PlanTracker", "{text}, {over} over").format(text=text, over=over)
    if standing.overplanned_yuan:
        over = f"{standing.overplanned_yuan / WAN:,.10g}"
        return translate("PlanTracker", "{text}, {over} more planned below").format(text=text, over=over)
    return text


def state_text(standing: ItemStanding) -> str:
    """What is most important about an item: what is late, what it waits for, that it is done."""
    if standing.item.state != "open":
        return pick(ITEM_STATES[standing.item.state])
    if standing.is_done:
        return translate("PlanTracker", "Done")
    if standing.late_days:
        return translate("PlanTracker", "{n} days late").format(n=standing.late_days)
    if standing.waits_for and standing.delay_days:
        return translate("PlanTracker", "Waits for what is late: {n} days later at least").format(n=standing.delay_days)
    if standing.waits_for:
        return translate("PlanTracker", "Waits for what is late, has a margin")
    return pick(ITEM_STATES["open"])


def end_text(standing: ItemStanding) -> str:
    """When it may end by its pace, or why that cannot be told."""
    match standing.outlook:
        case "done":
            return translate("PlanTracker", "done on {day}").format(day=standing.forecast)
        case "paced":
            return translate("PlanTracker", "{day} by the pace").format(day=standing.forecast)
        case "not_begun":
            return translate("PlanTracker", "not begun")
        case "too_little":
            return translate("PlanTracker", "too little progress to tell")
    return "–"


def chain_text(standing: ItemStanding, standings: dict[str, ItemStanding]) -> str:
    """From a late item to the last one that it delays; "" where it delays nothing."""
    if len(standing.chain) < 2:
        return ""
    first, *others = standing.chain
    parts = [translate("PlanTracker", "{item} ({n} days late)").format(item=standings[first].item.title,
                                                                      n=standings[first].late_days)]  # fmt: skip
    for one in others:
        delayed = standings[one]
        text = translate("PlanTracker", "{item} ({n} days later at least)") if delayed.delay_days else translate(
            "PlanTracker", "{item} (has a margin)"
        )  # fmt: skip
        parts.append(text.format(item=delayed.item.title, n=delayed.delay_days))
    return " → ".join(parts)


def milestone_text(item: PlanItem, milestone: Milestone, *, is_late: bool) -> str:
    """A milestone, its day, its weight, and what became of its evidence."""
    found = item.evidence_for(milestone.key)
    if found is not None:
        state = pick(EVIDENCE_STATES[found.state])
        if found.state == "waiting":
            state = translate("PlanTracker", "{state}, by {person}").format(state=state, person=found.person)
        elif found.decided_by:
            state = translate("PlanTracker", "{state}, by {person}").format(state=state, person=found.decided_by)
    else:
        state = translate("PlanTracker", "late") if is_late else translate("PlanTracker", "no evidence yet")
    mark = "◆" if item.is_done(milestone.key) else "◇"
    return translate("PlanTracker", "{mark} {title} · due {day} · weight {weight} · {state}").format(
        mark=mark, title=milestone.title, day=milestone.due, weight=milestone.weight, state=state
    )
