"""Events drawn as numbers by village: when they are counted again."""

from __future__ import annotations

from itertools import count

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county.clock import ManualClock
from county.events.deadlines import HOUR_MS
from county.events.event import Event
from county.events.texts import EventTexts
from layers.batches import Labels
from layers.events import RECOUNT_MS, EventsLayer
from tests.unit.test_layers_event_search import catalog, event

NOW = 1_800_000_000_000
PLACES = ("433123001201", "433123001202", "433123002000", "")
Changes = dict[str, tuple[str, int, int] | None]
"""By id: division, happened how many quarters of an hour after NOW, and x_m; None: it leaves."""


def fresh() -> EventsLayer:
    """A layer that counts again at every tick."""
    machine = count(0, RECOUNT_MS)
    return EventsLayer(catalog(), EventTexts(catalog(), []), lambda: next(machine))


def placed(event_id: str, division: str, quarters: int, x_m: int) -> Event:
    return replace(event(event_id, "", NOW + quarters * HOUR_MS // 4, division), x_m=float(x_m))


def amounts_of(layer: EventsLayer) -> list[tuple[int, float, float]]:
    """Number and place of each glyph, sorted."""
    amounts = layer._amounts()
    places = zip(amounts.number.tolist(), *np.round(amounts._xy_m, 6).T.tolist(), strict=True)
    return sorted(places)


class CountedEvents:
    """A layer of events at one place in one village, and the clock of its machine."""

    def __init__(self) -> None:
        self.machine = ManualClock(5_000)
        self.layer = EventsLayer(catalog(), EventTexts(catalog(), []), self.machine.now_ms)
        self.layer.draw_as("amounts", self.layer.window_ms)
        self.notified = 0
        self.layer.changed.connect(self._notice)

    def _notice(self) -> None:
        self.notified += 1

    def report(self, *event_ids: str) -> None:
        changes = {i: event(i, "", NOW - 1, division="433123001201") for i in event_ids}
        self.layer.change("event", changes)
        self.layer.tick(NOW)

    def passes(self, ms: int) -> None:
        self.machine.advance(ms)
        self.layer.tick(NOW)

    @property
    def number(self) -> str:
        """What is written on the glyph of the village."""
        [labels] = [batch for batch in self.layer.batches() if isinstance(batch, Labels)]
        return "".join(labels.text)


def test_many_changes_in_a_second_are_counted_once_and_shown_without_another_change() -> None:
    events = CountedEvents()
    events.report("A", "B")
    assert events.number == "2"
    events.report("C")
    events.report("D")
    assert events.number == "2"
    events.passes(RECOUNT_MS)
    assert events.number == "4"
    notified = events.notified
    events.passes(RECOUNT_MS)
    assert events.notified == notified, "nothing has changed since"


def test_another_window_is_counted_at_once() -> None:
    events = CountedEvents()
    events.report("A", "B")
    assert events.number == "2"
    events.report("C")
    events.layer.draw_as("amounts", 2 * events.layer.window_ms)
    assert events.number == "3"


def test_a_snapshot_is_counted_at_once() -> None:
    events = CountedEvents()
    events.report("A", "B")
    assert events.number == "2"
    events.layer.reset({}, {})
    assert events.number == ""


@given(
    st.lists(
        st.tuples(
            st.dictionaries(
                st.sampled_from("ABCD"),
                st.none() | st.tuples(st.sampled_from(PLACES), st.integers(-3, 3), st.integers(0, 9)),
            ),
            st.integers(-1, 4),
        ),
        max_size=8,
    )
)
def test_counts_that_follow_single_changes_equal_those_of_all_events(steps: list[tuple[Changes, int]]) -> None:
    layer, now = fresh(), NOW
    layer.draw_as("amounts", HOUR_MS)
    states: dict[str, Event] = {}
    for changes, hours in steps:
        now += hours * HOUR_MS // 2
        moved = {i: None if of is None else placed(i, *of) for i, of in changes.items()}
        layer.change("event", moved)
        states = {i: state for i, state in (states | moved).items() if state is not None}
        layer.tick(now)
        layer.tick(now)
        other = fresh()
        other.draw_as("amounts", HOUR_MS)
        other.change("event", states)
        other.tick(now)
        assert amounts_of(layer) == amounts_of(other)
