"""At night the lamps of a town are the brighter in the twin, the more open events it has."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from county import catalog
from county.durations import DAY_MS, HOUR_MS
from county.events.aggregate import EVENTS
from county.events.event import Event, State
from drawing.viewport import Viewport
from layers.batches import Polygons
from layers.buildings import BuildingsLayer
from layers.registry import LayerSet, build_layers
from layers.style import StyleSheet
from tests.gui.test_twin_night import houses
from tests.gui.test_twin_widget import NOW_MS, an_event
from tests.square_county import PLACE_M, VILLAGE, square_package
from tests.state_tables import table_of
from twin.view.daylight import daylight
from twin.view.drape import Draped, DrapedBatches, Draper
from twin.view.lamp_light import LampLight
from twin.view.sunlight import Sunlight
from twin.view.surface import Surface
from twin.view.town_load import BRIGHTNESS, TownLoad, town_load

APART_M = 2_000.0
NIGHT = daylight(330.0, -40.0)


def two_towns() -> Polygons:
    """Squares that touch each other, a house in the middle of each."""
    box = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * APART_M / 2
    xy_m = np.concatenate([box + PLACE_M, box + PLACE_M + (APART_M, 0.0)])
    every = np.arange(3)
    return Polygons(np.array(["A", "B"], object), xy_m, every * 5, every, np.zeros(2, np.uint16), ("town",))


HOUSES = houses("building", (0.0, 0.0), (APART_M, 0.0))


def light_at_houses(load: TownLoad | None) -> list[int]:
    lamps = LampLight([HOUSES], StyleSheet.load())
    lamps.follow(load)
    west_m, north_m = PLACE_M[0] - APART_M, PLACE_M[1] + APART_M
    found = lamps.over(Viewport(west_m, north_m, 10.0, 400, 400))
    assert found is not None
    return [int(found[195:205, west:east].max()) for west, east in ((195, 205), (390, 400))]


def layers_with(n_open: int, n_closed: int) -> LayerSet:
    layers = build_layers(square_package(), catalog.load())
    events: dict[str, Event] = {}
    for n in range(n_open + n_closed):
        state = State.REPORTED if n < n_open else State.CLOSED
        events[f"E{n}"] = replace(an_event(*PLACE_M, state), id=f"E{n}", division=VILLAGE)
    layers.restore(1, NOW_MS, {EVENTS.key: table_of(EVENTS, events)}, {})
    layers.tick(NOW_MS)
    return layers


def test_a_town_with_more_to_do_has_brighter_lamps_and_one_with_less_darker_ones(qapp: QApplication) -> None:
    alike, (busy, quiet) = light_at_houses(None), light_at_houses(TownLoad(two_towns(), (1.6, 0.65)))
    assert busy > 1.2 * alike[0]
    assert 0 < quiet < 0.85 * alike[1]


@pytest.mark.parametrize(("n_open", "step"), [(0, 0), (2, 0), (3, 1), (9, 1), (10, 2), (40, 3)])
def test_the_open_events_of_a_town_count_and_the_ended_ones_do_not(
    qapp: QApplication, n_open: int, step: int
) -> None:
    assert town_load(layers_with(n_open, n_closed=12)).brightness == (BRIGHTNESS[step],)


def test_tiles_are_painted_anew_when_a_load_reaches_another_step_and_not_otherwise(qapp: QApplication) -> None:
    draper, towns = Draper(StyleSheet.load()), two_towns()
    draper.use(DrapedBatches((Draped("houses", (HOUSES,), 1.0),)))
    draper.light(NIGHT._replace(load=TownLoad(towns, (1.0, 1.0))))
    version = draper.version
    draper.light(NIGHT._replace(load=TownLoad(towns, (1.0, 1.0))))
    assert draper.version == version
    draper.light(NIGHT._replace(load=TownLoad(towns, (1.6, 1.0))))
    assert draper.version == version + 1


def test_the_load_is_asked_for_when_it_is_dark_and_not_by_day(qapp: QApplication) -> None:
    package, layers, asked = square_package(), layers_with(1, 0), [0]

    def load() -> None:
        asked[0] += 1

    sun = Sunlight(layers, package, Surface(package), load=load)
    midnight_ms = NOW_MS // DAY_MS * DAY_MS - 8 * HOUR_MS
    for hour, times in ((12, 0), (23, 1)):
        layers.now_ms = midnight_ms + hour * HOUR_MS
        sun.look()
        assert asked == [times]


def test_the_legend_says_what_brighter_lamps_mean() -> None:
    layer = build_layers(square_package(), catalog.load()).of(BuildingsLayer)
    [light] = [entry for entry in layer.legend() if entry.style == "building.light"]
    assert "未办结事件越多越亮" in light.name.zh
    assert StyleSheet.load()[light.style].color
