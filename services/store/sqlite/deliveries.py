"""Outcomes of commands without records, nearly all of them deliveries of readings: retained while a sender may retry.

Their age is counted in hours of the machine's clock as of their commit, so that an hour of a fast drill is no week.  An
hour's first number is stored when the hour changes.  A clock that is set forward does not delete everything at once:
each commit deletes at most :data:`DELETED_EACH` expired rows for every row it adds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from county.durations import HOUR_MS
from services.store.ports import DELIVERIES_DAYS, DELIVERIES_MAX, Outcome

DELETED_EACH = 4


class Deliveries:
    """Writes the tables ``deliveries`` and ``delivery_hours``, within the transaction of a commit."""

    def __init__(self, db: sqlite3.Connection, *, days: int = DELIVERIES_DAYS, most: int = DELIVERIES_MAX) -> None:
        self._db = db
        self._hours = 24 * days
        self._most = most
        self.shortened = False
        """Whether the last commit deleted outcomes that are younger than ``days``, because there were too many."""

    def add(self, outcomes: Sequence[Outcome], at_ms: int) -> None:
        """Store ``outcomes`` of a commit at ``at_ms`` by the machine's clock; delete expired ones."""
        db, hour = self._db, at_ms // HOUR_MS
        (last,) = db.execute("SELECT coalesce(max(number), 0) FROM deliveries").fetchone()
        self._note_hour(hour, last)
        rows = [(outcome.command_id, outcome.content) for outcome in outcomes]
        db.executemany("INSERT INTO deliveries (id, content) VALUES (?, ?)", rows)
        first, last = self._ends()
        expired = self._first_since(hour - self._hours) - 1
        crowded = last - self._most
        self.shortened = crowded > expired and crowded >= first
        until = min(max(expired, crowded), first + DELETED_EACH * len(rows) - 1)
        if until >= first:
            db.execute("DELETE FROM deliveries WHERE number <= ?", (until,))
            db.execute(
                "DELETE FROM delivery_hours WHERE number < (SELECT max(number) FROM delivery_hours WHERE number <= ?)",
                (until + 1,),
            )

    def _note_hour(self, hour: int, last: int) -> None:
        """Store the number from which on deliveries are of ``hour``, unless they are already.

        Deliveries of a journal that has no hours yet count from now on.
        """
        newest = self._db.execute("SELECT hour FROM delivery_hours ORDER BY number DESC LIMIT 1").fetchone()
        if newest is None:
            self._db.execute("INSERT INTO delivery_hours VALUES (?, ?)", (0, hour))
        elif newest[0] != hour:
            self._db.execute("INSERT OR REPLACE INTO delivery_hours VALUES (?, ?)", (last + 1, hour))

    def _ends(self) -> tuple[int, int]:
        (first,) = self._db.execute("SELECT min(number) FROM deliveries").fetchone()  # both at once read all rows
        (last,) = self._db.execute("SELECT max(number) FROM deliveries").fetchone()
        return int(first), int(last)

    def _first_since(self, hour: int) -> int:
        """Number of the first delivery at or after ``hour``; the newest hour always counts."""
        (first,) = self._db.execute("SELECT min(number) FROM delivery_hours WHERE hour >= ?", (hour,)).fetchone()
        return int(first)


def oldest_hour(db: sqlite3.Connection) -> int | None:
    """Hour since 1970 of the oldest retained delivery; None when there is none, or in a journal without hours."""
    query = (
        "SELECT hour FROM delivery_hours WHERE number <= (SELECT min(number) FROM deliveries) "
        "ORDER BY number DESC LIMIT 1"
    )
    try:
        row = db.execute(query).fetchone()
    except sqlite3.DatabaseError:  # written by an earlier version, or damaged
        return None
    return row[0] if row is not None and isinstance(row[0], int) else None
