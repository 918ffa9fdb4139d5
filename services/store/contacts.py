"""Personal data of reporters in a separate small SQLite file, from which it can be erased."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock

from services.store.ports import StoreError
from services.store.private import private_file, private_folder
from services.store.sqlite.readable_errors import ReadableConnection, is_damage

FILE = "contacts.sqlite3"
BUSY_S = 10.0
PROBE_BYTES = 8 << 10
# A rollback journal is deleted after each transaction: no log next to the file retains erased data.
PRAGMAS = ("journal_mode = DELETE", "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY")
SCHEMA = "CREATE TABLE IF NOT EXISTS contacts (token TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID"


def is_missing(path: Path) -> bool:
    """Whether the file is missing or an empty database: SQLite takes one that is shorter than a page for that."""
    try:
        if not path.exists() or path.stat().st_size == 0:
            return True
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, factory=ReadableConnection)) as db:
            return db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None
    except (OSError, sqlite3.Error):  # damaged in another way, or a rollback journal must be used first
        return False


class DamagedContacts(StoreError):
    """The file is not a valid contacts database any more."""


class SqliteContacts:
    """A ContactStore and a ContactWriter.  Thread-safe; other processes may read and erase at the same time."""

    def __init__(self, folder: Path) -> None:
        """Open or create the contacts in ``folder``, readable by their owner only.  Raises StoreError."""
        self.path = folder / FILE
        self._lock = Lock()
        try:
            private_folder(folder)
            private_file(self.path)
            self._db = sqlite3.connect(
                self.path, isolation_level=None, timeout=BUSY_S, check_same_thread=False, factory=ReadableConnection
            )
        except (OSError, sqlite3.Error) as error:
            raise StoreError("{path}: cannot be opened ({why})", path=self.path, why=error) from error
        try:
            with self._locked():
                for pragma in PRAGMAS:
                    self._db.execute(f"PRAGMA {pragma}")
                self._db.execute(SCHEMA)
                # Complete an erasure that a power failure interrupted.
                if self._user_version():
                    self._rewrite()
        except StoreError:
            self._db.close()
            raise

    def put_all(self, contacts: Mapping[str, bytes]) -> None:
        """Make contacts durable, all or none; existing ones are replaced.  Raises StoreError."""
        with self._locked():
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT OR REPLACE INTO contacts VALUES (?, ?)", contacts.items())
            self._db.execute("COMMIT")

    def check_writable(self) -> None:
        """Store an empty contact and delete it, to check whether the disk can be written.  Raises StoreError."""
        with self._locked():
            self._db.execute("INSERT OR REPLACE INTO contacts VALUES ('', zeroblob(?))", (PROBE_BYTES,))
            self._db.execute("DELETE FROM contacts WHERE token = ''")

    def find(self, token: str) -> bytes | None:
        """See :class:`services.store.ports.ContactStore`."""
        with self._locked():
            row = self._db.execute("SELECT data FROM contacts WHERE token = ?", (token,)).fetchone()
        return None if row is None else bytes(row[0])

    def containing(self, text: str) -> list[str]:
        """Tokens of the contacts whose data contains ``text``, sorted; reads all of them.  Raises StoreError.

        That takes long, so that it has a connection of its own: no other call waits for it.
        """
        query = "SELECT token FROM contacts WHERE instr(data, ?) ORDER BY token"
        existing = f"{self.path.absolute().as_uri()}?mode=rw"
        try:
            with closing(sqlite3.connect(existing, uri=True, timeout=BUSY_S, factory=ReadableConnection)) as db:
                return [token for (token,) in db.execute(query, (text.encode(),))]
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def erase(self, token: str) -> bool:
        """See :class:`services.store.ports.ContactStore`.

        Rewrites the whole file: ``secure_delete`` alone leaves copies where rows were moved between pages.  That waits
        for the disk, 0.2 s with 100,000 contacts.
        """
        with self._locked():
            self._db.execute("BEGIN IMMEDIATE")
            found = self._db.execute("DELETE FROM contacts WHERE token = ?", (token,)).rowcount > 0
            if found:
                self._db.execute("PRAGMA user_version = 1")
            self._db.execute("COMMIT")
            if found:
                self._rewrite()
        return found

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def _user_version(self) -> int:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        return int(version)

    def _rewrite(self) -> None:
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA user_version = 0")

    def _failure(self, error: sqlite3.Error) -> StoreError:
        kind = DamagedContacts if is_damage(error) else StoreError
        failed = kind("{path}: {why}", path=self.path, why=error)
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            failed.code = "disk_full"
        return failed

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Exclusive access for one thread; rolls back a failed transaction; converts database errors to StoreError."""
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise self._failure(error) from error
            finally:
                # Of a closed database even the state of its transaction is an error.
                with suppress(sqlite3.Error):
                    if self._db.in_transaction:
                        self._db.execute("ROLLBACK")
