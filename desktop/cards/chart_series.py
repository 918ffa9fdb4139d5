"""Readings of one channel in order of time, at most :data:`LIMIT` of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.sensing import Quality
from county.streams import READINGS, Columns

LIMIT = 40_000
"""Readings stored: twice the size of one history reply, so that a channel can be observed for hours."""


class ChartSeries:
    """n readings: ``at_ms`` (n,) int64 ascending, ``value`` (n,) float64, ``quality`` (n,) uint8; read-only
    views."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
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
        """Remove all."""
        self._n = 0

    def prepend(self, past: Columns) -> None:
        """Insert history, in order of time; of the existing readings only newer ones are kept."""
        after = self.at_ms > (int(past.at_ms[-1]) if len(past) else -1)
        joined = {name: np.concatenate([past[name], rows[: self._n][after]]) for name, rows in self._rows.items()}
        self._rows = {name: rows[-self._limit :] for name, rows in joined.items()}
        self._n = len(self._rows["at_ms"])

    def add(self, at_ms: int, value: float, quality: Quality) -> bool:
        """Append one reading; one that is not newer is ignored.  Returns whether it was appended."""
        if self._n and at_ms <= self._rows["at_ms"][self._n - 1]:
            return False
        if self._n == len(self._rows["at_ms"]):
            self._make_room()
        for name, new in (("at_ms", at_ms), ("value", value), ("quality", quality)):
            self._rows[name][self._n] = new
        self._n += 1
        return True

    def _make_room(self) -> None:
        """Grow, or drop the older half once the limit is reached."""
        rest = self._limit // 2 if self._n >= self._limit else self._n
        room = min(max(2 * rest, 64), self._limit)
        for name, old in self._rows.items():
            new = np.empty(room, dtype=old.dtype)
            new[:rest] = old[self._n - rest : self._n]
            self._rows[name] = new
        self._n = rest
