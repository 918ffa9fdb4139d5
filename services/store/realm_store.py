"""Everything that one realm keeps, behind its ports: what :func:`services.realm.open_realm` is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from county.catalog import Catalog
from services.store.ports import ContactStore, History, RecordLog
from services.store.upcast import RecordReader


class KnownKeys(Protocol):
    """Which rows of the catalogue the journal has ever been run with."""

    def known_catalog_keys(self) -> frozenset[str]:
        """Raises StoreError."""
        ...

    def note_catalog_keys(self, keys: Iterable[str]) -> None:
        """Raises StoreError."""
        ...


@dataclass(frozen=True)
class RealmStore:
    """The stores of one realm."""

    log: RecordLog
    history: History
    contacts: ContactStore
    reader: RecordReader
    known: KnownKeys
    token_of: Callable[[str], str]
    """Token of what was said of a reporter."""
    close: Callable[[], None]

    def use_catalog(self, catalog: Catalog) -> None:
        """Check that the catalogue has every row that the journal was ever run with, and note what is new in it.

        Rows that no record names count, too: what is kept depends on rows that records do not name themselves, as on
        the kind of a sensor or the department of a subclass.

        Raises the catalogue's Explained error for a row that was taken out instead of retired.
        """
        catalog.require(self.known.known_catalog_keys())
        self.known.note_catalog_keys(catalog.keys())
