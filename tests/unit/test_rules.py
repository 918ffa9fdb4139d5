"""Rules over columns: a batch of readings is judged like single ones."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from county import catalog
from county.rules import RuleState, SlotChange
from county.sensing import ChannelTable, Quality, Readings
from county.sensors import Sensor

CATALOG = catalog.load()
SENSORS = {
    f"{kind}-{i}": Sensor(f"{kind}-{i}", kind, "n", 0.0, 0.0, "v")
    for kind in ("bin", "manhole", "smoke", "geohazard") for i in range(4)
}  # fmt: skip
CHANNELS = ChannelTable.of(SENSORS.values(), CATALOG.sensor_kinds)
NOW_MS = 1_795_320_000_000

Rows = list[tuple[int, int, float]]
VALUES = st.sampled_from([0.0, 0.5, 9.0, 75.0, 90.0, 155.0])
ROWS: st.SearchStrategy[Rows] = st.lists(
    st.tuples(st.integers(0, len(CHANNELS) - 1), st.integers(0, 300), VALUES), max_size=120
)


def readings(rows: Rows) -> Readings:
    channel, second, value = zip(*rows, strict=True) if rows else ((), (), ())
    at_ms = NOW_MS - 500_000 + 1_000 * np.array(second, np.int64)
    return Readings(np.array(channel, np.uint32), at_ms, np.array(value, float), np.full(len(rows), Quality.GOOD))


@given(st.lists(ROWS, min_size=1, max_size=3), st.sets(st.integers(0, 40)))
def test_the_size_of_batches_makes_no_difference(batches: list[Rows], held: set[int]) -> None:
    changes: list[list[SlotChange]] = []
    for few in (0, 10_000):
        state = RuleState(CHANNELS, CATALOG, SENSORS.values(), loop_max=few)
        state.inhibited[[slot for slot in held if slot < len(state)]] = True
        changes.append([change for batch in batches for change in state.judge(readings(batch), NOW_MS)])
    assert changes[0] == changes[1]


def test_the_rules_of_the_property_are_reached() -> None:
    state = RuleState(CHANNELS, CATALOG, SENSORS.values())
    number = CHANNELS.number["geohazard-0", "displacement"]
    moved = state.judge(readings([(number, 100 * i, 0.0 + 75.0 * i) for i in range(4)]), NOW_MS)
    assert {state.of_slot(change.slot)[1] for change in moved} >= {"slope_far"}


def test_every_slot_is_found_by_its_channel_and_rule() -> None:
    state = RuleState(CHANNELS, CATALOG, SENSORS.values())
    assert len(state) > len(CHANNELS)
    assert [state.slot(*state.of_slot(slot)) for slot in range(len(state))] == list(range(len(state)))
    assert state.slot(0, "no such rule") is None


def test_where_only_heard_channels_are_judged_one_that_never_sent_is_not_silent() -> None:
    every, heard = (
        RuleState(CHANNELS, CATALOG, SENSORS.values()),
        RuleState(CHANNELS, CATALOG, SENSORS.values(), heard_only=True),
    )
    number = CHANNELS.number["geohazard-0", "displacement"]
    silent = []
    for state in (every, heard):
        state.judge(readings([(number, 0, 0.0)]), NOW_MS)
        assert state.tick(NOW_MS, 1_000) == []
        found = state.tick(NOW_MS + 10 * 86_400_000, 1_000)
        silent.append({state.of_slot(change.slot)[0] for change in found if change.raised})
    assert silent[1] == {number}
    assert silent[0] > silent[1]
