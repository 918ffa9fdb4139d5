"""Running tasks by unit: counted incrementally, always equal to a count over all events."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from county.events.event import Event, State
from county.units.tasks import TaskCounter, tasks


def event(number: int, state: State, unit: str) -> Event:
    return Event(
        id=f"E{number}", state=state, subclass="exposed_garbage", title="垃圾", source="hotline", level="general",
        x_m=0.0, y_m=0.0, division="", reporter="", sensor_id="", alarm_id="", happened_ms=0, unit=unit,
    )  # fmt: skip


NUMBERS = st.integers(0, 5)
STATES = st.builds(event, NUMBERS, st.sampled_from(State), st.sampled_from(("a", "b", "")))
CHANGES = st.lists(st.one_of(STATES, NUMBERS.map(lambda number: f"E{number}")), max_size=60)
"""Changed events, or ids of removed ones."""


@given(st.lists(STATES, unique_by=lambda e: e.id), CHANGES)
def test_the_counter_equals_a_count_over_all_events_after_each_change(
    at_first: list[Event], changes: list[Event | str]
) -> None:
    events = {e.id: e for e in at_first}
    counter = TaskCounter(tasks(events.values()))
    for change in changes:
        subject, new = (change, None) if isinstance(change, str) else (change.id, change)
        counter.update(events.get(subject), new)
        if new is None:
            events.pop(subject, None)
        else:
            events[subject] = new
        assert dict(counter) == tasks(events.values())


def test_only_running_tasks_count() -> None:
    counted = tasks(event(i, state, "a") for i, state in enumerate(State))
    assert counted == {"a": 3}, "dispatched, handling, and a further unit while a main one is sought"
