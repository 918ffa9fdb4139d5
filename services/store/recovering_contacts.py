"""The contacts of a running backend.  A damaged file is moved to another folder, and a new one is created.

Reports are then dispatched without their reporters; a fault reports the missing names and phones until the folder with
the damaged file has been restored or deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from county.clock import monotonic_ms
from county.store_faults import NONE, StoreFault
from services.disk.durable import sync_folder
from services.store.contacts import FILE, DamagedContacts, SqliteContacts, is_missing
from services.store.ports import StoreError
from services.store.private import private_folder

DAMAGED = "contacts-damaged"
"""Name prefix of the folders with damaged contacts, in the realm's folder."""
LOOK_MS = 1_000
"""Interval at which these folders are listed."""


class RecoveringContacts:
    """A ContactStore and a ContactWriter over :class:`SqliteContacts`; used by several threads.

    While the file cannot be opened or moved away, every call tries again and raises StoreError.
    """

    def __init__(
        self,
        folder: Path,
        warn: Callable[[str], None],
        monotonic: Callable[[], int] = monotonic_ms,
        *,
        existed: bool = False,
    ) -> None:
        """Open or create the contacts in ``folder``; ``existed``: there were some before.  Raises StoreError."""
        self._folder = folder
        self._warn = warn
        self._monotonic = monotonic
        self._lock = Lock()
        self._contacts: SqliteContacts | None = None
        self._damage = NONE
        """Why the file cannot be opened, or the damage that a query found in it."""
        self._damaged_token = ""
        """The token whose query found the damage."""
        self._quarantined: list[Path] = []
        self._look_at = monotonic()
        if existed and is_missing(folder / FILE):
            self._set_aside(StoreError("{path}: is missing or empty", path=folder / FILE))
        self._opened()

    @property
    def fault(self) -> StoreFault:
        """See :class:`services.store.ports.ContactStore`."""
        if self._monotonic() >= self._look_at:
            self._look_at = self._monotonic() + LOOK_MS
            with suppress(OSError):  # without a free descriptor the last listing remains valid
                self._quarantined = quarantined(self._folder)
        if self._damage or not self._quarantined:
            return self._damage
        return StoreFault("contacts_set_aside", folder=self._quarantined[0])

    def put_all(self, contacts: Mapping[str, bytes]) -> None:
        """Make contacts durable, all or none; in a new file if the current one is damaged.  Raises StoreError."""
        self._write(lambda opened: opened.put_all(contacts))

    def check_writable(self) -> None:
        """Check that a contact could be stored.  Raises StoreError."""
        self._write(SqliteContacts.check_writable)

    def find(self, token: str) -> bytes | None:
        """See :class:`services.store.ports.ContactStore`."""
        with self._lock, self._noting_damage(token):
            return self._opened().find(token)

    def containing(self, text: str) -> list[str]:
        """See :class:`services.store.ports.ContactStore`."""
        with self._lock:
            opened = self._opened()
        try:
            found = opened.containing(text)  # without the lock: it reads all contacts
        except DamagedContacts as error:
            with self._lock, self._noting_damage(""):
                raise error
        with self._lock, self._noting_damage(""):
            return found

    def erase(self, token: str) -> bool:
        """See :class:`services.store.ports.ContactStore`."""
        with self._lock, self._noting_damage(token):
            return self._opened().erase(token)

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            if self._contacts is not None:
                self._contacts.close()

    def _write(self, job: Callable[[SqliteContacts], None]) -> None:
        """Run ``job`` on the open contacts, once more on a new file if the current one is damaged."""
        with self._lock:
            try:
                job(self._opened())
            except DamagedContacts as error:
                self._replace(error)
                job(self._opened())

    @contextmanager
    def _noting_damage(self, token: str) -> Iterator[None]:
        """Damage found by a query is a fault until the same query succeeds."""
        try:
            yield
        except DamagedContacts as error:
            self._damage, self._damaged_token = StoreFault("contacts_damaged", reason=error), token
            raise
        if token == self._damaged_token:
            self._damage, self._damaged_token = NONE, ""

    def _opened(self) -> SqliteContacts:
        """The open contacts, in a new file if the current one is damaged.  Raises StoreError."""
        if self._contacts is None:
            with self._noting_unopened():
                try:
                    self._contacts = SqliteContacts(self._folder)
                except DamagedContacts as error:
                    self._set_aside(error)
                    self._contacts = SqliteContacts(self._folder)
        return self._contacts

    def _replace(self, error: DamagedContacts) -> None:
        """Close the open contacts, which are damaged, and create new ones.  Raises StoreError."""
        if self._contacts is not None:
            self._contacts.close()
            self._contacts = None
        with self._noting_unopened():
            self._set_aside(error)
            self._contacts = SqliteContacts(self._folder)

    @contextmanager
    def _noting_unopened(self) -> Iterator[None]:
        """A failure to open the contacts is a fault until they are open."""
        try:
            yield
        except StoreError as error:
            self._damage, self._damaged_token = StoreFault("contacts_damaged", reason=error), ""
            raise
        self._damage, self._damaged_token = NONE, ""

    def _set_aside(self, error: StoreError) -> None:
        """Move the damaged file away; of a missing one only the empty folder tells.

        Raises StoreError; then the file and its side files are where they were.
        """
        number = 1
        while (target := self._folder / f"{DAMAGED}-{number}").exists():
            number += 1
        moved: list[Path] = []
        try:
            private_folder(target)
            # SQLite's side files first: they must not be taken for those of the new file.
            for path in (*self._folder.glob(f"{FILE}-*"), *self._folder.glob(FILE)):
                path.rename(target / path.name)
                moved.append(path)
            sync_folder(target)
            sync_folder(self._folder)
        except OSError as failed:
            with suppress(OSError):
                for path in moved:
                    (target / path.name).rename(path)
                target.rmdir()
            raise StoreError("{why}; it cannot be moved away ({failed})", why=error, failed=failed) from failed
        finally:
            self._look_at = self._monotonic()
        self._warn(f"{error}; it was moved to {target}, and new contacts are created")


def quarantined(folder: Path) -> list[Path]:
    """Folders of damaged contacts in the folder of a realm."""
    return sorted(folder.glob(f"{DAMAGED}-*"))
