"""Events drawn as symbols: the columns that the map draws."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from county.durations import HOUR_MS
from county.events.event import CLOCK_RUNS, ENDED, STATES, Event, State
from county.events.texts import EventTexts
from layers.base import LegendEntry
from layers.batches import GatheredPoints
from layers.events import ENDED_FOR_MS, EventsLayer
from layers.gathering import Gathering
from layers.style import StyleSheet
from layers.urgency import COLOURS, style_of
from tests.unit.test_layers_event_search import catalog, event

NOW = 1_800_000_000_000


@pytest.fixture
def layer() -> EventsLayer:
    layer = EventsLayer(catalog(), EventTexts(catalog(), []))
    layer.change("event", {event_id: event(event_id, "", NOW) for event_id in ("A", "B", "C")})
    layer.tick(NOW)
    return layer


def symbols(layer: EventsLayer) -> list[GatheredPoints]:
    return [batch for batch in layer.batches() if isinstance(batch, GatheredPoints)]


def test_each_batch_knows_the_row_of_each_event(layer: EventsLayer) -> None:
    batches = symbols(layer)
    assert sum(len(batch.ids) for batch in batches) == 9, "new, at their stage, and themselves"
    for batch in batches:
        assert batch.row == {item_id: row for row, item_id in enumerate(batch.ids)}


def test_events_are_gathered_anew_only_when_their_places_or_their_order_change(layer: EventsLayer) -> None:
    def after(changed: Event) -> Gathering:
        layer.change("event", {changed.id: changed})
        return symbols(layer)[-1].gathering

    first, one = symbols(layer)[-1].gathering, event("A", "", NOW)
    assert after(replace(one, title="路灯不亮")) is first
    moved = after(replace(one, x_m=40.0))
    assert moved is not first
    assert 40.0 in moved.xy_m[:, 0]
    assert after(replace(one, x_m=40.0, level="major_special")).xy_m[-1, 0] == 40.0, "the most urgent is the last"


def shown(layer: EventsLayer, event_id: str, batch: int) -> str:
    """The style of an event in a batch."""
    points = symbols(layer)[batch]
    return points.styles[points.style[points.rows_of([event_id])[0]]]


AMBER_MS, DUE_MS = NOW + HOUR_MS, NOW + 2 * HOUR_MS


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("emergency", [False, True])
@pytest.mark.parametrize(
    ("after_ms", "pressed"), [(0, "open"), (HOUR_MS, "soon"), (2 * HOUR_MS, "urgent"), (9 * HOUR_MS, "urgent")]
)
def test_the_colour_says_how_urgent_an_event_is_on_the_map_as_in_the_lists(
    layer: EventsLayer, state: State, emergency: bool, after_ms: int, pressed: str
) -> None:
    level = "major" if emergency else "general"
    ended_ms = NOW if state in ENDED else None
    one = replace(event("A", "", NOW), state=state, level=level, due_ms=DUE_MS, amber_ms=AMBER_MS, ended_ms=ended_ms)
    layer.change("event", {"A": one})
    layer.tick(NOW + after_ms)
    if state in ENDED:
        expected = f"event.{state}"
        if after_ms >= ENDED_FOR_MS:
            assert "A" not in symbols(layer)[-1].ids
            return
    elif emergency:
        expected = "event.urgent"
    else:
        expected = f"event.{pressed if state in CLOCK_RUNS else 'open'}"
    sheet = StyleSheet.load()
    assert style_of(one, NOW + after_ms, emergency=emergency) == expected
    assert sheet[shown(layer, "A", -1)].color == sheet[expected].color


def test_the_icon_says_the_class_the_size_the_level_and_the_badge_the_stage(layer: EventsLayer) -> None:
    sheet = StyleSheet.load()
    layer.change("event", {"A": replace(event("A", "", NOW), level="larger")})
    layer.tick(NOW)
    large, usual = sheet[shown(layer, "A", -1)], sheet[shown(layer, "B", -1)]
    class_ = catalog().subclasses[event("A", "", NOW).subclass].event_class
    assert large.icon == usual.icon == sheet[f"event_class.{class_}"].icon
    assert large.size_px > usual.size_px
    assert large.outline != usual.outline
    assert shown(layer, "A", -2) == "event.stage.reported"


def test_the_legend_counts_every_colour_stage_and_level_that_the_map_shows(layer: EventsLayer) -> None:
    layer.change("event", {"A": replace(event("A", "", NOW), level="major"), "D": event("D", "", NOW)})
    layer.tick(NOW)
    counts = layer.counts()
    assert [counts[f"event.{colour}"] for colour in COLOURS] == [1, 0, 3]
    assert (counts["event.stage.reported"], counts["event.open.larger"]) == (4, 1)
    assert {entry.style for entry in layer.legend() if isinstance(entry, LegendEntry)} <= set(counts)


def test_what_is_due_soon_is_drawn_above_what_only_waits_for_the_centre(layer: EventsLayer) -> None:
    soon = replace(event("A", "", NOW), state=State.HANDLING, due_ms=NOW + HOUR_MS, amber_ms=NOW)
    layer.change("event", {"A": soon})
    layer.tick(NOW)
    assert symbols(layer)[-1].ids[-1] == "A"
