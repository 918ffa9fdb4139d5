"""Conflation: of all readings of a channel only the newest is kept."""

from __future__ import annotations

import numpy as np

from county.sensing import Quality, Readings

NEVER_MS = np.iinfo(np.int64).min


class Newest:
    """The newest reading of every channel, and which of them changed since the last :meth:`take`."""

    def __init__(self, channels: int, known: Readings | None = None) -> None:
        """``known``: readings that count as taken already."""
        self._at_ms = np.full(channels, NEVER_MS, dtype=np.int64)
        self._value = np.full(channels, np.nan)
        self._quality = np.zeros(channels, dtype=np.uint8)
        self._moved = np.zeros(channels, dtype=bool)
        if known is not None:
            self.put(known)
            self._moved[:] = False

    def put(self, readings: Readings) -> None:
        """Keep what is not older than what is known; of equal times the later one in ``readings`` wins."""
        channel, at_ms = readings.channel, readings.at_ms
        order: slice | np.ndarray[tuple[int], np.dtype[np.intp]] = slice(None)
        if not (at_ms[1:] >= at_ms[:-1]).all():
            order = np.argsort(at_ms, kind="stable")
            channel, at_ms = channel[order], at_ms[order]
        value, quality = readings.value[order], readings.quality[order]
        newer = at_ms >= self._at_ms[channel]
        if not newer.all():
            channel, at_ms, value, quality = channel[newer], at_ms[newer], value[newer], quality[newer]
        self._at_ms[channel] = at_ms
        self._value[channel] = value
        self._quality[channel] = quality
        self._moved[channel] = True

    def take(self) -> Readings | None:
        """What moved, one reading a channel; None when nothing did."""
        channel = np.flatnonzero(self._moved)
        if not len(channel):
            return None
        self._moved[channel] = False
        return self._of(channel)

    def known(self) -> Readings:
        """The newest reading of every channel that was ever heard."""
        return self._of(np.flatnonzero(self._at_ms > NEVER_MS))

    def heard_since(self, from_ms: int, quality: Quality) -> int:
        """How many channels have a newest reading of this quality that is not older than ``from_ms``."""
        return int(np.count_nonzero((self._at_ms >= from_ms) & (self._quality == quality)))

    def _of(self, channel: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Readings:
        return Readings(channel.astype(np.uint32), self._at_ms[channel], self._value[channel], self._quality[channel])
