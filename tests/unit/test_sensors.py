"""The sensors of a county as columns: as a tuple and a dict of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county import catalog
from county.catalog_tables import BadCatalog
from county.sensing import ChannelTable
from county.sensors import Sensor, Sensors
from county.streams import channel_rows
from county.text_column import TextColumn

KINDS = catalog.load().sensor_kinds
TEXT = st.text("ab纸", max_size=3)
METRES = st.floats(-1e8, 1e8)
SENSOR = st.builds(Sensor, TEXT, st.sampled_from([*KINDS]), TEXT, METRES, METRES, TEXT)
SENSORS = st.lists(SENSOR, max_size=8, unique_by=lambda sensor: sensor.id)


@given(SENSORS, st.slices(8))
def test_sensors_are_a_sequence_of_them(sensors: list[Sensor], part: slice) -> None:
    columns = Sensors.of(sensors)
    assert ([*columns], columns[part]) == (sensors, tuple(sensors[part]))
    assert [columns[row] for row in range(len(sensors))] == sensors


@given(SENSORS, TEXT)
def test_sensors_are_found_by_id(sensors: list[Sensor], other: str) -> None:
    by_id, expected = Sensors.of(sensors).by_id, {sensor.id: sensor for sensor in sensors}
    assert dict(by_id) == expected
    assert [*by_id.values()] == sensors
    assert (by_id.get(other), other in by_id) == (expected.get(other), other in expected)


@given(SENSORS, st.sampled_from([*KINDS]))
def test_the_sensors_of_a_kind_are_in_their_order(sensors: list[Sensor], kind: str) -> None:
    assert [*Sensors.of(sensors).of_kind(kind)] == [sensor for sensor in sensors if sensor.kind == kind]


@given(SENSORS)
def test_sensors_are_the_same_from_their_arrays(sensors: list[Sensor]) -> None:
    arrays = Sensors.of(sensors).arrays()
    assert all(array.dtype != object for array in arrays.values())
    assert [*Sensors.of_arrays(arrays)] == sensors


@given(SENSORS)
def test_channels_of_columns_have_the_numbers_of_those_of_objects(sensors: list[Sensor]) -> None:
    table, rows = ChannelTable.of(Sensors.of(sensors), KINDS), [*channel_rows(sensors, KINDS)]
    assert [*table.rows] == rows
    assert [table.number[row] for row in rows] == [*range(len(rows))]


def test_the_first_sensor_of_a_kind_that_the_catalogue_lacks_is_named() -> None:
    sensors = [Sensor(name, kind, "n", 0.0, 0.0, "v") for name, kind in (("a", "bin"), ("b", "magic"), ("c", "magic"))]
    with pytest.raises(BadCatalog, match="sensor b: the catalogue has no sensor kind 'magic'"):
        ChannelTable.of(Sensors.of(sensors), KINDS)


def test_a_sensor_that_is_not_there_has_no_kind() -> None:
    sensors = Sensors.of([Sensor("a", "bin", "n", 0.0, 0.0, "v"), Sensor("b", "air", "n", 0.0, 0.0, "v")])
    kinds = [sensors.kinds[code] for code in sensors.kind_of_each(TextColumn.of(["b", "a"]))]
    assert kinds == ["air", "bin"]
    with pytest.raises(KeyError, match="c"):
        sensors.kind_of_each(TextColumn.of(["a", "c"]))


def test_the_places_of_sensors_are_one_array() -> None:
    assert Sensors.of([]).xy_m.shape == (0, 2)
    assert np.array_equal(Sensors.of([Sensor("a", "bin", "n", 1.0, 2.0, "v")]).xy_m, [[1.0, 2.0]])
