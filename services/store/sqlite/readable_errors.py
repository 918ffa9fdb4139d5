"""Connections whose errors are always those of the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_UNAVAILABLE = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY,
})  # fmt: skip


def is_damage(error: BaseException | None) -> bool:
    """Whether a database reported that its file is damaged, as opposed to a disk that fails or is full."""
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def is_unavailable(error: BaseException | None) -> bool:
    """Whether a database could not be read for another reason than its contents."""
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNAVAILABLE


class ReadableConnection(sqlite3.Connection):
    """Python fails to decode a message that quotes a damaged schema: that is an error of the database, too."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """See sqlite3.Connection.  Raises sqlite3.Error."""
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError as error:
            raise _damaged(error) from error

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """See sqlite3.Connection.  Raises sqlite3.Error."""
        try:
            return super().executemany(sql, parameters)
        except UnicodeDecodeError as error:
            raise _damaged(error) from error


def _damaged(error: UnicodeDecodeError) -> sqlite3.DatabaseError:
    damaged = sqlite3.DatabaseError(bytes(error.object).decode(errors="replace"))
    damaged.sqlite_errorcode, damaged.sqlite_errorname = sqlite3.SQLITE_CORRUPT, "SQLITE_CORRUPT"
    return damaged
