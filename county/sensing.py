"""Sensors, their channels, readings and the quality of a reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

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


class ChannelTable(KeyTable):
    """Numbers every (sensor, channel) pair: the key table of the readings."""

    def __init__(self, rows: Iterable[tuple[str, ...]]) -> None:
        super().__init__(READINGS, rows)

    @classmethod
    def of(cls, sensors: Iterable[Sensor], kinds: Mapping[str, SensorKind]) -> ChannelTable:
        """The table of all channels of ``sensors``.  Raises BadCatalog."""
        return cls(channel_rows(sensors, kinds))


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
