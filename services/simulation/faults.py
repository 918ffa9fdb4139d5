"""Simulated faults: sensors that stop reporting, get stuck, spike, or report a device fault."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from county.durations import HOUR_MS
from county.sensing import Quality

F64 = NDArray[np.float64]
GAPS_PER_H, STUCK_PER_H, BROKEN_PER_H = 0.004, 0.002, 0.002
"""Mean interval between failures of each kind."""
SPIKE = 0.00005
"""Share of random outliers among the readings."""
LASTS_MS = (8 * 60_000, 45 * 60_000)
SILENT_AT_START = 0.004


class Faults:
    """Faults of n simulated sensors."""

    def __init__(self, n: int, *, seed: int) -> None:
        self._random = np.random.default_rng([seed, 3])
        self._silent_ms = np.zeros(n, dtype=np.int64)
        """When each sensor resumes reporting; the others alike."""
        self._stuck_ms = np.zeros(n, dtype=np.int64)
        self._broken_ms = np.zeros(n, dtype=np.int64)
        self._held: dict[int, float] = {}
        """Values that stuck channels repeat."""
        self._started = False

    def silent(self, speaking: NDArray[np.bool_], interval_ms: NDArray[np.int64], now_ms: int) -> NDArray[np.bool_]:
        """Which sensors (n,) report nothing now; draws new faults for those that are due."""
        if not self._started:
            self._started = True
            mute = self._random.random(len(speaking)) < SILENT_AT_START
            self._silent_ms[mute] = now_ms + LASTS_MS[1]
        turn = np.flatnonzero(speaking)
        hours = interval_ms[turn] / HOUR_MS
        for until_ms, per_h in (
            (self._silent_ms, GAPS_PER_H),
            (self._stuck_ms, STUCK_PER_H),
            (self._broken_ms, BROKEN_PER_H),
        ):
            struck = turn[self._random.random(len(turn)) < per_h * hours]
            until_ms[struck] = now_ms + self._random.integers(*LASTS_MS, len(struck))
        return self._silent_ms > now_ms

    def falsify(
        self, number: NDArray[np.int64], sensor: NDArray[np.int32], value: F64, now_ms: int
    ) -> tuple[F64, NDArray[np.uint8]]:
        """Values and qualities of channels ``number`` (m,) of ``sensor`` (m,) with the faults applied."""
        value = value.copy()
        quality = np.full(len(value), Quality.GOOD, dtype=np.uint8)
        stuck = self._stuck_ms[sensor] > now_ms
        for i in np.flatnonzero(stuck):
            value[i] = self._held.setdefault(int(number[i]), float(value[i]))
        if self._held:
            for i in np.flatnonzero(~stuck):
                self._held.pop(int(number[i]), None)
        spike = self._random.random(len(value)) < SPIKE
        value[spike] = value[spike] * 8 + 3
        quality[spike] = Quality.UNCERTAIN
        quality[self._broken_ms[sensor] > now_ms] = Quality.BAD
        return value, quality
