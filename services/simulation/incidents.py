"""Simulated incidents: from time to time a sensor reads abnormal values, for a while or until its event is handled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from county.sensing import ChannelTable
from county.sensors import Sensor
from services.simulation.tables import Incident, read


@dataclass(frozen=True)
class _Running:
    channel: int
    sensor: str
    adds: float
    start_ms: int
    end_ms: int
    creeps: bool

    def size_at(self, at_ms: int) -> float:
        """Offset of the reading at ``at_ms``."""
        share = (at_ms - self.start_ms) / (self.end_ms - self.start_ms) if self.creeps else 1.0
        return self.adds * min(max(share, 0.0), 1.0)


class Incidents:
    """All incidents of a county; their times are drawn from the first call on."""

    def __init__(self, sensors: Sequence[Sensor], channels: ChannelTable, *, seed: int) -> None:
        self._random = np.random.default_rng([seed, 2])
        self._channels = channels
        self._table = read("incidents", dict[str, Incident])
        self._at_risk = {
            key: [s.id for s in sensors if s.kind == row.kind and (s.id, row.channel) in channels.number]
            for key, row in self._table.items()
        }
        self._next_ms: dict[str, int] = {}
        self._running: list[_Running] = []
        self._stayed: dict[int, float] = {}
        """Offsets left by slowly growing incidents, by channel number."""

    def begin(self, now_ms: int) -> list[str]:
        """Start due incidents; returns the sensors that report immediately because of them."""
        if not self._next_ms:
            for key, row in self._table.items():
                first_s = row.first_s if row.first_s is not None else row.every_min * 60 * self._random.random()
                self._next_ms[key] = now_ms + round(first_s * 1000)
        over = [running.sensor for running in self._running if running.end_ms <= now_ms]
        for sensor in over:
            self.end(sensor, now_ms)
        begun = []
        for key, row in self._table.items():
            if self._next_ms[key] > now_ms or not self._at_risk[key]:
                continue
            self._next_ms[key] = now_ms + round(self._random.exponential(row.every_min) * 60_000)
            sensor = self._at_risk[key][self._random.integers(len(self._at_risk[key]))]
            adds = row.adds * (0.9 + 0.3 * self._random.random()) if abs(row.adds) > 1 else row.adds
            end_ms = now_ms + round(row.lasts_min * 60_000)
            number = self._channels.number[sensor, row.channel]
            self._running.append(_Running(number, sensor, adds, now_ms, end_ms, row.creeps))
            begun.append(sensor)
        return begun + over

    def adds(self, number: NDArray[np.int64], at_ms: NDArray[np.int64]) -> NDArray[np.float64]:
        """Offsets of the readings of channels ``number`` (n,) at ``at_ms`` (n,)."""
        added = np.array([self._stayed.get(int(i), 0.0) for i in number]) if self._stayed else np.zeros(len(number))
        for running in self._running:
            for i in np.flatnonzero(number == running.channel):
                added[i] += running.size_at(int(at_ms[i]))
        return added

    def end(self, sensor_id: str, now_ms: int) -> None:
        """The cause at ``sensor_id`` is removed; the offset of a slowly growing incident remains."""
        for running in self._running:
            if running.sensor == sensor_id and running.creeps:
                self._stayed[running.channel] = self._stayed.get(running.channel, 0.0) + running.size_at(now_ms)
        self._running = [running for running in self._running if running.sensor != sensor_id]
