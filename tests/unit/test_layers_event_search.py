"""Searching events: equals a comparison with every number and title, for any order of changes."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county.aggregates import BY_KEY
from county.catalog import Catalog, load
from county.commands import AlarmCause
from county.events.event import Event, State, TimelineEntry
from county.events.texts import EventTexts
from county.sensors import Sensor
from layers.events import EventsLayer
from layers.folded_texts import FoldedTexts
from tests.state_tables import table_of

TEXT = st.text("aAbBß市政İ\n", max_size=4)
NUMBERS = st.text("aAbBß1", min_size=1, max_size=3)


@cache
def catalog() -> Catalog:
    return load()


def event(event_id: str, title: str, happened_ms: int, division: str = "") -> Event:
    return Event(
        id=event_id, state=State.REPORTED, subclass="exposed_garbage", title=title, source="hotline", level="general",
        x_m=0.0, y_m=0.0, division=division, reporter="", sensor_id="", alarm_id="", happened_ms=happened_ms,
        timeline=(TimelineEntry("EventReported", happened_ms, happened_ms, "王芳", ""),),
    )  # fmt: skip


def fresh() -> EventsLayer:
    sensor = Sensor("bin-1", "bin", "幸福路垃圾桶", 0.0, 0.0, "")
    return EventsLayer(catalog(), EventTexts(catalog(), [sensor]))


def plain_search(events: dict[str, Event], text: str, limit: int) -> list[str]:
    """Every event one after the other."""
    wanted = text.casefold()
    newest = sorted(events.values(), key=lambda one: -one.happened_ms)
    numbers = [one.id for one in newest if wanted in one.id.casefold()]
    texts = [one.id for one in newest if wanted in f"{one.id}\n{one.title}".casefold()]
    return (numbers + [event_id for event_id in texts if event_id not in numbers])[:limit]


@given(
    st.dictionaries(NUMBERS, TEXT, max_size=12),
    st.lists(st.tuples(NUMBERS, st.none() | TEXT, st.booleans()), max_size=20),
    st.lists(st.tuples(TEXT, st.integers(1, 5)), min_size=1, max_size=4),
)
def test_a_search_equals_a_comparison_with_every_event(
    snapshot: dict[str, str], changes: list[tuple[str, str | None, bool]], questions: list[tuple[str, int]]
) -> None:
    layer = fresh()
    now: dict[str, Event] = {
        event_id: event(event_id, title, number) for number, (event_id, title) in enumerate(snapshot.items())
    }

    def agrees() -> None:
        for text, limit in questions:
            assert layer.search(text, limit) == plain_search(now, text, limit)

    layer.reset({"event": table_of(BY_KEY["event"], now)}, {})
    for number, (event_id, title, searched) in enumerate(changes):
        if title is None:
            now.pop(event_id, None)
            layer.change("event", {event_id: None})
        else:
            now[event_id] = event(event_id, title, 100 + number)
            layer.change("event", {event_id: now[event_id]})
        if searched:
            agrees()
    layer.tick(1_000)
    agrees()


@pytest.mark.parametrize("text", ["幸福路垃圾桶垃圾桶满溢", "桶满", "bin FULL", "幸福路垃圾桶: Bin"])
def test_an_event_that_an_alarm_opened_is_found_by_its_title_in_either_language(text: str) -> None:
    cause = AlarmCause(rule="bin_full", channel="fill", value=84.0, limit=80.0)
    opened = replace(event("E1", "", 1), sensor_id="bin-1", cause=cause)
    layer = fresh()
    layer.reset({"event": table_of(BY_KEY["event"], {"E1": opened, "E2": event("E2", "垃圾", 2)})}, {})
    assert layer.search(text, 9) == ["E1"]
    layer.change("event", {"E1": None})
    assert layer.search(text, 9) == []
    layer.change("event", {"E1": opened})
    assert layer.search(text, 9) == ["E1"]


def test_texts_are_prepared_between_searches_and_not_casefolded_again() -> None:
    class CountingText(str):
        folded = 0

        def casefold(self) -> str:
            CountingText.folded += 1
            return super().casefold()

    texts = {str(n): CountingText(f"title {n}") for n in range(10)}
    found = FoldedTexts(texts.get, texts)
    found.fold(4)
    assert CountingText.folded == 4
    assert found.containing("TITLE 7") == ["7"]
    found.moved(["7"])
    assert found.containing("title 7") == ["7"]
    assert CountingText.folded == 11
