"""Checks the rows of a journal that no commit proves by itself, and that there is nothing else in its database."""

from __future__ import annotations

import sqlite3

from services.store.maintenance.journal_scan import Progress
from services.store.ports import StoreError
from services.store.sqlite.database import FOREIGN, foreign_objects
from services.store.sqlite.reading import LogReader
from services.store.sqlite.row_sums import META, sealed_sum, stored_sum

SHOWN_ROWS = 2_000_000
"""Rows at which the shown progress is complete."""
CHANGED = "rows of streams, deliveries or the catalogue's keys were added, changed or deleted by another program"


def rows_faults(reader: LogReader, key: bytes, progress: Progress) -> list[str]:
    """One line for each fault."""
    db = reader.db
    try:
        faults = [FOREIGN.format(object=name) for name in foreign_objects(db)] + _rows_outside(db)
        db.execute("BEGIN")
        try:
            expected = sealed_sum(key, reader.last_commit(), reader.meta(META))
            if expected is not None and expected != stored_sum(
                db, key, lambda rows: progress(min(1.0, rows / SHOWN_ROWS), "verifying other rows")
            ):
                faults.append(CHANGED)
        finally:
            db.execute("ROLLBACK")
    except (sqlite3.Error, StoreError) as error:
        return [f"other rows than records cannot be read ({error})"]
    return faults


def _rows_outside(db: sqlite3.Connection) -> list[str]:
    """Rows before the first and after the last commit, which no commit covers."""
    faults = []
    query = "SELECT coalesce(max(last_outcome), 0) FROM commits"
    for table, number, last in (("records", "seq", None), ("outcomes", "number", query), ("commits", "number", None)):
        condition = f"{number} < 1" if last is None else f"{number} < 1 OR {number} > ({last})"
        (count,) = db.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()
        if count:
            faults.append(f"{table} outside all commits: {count}")
    return faults
