"""Forty random days of events with every fate that the numbers of a day tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from county import records as r
from county.records import RecordBody

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
DAYS = 40
NEWEST_DAYS = 3
"""Days at the end in which most limits lie, so that each has a sample."""
Step = tuple[int, RecordBody]
"""When it happened and was recorded, and what."""


def steps_until(end_ms: int, seed: int, events: int = 400) -> list[Step]:
    """In the order of their times, the last at ``end_ms`` or before; the same for a seed."""
    random = Random(seed)
    steps: list[Step] = []
    for number in range(events):
        begin_ms = end_ms - random.randrange(MINUTE_MS, DAYS * DAY_MS)
        steps += _life(random, f"E{number:03}", begin_ms, end_ms)
    return sorted((step for step in steps if step[0] <= end_ms), key=lambda step: step[0])


def _life(random: Random, event_id: str, at_ms: int, end_ms: int) -> Iterator[Step]:
    def after(most_ms: int) -> int:
        nonlocal at_ms
        at_ms += random.randrange(MINUTE_MS, most_ms)
        return at_ms

    yield at_ms, r.EventReported(
        event_id=event_id, subclass="exposed_garbage", title=event_id, source="hotline", x_m=0.0, y_m=0.0,
        division="", level="general",
    )  # fmt: skip
    fate = random.random()
    if fate < 0.05:
        yield after(HOUR_MS), r.EventRejected(event_id=event_id, note="x")
        return
    if fate < 0.1:
        return
    yield after(HOUR_MS), r.EventFiled(event_id=event_id)
    near_ms = end_ms + DAY_MS - random.randrange(NEWEST_DAYS * DAY_MS)
    due_ms = max(near_ms, at_ms + HOUR_MS) if random.random() < 0.8 else at_ms + random.randrange(HOUR_MS, 20 * DAY_MS)
    yield after(HOUR_MS), r.EventDispatched(event_id=event_id, unit="city_management", due_ms=due_ms)
    if random.random() < 0.15:
        yield after(HOUR_MS), r.EventMerged(event_id=event_id, into="E000")
        return
    yield after(HOUR_MS), r.TaskAccepted(event_id=event_id)
    if random.random() < 0.15:
        due_ms += random.randrange(HOUR_MS, 2 * DAY_MS)
        yield after(HOUR_MS), r.DeadlineExtended(event_id=event_id, due_ms=due_ms, note="x")
    if random.random() < 0.25:
        yield after(HOUR_MS), r.EventSuspended(event_id=event_id, note="x")
        if random.random() < 0.6:
            return
        yield after(DAY_MS), r.EventResumed(event_id=event_id, due_ms=due_ms)
    if random.random() < 0.15:
        return
    if random.random() < 0.4:
        at_ms = max(at_ms, due_ms)
    yield after(6 * HOUR_MS), r.HandlingFedBack(event_id=event_id, note="x")
    yield after(HOUR_MS), r.EventClosed(event_id=event_id)
