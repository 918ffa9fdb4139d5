"""What waits for those in command: decisions (等我决定, 待决) and promises that are overdue (到期未办).

The leader's page and the walls show these items and count nothing else.  Events are looked at by their columns; only
those that can be shown are decoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.aggregate import NEVER_MS
from county.briefing.briefing import Briefing
from county.catalog import Catalog
from county.drill.inject_run import InjectRun
from county.events.emergency import emergency_subclasses
from county.events.event import CLOCK_RUNS, ENDED, LEVELS, Event, State
from county.events.event_columns import NamedColumns, Rows, at_stage, in_states, open_emergencies
from county.events.stage_clock import RED
from county.records import ExtensionRequested
from county.response.notices import Notice
from county.response.plans import ChecklistTask, PlanRun, plans_for

ITEMS_MAX = 50
"""Items of one list at most; its number counts all."""
RETURNED = 2
"""Times that units have returned a task, from which somebody must decide whose it is."""
SILENT_MS = 30 * 60_000
"""A notice without an answer for so long is a broken promise."""
MAJOR = frozenset({"major_special", "major"})
SERIOUS = MAJOR | {"larger"}
_WAITING = frozenset({State.REPORTED, State.FILED})
_HELD = frozenset({"armed", "held", "due"})
WaitingKind = Literal[
    "unassigned", "returned", "plan_proposed", "extension", "second_person", "unsigned",
    "supervised", "overdue", "task", "notice",
]  # fmt: skip
"""Decisions: grave events without a unit, tasks that units return, plans that are proposed, longer limits that were
asked for, injects that wait for a second person, briefings that wait for a signature.  Promises: events past their
limit under 督办, and the others; tasks of plans past their time; notices without an answer."""


@dataclass(frozen=True)
class WaitingItem:
    """One thing that waits; ``since_ms``: from when it waits or is late."""

    kind: WaitingKind
    about: Event | PlanRun | InjectRun | Briefing | Notice
    since_ms: int
    grave: bool = False
    """Of the items that stand first."""
    plan: str = ""
    """The plan that is proposed."""
    task: ChecklistTask | None = None


class WaitingItems(NamedTuple):
    """The first items of a list, the gravest first, then the longest waiting, of ``total``."""

    total: int
    items: tuple[WaitingItem, ...]


class WaitingDesk(NamedTuple):
    """What is on the desk of a realm."""

    catalog: Catalog
    columns: NamedColumns
    """Of the events."""
    ids: NDArray[np.object_]
    """Of the same rows."""
    event: Callable[[str], object | None]
    plans: Sequence[PlanRun] = ()
    notices: Sequence[Notice] = ()
    injects: Sequence[InjectRun] = ()
    briefings: Sequence[Briefing] = ()


def decisions(desk: WaitingDesk) -> WaitingItems:
    """Everything that waits for a decision."""
    without_unit = _without_unit(desk)
    return _joined(
        _unassigned(desk, without_unit), _returned(desk, without_unit), _proposed_plans(desk), _extensions(desk),
        _counted(_second_persons(desk)), _counted(_unsigned(desk)),
    )  # fmt: skip


def overdue_promises(desk: WaitingDesk, now_ms: int) -> WaitingItems:
    """Everything that was promised and is late."""
    return _joined(
        _overdue(desk, now_ms, supervised=True), _overdue(desk, now_ms, supervised=False),
        _counted(_late_tasks(desk, now_ms)), _counted(_silent(desk, now_ms)),
    )  # fmt: skip


def proposed_plan(catalog: Catalog, subclass: str) -> str:
    """The plan that is proposed for events of a subclass; "" for none."""
    plans = catalog.response_plans
    best = next(iter(plans_for(plans, subclass)), "")
    return best if best and subclass in plans[best].subclasses else ""


def _joined(*lists: WaitingItems) -> WaitingItems:
    items = sorted((item for one in lists for item in one.items), key=lambda item: (not item.grave, item.since_ms))
    return WaitingItems(sum(one.total for one in lists), tuple(items[:ITEMS_MAX]))


def _counted(items: Iterable[WaitingItem]) -> WaitingItems:
    found = tuple(items)
    return WaitingItems(len(found), found)


def _of_events(
    desk: WaitingDesk, mask: NDArray[np.bool_], order: str, item_of: Callable[[Event], WaitingItem]
) -> WaitingItems:
    """Items about the events of a mask, those with the earliest time in the column ``order`` first."""
    places = np.flatnonzero(mask)
    first = places[np.argsort(desk.columns[order][places], kind="stable")[:ITEMS_MAX]]
    events = map(desk.event, desk.ids[first].tolist())
    return WaitingItems(len(places), tuple(item_of(event) for event in events if isinstance(event, Event)))


def _without_unit(desk: WaitingDesk) -> NDArray[np.bool_]:
    """Grave events that no unit has: by their level, or because people may be in danger."""
    columns, found = desk.columns, np.zeros(len(desk.ids), np.bool_)
    rows: Rows = np.flatnonzero(in_states(columns, _WAITING))
    found[rows] = open_emergencies(columns, rows, emergency_subclasses(desk.catalog))
    return found


def _unassigned(desk: WaitingDesk, without_unit: NDArray[np.bool_]) -> WaitingItems:
    return _of_events(
        desk, without_unit, "happened_ms", lambda event: WaitingItem("unassigned", event, event.happened_ms, True)
    )


def _returned(desk: WaitingDesk, without_unit: NDArray[np.bool_]) -> WaitingItems:
    """A grave one waits once, for whoever gives it to a unit."""
    mask = in_states(desk.columns, frozenset({State.FILED})) & (desk.columns["returned"] >= RETURNED)
    return _of_events(
        desk, mask & ~without_unit, "since_ms",
        lambda event: WaitingItem("returned", event, event.since_ms),
    )  # fmt: skip


def _extensions(desk: WaitingDesk) -> WaitingItems:
    def item_of(event: Event) -> WaitingItem:
        asked = next((s for s in reversed(event.timeline) if s.kind == ExtensionRequested.__name__), event.last_change)
        return WaitingItem("extension", event, asked.happened_ms)

    mask = in_states(desk.columns, CLOCK_RUNS) & (desk.columns["extension_ms"] != NEVER_MS)
    return _of_events(desk, mask, "due_ms", item_of)


def _proposed_plans(desk: WaitingDesk) -> WaitingItems:
    """A plan is proposed for a serious event, and none was begun for it."""
    columns, catalog = desk.columns, desk.catalog
    subclasses = {key for key in catalog.subclasses if proposed_plan(catalog, key)}
    begun = {run.about for run in desk.plans}
    mask = np.isin(columns["level"], [LEVELS.index(level) for level in SERIOUS]) & ~in_states(columns, ENDED)
    serious = np.flatnonzero(mask)
    named = zip(desk.ids[serious].tolist(), columns["subclass"][serious].tolist(), strict=True)
    mask[serious] = [subclass in subclasses and event_id not in begun for event_id, subclass in named]

    def item_of(event: Event) -> WaitingItem:
        plan = proposed_plan(catalog, event.subclass)
        return WaitingItem("plan_proposed", event, event.happened_ms, event.level in MAJOR, plan)

    return _of_events(desk, mask, "happened_ms", item_of)


def _second_persons(desk: WaitingDesk) -> Iterator[WaitingItem]:
    for run in desk.injects:
        if run.seconded_by and run.state in _HELD:
            yield WaitingItem("second_person", run, run.since_ms)


def _unsigned(desk: WaitingDesk) -> Iterator[WaitingItem]:
    for briefing in desk.briefings:
        if briefing.state == "checked":
            yield WaitingItem("unsigned", briefing, briefing.steps[-1].happened_ms)


def _overdue(desk: WaitingDesk, now_ms: int, *, supervised: bool) -> WaitingItems:
    columns = desk.columns

    def item_of(event: Event) -> WaitingItem:
        kind: WaitingKind = "supervised" if supervised else "overdue"
        return WaitingItem(kind, event, event.due_ms or event.happened_ms, supervised)

    return _of_events(desk, at_stage(columns, RED, now_ms) & (columns["supervised"] == supervised), "due_ms", item_of)


def _late_tasks(desk: WaitingDesk, now_ms: int) -> Iterator[WaitingItem]:
    for run in desk.plans:
        for task in run.overdue(now_ms):
            assert task.due_ms is not None, "it is overdue"
            yield WaitingItem("task", run, task.due_ms, True, task=task)


def _silent(desk: WaitingDesk, now_ms: int) -> Iterator[WaitingItem]:
    for notice in desk.notices:
        if notice.state == "sent" and now_ms - notice.steps[0].happened_ms >= SILENT_MS:
            yield WaitingItem("notice", notice, notice.steps[0].happened_ms)
