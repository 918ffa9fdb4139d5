"""Events drawn as numbers by village: when they are counted again."""

from __future__ import annotations

from county.clock import ManualClock
from county.events.texts import EventTexts
from layers.batches import Labels
from layers.events import RECOUNT_MS, EventsLayer
from tests.unit.test_layers_event_search import catalog, event

NOW = 1_800_000_000_000


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
