"""Staleness: the sensors' layer and the watch agree for every channel."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from county.catalog import load
from county.rules import RuleState
from county.sensing import ChannelTable, Quality, Readings
from county.sensors import Sensor
from county.streams import READINGS, KeyTable
from layers.sensors import SensorsLayer

NOW = 1_800_000_000_000
METER = Sensor("noise-1", "noise", "噪声1", 0.0, 0.0, "v")
"""A kind with one channel and a rule of staleness."""
STEP_MS = 2_000
STALE_STEPS = round(1000 * load().sensor_kinds["noise"].stale_s) // STEP_MS

Step = tuple[int, int | None, Quality]
"""Steps of time that pass; then the offset of a reading's time from now (None: no reading), and its quality."""
STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, STALE_STEPS - 1, STALE_STEPS, STALE_STEPS + 1]),
        st.sampled_from([None, -STALE_STEPS - 1, -STALE_STEPS, -1, 0, 1, 5]),
        st.sampled_from(list(Quality)),
    ),
    max_size=20,
)


@given(STEPS)
@example([(0, 5, Quality.GOOD), (STALE_STEPS + 1, None, Quality.GOOD), (0, -STALE_STEPS, Quality.GOOD)])
def test_a_channel_is_stale_in_the_layer_exactly_when_it_is_in_the_watch(steps: list[Step]) -> None:
    catalog = load()
    channels = ChannelTable.of([METER], catalog.sensor_kinds)
    watch, layer = RuleState(channels, catalog, [METER]), SensorsLayer([METER], catalog)
    slot, now_ms = watch.slot(0, "noise_silent"), NOW
    watch.tick(now_ms, 10)
    layer.tick(now_ms)
    for passed, apart, quality in [(0, 0, Quality.GOOD), *steps]:
        now_ms += passed * STEP_MS
        if apart is not None:
            reading = Readings([0], [now_ms + apart * STEP_MS], [50.0], [quality])
            watch.judge(reading, now_ms)
            layer.take(reading)
        watch.tick(now_ms, 10)
        layer.tick(now_ms)
        condition = layer.condition(METER.id)
        assert (condition in ("silent", "played")) if watch.active[slot] else (condition != "silent")


def test_the_sensors_of_a_table_of_channels_are_looked_up_once_for_all_moments() -> None:
    meters = [METER, Sensor("noise-2", "noise", "噪声2", 0.0, 0.0, "v")]
    layer = SensorsLayer(meters, load())
    table = KeyTable(READINGS, [("elsewhere", "db"), ("noise-2", "db"), ("noise-1", "db")])
    layer.reset({}, {READINGS.key: table})
    table.rows = table.rows[:1] * len(table)  # which nobody looks at any more
    for channel, sensor in ((1, "noise-2"), (2, "noise-1")):
        layer.reset({}, {READINGS.key: table})
        layer.take(Readings([0, channel], [NOW, NOW], [50.0, 50.0], [Quality.GOOD, Quality.GOOD]))
        layer.tick(NOW)
        assert [meter.id for meter in meters if layer.condition(meter.id) == "normal"] == [sensor]
    layer.reset({}, {READINGS.key: KeyTable(READINGS, [("noise-1", "db")])})
    layer.take(Readings([0], [NOW], [50.0], [Quality.GOOD]))
    layer.tick(NOW)
    assert (layer.condition("noise-1"), layer.condition("noise-2")) == ("normal", "silent")
