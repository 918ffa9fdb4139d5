"""Calm readings of every sensor, for the background of a drill: at most a daily wave, without noise, faults, incidents.

A value is a function of the seed and of its time, so that a restart and another speed give the same ones, and none of
them meets the condition of an alarm.  Rain is what the caller states, as far as the gauges measure it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from county.catalog import AlarmRule, Catalog, Channel
from county.drill.background import RAIN
from county.durations import HOUR_MS
from county.events.deadlines import COUNTY_OFFSET_MS
from county.sensing import ChannelTable, Quality, Readings, channel_types
from county.sensors import Sensor, Sensors
from services.simulation.tables import Curve, read

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
FILLED = (10.0, 55.0)
"""Fill levels, %: they stay as they are."""


class Baselines:
    """Readings of all channels of a county, each sensor at its own interval."""

    def __init__(self, sensors: Iterable[Sensor], catalog: Catalog, channels: ChannelTable, *, seed: int) -> None:
        """Raises BadCatalog."""
        county = Sensors.of(sensors)
        rows, random = channels.rows, np.random.default_rng([seed, 4])
        of_code = [catalog.sensor_kinds[kind] for kind in county.kinds]
        kinds = [of_code[code] for code in county.kind_of_each(rows.sensor_ids).tolist()]
        self._interval_ms = np.array([round(min(k.interval_s, k.stale_s / 2) * 1000) for k in kinds], np.int64)
        self._phase_ms = (random.random(len(kinds)) * self._interval_ms).astype(np.int64)
        self._stored_ms: int | None = None
        """Until when the readings are stored."""
        self._place, self._sensor = rows.place, rows.sensor_of
        self._ours = np.ones(len(kinds), np.bool_)
        """Sensors without real data."""

        curves = read("signals", dict[str, dict[str, Curve]])
        self._type, types = channel_types(channels, county)
        described = [catalog.sensor_kinds[kind].channel(key) for kind, key in types]
        quiet = [_quiet(channel, catalog, kind) for channel, (kind, _) in zip(described, types, strict=True)]
        self._least, self._most = (np.array([ends[n] for ends in quiet], float) for n in (0, 1))
        self._lo, self._hi = (np.array([getattr(channel, end) for channel in described], float) for end in ("lo", "hi"))
        self._scale = np.array([10.0**channel.decimals for channel in described])
        shape = [_shape(curves.get(kind, {}).get(key), ends) for (kind, key), ends in zip(types, quiet, strict=True)]
        base, spread, day, self._peak = np.array(shape, float).reshape(-1, 4).T
        rising = {(rule.kind, rule.channel) for rule in catalog.rules.values() if rule.rate_per_h is not None}
        self._day = np.where([each in rising for each in types], 0.0, day)
        self._base = base[self._type] + random.uniform(-1, 1, len(rows)) * spread[self._type]
        self._rains = np.array([key in RAIN for _, key in types], np.bool_)

    def due(self, now_ms: int, rain_mm: Callable[[int], float]) -> Readings | None:
        """What the sensors that are due measure and :meth:`stored` does not know; after a pause only the newest.
        ``rain_mm``: in the hour before a time.

        Before anything is stored that is the latest reading of every sensor, at some time within its last interval.
        """
        at_ms = now_ms - (now_ms - self._phase_ms) % self._interval_ms
        tells = self._ours if self._stored_ms is None else (at_ms > self._stored_ms) & self._ours
        numbers = np.flatnonzero(tells[self._sensor])
        if not len(numbers):
            return None
        times = at_ms[self._sensor[numbers]]
        quality = np.full(len(numbers), int(Quality.GOOD), np.uint8)
        return Readings(numbers.astype(np.uint32), times, self._values(numbers, times, rain_mm), quality)

    def stored(self, until_ms: int) -> None:
        """What was due until then is stored."""
        self._stored_ms = until_ms

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """Give nothing of these sensors from now on."""
        self._ours[[self._place[sensor] for sensor in sensor_ids if sensor in self._place]] = False

    def _values(self, numbers: I64, at_ms: I64, rain_mm: Callable[[int], float]) -> F64:
        of_type = self._type[numbers]
        hour = (at_ms + COUNTY_OFFSET_MS) / HOUR_MS
        wave = self._day[of_type] * np.cos((hour - self._peak[of_type]) * (2 * np.pi / 24))
        scale = self._scale[of_type]
        values = (self._base[numbers] + wave).clip(self._least[of_type], self._most[of_type])
        rains = np.flatnonzero(self._rains[of_type])
        fallen, gauges = np.array([rain_mm(ms) for ms in at_ms[rains].tolist()], float), of_type[rains]
        values[rains] = fallen.clip(self._lo[gauges], self._hi[gauges])
        return np.asarray(np.round(values * scale) / scale)


def _shape(curve: Curve | None, quiet: tuple[float, float]) -> tuple[float, float, float, float]:
    """Base, spread, daily wave and its hour; a channel without a curve stays in the middle of what is quiet."""
    if curve is None:
        return sum(quiet) / 2, 0.0, 0.0, 0.0
    if curve.fills_per_h is not None:
        return sum(FILLED) / 2, (FILLED[1] - FILLED[0]) / 2, 0.0, 0.0
    return curve.base, curve.spread, curve.day, curve.peak


def _quiet(channel: Channel, catalog: Catalog, kind: str) -> tuple[float, float]:
    """The values at which no rule of a channel raises an alarm, and every one clears."""
    rules = [rule for rule in catalog.rules.values() if (rule.kind, rule.channel) == (kind, channel.key)]
    least = max((_end(rule, rule.below, 1) for rule in rules if rule.below is not None), default=channel.lo)
    most = min((_end(rule, rule.above, -1) for rule in rules if rule.above is not None), default=channel.hi)
    least, most = max(least, channel.lo), min(most, channel.hi)
    return (least, most) if least <= most else ((least + most) / 2,) * 2


def _end(rule: AlarmRule, limit: float, sign: int) -> float:
    """A value that is well inside a limit: by its hysteresis, or by a hundredth of it."""
    return limit + sign * max(2 * rule.hysteresis, abs(limit) / 100)
