"""Sensors on the map: where each one stands, its newest readings, and how far to trust it right now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from county.catalog import Catalog, Channel, Name
from county.sensing import ChannelTable, Quality, Readings, Sensor
from layers.alarms import PRIORITIES, Alarms
from layers.base import LIVE_GROUP, Fact, LegendEntry
from layers.batches import U16, Batch, Points
from layers.placed import PlacedLayer

CONDITIONS = ("silent", "normal", "played", "bad", "aside", *PRIORITIES)
"""Ascending urgency.  ``silent``: nothing heard for its kind's ``stale_s``; what it said before is old.  ``aside``:
its alarm was shelved, suppressed or taken out of service, which does not make it normal.  ``played``:
what it shows comes from a file and says nothing about now."""
SILENT, NORMAL, PLAYED, BAD, PUT_ASIDE, FIRST_PRIORITY = range(6)
CONDITION_NAMES: dict[str, Name] = {
    "critical": Name("紧急报警", "Critical alarm"),
    "high": Name("高级报警", "High alarm"),
    "medium": Name("中级报警", "Medium alarm"),
    "low": Name("低级报警", "Low alarm"),
    "aside": Name("报警已搁置", "Alarm put aside"),
    "bad": Name("数据异常", "Bad quality"),
    "played": Name("文件回放", "Played from a file"),
    "normal": Name("正常", "Normal"),
    "silent": Name("无新数据", "Silent"),
}
NEVER_HEARD = np.iinfo(np.int64).min // 2


class SensorsLayer(PlacedLayer[Sensor]):
    """All sensors of the package with the newest reading of each channel, as numpy columns."""

    key: ClassVar[str] = "sensors"
    name: ClassVar[Name] = Name("感知设备", "Sensors")
    group: ClassVar[Name] = LIVE_GROUP

    def __init__(self, sensors: Sequence[Sensor], catalog: Catalog, alarms: Alarms) -> None:
        super().__init__(sensors)
        self._kinds = catalog.sensor_kinds
        self._alarms = alarms
        channels = ChannelTable.of(sensors, self._kinds)
        kind_keys = list(self._kinds)
        self._kind: U16 = np.array([kind_keys.index(sensor.kind) for sensor in sensors], dtype=np.uint16)
        stale_ms = np.array([1000 * kind.stale_s for kind in self._kinds.values()], dtype=np.int64)
        self._stale_ms = stale_ms[self._kind] if len(sensors) else np.empty(0, dtype=np.int64)
        self._styles = tuple(
            f"sensor.{condition}@{kind.icon}" for condition in CONDITIONS for kind in self._kinds.values()
        )
        self._alarm: U16 = np.zeros(len(sensors), dtype=np.uint16)
        self._condition: U16 = np.zeros(len(sensors), dtype=np.uint16)
        self.reset(channels, None)
        self._batches: tuple[Batch, ...] = (self._points_now(),)
        alarms.changed.connect(self._read_alarms)

    def reset(self, channels: ChannelTable, readings: Readings | None) -> None:
        """Start over: the backend's channel numbers, and the newest reading of each."""
        n = len(channels)
        self._channels = channels
        self._at_ms = np.full(n, NEVER_HEARD, dtype=np.int64)
        self._value = np.full(n, np.nan)
        self._quality: NDArray[np.uint8] = np.zeros(n, dtype=np.uint8)
        # Channels of sensors that this package lacks fold into one row past the end.
        rows = (self._row.get(sensor_id, len(self._things)) for sensor_id, _ in channels.keys)
        self._sensor_of = np.fromiter(rows, dtype=np.intp, count=n)
        if readings is not None:
            self.apply(readings)
        self.touch()

    def apply(self, readings: Readings) -> None:
        """Take in readings; one older than what its channel already shows changes nothing.

        Raises IndexError when a channel number is not in the table.
        """
        order = np.argsort(readings.at_ms, kind="stable")
        channel = readings.channel[order]
        at_ms = readings.at_ms[order]
        fresh = at_ms >= self._at_ms[channel]
        channel = channel[fresh]
        if not len(channel):
            return
        self._at_ms[channel] = at_ms[fresh]
        self._value[channel] = readings.value[order][fresh]
        self._quality[channel] = readings.quality[order][fresh]
        self.touch()

    def tick(self, now_ms: int) -> None:
        """Also moves when a sensor falls silent."""
        condition = self._judge(now_ms)
        if not np.array_equal(condition, self._condition):
            self._condition = condition
            self._batches = (self._points_now(),)
            self.touch()
        super().tick(now_ms)

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def condition(self, sensor_id: str) -> str:
        """One of :data:`CONDITIONS`, as of the last tick.  Raises KeyError."""
        return CONDITIONS[int(self._condition[self._row[sensor_id]])]

    def counts(self) -> Mapping[str, int]:
        tally = np.bincount(self._condition, minlength=len(CONDITIONS))
        return {f"sensor.{condition}": int(tally[i]) for i, condition in enumerate(CONDITIONS)}

    def readings_of(self, sensor_id: str) -> list[tuple[Channel, float, int | None, Quality]]:
        """Newest reading of every channel of a sensor: value, UTC ms, quality; NaN, None when never heard."""
        rows: list[tuple[Channel, float, int | None, Quality]] = []
        for channel in self._kinds[self[sensor_id].kind].channels:
            number = self._channels.number.get((sensor_id, channel.key))
            if number is None or self._at_ms[number] == NEVER_HEARD:
                rows.append((channel, float("nan"), None, Quality.BAD))
            else:
                quality = Quality(int(self._quality[number]))
                rows.append((channel, float(self._value[number]), int(self._at_ms[number]), quality))
        return rows

    def legend(self) -> tuple[LegendEntry, ...]:
        return tuple(LegendEntry(f"sensor.{key}", name) for key, name in CONDITION_NAMES.items())

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        if item_id not in self._row:
            return ()
        condition = self.condition(item_id)
        head = [
            Fact(Name("编号", "Number"), item_id),
            Fact(Name("类型", "Kind"), self._kinds[self[item_id].kind].name),
            Fact(Name("状态", "State"), CONDITION_NAMES[condition]),
        ]
        for channel, value, at_ms, _ in self.readings_of(item_id):
            if at_ms is not None and condition != "silent":
                measured = f"{value:.{channel.decimals}f} {channel.unit}".rstrip()
                head.append(Fact(channel.name, channel.state(value) or measured))
        return tuple(head)

    def _read_alarms(self) -> None:
        alarm = np.zeros(len(self._things), dtype=np.uint16)
        for aside in self._alarms.aside():
            row = self._row.get(aside.sensor_id)
            if row is not None:
                alarm[row] = PUT_ASIDE
        for active in self._alarms.active():
            row = self._row.get(active.sensor_id)
            if row is not None:
                alarm[row] = max(alarm[row], FIRST_PRIORITY + PRIORITIES.index(active.priority))
        self._alarm = alarm
        self.touch()

    def _judge(self, now_ms: int) -> U16:
        """Condition of every sensor: its alarm, else silence, else its worst channel."""
        n = len(self._things)
        newest = np.full(n + 1, NEVER_HEARD, dtype=np.int64)
        np.maximum.at(newest, self._sensor_of, self._at_ms)
        condition = np.full(n + 1, NORMAL)
        for quality, shown in ((Quality.PLAYED, PLAYED), (Quality.BAD, BAD)):
            condition[self._sensor_of[self._quality == quality]] = shown
        condition = condition[:n]
        condition = np.where(now_ms - newest[:n] > self._stale_ms, SILENT, condition)
        return np.where(self._alarm > 0, self._alarm, condition).astype(np.uint16)

    def _points_now(self) -> Points:
        style = self._condition * np.uint16(len(self._kinds)) + self._kind
        return Points(self._ids, self._xy_m, style.astype(np.uint16), self._styles)
