"""The contacts of a running backend.  A damaged file is moved to another folder, and a new one is created.

Reports are then dispatched without their reporters; a fault reports the missing names and phones until the folder with
the damaged file has been restored or deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock

from county.store_faults import NONE, StoreFault
from services.durable import sync_folder
from services.store.contacts import FILE, DamagedContacts, SqliteContacts
from services.store.ports import StoreError
from services.store.private import private_folder

DAMAGED = "contacts-damaged"
"""Name prefix of the folders with damaged contacts, in the realm's folder."""


class RecoveringContacts:
    """A ContactStore and a ContactWriter over :class:`SqliteContacts`; used by several threads."""

    def __init__(self, folder: Path, warn: Callable[[str], None]) -> None:
        """Open or create the contacts in ``folder``.  Raises StoreError."""
        self._folder = folder
        self._warn = warn
        self._lock = Lock()
        self._damage = NONE
        """The fault that a query found in the open file."""
        try:
            self._contacts = SqliteContacts(folder)
        except DamagedContacts as error:
            self._contacts = self._recreated(error)
        self._quarantined = quarantined(folder)

    @property
    def fault(self) -> StoreFault:
        """See :class:`services.store.ports.ContactStore`."""
        return StoreFault("contacts_set_aside", folder=self._quarantined[0]) if self._quarantined else self._damage

    def put_all(self, contacts: Mapping[str, bytes]) -> None:
        """Make contacts durable, all or none; in a new file if the current one is damaged.  Raises StoreError."""
        with self._lock:
            try:
                self._contacts.put_all(contacts)
            except DamagedContacts as error:
                self._contacts.close()
                self._contacts = self._recreated(error)
                self._quarantined = quarantined(self._folder)
                self._contacts.put_all(contacts)

    def find(self, token: str) -> bytes | None:
        """See :class:`services.store.ports.ContactStore`."""
        with self._lock:
            try:
                return self._contacts.find(token)
            except DamagedContacts as error:
                self._damage = StoreFault("contacts_damaged", reason=error)
                raise

    def erase(self, token: str) -> bool:
        """See :class:`services.store.ports.ContactStore`."""
        with self._lock:
            return self._contacts.erase(token)

    def close(self) -> None:
        """Release the file."""
        self._contacts.close()

    def _recreated(self, error: DamagedContacts) -> SqliteContacts:
        """New contacts, after moving the damaged file away.  Raises StoreError."""
        number = 1
        while (target := self._folder / f"{DAMAGED}-{number}").exists():
            number += 1
        try:
            private_folder(target)
            # SQLite's side files first: they must not be taken for those of the new file.
            for path in (*self._folder.glob(f"{FILE}-*"), self._folder / FILE):
                path.rename(target / path.name)
            sync_folder(target)
            sync_folder(self._folder)
        except OSError as failed:
            raise StoreError(f"{error}; it cannot be moved away ({failed.strerror})") from failed
        self._damage = NONE
        self._warn(f"{error}; it was moved to {target}, and new contacts were created")
        return SqliteContacts(self._folder)


def quarantined(folder: Path) -> list[Path]:
    """Folders of damaged contacts in the folder of a realm."""
    return sorted(folder.glob(f"{DAMAGED}-*"))
