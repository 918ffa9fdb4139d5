"""The contacts of a running backend.  A damaged file stops nothing: it is set aside as it is, and a new one is begun.

Reports are dispatched without knowing who reported; that names and phones are missing is told until somebody has looked
after the folder that was set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock

from county.store_faults import NONE, Fault
from services.durable import sync_folder
from services.store.contacts import FILE, DamagedContacts, SqliteContacts
from services.store.ports import StoreError
from services.store.private import private_folder

ASIDE = "contacts-damaged"
"""Beginning of the folders in which damaged contacts lie, in the realm's folder."""


class RecoveringContacts:
    """A ContactStore and a ContactWriter over :class:`SqliteContacts`; used by several threads."""

    def __init__(self, folder: Path, warn: Callable[[str], None]) -> None:
        """Open or make the contacts in ``folder``.  Raises StoreError."""
        self._folder = folder
        self._warn = warn
        self._lock = Lock()
        self._damage = NONE
        """What a question met in the file that is open."""
        try:
            self._contacts = SqliteContacts(folder)
        except DamagedContacts as error:
            self._contacts = self._begun_anew(error)
        self._aside = set_aside(folder)

    @property
    def fault(self) -> Fault:
        """See :class:`services.store.ports.ContactStore`."""
        return Fault("contacts_set_aside", folder=self._aside[0]) if self._aside else self._damage

    def put_all(self, contacts: Mapping[str, bytes]) -> None:
        """Make contacts durable, all or none; in a new file when the one there is damaged.  Raises StoreError."""
        with self._lock:
            try:
                self._contacts.put_all(contacts)
            except DamagedContacts as error:
                self._contacts.close()
                self._contacts = self._begun_anew(error)
                self._aside = set_aside(self._folder)
                self._contacts.put_all(contacts)

    def find(self, token: str) -> bytes | None:
        """See :class:`services.store.ports.ContactStore`."""
        with self._lock:
            try:
                return self._contacts.find(token)
            except DamagedContacts as error:
                self._damage = Fault("contacts_damaged", reason=error)
                raise

    def erase(self, token: str) -> bool:
        """See :class:`services.store.ports.ContactStore`."""
        with self._lock:
            return self._contacts.erase(token)

    def close(self) -> None:
        """Release the file."""
        self._contacts.close()

    def _begun_anew(self, error: DamagedContacts) -> SqliteContacts:
        """New contacts, once the damaged ones are out of their way.  Raises StoreError."""
        number = 1
        while (aside := self._folder / f"{ASIDE}-{number}").exists():
            number += 1
        try:
            private_folder(aside)
            # What SQLite left beside it first: it must not be taken for the new file's.
            for path in (*self._folder.glob(f"{FILE}-*"), self._folder / FILE):
                path.rename(aside / path.name)
            sync_folder(aside)
            sync_folder(self._folder)
        except OSError as failed:
            raise StoreError(f"{error}; it cannot be set aside ({failed.strerror})") from failed
        self._damage = NONE
        self._warn(f"{error}; it was set aside in {aside}, and new contacts were begun")
        return SqliteContacts(self._folder)


def set_aside(folder: Path) -> list[Path]:
    """Folders of damaged contacts in the folder of a realm."""
    return sorted(folder.glob(f"{ASIDE}-*"))
