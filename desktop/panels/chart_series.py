"""The course of one channel in memory: readings in the order of time, at most :data:`KEPT` of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.sensing import Quality
from county.streams import READINGS, Columns

KEPT = 40_000
"""Newest readings that are kept: twice what one answer holds, so that a channel may be watched for hours."""


class ChartSeries:
    """n readings: ``at_ms`` (n,) int64 ascending, ``value`` (n,) float64, ``quality`` (n,) uint8; views, not to be
    written."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._rows: dict[str, NDArray[Any]] = {
            name: np.empty(64, dtype=READINGS.columns[name]) for name in ("at_ms", "value", "quality")
        }
        self._n = 0

    def __len__(self) -> int:
        return self._n

    @property
    def at_ms(self) -> NDArray[np.int64]:
        return self._rows["at_ms"][: self._n]

    @property
    def value(self) -> NDArray[np.float64]:
        return self._rows["value"][: self._n]

    @property
    def quality(self) -> NDArray[np.uint8]:
        return self._rows["quality"][: self._n]

    def clear(self) -> None:
        """Forget all."""
        self._n = 0

    def put_before(self, past: Columns) -> None:
        """Past readings, in the order of time; of those that are there only what is newer stays."""
        after = self.at_ms > (int(past.at_ms[-1]) if len(past) else -1)
        joined = {name: np.concatenate([past[name], rows[: self._n][after]]) for name, rows in self._rows.items()}
        self._rows = {name: rows[-self._kept :] for name, rows in joined.items()}
        self._n = len(self._rows["at_ms"])

    def add(self, at_ms: int, value: float, quality: Quality) -> bool:
        """One more reading; one that is not newer changes nothing.  Whether it was taken in."""
        if self._n and at_ms <= self._rows["at_ms"][self._n - 1]:
            return False
        if self._n == len(self._rows["at_ms"]):
            self._make_room()
        for name, new in (("at_ms", at_ms), ("value", value), ("quality", quality)):
            self._rows[name][self._n] = new
        self._n += 1
        return True

    def _make_room(self) -> None:
        """Grow, or drop the older half once there are as many as are kept."""
        rest = self._kept // 2 if self._n >= self._kept else self._n
        room = min(max(2 * rest, 64), self._kept)
        for name, old in self._rows.items():
            new = np.empty(room, dtype=old.dtype)
            new[:rest] = old[self._n - rest : self._n]
            self._rows[name] = new
        self._n = rest
