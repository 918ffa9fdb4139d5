"""Sensors, their channels, readings and the quality of a reading."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain, repeat
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from county.catalog import SensorKind
from county.rows_by_text import RowsByText
from county.sensors import Sensor, Sensors, coded
from county.streams import READINGS, Array, Columns, KeyTable, Stream, unknown_kind
from county.text_column import TextColumn


class Quality(IntEnum):
    """Quality of a reading.  A gap has no reading; it is never stored as zero."""

    GOOD = 0
    UNCERTAIN = 1
    BAD = 2
    """The device itself reported a fault, or the value is outside the channel's physical range."""
    PLAYED = 3
    """Played from a file, not measured now.  Stored and shown with this mark, and never judged."""


@dataclass(frozen=True)
class Reading:
    """One value of one channel at one time, as received by intake, before it is mapped to its channel number."""

    sensor_id: str
    channel: str
    at_ms: int
    value: float
    quality: Quality = Quality.GOOD


class ChannelRows(Sequence[tuple[str, str]]):
    """(sensor, channel) by channel number, made when asked for: 100,000 sensors have 250,000 channels."""

    def __init__(
        self, sensor_ids: TextColumn, place: Mapping[str, int], sensor_of: NDArray[np.int32], names: Sequence[str],
        name_of: NDArray[np.uint16],
    ) -> None:  # fmt: skip
        self.sensor_ids = sensor_ids
        self.place = place
        """Number of each sensor, in the order of their channels."""
        self.names = tuple(names)
        """Keys of the channels, each once."""
        self.sensor_of = sensor_of
        """Number of each channel's sensor, ascending."""
        self.name_of = name_of
        """Place of each channel's key in ``names``."""

    @classmethod
    def of(cls, rows: Iterable[tuple[str, ...]]) -> ChannelRows:
        """``rows``: the channels of a sensor follow one another.  Raises ValueError when they do not."""
        place: dict[str, int] = {}
        names: dict[str, int] = {}
        sensor_of, name_of = array("i"), array("H")
        for sensor_id, name in rows:
            sensor_of.append(place.setdefault(sensor_id, len(place)))
            name_of.append(names.setdefault(name, len(names)))
        of = np.frombuffer(sensor_of, np.int32)
        if (of[1:] < of[:-1]).any():
            raise ValueError("the channels of a sensor do not follow one another")
        sensor_ids = TextColumn.of(place)
        return cls(sensor_ids, RowsByText(sensor_ids), of, tuple(names), np.frombuffer(name_of, np.uint16))

    @classmethod
    def of_sensors(cls, sensors: Sensors, kinds: Mapping[str, SensorKind]) -> ChannelRows:
        """As :func:`channel_rows` of sensors each of which has a channel.  Raises BadCatalog."""
        unknown = [code for code, kind in enumerate(sensors.kinds) if kind not in kinds]
        for row in np.flatnonzero(np.isin(sensors.kind, unknown))[:1].tolist() if unknown else ():
            raise unknown_kind(sensors[row])
        keys = [[channel.key for channel in kinds[kind].channels] if kind in kinds else [] for kind in sensors.kinds]
        code, names = coded(key for of_kind in keys for key in of_kind)
        number = np.array([len(of_kind) for of_kind in keys], dtype=np.int64)
        first = np.cumsum(number) - number
        channels = number[sensors.kind]
        sensor_of = np.repeat(np.arange(len(sensors), dtype=np.int32), channels)
        ahead = np.cumsum(channels) - channels - first[sensors.kind]
        place = np.arange(len(sensor_of))
        place -= np.repeat(ahead, channels)
        return cls(sensors.ids, sensors.row, sensor_of, names, code.astype(np.uint16)[place])

    def __len__(self) -> int:
        return len(self.sensor_of)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        number = np.bincount(self.sensor_of, minlength=len(self.sensor_ids)).tolist()
        sensor_ids = chain.from_iterable(map(repeat, self.sensor_ids, number))
        return zip(sensor_ids, map(self.names.__getitem__, self.name_of), strict=True)

    @overload
    def __getitem__(self, number: int) -> tuple[str, str]: ...
    @overload
    def __getitem__(self, number: slice) -> list[tuple[str, str]]: ...
    def __getitem__(self, number: int | slice) -> tuple[str, str] | list[tuple[str, str]]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        return self.sensor_ids[self.sensor_of[number]], self.names[self.name_of[number]]


class ChannelNumbers(Mapping[tuple[str, ...], int]):
    """The channel number of each (sensor, channel)."""

    def __init__(self, rows: ChannelRows) -> None:
        self._rows = rows
        numbers = np.arange(len(rows.sensor_ids) + 1, dtype=np.int32)  # of another type, the channels are converted
        self._first = np.searchsorted(rows.sensor_of, numbers).astype(np.int32)

    def __getitem__(self, key: tuple[str, ...]) -> int:
        if len(key) != len(READINGS.keys):
            raise KeyError(key)
        sensor_id, name = key
        place = self._rows.place[sensor_id]
        for number in range(self._first[place], self._first[place + 1]):
            if self._rows.names[self._rows.name_of[number]] == name:
                return number
        raise KeyError(key)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class ChannelTable(KeyTable):
    """Numbers every (sensor, channel) pair: the key table of the readings."""

    rows: ChannelRows

    def __init__(self, rows: Iterable[tuple[str, ...]]) -> None:
        """``rows``: see :meth:`ChannelRows.of`."""
        self.stream = READINGS
        self.rows = rows if isinstance(rows, ChannelRows) else ChannelRows.of(rows)
        self.number = ChannelNumbers(self.rows)

    @classmethod
    def of(cls, sensors: Iterable[Sensor], kinds: Mapping[str, SensorKind]) -> ChannelTable:
        """The table of all channels of ``sensors``.  Raises BadCatalog."""
        return cls(ChannelRows.of_sensors(Sensors.of(sensors), kinds))


def key_table(stream: Stream, rows: Iterable[tuple[str, ...]]) -> KeyTable:
    """The table of these keys.  Raises ValueError for channels of a sensor that do not follow one another."""
    return ChannelTable(rows) if stream is READINGS else KeyTable(stream, rows)


def channel_types(
    channels: ChannelTable, sensors: Iterable[Sensor]
) -> tuple[NDArray[np.uint16], list[tuple[str, str]]]:
    """The type of every channel, (n,), and the kind of sensor and the channel's key of each type.

    Raises KeyError for a sensor missing from ``sensors``.
    """
    county, rows = Sensors.of(sensors), channels.rows
    both = county.kind_of_each(rows.sensor_ids)[rows.sensor_of] * len(rows.names) + rows.name_of
    found, first, of = np.unique(both, return_index=True, return_inverse=True)
    order = np.argsort(first)
    types = [(county.kinds[each // len(rows.names)], rows.names[each % len(rows.names)]) for each in found[order]]
    return np.argsort(order).astype(np.uint16)[of], types


class Readings(Columns):
    """Columns of n readings: channel number u32, time i64 ms, value f64, quality u8."""

    __slots__ = ()

    def __init__(self, channel: ArrayLike, at_ms: ArrayLike, value: ArrayLike, quality: ArrayLike) -> None:
        super().__init__(
            READINGS,
            {
                name: np.asarray(array)
                for name, array in zip(READINGS.columns, (channel, at_ms, value, quality), strict=True)
            },
        )

    @classmethod
    def of(cls, columns: Mapping[str, Array]) -> Readings:
        """``columns`` of the readings stream as a Readings."""
        return cls(*(columns[name] for name in READINGS.columns))

    @property
    def channel(self) -> NDArray[np.uint32]:
        return self["channel"]

    @property
    def value(self) -> NDArray[np.float64]:
        return self["value"]

    @property
    def quality(self) -> NDArray[np.uint8]:
        return self["quality"]
