"""Sensors, their channels, readings and the quality of a reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from county.catalog import BadCatalog, SensorKind


class Quality(IntEnum):
    """How far a reading can be trusted, and whether it is one; a gap is no reading at all, never a zero."""

    GOOD = 0
    UNCERTAIN = 1
    BAD = 2
    """The device itself reported a fault, or the value lies outside the channel's physical range."""
    PLAYED = 3
    """Played from a file: not what the sensor measures now.  It is stored and shown as that, and never judged."""


@dataclass(frozen=True)
class Sensor:
    """One device where it stands, in the package's working CRS."""

    id: str
    kind: str
    name: str
    x_m: float
    y_m: float
    division: str


@dataclass(frozen=True)
class Reading:
    """One value of one channel at one time, as intake receives it, before it gets its channel number."""

    sensor_id: str
    channel: str
    at_ms: int
    value: float
    quality: Quality = Quality.GOOD


class ChannelTable:
    """Numbers every (sensor, channel) pair, so that readings travel as columns of numbers.

    The order is that of the sensors, then of the channels in their kind's catalogue row.
    """

    def __init__(self, keys: Iterable[tuple[str, str]]) -> None:
        self.keys: tuple[tuple[str, str], ...] = tuple(keys)
        self.number: dict[tuple[str, str], int] = {key: i for i, key in enumerate(self.keys)}

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of(cls, sensors: Iterable[Sensor], kinds: Mapping[str, SensorKind]) -> ChannelTable:
        """The table of all channels of ``sensors``.  Raises BadCatalog."""
        sensors = tuple(sensors)
        for sensor in sensors:
            if sensor.kind not in kinds:
                raise BadCatalog(
                    "sensor {sensor}: the catalogue has no sensor kind {kind!r}; "
                    "add it to catalog/sensor_kinds.toml of the package, or build the package anew",
                    sensor=sensor.id,
                    kind=sensor.kind,
                )
        return cls((s.id, channel.key) for s in sensors for channel in kinds[s.kind].channels)


@dataclass(frozen=True)
class Readings:
    """Columns of n readings: channel number u32, time i64 ms, value f64, quality u8."""

    channel: NDArray[np.uint32]
    at_ms: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.channel)
