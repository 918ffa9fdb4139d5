"""Other tables and stores that take part in a commit of the record log."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Protocol

from services.store.ports import Commit


class CommitTable(Protocol):
    """Tables that are written in the record log's own transaction."""

    @property
    def schema(self) -> str:
        """``CREATE … IF NOT EXISTS`` statements, separated by semicolons; run when the database is opened."""
        ...

    def append(self, db: sqlite3.Connection, number: int, commit: Commit) -> bytes:
        """Write the rows of commit ``number`` in the open transaction of ``db``; called in the writer thread.

        Returns a digest of them, which the commit's own digest covers; b"" when there are none.  Raises sqlite3.Error.
        """
        ...


class ContactWriter(Protocol):
    """The part of a ContactStore that the record log uses."""

    def put_all(self, contacts: Mapping[str, bytes]) -> None:
        """Make the contacts durable; called in the writer thread, before the commit.  Raises StoreError."""
        ...

    def check_writable(self) -> None:
        """Check that a contact could be stored; called in the writer thread.  Raises StoreError."""
        ...
