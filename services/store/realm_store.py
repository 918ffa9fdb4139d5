"""The stores of one realm behind their ports, for :func:`services.realm.open_realm`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, TypeVar

from county.catalog import Catalog
from county.proven_state import ProvenState
from services.store.maintenance.recovery import Rebuilt
from services.store.ports import BlobStore, ContactStore, History, RecordLog
from services.store.upcast import RecordReader

T = TypeVar("T")


class RunFileJob(Protocol):
    """Runs calls of a BlobStore outside the loop's thread, one after the other."""

    def __call__(self, job: Callable[[], T]) -> Future[T]: ...


class KnownKeys(Protocol):
    """The rows of the catalogue with which the journal was ever run."""

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
    blobs: BlobStore
    run_file_job: RunFileJob
    reader: RecordReader
    known: KnownKeys
    token_of: Callable[[str], str]
    """Token of a reporter's contact data as reported."""
    close: Callable[[], None]
    proven: ProvenState | None = None
    """What is shown read-only while the journal is damaged; None: it is intact."""
    rebuilt: Rebuilt | None = None
    """The journal was replaced when it was opened, because a part of it was damaged; None: it was not."""

    def use_catalog(self, catalog: Catalog) -> None:
        """Check that the catalogue has every row with which the journal was ever run, and store its new rows.

        Rows to which no record refers count as well: stored data depends on rows that records do not contain, such as
        the kind of a sensor or the department of a subclass.

        Raises the catalogue's Explained error for a row that was removed instead of retired.
        """
        catalog.require(self.known.known_catalog_keys())
        self.known.note_catalog_keys(catalog.keys())
