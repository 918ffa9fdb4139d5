"""Past readings in the journal's database, by channel and time."""

from __future__ import annotations

import random
import sqlite3

import numpy as np

from county.sensing import ChannelTable, Readings

KEPT = 100_000
"""Newest readings of a channel that are kept: ten weeks of one a minute, eleven years of one an hour."""
SWEEP = 5_000
"""Readings after which, on average, a channel is brought back to that."""


class ReadingStore:
    """Keeps its own channel numbers, so that past readings stay with their sensor when the package is built anew.

    A reading of the same channel and time replaces the one before, which makes a retry harmless.  Beyond ``KEPT`` of a
    channel the oldest go.  Which channel is swept is left to chance, one in ``SWEEP`` readings: no counters to
    keep over restarts, and a busy channel is met the more often.
    """

    def __init__(self, db: sqlite3.Connection, channels: ChannelTable) -> None:
        self._db = db
        db.executemany("INSERT OR IGNORE INTO channels (sensor_id, channel) VALUES (?, ?)", channels.keys)
        ids = {(s, c): i for i, s, c in db.execute("SELECT id, sensor_id, channel FROM channels")}
        self._id = np.array([ids[key] for key in channels.keys], dtype=np.int64)

    def insert(self, readings: Readings) -> None:
        """Add ``readings`` within the transaction that is open, and now and then make room for them."""
        self._db.executemany(
            "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)",
            zip(
                self._id[readings.channel].tolist(),
                readings.at_ms.tolist(),
                readings.value.tolist(),
                readings.quality.tolist(),
                strict=True,
            ),
        )
        if random.random() * SWEEP < len(readings):
            self._sweep(int(self._id[random.choice(readings.channel)]))

    def _sweep(self, number: int) -> None:
        """Delete what is older than the ``KEPT`` newest readings of one channel."""
        oldest = "SELECT at_ms FROM readings WHERE channel = ?1 ORDER BY at_ms DESC LIMIT 1 OFFSET ?2"
        self._db.execute(f"DELETE FROM readings WHERE channel = ?1 AND at_ms <= ({oldest})", (number, KEPT))

    def between(self, channel: int, from_ms: int, to_ms: int, limit: int) -> Readings:
        """Readings of one channel between two times, both included; at most the ``limit`` newest, oldest first."""
        query = (
            "SELECT at_ms, value, quality FROM readings WHERE channel = ? AND at_ms BETWEEN ? AND ?"
            " ORDER BY at_ms DESC LIMIT ?"
        )
        parameters = (int(self._id[channel]), from_ms, to_ms, limit)
        rows = self._db.execute(query, parameters).fetchall()[::-1]
        return _columns([(channel, *row) for row in rows])

    def latest(self) -> Readings:
        """The newest reading of every channel that has one."""
        query = "SELECT at_ms, value, quality FROM readings WHERE channel = ? ORDER BY at_ms DESC LIMIT 1"
        rows = []
        for channel, number in enumerate(self._id.tolist()):
            row = self._db.execute(query, (number,)).fetchone()
            if row is not None:
                rows.append((channel, *row))
        return _columns(rows)


def _columns(rows: list[tuple[int, int, float | None, int]]) -> Readings:
    return Readings(
        np.array([row[0] for row in rows], dtype=np.uint32),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([np.nan if row[2] is None else row[2] for row in rows], dtype=np.float64),
        np.array([row[3] for row in rows], dtype=np.uint8),
    )
