"""Whether the rows of a table have the types of their columns: a damaged page may contain any others."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

from services.store.sqlite.database import SCHEMA, run_script, tables_of
from services.store.sqlite.readable_errors import is_damage

_ANY = (int, float, str, bytes, type(None))
_KINDS: Mapping[str, tuple[type, ...]] = {
    "INTEGER": (int, type(None)), "TEXT": (str, type(None)), "BLOB": (bytes, type(None)),
}  # fmt: skip

_PROVEN = {"records", "outcomes", "commits"}
"""Tables that the start verifies."""

ColumnKinds = Sequence[tuple[type, ...]]
"""The Python types that each column of a row may have."""


def kinds_of(db: sqlite3.Connection, table: str) -> ColumnKinds:
    """The types of the columns of a table.  Raises sqlite3.Error."""
    return [_KINDS.get(kind, _ANY) for _, _, kind, *_ in db.execute(f"PRAGMA main.table_info({table})")]


def fits(row: Sequence[object], kinds: ColumnKinds) -> bool:
    """Whether each value has a type of its column."""
    return len(row) == len(kinds) and all(isinstance(value, kind) for value, kind in zip(row, kinds, strict=True))


def damaged_end(db: sqlite3.Connection, schema: str) -> str:
    """The first table or index, of ``schema`` or of the log, to which rows cannot be added, because its last ones
    cannot be read, and why; "" for none.

    Reads what a commit reads, not all rows.  Raises sqlite3.Error when the disk fails.
    """
    name = ""
    try:
        with closing(sqlite3.connect(":memory:")) as expected:
            run_script(expected, f"{SCHEMA};{schema}")
            for name in sorted(tables_of(expected) - _PROVEN):
                row = db.execute(f"SELECT * FROM {name} ORDER BY 1 DESC LIMIT 1").fetchone()
                if row is not None and not fits(row, kinds_of(expected, name)):
                    return f"{name}: its last row contains values of other types"
            for index, lookup in _lookups(expected):
                name = index
                db.execute(lookup).fetchone()
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        return f"{name}: {error}"
    return ""


def _lookups(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Each index of a database, with a query of its last entry."""
    query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index'"
    for name, table, statement in db.execute(query).fetchall():
        columns = [column for _, _, column in db.execute(f"PRAGMA index_info({name})")]
        _, where, condition = (statement or "").partition(" WHERE ")
        order = ", ".join(f"{column} DESC" for column in columns)
        yield name, f"SELECT 1 FROM {table} INDEXED BY {name}{where}{condition} ORDER BY {order} LIMIT 1"
