"""The conditions of sensors by their readings, against a plain judgement of one channel after another."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from county.catalog import load
from county.clock import SKEW_MS, UNLIMITED_MS
from county.sensing import ChannelTable, Quality, Readings
from county.sensors import Sensor
from county.streams import READINGS, KeyTable
from layers.sensors import SensorsLayer

CATALOG = load()
MINUTE_MS = 60_000
NOW_MS = 1_800_000_000_000
SENSORS = [Sensor(f"{kind}-1", kind, kind, 0.0, 0.0, "v") for kind in ("bin", "noise", "smoke")]
CHANNELS = [*ChannelTable.of(SENSORS, CATALOG.sensor_kinds).rows]
ELSEWHERE = ("elsewhere", "level")
"""A channel that the county's package lacks."""

Reading = tuple[int, int, Quality]
"""Number of its channel, minutes from the time of the tick that follows, and its quality."""
READING = st.tuples(
    st.integers(0, len(CHANNELS)), st.sampled_from([-2000, -10, -1, 0, 2]), st.sampled_from(list(Quality))
)
STEPS = st.lists(st.tuples(st.sampled_from([-30, 0, 1, 20, 2000]), st.lists(READING, max_size=4)), max_size=8)
"""Minutes that pass, also back, as in a replay; then the readings that arrive in one portion."""


class PlainChannel:
    """What one channel received, and how it is judged: the rule that the layer's columns follow."""

    def __init__(self, stale_ms: int) -> None:
        self._stale_ms = stale_ms
        self._at_ms, self._received_ms, self._quality = -1, -1, Quality.GOOD

    def take(self, at_ms: int, quality: Quality, ahead_ms: int) -> None:
        if quality is not Quality.PLAYED:
            self._received_ms = max(self._received_ms, at_ms)
        if at_ms >= self._at_ms or self._at_ms > ahead_ms:
            self._at_ms, self._quality = at_ms, quality

    def condition(self, now_ms: int) -> str:
        self._received_ms = min(self._received_ms, now_ms)
        newest_ms = max(self._received_ms, self._at_ms if self._quality is Quality.PLAYED else -1)
        if newest_ms < 0 or min(newest_ms, now_ms) + self._stale_ms < now_ms:
            return "silent"
        return {Quality.BAD: "bad", Quality.PLAYED: "played"}.get(self._quality, "normal")


@given(st.permutations([*CHANNELS, ELSEWHERE]), STEPS)
@example([*CHANNELS, ELSEWHERE], [(0, []), (1, [(0, 0, Quality.GOOD)]), (-30, [])])
def test_a_sensor_is_shown_as_the_worst_of_its_channels(
    rows: list[tuple[str, str]], steps: list[tuple[int, list[Reading]]]
) -> None:
    layer = SensorsLayer(SENSORS, CATALOG)
    layer.reset({}, {READINGS.key: KeyTable(READINGS, rows)})
    stale_ms = {sensor.id: round(1000 * CATALOG.sensor_kinds[sensor.kind].stale_s) for sensor in SENSORS}
    channels = [PlainChannel(stale_ms.get(sensor_id, 0)) for sensor_id, _ in rows]
    now_ms, ahead_ms = NOW_MS, UNLIMITED_MS
    for passed, readings in steps:
        now_ms += passed * MINUTE_MS
        readings = sorted(readings, key=lambda reading: reading[1])
        times = [now_ms + apart * MINUTE_MS for _, apart, _ in readings]
        numbers, qualities = [number for number, _, _ in readings], [quality for _, _, quality in readings]
        layer.take(Readings(numbers, times, [1.0] * len(readings), qualities))
        layer.tick(now_ms)
        for number, at_ms, quality in zip(numbers, times, qualities, strict=True):
            channels[number].take(at_ms, quality, ahead_ms)
        ahead_ms = now_ms + SKEW_MS
        found = [channel.condition(now_ms) for channel in channels]
        for sensor in SENSORS:
            of_sensor = [found[number] for number, (sensor_id, _) in enumerate(rows) if sensor_id == sensor.id]
            assert layer.condition(sensor.id) == max(of_sensor, key=("silent", "normal", "played", "bad").index)
