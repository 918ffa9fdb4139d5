"""Kinds of sensors and resources that are hidden on the map: what needs attention stays."""

from __future__ import annotations

import numpy as np
import pytest

from county import catalog, records
from county.events.texts import EventTexts
from county.fold import Fold
from county.records import Record, RecordBody
from county.resource import Resource
from county.sensors import Sensor
from layers.batches import Points
from layers.kinded import KindedLayer
from layers.resources import ResourcesLayer
from layers.sensors import SensorsLayer
from layers.style import StyleSheet

SHEET = StyleSheet.load()
NOW = 1_800_000_000_000
CATALOG = catalog.load()
SENSORS = [
    Sensor("bin-1", "bin", "垃圾桶一号", 0.0, 0.0, ""),
    Sensor("bin-2", "bin", "垃圾桶二号", 100.0, 0.0, ""),
    Sensor("noise-1", "noise", "噪声一号", 200.0, 0.0, ""),
]
UNITS = [
    Resource("truck-1", "collection_truck", "清运车一号", 0.0, 0.0, "", 5),
    Resource("truck-2", "collection_truck", "清运车二号", 100.0, 0.0, "", 5),
    Resource("fire-1", "fire_engine", "消防车一号", 200.0, 0.0, "", 6),
]


@pytest.fixture
def sensors() -> SensorsLayer:
    return SensorsLayer(SENSORS, CATALOG)


@pytest.fixture
def resources() -> ResourcesLayer:
    layer = ResourcesLayer(UNITS, CATALOG, EventTexts(CATALOG, ()))
    layer.reset({}, {})
    return layer


def applied(layer: SensorsLayer | ResourcesLayer, *bodies: RecordBody) -> None:
    fold = Fold()
    for seq, body in enumerate(bodies, start=1):
        record = Record(seq=seq, realm="live", happened_ms=NOW, recorded_ms=NOW, command_id="", by="", body=body)
        for change in fold.apply(record):
            layer.change(change.key, {change.id: change.state})
    layer.tick(NOW)


def drawn(layer: KindedLayer[Sensor] | KindedLayer[Resource]) -> list[str]:
    points = layer.batches()[-1]
    assert isinstance(points, Points)
    shown = np.array([SHEET[key].max_m_per_px > 0 for key in points.styles])
    return [str(i) for i in points.ids[shown[points.style]]]


def test_a_layer_lists_the_kinds_that_the_county_has_with_their_numbers(sensors: SensorsLayer) -> None:
    assert {kind.key: kind.number for kind in sensors.kinds} == {"bin": 2, "noise": 1}


def test_a_hidden_kind_is_neither_drawn_nor_picked_nor_selected_by_a_box_but_found(sensors: SensorsLayer) -> None:
    sensors.show_kind("bin", False)
    assert drawn(sensors) == ["noise-1"]
    assert sensors.drawn() == 1
    assert sensors.pick(0.0, 0.0, 10.0) is None
    assert sensors.within(-1.0, -1.0, 300.0, 1.0) == ["noise-1"]
    assert sensors.search("垃圾桶一号", 5) == ["bin-1"]
    sensors.show_kind("bin", True)
    assert drawn(sensors) == ["bin-1", "bin-2", "noise-1"]


def test_hiding_a_kind_changes_the_layer_once_at_its_next_tick(sensors: SensorsLayer) -> None:
    sensors.tick(NOW)
    changes: list[None] = []
    sensors.changed.connect(lambda: changes.append(None))
    sensors.show_kind("bin", False)
    sensors.show_kind("bin", False)
    assert not changes
    sensors.tick(NOW)
    sensors.tick(NOW)
    assert len(changes) == 1


def test_a_sensor_in_alarm_is_drawn_and_picked_although_its_kind_is_hidden(sensors: SensorsLayer) -> None:
    sensors.show_kind("bin", False)
    applied(sensors, records.AlarmRaised(
        alarm_id="A1", sensor_id="bin-2", channel="fill", rule="bin_full", priority="high", value=90.0, limit=80.0
    ))  # fmt: skip
    assert drawn(sensors) == ["bin-2", "noise-1"]
    assert sensors.pick(100.0, 0.0, 10.0) == "bin-2"


def test_a_unit_on_a_task_is_drawn_although_its_kind_is_hidden(resources: ResourcesLayer) -> None:
    resources.show_kind("collection_truck", False)
    assert drawn(resources) == ["fire-1"]
    applied(
        resources,
        records.EventReported(
            event_id="E1", subclass="bin_overflow", title="垃圾满溢", source="sensor", x_m=0.0, y_m=0.0, division="",
            level="general",
        ),
        records.EventFiled(event_id="E1"),
        records.EventDispatched(event_id="E1", unit="truck-2", due_ms=NOW + 60_000),
    )  # fmt: skip
    assert drawn(resources) == ["truck-2", "fire-1"]
    assert resources.counts() == {"resource.busy": 1, "resource.idle": 1}


def test_a_thing_that_is_revealed_shows_its_layer_and_its_kind(sensors: SensorsLayer) -> None:
    sensors.visible, sensors.opacity = False, 0.0
    sensors.show_kind("bin", False)
    sensors.reveal("bin-1")
    assert (sensors.visible, sensors.opacity, sensors.shows_kind("bin")) == (True, 1.0, True)


def test_a_kind_that_the_catalogue_lacks_is_no_kind(sensors: SensorsLayer) -> None:
    with pytest.raises(KeyError):
        sensors.show_kind("volcano", False)
