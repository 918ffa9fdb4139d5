"""Connections whose errors are always those of the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any


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
