"""The journal of the live realm, beside that of a drill."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from county.explained import Explained
from county.realm import LIVE
from services.store.following import open_journal
from services.store.ports import RealmJournal
from services.store.sqlite.database import FILE


class ForeignJournal(Explained):
    """In place of the live journal is one of another realm or county; one line."""


@contextmanager
def live_journal(folder: Path, county: str) -> Iterator[RealmJournal | None]:
    """That of the live realm in ``folder``; None where it has none.  ``county``: identity of the package.
    Raises ForeignJournal, BadJournal, StoreError."""
    if not (folder / FILE).is_file():
        yield None
        return
    with closing(open_journal(folder)) as journal:
        if (journal.realm, journal.county) != (LIVE.id, county):
            raise ForeignJournal(
                "{folder}: is the journal of realm {realm} of county {theirs}, not the live one of {ours}; restore the "
                "backup of this realm",
                folder=folder, realm=journal.realm, theirs=journal.county, ours=county,
            )  # fmt: skip
        yield journal
