"""The clock of a task: which share of its limit is used, and from when that is shown in amber.

Shares are of the time in the unit of the limit: nights and days off use nothing of a limit of working hours, nor does a
挂账.  Lists, card, map and tally all take the colour from :func:`clock_stage`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from county import records as r
from county.events.event import Deadlines, Event, TimelineEntry

AMBER_SHARE = 0.7
"""Used share of the limit from which the task is due soon (临期)."""
GREEN, AMBER, RED = range(3)


def clock_stage(amber_ms: Any, due_ms: Any, now_ms: int) -> Any:
    """GREEN, AMBER or RED of a running clock, for one event or for columns of many (n,)."""
    return (now_ms >= amber_ms) * 1 + (now_ms >= due_ms) * 1


def amber_ms(deadlines: Deadlines, subclass: str, limit_ms: int, due_ms: int) -> int:
    """From when a clock of ``limit_ms`` in the unit of the limit, which ends at ``due_ms``, is amber."""
    return deadlines.before_ms(subclass, due_ms, round((1 - AMBER_SHARE) * limit_ms))


def limit_ms(deadlines: Deadlines, event: Event) -> int:
    """The limit of a dispatched event, extensions included, in ms of its unit."""
    if event.due_ms is None or event.dispatched_ms is None:
        raise ValueError(f"event {event.id} has no limit")
    if event.amber_ms is not None:
        return round(deadlines.span_ms(event.subclass, event.amber_ms, event.due_ms) / (1 - AMBER_SHARE))
    return max(1, deadlines.span_ms(event.subclass, event.dispatched_ms, event.due_ms))


def clock_of(deadlines: Deadlines, event: Event, subclass: str) -> tuple[int, int]:
    """From when a dispatched event would be amber, and when it would be due, if it were of ``subclass``.

    The clock is not started again: the limit counts from the same dispatch, with the same pauses.  What a 延期 has
    granted stays granted, however often the class was corrected.
    """
    if event.due_ms is None or event.dispatched_ms is None:
        raise ValueError(f"event {event.id} has no limit")
    due_ms = deadlines.due_ms(subclass, event.dispatched_ms)
    whole_ms = deadlines.span_ms(subclass, event.dispatched_ms, due_ms)
    paused_ms, granted_ms, steps = event.dispatched_ms, None, _since_dispatch(event)
    then = next((step.before.subclass for step in steps if step.before is not None), event.subclass)
    for step in steps:
        if step.after is not None:
            then = step.after.subclass
        elif step.kind in _PAUSES:
            paused_ms = step.happened_ms
        elif step.kind in _PAUSES.values():
            due_ms = deadlines.resumed_due_ms(subclass, due_ms, paused_ms, step.happened_ms)
            if granted_ms is not None:
                granted_ms = deadlines.resumed_due_ms(then, granted_ms, paused_ms, step.happened_ms)
        elif step.kind == r.DeadlineExtended.__name__:
            granted_ms = event.granted_ms
    if granted_ms is not None and granted_ms > due_ms:
        whole_ms += deadlines.span_ms(subclass, due_ms, granted_ms)
        due_ms = granted_ms
    return amber_ms(deadlines, subclass, whole_ms, due_ms), due_ms


_PAUSES = {
    r.EventSuspended.__name__: r.EventResumed.__name__,
    r.HandlingFedBack.__name__: r.EventSentBack.__name__,
}
"""What stops the clock, and what lets it run again."""
_STARTS = frozenset({r.EventDispatched.__name__, r.EventReopened.__name__})


def _since_dispatch(event: Event) -> Sequence[TimelineEntry]:
    """The steps since the clock was started last."""
    starts = [number for number, step in enumerate(event.timeline) if step.kind in _STARTS]
    return event.timeline[starts[-1] :] if starts else ()


def used_share(deadlines: Deadlines, event: Event, at_ms: int) -> float:
    """Share of the limit that is used at ``at_ms``: 1 when it is due, more once it is overdue; 0 without a limit."""
    if event.due_ms is None or event.dispatched_ms is None:
        return 0.0
    whole = max(1, limit_ms(deadlines, event))
    if at_ms <= event.due_ms:
        return max(0.0, 1 - deadlines.span_ms(event.subclass, at_ms, event.due_ms) / whole)
    return 1 + deadlines.span_ms(event.subclass, event.due_ms, at_ms) / whole
