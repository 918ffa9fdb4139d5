"""Events drawn as symbols: the columns that the map draws."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from county.events.event import Event
from county.events.texts import EventTexts
from layers.batches import GatheredPoints
from layers.events import EventsLayer
from layers.gathering import Gathering
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
    assert sum(len(batch.ids) for batch in batches) == 6, "new and reported"
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
