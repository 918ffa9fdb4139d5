"""Sensors on the map: position, newest readings and condition of each."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.aggregate import NEVER_MS
from county.alarms import ACTIVE, NOT_ANNUNCIATED, PRIORITIES, STATES, Alarm, AlarmState
from county.catalog import Catalog, Channel, Name
from county.clock import SKEW_MS, UNLIMITED_MS
from county.fold import StateTable
from county.portions import Prepared, portions, result_of
from county.sensing import ChannelTable, Quality
from county.sensors import Sensor, Sensors, coded
from county.streams import READINGS, Columns, KeyTable
from layers.base import Fact, LegendEntry
from layers.batches import I64, U16, Batch, Points
from layers.kinded import KindedLayer
from layers.live import LiveLayer
from layers.point_features import EVERY, PointColumns, Rows
from layers.runs import gather
from layers.staleness import LONG_AGO, faded, steps_of
from layers.style import HIDDEN, PALEST

CONDITIONS = ("silent", "normal", "played", "bad", "aside", *PRIORITIES)
"""Ascending urgency.  ``silent``: no data from any channel, or from one that has an alarm, for its kind's
``stale_s``; its last readings are stale.  ``aside``: its alarm is shelved, suppressed or out of service, which
does not make it normal.  ``played``: its readings are replayed from a file and not current."""
SILENT, NORMAL, PLAYED, BAD, INHIBITED, FIRST_PRIORITY = range(6)
CONDITION_NAMES: dict[str, Name] = {
    "critical": Name("紧急告警", "Critical alarm"),
    "high": Name("高级告警", "High alarm"),
    "medium": Name("中级告警", "Medium alarm"),
    "low": Name("低级告警", "Low alarm"),
    "aside": Name("告警搁置、抑制或停用", "Alarm set aside"),
    "bad": Name("数据异常", "Bad quality"),
    "played": Name("文件回放", "Replayed from a file"),
    "normal": Name("正常", "Normal"),
    "silent": Name("无新数据", "Silent"),
}
SILENT_ALONE = Name("无新数据（告警另计）", "Silent (alarms apart)")
"""In the legend, which counts a sensor once: one that has an alarm, too, has the symbol of that."""
TOWN_DIGITS = 9
"""Of a code, those that tell its town (GB/T 10114)."""
FADE_MS = 60_000
"""How often it is looked how long sensors are silent."""
FADED_A_TICK = 10_000
"""At so many sensors at once."""
NEVER_RECEIVED = np.iinfo(np.int64).min // 2
NOTHING: NDArray[np.intp] = np.empty(0, dtype=np.intp)

SHOWN: dict[AlarmState, tuple[int, ...]] = {
    **{state: tuple(range(FIRST_PRIORITY, len(CONDITIONS))) for state in ACTIVE},
    **{state: (INHIBITED,) * len(PRIORITIES) for state in NOT_ANNUNCIATED},
}
"""Condition that an alarm gives its sensor, by state and then by index of its priority; no row: none."""
Placed = tuple[int, int, int]
"""Of an alarm: row of its sensor, number of its channel, the condition that it gives (0: none)."""
CODE_OF_QUALITY = np.array([{Quality.BAD: BAD, Quality.PLAYED: PLAYED}.get(q, NORMAL) for q in Quality], np.uint8)
"""Condition of a channel that is not silent, by the quality of its newest reading."""


class _SensorChannels(NamedTuple):
    """The channels of a backend and the sensors that they belong to."""

    table: KeyTable
    sensor_of: NDArray[np.int32]
    """The row of each channel's sensor: of those that this package lacks, one past the end."""
    by_sensor: NDArray[np.int32]
    """Channels, those of one sensor after another."""
    first_of: I64
    """Where those of each sensor begin there."""


class _Alarms:
    """Where alarms belong, and how many there are of each sensor and channel.

    One row past the end of both is for sensors and channels that are not in this package.
    """

    def __init__(self, sensors: int, channels: int) -> None:
        self._places: dict[str, Placed] = {}
        self._shown: NDArray[np.int32] = np.zeros((sensors + 1, len(CONDITIONS)), dtype=np.int32)
        """How many alarms give each sensor each condition."""
        self.of_channel: NDArray[np.int32] = np.zeros(channels + 1, dtype=np.int32)
        """How many alarms each channel has, whatever their state."""
        self.worst: NDArray[np.uint8] = np.zeros(sensors + 1, dtype=np.uint8)
        """The most urgent condition that an alarm gives each sensor; 0: none."""

    def place(self, ids: Sequence[str], rows: list[int], numbers: list[int], conditions: NDArray[np.int_]) -> None:
        """Add alarms that are not there yet: n ids, and of each what :data:`Placed` holds."""
        self._places.update(zip(ids, zip(rows, numbers, conditions.tolist(), strict=True), strict=True))
        row = np.array(rows)
        np.add.at(self._shown, (row, conditions), 1)
        np.maximum.at(self.worst, row, conditions.astype(np.uint8))
        np.add.at(self.of_channel, np.array(numbers), 1)

    def move(self, alarm_id: str, place: Placed | None) -> set[int]:
        """An alarm was added, changed or removed (None); returns the rows of the sensors that this concerns."""
        rows = set()
        if (before := self._places.pop(alarm_id, None)) is not None:
            self._count(*before, -1)
            rows.add(before[0])
        if place is not None:
            self._places[alarm_id] = place
            self._count(*place, 1)
            rows.add(place[0])
        return rows

    def _count(self, row: int, number: int, condition: int, by: int) -> None:
        self._shown[row, condition] += by
        self.of_channel[number] += by
        self.worst[row] = np.flatnonzero(self._shown[row, 1:]).max(initial=-1) + 1


class SensorsLayer(LiveLayer, KindedLayer[Sensor]):
    """All sensors of the package with the newest reading of each channel, as numpy columns."""

    key: ClassVar[str] = "sensors"
    name: ClassVar[Name] = Name("感知设备", "Sensors")
    group: ClassVar[str] = "moving"
    aggregates: ClassVar[tuple[str, ...]] = ("alarm",)
    streams: ClassVar[tuple[str, ...]] = ("readings",)

    def __init__(self, sensors: Sequence[Sensor], catalog: Catalog) -> None:
        county = Sensors.of(sensors)
        columns = PointColumns(county.ids, county.names, county.row, county.xy_m)
        kind = county.kind, county.kinds
        super().__init__(county, columns, kind, catalog.sensor_kinds, f"sensor.{CONDITIONS[NORMAL]}")
        self._county = county
        self._kinds = catalog.sensor_kinds
        table = ChannelTable.of(county, self._kinds)
        stale_ms = [*(round(1000 * kind.stale_s) for kind in self._kinds.values()), 0]
        self._stale_of_kind: I64 = np.array(stale_ms, np.int64)
        self._kind_or_none = np.append(self._kind, np.uint16(len(self._kinds)))
        """Of each sensor, and of those that are elsewhere."""
        icons = [kind.icon for kind in self._kinds.values()]
        self._styles = (
            *(f"sensor.{condition}@{icon}" for condition in CONDITIONS for icon in icons),
            *(faded(f"sensor.{CONDITIONS[SILENT]}@{icon}", step) for step in range(1, PALEST + 1) for icon in icons),
            HIDDEN,
        )
        town_of_division, _ = coded(code[:TOWN_DIGITS] for code in county.divisions)
        town = town_of_division.astype(np.intp)[county.division]
        self._condition: U16 = np.zeros(len(sensors), dtype=np.uint16)
        self._is_silent: NDArray[np.bool_] = np.zeros(len(sensors), dtype=np.bool_)
        """Which sensors are silent, whatever alarm they have."""
        self._step: NDArray[np.uint8] = np.zeros(len(sensors), dtype=np.uint8)
        """How much each silent sensor has faded, and 0 of others."""
        self._faded_ms = 0
        """When it was last begun to look how long sensors are silent."""
        self._faded = 0
        """At how many of them it was looked since then."""
        self._points = Points(self._ids, self._xy_m, self._style_of(EVERY), self._styles, town, self._index, self._row)
        """Areas are towns."""
        self._now_ms = 0
        self._ahead_ms = UNLIMITED_MS
        """Later times are due to a wrong clock, as of the last tick."""
        self._next_ms = 0
        self._batches: tuple[Batch, ...] = (self._points,)
        self._channels = result_of(self._channels_of(table))
        self.reset({}, {READINGS.key: table})

    def resetting(self, states: Mapping[str, StateTable], keys: Mapping[str, KeyTable]) -> Prepared:
        table, channels = keys.get(READINGS.key) or KeyTable(READINGS, ()), self._channels
        if table is not channels.table:  # it is the same at every moment of a replay
            channels = yield from self._channels_of(table)
        alarms = yield from self._placed(states.get("alarm"), table)
        return lambda: self._start_over(channels, alarms)

    def _channels_of(self, table: KeyTable) -> Generator[None, None, _SensorChannels]:
        sensor_of = yield from self._sensors_of(table)
        by_sensor, ascending = np.arange(len(sensor_of), dtype=np.int32), sensor_of
        if (sensor_of[1:] < sensor_of[:-1]).any():  # the channels are not in the order of this package
            by_sensor = np.argsort(sensor_of, kind="stable").astype(np.int32)
            ascending = sensor_of[by_sensor]
        yield
        first_of = np.searchsorted(ascending, np.arange(len(self._things) + 2, dtype=np.int32))
        return _SensorChannels(table, sensor_of, by_sensor, first_of)

    def _sensors_of(self, channels: KeyTable) -> Generator[None, None, NDArray[np.int32]]:
        """The row of each channel's sensor: of those that this package lacks, one past the end."""
        elsewhere = len(self._things)
        if isinstance(channels, ChannelTable):
            rows = yield from self._county.row.rows_of(channels.rows.sensor_ids, elsewhere)
            return rows.astype(np.int32)[channels.rows.sensor_of]
        sensor_of = np.empty(len(channels), dtype=np.int32)
        for part in portions(len(channels)):
            sensor_of[part] = [self._row.get(sensor_id, elsewhere) for sensor_id, _ in channels.rows[part]]
            yield
        return sensor_of

    def _placed(self, table: StateTable | None, channels: KeyTable) -> Generator[None, None, _Alarms]:
        """Where the alarms of ``table`` belong; None: there are none."""
        alarms = _Alarms(len(self._things), len(channels))
        if table is None:
            return alarms
        columns = table.columns
        elsewhere, nowhere = repeat(len(self._things)), repeat(len(channels))
        conditions = np.array([SHOWN.get(state, (0,) * len(PRIORITIES)) for state in STATES])
        for part in portions(len(table)):
            sensor_ids, keys = columns["sensor_id"][part].tolist(), columns["channel"][part].tolist()
            rows = list(map(self._row.get, sensor_ids, elsewhere))
            numbers = list(map(channels.number.get, zip(sensor_ids, keys, strict=True), nowhere))
            alarms.place(table.ids[part], rows, numbers, conditions[columns["state"][part], columns["priority"][part]])
            yield
        return alarms

    def _start_over(self, channels: _SensorChannels, alarms: _Alarms) -> None:
        """The backend's channel numbers, no readings, and the alarms of a snapshot."""
        self._channels = channels
        n = len(channels.table)
        self._at_ms: I64 = np.full(n, NEVER_RECEIVED)
        """When the newest reading of each channel was measured; without one, its value and quality mean nothing."""
        self._value = np.zeros(n)
        self._quality: NDArray[np.uint8] = np.zeros(n, dtype=np.uint8)
        self._code: NDArray[np.uint8] = np.zeros(n, dtype=np.uint8)
        """Condition of each channel as of the last tick."""
        self._received_ms: I64 = np.full(n, NEVER_RECEIVED)
        """When each channel last received data from the sensor itself; replayed readings do not count."""
        self._until_ms: I64 = np.zeros(n, dtype=np.int64)
        """When each channel that is not silent becomes so if nothing more is received."""
        self._any_received = False
        """Whether any channel has a reading: at the start of a program none has, and all sensors are silent."""
        self._alarms = alarms
        self._taken: list[NDArray[np.intp]] = []
        """Channels with readings since the last tick."""
        self._concerned: set[int] = set()
        """Rows of the sensors of which an alarm changed since then."""
        self._all_anew = True
        self.touch()

    def take(self, columns: Columns) -> None:
        """Take in readings; one older than what its channel already shows changes nothing, unless that is dated ahead.

        Raises IndexError when a channel number is not in the table.
        """
        self._any_received |= len(columns.at_ms) > 0
        order = np.argsort(columns.at_ms, kind="stable")
        channel, at_ms = columns.key.astype(np.intp)[order], columns.at_ms[order]
        value, quality = columns["value"][order], columns["quality"][order]
        measured = quality != Quality.PLAYED
        np.maximum.at(self._received_ms, channel[measured], at_ms[measured])
        fresh = (at_ms >= self._at_ms[channel]) | (self._at_ms[channel] > self._ahead_ms)
        self._taken.append(channel)
        if fresh.any():
            channel = channel[fresh]
            self._at_ms[channel] = at_ms[fresh]
            self._value[channel] = value[fresh]
            self._quality[channel] = quality[fresh]
            self.touch()

    def change(self, key: str, changes: Mapping[str, Alarm | None]) -> None:
        for alarm_id, alarm in changes.items():
            place = None
            if alarm is not None:
                shown = SHOWN.get(alarm.state)
                place = (
                    self._row.get(alarm.sensor_id, len(self._things)),
                    self._channels.table.number.get((alarm.sensor_id, alarm.channel), len(self._channels.table)),
                    0 if shown is None else shown[PRIORITIES.index(alarm.priority)],
                )
            self._concerned |= self._alarms.move(alarm_id, place)
        self.touch()

    def tick(self, now_ms: int) -> None:
        """Also changes when a channel becomes stale; ``now_ms`` is the realm's time."""
        if self._all_anew or now_ms < self._now_ms:
            self._all_anew, self._taken, self._next_ms = False, [], NEVER_MS
            self._judged(np.flatnonzero(self._at_ms != NEVER_RECEIVED), now_ms)  # those without readings stay silent
            self._fading(now_ms)  # finds when which of them fade next; now all are looked at anyway
            rows = np.arange(len(self._things))
        else:
            rows = self._judged(self._in_question(now_ms), now_ms)
            rows = np.union1d(rows, self._fading(now_ms))
        heard, worst = self._heard_of(rows), self._alarms.worst[rows]
        self._is_silent[rows] = heard == SILENT
        condition = np.where(worst > 0, worst, heard).astype(np.uint16)
        step = self._step_of(rows, condition, now_ms)
        moved = (condition != self._condition[rows]) | (step != self._step[rows])
        if moved.any():
            self._condition[rows[moved]], self._step[rows[moved]] = condition[moved], step[moved]
            self._restyle(rows[moved])
        self._now_ms = now_ms
        self._ahead_ms = now_ms + SKEW_MS if now_ms else UNLIMITED_MS  # 0: the time is not known yet
        super().tick(now_ms)

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def condition(self, sensor_id: str) -> str:
        """One of :data:`CONDITIONS`, as of the last tick.  Raises KeyError."""
        return CONDITIONS[int(self._condition[self._row[sensor_id]])]

    def silent(self) -> Mapping[str, int]:
        """How many sensors of each kind are silent, those with an alarm among them, as of the last tick."""
        number = np.bincount(self._kind[self._is_silent], minlength=len(self._kinds)).tolist()
        return dict(zip(self._kinds, number, strict=True))

    def counts(self) -> Mapping[str, int]:
        """Every sensor once, under the symbol that it has: one that is silent and has an alarm, under its alarm."""
        tally = np.bincount(self._condition, minlength=len(CONDITIONS))
        long_ago = int((self._step == PALEST).sum())
        by_condition = {f"sensor.{condition}": int(tally[i]) for i, condition in enumerate(CONDITIONS)}
        return by_condition | {faded(f"sensor.{CONDITIONS[SILENT]}"): long_ago}

    def readings_of(self, sensor_id: str) -> list[tuple[Channel, float, int | None, Quality]]:
        """Newest reading of every channel of a sensor: value, UTC ms, quality; NaN, None when no data received."""
        rows: list[tuple[Channel, float, int | None, Quality]] = []
        for channel in self._kinds[self[sensor_id].kind].channels:
            number = self._channels.table.number.get((sensor_id, channel.key))
            if number is None or self._at_ms[number] == NEVER_RECEIVED:
                rows.append((channel, float("nan"), None, Quality.BAD))
            else:
                quality = Quality(int(self._quality[number]))
                rows.append((channel, float(self._value[number]), int(self._at_ms[number]), quality))
        return rows

    def newest_ms(self, kind: str = "") -> int | None:
        """When the newest data of the sensors of one kind, "" for all, were measured; None: nothing arrived."""
        received = self._received_ms
        if kind:
            code = list(self._kinds).index(kind) if kind in self._kinds else -1
            received = received[self._kind_of(EVERY) == code]
        newest = int(received.max(initial=NEVER_RECEIVED))
        return None if newest == NEVER_RECEIVED else newest

    def legend(self) -> tuple[LegendEntry, ...]:
        names = CONDITION_NAMES | {CONDITIONS[SILENT]: SILENT_ALONE}
        conditions = (LegendEntry(f"sensor.{key}", name) for key, name in names.items())
        silent = LegendEntry(faded("sensor.silent"), Name(f"其中{LONG_AGO.zh}", f"Of these {LONG_AGO.en}"))
        number = LegendEntry("sensor.cluster", Name("远看时的设备数", "Devices, counted from afar"))
        return (*conditions, silent, number)

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        if item_id not in self._row:
            return ()
        condition = self.condition(item_id)
        head = [
            Fact(Name("编号", "Number"), item_id),
            Fact(Name("类型", "Kind"), self._kinds[self[item_id].kind].name),
            Fact(Name("状态", "State"), CONDITION_NAMES[condition]),
        ]
        for channel, value, _, _ in self.readings_of(item_id):
            number = self._channels.table.number.get((item_id, channel.key))
            if number is not None and self._code[number] != SILENT:
                measured = f"{value:.{channel.decimals}f} {channel.unit}".rstrip()
                head.append(Fact(channel.name, channel.state(value) or measured))
        return tuple(head)

    def _in_question(self, now_ms: int) -> NDArray[np.intp]:
        """Channels whose condition may be another than at the last tick, ascending."""
        taken, self._taken = self._taken, []
        if now_ms >= self._next_ms:
            heard = self._code != SILENT
            due = heard & (self._until_ms < now_ms)
            taken.append(np.flatnonzero(due))
            self._next_ms = int(self._until_ms[heard & ~due].min(initial=NEVER_MS - 1)) + 1
        return np.unique(np.concatenate(taken)) if taken else NOTHING

    def _judged(self, channel: NDArray[np.intp], now_ms: int) -> NDArray[np.intp]:
        """Judge channels (n,); returns the rows of the sensors that have another one or another alarm, ascending.

        A channel is silent by the watch's rule (:meth:`county.rules.RuleState.tick`): no data was received on
        it for longer than its kind's ``stale_s``; future times count as now.
        """
        received_ms = np.minimum(self._received_ms[channel], now_ms)
        quality = self._quality[channel]
        played_ms = np.where(quality == Quality.PLAYED, np.minimum(self._at_ms[channel], now_ms), NEVER_RECEIVED)
        until_ms = np.maximum(received_ms, played_ms) + self._stale_ms(channel)
        silent = until_ms < now_ms
        code = np.where(silent, np.uint8(SILENT), CODE_OF_QUALITY[quality])
        moved = channel[code != self._code[channel]]
        self._received_ms[channel], self._until_ms[channel], self._code[channel] = received_ms, until_ms, code
        self._next_ms = min(self._next_ms, int(until_ms[~silent].min(initial=NEVER_MS - 1)) + 1)
        concerned = np.array(sorted(self._concerned), dtype=np.intp)
        rows = np.unique(np.concatenate([self._channels.sensor_of[moved], concerned]))
        self._concerned.clear()
        return rows[rows < len(self._things)]

    def _stale_ms(self, channel: NDArray[np.intp]) -> I64:
        """How long channels (n,) send nothing before they are silent."""
        return self._stale_of_kind[self._kind_of(channel)]

    def _kind_of(self, channel: NDArray[np.intp] | slice) -> NDArray[np.uint16]:
        """The kind of the sensors of channels (n,), one past the end of the kinds of those that are elsewhere."""
        return self._kind_or_none[self._channels.sensor_of[channel]]

    def _heard_of(self, rows: NDArray[np.intp]) -> U16:
        """Condition of sensors by their data: silence of a channel with an alarm, else the worst channel."""
        condition = np.zeros(len(rows), dtype=np.uint16)
        if not self._any_received:
            return condition
        places, number = gather(self._channels.first_of, rows)
        channel = self._channels.by_sensor[places]
        of = np.repeat(np.arange(len(rows)), number)
        np.maximum.at(condition, of, self._code[channel].astype(np.uint16))
        condition[of[(self._code[channel] == SILENT) & (self._alarms.of_channel[channel] > 0)]] = SILENT
        return condition

    def _fading(self, now_ms: int) -> NDArray[np.intp]:
        """Some of the silent sensors that can fade further: in the ticks after each FADE_MS all of them, however fast
        the time goes."""
        if self._faded >= len(self._things) and not 0 <= now_ms - self._faded_ms < FADE_MS:
            self._faded_ms, self._faded = now_ms, 0
        first, self._faded = self._faded, self._faded + FADED_A_TICK
        part = slice(first, self._faded)
        return first + np.flatnonzero((self._condition[part] == SILENT) & (self._step[part] < PALEST))

    def _step_of(self, rows: NDArray[np.intp], condition: U16, now_ms: int) -> NDArray[np.uint8]:
        """How much sensors of these conditions have faded since the newest data of any of their channels; those that
        never sent any have not: nothing of them is old."""
        step = np.zeros(len(rows), dtype=np.uint8)
        if not self._any_received:
            return step
        silent = np.flatnonzero(condition == SILENT)
        places, number = gather(self._channels.first_of, rows[silent])
        newest_ms = np.full(len(silent), NEVER_RECEIVED)
        of = np.repeat(np.arange(len(silent)), number)
        np.maximum.at(newest_ms, of, self._received_ms[self._channels.by_sensor[places]])
        step[silent] = np.where(newest_ms == NEVER_RECEIVED, 0, steps_of(now_ms - newest_ms))
        return step

    def _restyle(self, rows: Rows) -> None:
        """Draw the sensors of these rows in their present condition."""
        style = self._points.style.copy()
        style[rows] = self._style_of(rows)
        self._points = replace(self._points, style=style)
        self._batches = (self._points,)
        self.touch()

    def _style_of(self, rows: Rows) -> U16:
        step = self._step[rows]
        shown = np.where(step > 0, len(CONDITIONS) - 1 + step, self._condition[rows])
        style = shown * len(self._kinds) + self._kind[rows]
        return np.where(self._seen(rows), style, len(self._styles) - 1).astype(np.uint16)

    def _urgent(self, rows: Rows = EVERY) -> NDArray[np.bool_]:
        """Those in alarm."""
        return self._condition[rows] >= FIRST_PRIORITY

    def _draw_again(self) -> None:
        self._restyle(EVERY)
