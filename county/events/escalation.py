"""The escalation 提醒 → 督办 → 通报: which step of the catalogue is due for an event, and when.

A step is due by the clock of the task, so that a 挂账 or an 延期 moves it, too.  Each is taken once a clock: a new 派遣
begins anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from county.catalog import Catalog, EscalationStep, Limit
from county.events.event import CLOCK_RUNS, Deadlines, Event
from county.events.stage_clock import limit_ms


class LimitClock(Deadlines, Protocol):
    """The methods used of the desk's deadlines."""

    def after(self, limit: Limit, from_ms: int) -> int:
        """When ``limit``, started at ``from_ms``, expires."""


class DueStep(NamedTuple):
    """A step of the escalation and when it is due; the sort order is that in which steps are taken."""

    at_ms: int
    place: int
    key: str


def next_step(event: Event, catalog: Catalog, limits: LimitClock) -> DueStep | None:
    """The next step of the event's clock; None while it does not run, and after the last one."""
    if event.state not in CLOCK_RUNS or event.due_ms is None or event.subclass not in catalog.subclasses:
        return None
    event_class = catalog.subclasses[event.subclass].event_class
    return min(
        (
            DueStep(due_ms(row, event, limits), place, key)
            for place, (key, row) in enumerate(catalog.escalation.items())
            if key not in event.escalated and concerns(row, event, event_class)
        ),
        default=None,
    )


def concerns(row: EscalationStep, event: Event, event_class: str) -> bool:
    """Whether the step is taken for events of this level and class."""
    levels, classes = row.levels or (event.level,), row.event_classes or (event_class,)
    return not row.retired and event.level in levels and event_class in classes


def due_ms(row: EscalationStep, event: Event, limits: LimitClock) -> int:
    """When the step is due by the clock of ``event``, which has a limit."""
    assert event.due_ms is not None
    if row.overdue is not None:
        return limits.after(row.overdue, event.due_ms)
    left_ms = round((1 - row.used) * limit_ms(limits, event))
    return limits.before_ms(event.subclass, event.due_ms, left_ms) if left_ms else event.due_ms


def last_step(event: Event, catalog: Catalog) -> EscalationStep | None:
    """The last step that was taken in the event's present clock."""
    rows: Mapping[str, EscalationStep] = catalog.escalation
    return rows.get(event.escalated[-1]) if event.escalated else None
