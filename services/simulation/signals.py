"""Simulated sensors: daily curves, slow weather, noise, bins that fill, incidents; every sensor at its own interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from county.catalog import Catalog
from county.deadlines import COUNTY_OFFSET_MS, HOUR_MS
from county.sensing import ChannelTable, Readings, Sensor
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
        kinds = [catalog.sensor_kinds[sensor.kind] for sensor in sensors]
        n = len(sensors)
        self._interval_ms = np.array([round(kind.interval_s * 1000) for kind in kinds], dtype=np.int64)
        self._phase_ms = (self._random.random(n) * self._interval_ms).astype(np.int64)
        self._next_ms: I64 | None = None
        self._row = {sensor.id: i for i, sensor in enumerate(sensors)}
        self._ours = np.ones(n, dtype=bool)
        """Sensors without real data."""

        if curves is None:
            curves = read("signals", dict[str, dict[str, Curve]])
        of = {sensor.id: sensor.kind for sensor in sensors}
        keys = channels.rows
        curve = [curves.get(of[s], {}).get(c) for s, c in keys]
        paces = [None if c is None else c.fills_per_h for c in curve]
        self._sensor = np.array([self._row[s] for s, _ in keys], dtype=np.int64)
        self._spoken = np.array([c is not None for c in curve], dtype=bool)
        shape = np.array([_numbers(c) for c in curve]).reshape(-1, 6)
        self._base, spread, self._day, self._peak, self._sway, self._noise = shape.T.copy()
        self._base += spread * self._random.standard_normal(len(keys)).clip(-2, 2)
        self._sway_phase = self._random.random((2, len(keys)))
        rows = [catalog.sensor_kinds[of[s]].channel(c) for s, c in keys]
        self._lo, self._hi = (np.array([getattr(ch, end) for ch in rows], dtype=float) for end in ("lo", "hi"))
        self._decimals = np.array([ch.decimals for ch in rows])

        self._bins = np.flatnonzero(np.array([pace is not None for pace in paces], dtype=bool))
        """Channel numbers of fill levels."""
        low, high = np.array([pace for pace in paces if pace is not None]).reshape(-1, 2).T
        self._fills_per_h = low + (high - low) * self._random.random(len(self._bins))
        self._fill = self._random.random(len(self._bins)) * 74.0
        nearly = len(self._bins) // 60 + 1
        self._fill[:nearly] = 79.6 - 0.4 * np.arange(min(nearly, len(self._bins)))
        self._filled_ms: int | None = None
        self._bin_of = {keys[number][0]: i for i, number in enumerate(self._bins)}

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
        self._next_ms[[self._row[sensor] for sensor in urgent]] = now_ms
        speaking = self._next_ms <= now_ms
        late = now_ms - self._next_ms[speaking]
        at_ms = np.full(len(speaking), now_ms)
        at_ms[speaking] -= late % self._interval_ms[speaking]
        self._next_ms[speaking] = at_ms[speaking] + self._interval_ms[speaking]
        self._grow(now_ms)
        speaking &= self._ours & ~self._faults.silent(speaking, self._interval_ms, now_ms)
        number = np.flatnonzero(speaking[self._sensor] & self._spoken)
        if not len(number):
            return None
        sensor = self._sensor[number]
        value = self._level(number, at_ms[sensor])
        value, quality = self._faults.spoil(number, sensor, value, now_ms)
        scale = 10.0 ** self._decimals[number]
        value = np.round(value * scale) / scale
        return Readings(number.astype(np.uint32), at_ms[sensor], value, quality)

    def _level(self, number: NDArray[np.int64], at_ms: I64) -> F64:
        hour = (at_ms + COUNTY_OFFSET_MS) / HOUR_MS
        day = np.cos((hour - self._peak[number]) * (2 * np.pi / 24))
        slow = sum(
            np.sin(2 * np.pi * (hour / period + phase[number]))
            for period, phase in zip(SWAY_H, self._sway_phase, strict=True)
        )
        noise = self._random.standard_normal(len(number)) * self._noise[number]
        value = self._base[number] + self._day[number] * day + self._sway[number] * slow / 2 + noise
        fills = np.isin(number, self._bins)
        value[fills] = self._fill[np.searchsorted(self._bins, number[fills])]
        limited = value.clip(self._lo[number], self._hi[number]) + self._incidents.adds(number, at_ms)
        return np.asarray(limited.clip(self._lo[number], self._hi[number]), dtype=float)

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
        self._ours[[self._row[sensor] for sensor in sensor_ids if sensor in self._row]] = False

    def serviced(self, sensor_id: str, now_ms: int) -> None:
        """The event at ``sensor_id`` was handled: bin empty, cause removed; the sensor reports it immediately."""
        if sensor_id in self._bin_of:
            self._fill[self._bin_of[sensor_id]] = 2.0 + 3.0 * self._random.random()
        self._incidents.end(sensor_id, now_ms)
        if self._next_ms is not None and sensor_id in self._row:
            self._next_ms[self._row[sensor_id]] = now_ms


def _numbers(curve: Curve | None) -> tuple[float, ...]:
    return (0.0,) * 6 if curve is None else (curve.base, curve.spread, curve.day, curve.peak, curve.sway, curve.noise)
