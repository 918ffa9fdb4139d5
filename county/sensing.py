"""Sensors, their channels, readings and the quality of a reading."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from county.catalog import SensorKind
from county.streams import READINGS, Array, Columns, KeyTable, channel_rows


class Quality(IntEnum):
    """Quality of a reading.  A gap has no reading; it is never stored as zero."""

    GOOD = 0
    UNCERTAIN = 1
    BAD = 2
    """The device itself reported a fault, or the value is outside the channel's physical range."""
    PLAYED = 3
    """Played from a file, not measured now.  Stored and shown with this mark, and never judged."""


@dataclass(frozen=True, slots=True)
class Sensor:
    """One device at its location in the package's working CRS."""

    id: str
    kind: str
    name: str
    x_m: float
    y_m: float
    division: str


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

    def __init__(self, rows: Iterable[tuple[str, ...]]) -> None:
        """``rows``: the channels of a sensor follow one another.  Raises ValueError when they do not."""
        place: dict[str, int] = {}
        names: dict[str, int] = {}
        sensor_of, name_of = array("i"), array("H")
        for sensor_id, name in rows:
            sensor_of.append(place.setdefault(sensor_id, len(place)))
            name_of.append(names.setdefault(name, len(names)))
        self.place = place
        """Number of each sensor, in the order of their channels."""
        self.names = tuple(names)
        """Keys of the channels, each once."""
        self.sensor_ids = tuple(place)
        self.sensor_of = np.frombuffer(sensor_of, np.int32)
        """Number of each channel's sensor, ascending."""
        self.name_of = np.frombuffer(name_of, np.uint16)
        """Place of each channel's key in ``names``."""
        if (self.sensor_of[1:] < self.sensor_of[:-1]).any():
            raise ValueError("the channels of a sensor do not follow one another")

    def __len__(self) -> int:
        return len(self.sensor_of)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        sensor_ids = map(self.sensor_ids.__getitem__, self.sensor_of)
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
        self._first = np.searchsorted(rows.sensor_of, np.arange(len(rows.sensor_ids) + 1)).astype(np.int32)

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
        """``rows``: see :class:`ChannelRows`."""
        self.stream = READINGS
        self.rows = ChannelRows(rows)
        self.number = ChannelNumbers(self.rows)

    @classmethod
    def of(cls, sensors: Iterable[Sensor], kinds: Mapping[str, SensorKind]) -> ChannelTable:
        """The table of all channels of ``sensors``.  Raises BadCatalog."""
        return cls(channel_rows(sensors, kinds))


def channel_types(
    channels: ChannelTable, sensors: Mapping[str, Sensor]
) -> tuple[NDArray[np.uint16], list[tuple[str, str]]]:
    """The type of every channel, (n,), and the kind of sensor and the channel's key of each type.

    Raises KeyError for a sensor missing from ``sensors``.
    """
    types: dict[tuple[str, str], int] = {}
    each = (types.setdefault((sensors[sensor].kind, key), len(types)) for sensor, key in channels.rows)
    return np.fromiter(each, np.uint16, len(channels)), list(types)


class Readings(Columns):
    """Columns of n readings: channel number u32, time i64 ms, value f64, quality u8."""

    __slots__ = ()

    def __init__(self, channel: ArrayLike, at_ms: ArrayLike, value: ArrayLike, quality: ArrayLike) -> None:
        super().__init__(
            READINGS,
            {name: np.asarray(array) for name, array in zip(READINGS.columns, (channel, at_ms, value, quality),
            strict=True)},
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
