"""Simulated sensors: daily curves, slow weather, noise, bins that fill, incidents; every sensor at its own interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from county.catalog import Catalog
from county.durations import HOUR_MS
from county.events.deadlines import COUNTY_OFFSET_MS
from county.sensing import ChannelTable, Readings, channel_types
from county.sensors import Sensor, Sensors
from services.simulation.faults import Faults
from services.simulation.incidents import Incidents
from services.simulation.tables import Curve, read

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
SWAY_H = (37.0, 11.0)
"""Periods of the slow weather, hours."""


class Signals:
    """Readings of all sensors of a county.  Channels without a curve in the table have no readings."""

    def __init__(
        self, sensors: Sequence[Sensor], catalog: Catalog, channels: ChannelTable, *, seed: int,
        curves: Mapping[str, Mapping[str, Curve]] | None = None,
    ) -> None:  # fmt: skip
        """``curves``: by kind and channel, by default the table ``signals``."""
        self._random = np.random.default_rng([seed, 1])
        rows = channels.rows
        county = Sensors.of(sensors)
        of_code = [catalog.sensor_kinds[kind] for kind in county.kinds]
        kinds = [of_code[code] for code in county.kind_of_each(rows.sensor_ids).tolist()]
        n = len(kinds)
        self._interval_ms = np.array([round(kind.interval_s * 1000) for kind in kinds], dtype=np.int64)
        self._phase_ms = (self._random.random(n) * self._interval_ms).astype(np.int64)
        self._next_ms: I64 | None = None
        self._place = rows.place
        self._sensor = rows.sensor_of
        self._ours = np.ones(n, dtype=bool)
        """Sensors without real data."""

        if curves is None:
            curves = read("signals", dict[str, dict[str, Curve]])
        self._type, types = channel_types(channels, county)
        curve = [curves.get(kind, {}).get(key) for kind, key in types]
        self._has_curve = np.array([c is not None for c in curve], dtype=bool)
        shape = np.array([_numbers(c) for c in curve]).reshape(-1, 6)
        base, spread, self._day, self._peak, self._sway, self._noise = shape.T
        self._base = self._random.standard_normal(len(rows)).clip(-2, 2) * spread[self._type] + base[self._type]
        self._sway_phase = self._random.random((2, len(rows)))
        described = [catalog.sensor_kinds[kind].channel(key) for kind, key in types]
        self._lo, self._hi = (np.array([getattr(ch, end) for ch in described], dtype=float) for end in ("lo", "hi"))
        self._decimals = np.array([ch.decimals for ch in described])

        paces = np.array([(np.nan, np.nan) if c is None or c.fills_per_h is None else c.fills_per_h for c in curve])
        low, high = paces.reshape(-1, 2)[self._type].T
        self._bins = np.flatnonzero(np.isfinite(low))
        """Channel numbers of fill levels."""
        low, high = low[self._bins], high[self._bins]
        self._fills_per_h = low + (high - low) * self._random.random(len(self._bins))
        self._fill = self._random.random(len(self._bins)) * 74.0
        nearly = len(self._bins) // 60 + 1
        self._fill[:nearly] = 79.6 - 0.4 * np.arange(min(nearly, len(self._bins)))
        of_bins = [rows.sensor_ids[sensor] for sensor in self._sensor[self._bins]]
        self._bin_of = {sensor: i for i, sensor in enumerate(of_bins)}
        self._filled_ms: int | None = None

        self._incidents = Incidents(sensors, channels, seed=seed)
        self._faults = Faults(n, seed=seed)

    def due(self, now_ms: int) -> Readings | None:
        """Readings of every sensor that is due; after a pause only the newest, no backfill.

        The first call gives the latest reading of every sensor, at some time within its last interval.
        """
        if self._next_ms is None:
            self._next_ms = now_ms - self._phase_ms
        self._next_ms = np.minimum(self._next_ms, now_ms + self._interval_ms)  # the clock may be set back
        urgent = self._incidents.begin(now_ms)
        self._next_ms[[self._place[sensor] for sensor in urgent]] = now_ms
        speaking = self._next_ms <= now_ms
        late = now_ms - self._next_ms[speaking]
        at_ms = np.full(len(speaking), now_ms)
        at_ms[speaking] -= late % self._interval_ms[speaking]
        self._next_ms[speaking] = at_ms[speaking] + self._interval_ms[speaking]
        self._grow(now_ms)
        speaking &= self._ours & ~self._faults.silent(speaking, self._interval_ms, now_ms)
        number = np.flatnonzero(speaking[self._sensor] & self._has_curve[self._type])
        if not len(number):
            return None
        sensor = self._sensor[number]
        value = self._level(number, at_ms[sensor])
        value, quality = self._faults.falsify(number, sensor, value, now_ms)
        scale = 10.0 ** self._decimals[self._type[number]]
        value = np.round(value * scale) / scale
        return Readings(number.astype(np.uint32), at_ms[sensor], value, quality)

    def _level(self, number: NDArray[np.int64], at_ms: I64) -> F64:
        hour, of_type = (at_ms + COUNTY_OFFSET_MS) / HOUR_MS, self._type[number]
        day = np.cos((hour - self._peak[of_type]) * (2 * np.pi / 24))
        slow = sum(
            np.sin(2 * np.pi * (hour / period + phase[number]))
            for period, phase in zip(SWAY_H, self._sway_phase, strict=True)
        )
        noise = self._random.standard_normal(len(number)) * self._noise[of_type]
        value = self._base[number] + self._day[of_type] * day + self._sway[of_type] * slow / 2 + noise
        fills = np.isin(number, self._bins)
        value[fills] = self._fill[np.searchsorted(self._bins, number[fills])]
        lo, hi = self._lo[of_type], self._hi[of_type]
        limited = value.clip(lo, hi) + self._incidents.adds(number, at_ms)
        return np.asarray(limited.clip(lo, hi), dtype=float)

    def _grow(self, now_ms: int) -> None:
        """Raise the fill levels, faster by day than by night."""
        before = now_ms if self._filled_ms is None else self._filled_ms
        passed_h = min(now_ms - before, HOUR_MS) / HOUR_MS
        hour = (now_ms + COUNTY_OFFSET_MS) / HOUR_MS
        pace = 1 + 0.6 * np.cos((hour - 15) * (2 * np.pi / 24))
        self._fill = np.minimum(self._fill + self._fills_per_h * pace * passed_h, 100.0)
        self._filled_ms = now_ms

    def fill(self, sensor_ids: Iterable[str]) -> None:
        """Those of these sensors that are bins are full, and await collection."""
        self._fill[[self._bin_of[sensor] for sensor in sensor_ids if sensor in self._bin_of]] = 86.0

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """Simulate nothing for these sensors from now on."""
        self._ours[[self._place[sensor] for sensor in sensor_ids if sensor in self._place]] = False

    def serviced(self, sensor_id: str, now_ms: int) -> None:
        """The event at ``sensor_id`` was handled: bin empty, cause removed; the sensor reports it immediately."""
        if sensor_id in self._bin_of:
            self._fill[self._bin_of[sensor_id]] = 2.0 + 3.0 * self._random.random()
        self._incidents.end(sensor_id, now_ms)
        if self._next_ms is not None and sensor_id in self._place:
            self._next_ms[self._place[sensor_id]] = now_ms


def _numbers(curve: Curve | None) -> tuple[float, ...]:
    return (0.0,) * 6 if curve is None else (curve.base, curve.spread, curve.day, curve.peak, curve.sway, curve.noise)
