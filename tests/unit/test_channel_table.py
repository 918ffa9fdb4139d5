"""The table of channels: numbers as those of any key table, in a fraction of the memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county import catalog
from county.rules import RuleState
from county.sensing import ChannelTable, Readings, channel_types
from county.sensors import Sensor
from county.streams import READINGS, KeyTable
from services.simulation.signals import Signals

CATALOG = catalog.load()
PARTS = st.text("ab\u7eb8", max_size=2)
SENSORS = st.dictionaries(PARTS, st.lists(PARTS, min_size=1, max_size=4, unique=True), max_size=6)
NOW_MS = 1_795_320_000_000


@given(SENSORS, st.tuples(PARTS, PARTS), st.slices(8))
def test_a_channel_table_numbers_its_rows_as_any_key_table(
    sensors: dict[str, list[str]], other: tuple[str, str], part: slice
) -> None:
    rows = [(sensor, channel) for sensor, channels in sensors.items() for channel in channels]
    channels, keys = ChannelTable(iter(rows)), KeyTable(READINGS, rows)
    assert (len(channels), [*channels.rows], channels.rows[part]) == (len(keys), rows, rows[part])
    assert [channels.rows[number] for number in range(len(rows))] == rows
    assert dict(channels.number) == dict(keys.number)
    assert channels.number.get(other, -1) == keys.number.get(other, -1)


@pytest.mark.parametrize("key", [(), ("s",), ("s", "c", "x")])
def test_a_key_of_other_parts_has_no_number(key: tuple[str, ...]) -> None:
    assert ChannelTable([("s", "c")]).number.get(key) is None


def test_the_channels_of_a_sensor_follow_one_another() -> None:
    with pytest.raises(ValueError, match="do not follow one another"):
        ChannelTable([("a", "x"), ("b", "x"), ("a", "y")])


def test_channels_of_one_kind_and_key_are_of_one_type() -> None:
    kinds = {"1": "bin", "2": "air", "3": "bin"}
    sensors = {name: Sensor(name, kind, "n", 0.0, 0.0, "v") for name, kind in kinds.items()}
    channels = ChannelTable.of(sensors.values(), CATALOG.sensor_kinds)
    number, types = channel_types(channels, sensors.values())
    assert [types[each] for each in number] == [(sensors[sensor].kind, key) for sensor, key in channels.rows]
    assert len(types) == len(set(types))


def test_a_channel_takes_at_most_150_bytes_in_its_table_its_rules_and_its_simulated_signal() -> None:
    kinds = [*CATALOG.sensor_kinds]
    sensors = [Sensor(f"sensor-{i:06d}", kinds[i % len(kinds)], "n", 0.0, 0.0, "v") for i in range(10_000)]
    channels, table_bytes = held(lambda: ChannelTable.of(sensors, CATALOG.sensor_kinds))
    rules, rules_bytes = held(lambda: RuleState(channels, CATALOG, sensors))
    _, signals_bytes = held(lambda: Signals(sensors, CATALOG, channels, seed=1))
    number = np.arange(len(channels), dtype=np.uint32)
    readings = Readings(number, np.full(len(number), NOW_MS), np.zeros(len(number)), np.zeros(len(number), np.uint8))
    _, judged_bytes = held(lambda: rules.judge(readings, NOW_MS)[:0])
    assert (table_bytes + rules_bytes + signals_bytes + judged_bytes) / len(channels) <= 150


def held(make: Callable[[], Any]) -> tuple[Any, int]:
    """What ``make`` returns, and the bytes that remain allocated after it."""
    tracemalloc.start()
    try:
        made = make()
        return made, tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
