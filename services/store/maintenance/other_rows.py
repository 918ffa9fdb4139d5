"""Checks what no commit proves by itself: the other rows of a journal, foreign objects in its database, contacts."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from services.store.contacts import FILE
from services.store.maintenance.journal_scan import Progress
from services.store.ports import StoreError
from services.store.sqlite.database import FOREIGN, foreign_objects, open_reading
from services.store.sqlite.reading import LogReader
from services.store.sqlite.row_sums import META, sealed_sum, stored_sum
from services.store.tokens import token_of

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
    except (sqlite3.Error, StoreError, TypeError) as error:  # columns may contain values of any type
        return [f"other rows than records cannot be read ({error})"]
    return faults


def contacts_faults(folder: Path, key: bytes | None, *, unchanging: bool = False) -> list[str]:
    """A line for each contact that is not the one reported: its token is a keyed digest of it.

    A missing contact is no fault: contacts may be erased.  ``key``: of the tokens; None for none.
    """
    path = folder / FILE
    if key is None or not path.is_file():
        return []
    try:
        with closing(open_reading(path, unchanging=unchanging)) as db:
            query = "SELECT CAST(token AS BLOB), data FROM contacts WHERE token <> '' ORDER BY token"
            rows = [(bytes(token).decode(errors="replace"), data) for token, data in db.execute(query)]
    except sqlite3.Error:  # reported by the inspection of files
        return []
    changed = [token for token, data in rows if not _is_contact(token, data, key)]
    return [f"{path}: the contact {token} was changed by another program; restore a backup" for token in changed]


def _is_contact(token: str, data: object, key: bytes) -> bool:
    try:
        return isinstance(data, bytes) and token_of(data.decode(), key) == token
    except UnicodeDecodeError:
        return False


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
