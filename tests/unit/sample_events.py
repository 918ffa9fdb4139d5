"""Events in any state, built directly, for tests of rules that look at one event."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from county.events.event import CLOCK_RUNS, ENDED, Event, State, TimelineEntry, UnitTask

NOW_MS = 1_800_000_000_000
HOUR_MS = 3_600_000
WITH_UNIT = frozenset(
    {State.DISPATCHED, State.HANDLING, State.SUSPENDED, State.FED_BACK, State.CLOSED, State.EVALUATED}
)


def event_in(state: State, **changes: Any) -> Event:
    """An event in ``state``, reported an hour ago; dispatched ones have a unit and three hours left."""
    step = TimelineEntry(kind="EventReported", happened_ms=NOW_MS - HOUR_MS, recorded_ms=NOW_MS, actor="a", note="")
    event = Event(
        id="E1", state=state, subclass="exposed_garbage", title="垃圾", source="hotline", level="general", x_m=0.0,
        y_m=0.0, division="", reporter="", sensor_id="", alarm_id="", happened_ms=NOW_MS - HOUR_MS, timeline=(step,),
    )  # fmt: skip
    if state in WITH_UNIT:
        unit = UnitTask(unit="u1", assigned_ms=NOW_MS - HOUR_MS)
        event = replace(event, unit="u1", units=(unit,), dispatched_ms=NOW_MS - HOUR_MS)
    if state in CLOCK_RUNS:
        event = replace(event, due_ms=NOW_MS + 3 * HOUR_MS, amber_ms=NOW_MS + HOUR_MS)
    if state in ENDED:
        event = replace(event, ended_ms=NOW_MS)
    return replace(event, **changes)
