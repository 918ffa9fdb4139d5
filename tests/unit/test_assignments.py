"""How often units were given tasks: counted incrementally, it equals a count over all events."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from county.events.event import EventOutline, State, UnitTask
from county.units.assignments import AssignmentCounter

TASK = st.builds(UnitTask, unit=st.sampled_from(["a", "b", "c"]), assigned_ms=st.integers(0, 5))
CHANGE = st.tuples(st.sampled_from(["E1", "E2", "E3"]), st.none() | st.lists(TASK, max_size=3).map(tuple))


@given(st.lists(CHANGE, max_size=20), st.integers(0, 6))
def test_the_counter_agrees_with_a_count_over_the_events_that_are_left(
    changes: list[tuple[str, tuple[UnitTask, ...] | None]], from_ms: int
) -> None:
    counter, events = AssignmentCounter(), dict[str, EventOutline]()
    for event_id, units in changes:
        old = events.pop(event_id, None)
        if units is not None:
            events[event_id] = EventOutline(id=event_id, state=State.DISPATCHED, sensor_id="", units=units)
        counter.update(old, events.get(event_id))
    found = [task.unit for event in events.values() for task in event.units if task.assigned_ms >= from_ms]
    assert counter.since(from_ms) == {unit: found.count(unit) for unit in set(found)}
