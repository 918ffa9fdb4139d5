"""Where the journal of a realm, its key and its anchor lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from county.numbering import COUNTY_TIME
from county.realm import BadRealm, Realm
from services.data_folder import keys_folder, realm_folder
from services.store.keyfiles import JOURNAL_KEY, read_key
from services.store.sqlite.anchor import anchor_path
from services.store.sqlite.database import FILE, BadJournal
from services.store.sqlite.exchange import READY

Tell = Callable[[str], None]
"""Prints one line."""


@dataclass(frozen=True)
class RealmFolders:
    """The folders of one realm."""

    data: Path
    """The data folder."""
    realm: Realm

    @property
    def folder(self) -> Path:
        """Of the realm."""
        return realm_folder(self.data, self.realm)

    @property
    def keys(self) -> Path:
        return keys_folder(self.data)

    @property
    def anchor(self) -> Path:
        return anchor_path(self.keys, self.folder.name)

    def require_journal(self) -> None:
        """There is a journal to be read.  Raises BadJournal, which says what is there instead."""
        path = self.folder / FILE
        if path.is_file():
            if path.stat().st_size == 0 and not path.with_name(f"{FILE}-wal").exists():
                raise BadJournal(
                    "{path}: is empty; if it has held records restore a backup with `main.py journal … restore`, else "
                    "start the backend, which begins it",
                    path=path,
                )
            return
        if not self.folder.exists() and self.folder.with_name(self.folder.name + READY).is_dir():
            raise BadJournal(
                "{folder}: a restore was cut off before its last step; start the backend, or restore again: either "
                "ends it",
                folder=self.folder,
            )
        others = ", ".join(sorted(_realms_with_journal(self.folder.parent)))
        if others:
            raise BadJournal(
                "{path}: there is no journal of realm {realm} here; name another one with --realm: {others}",
                path=path, realm=self.realm, others=others,
            )  # fmt: skip
        raise BadJournal(
            "{path}: there is no journal here yet; start the backend once, or give the --data folder of one", path=path
        )

    def key(self) -> bytes:
        """The key that seals the journal.  Raises BadJournal and BadKeyFile."""
        path = self.keys / JOURNAL_KEY
        key = read_key(path)
        if key is None:
            raise BadJournal("{path}: is missing; put it back from a backup of the keys folder", path=path)
        return key


def _realms_with_journal(folder: Path) -> Iterator[str]:
    """Realms whose folders in ``folder`` hold a journal."""
    for path in folder.glob(f"*/{FILE}"):
        with suppress(BadRealm):  # what a restore has kept
            yield Realm(path.parent.name.replace("-", ":", 1)).id


def moment(at_ms: int) -> str:
    """A time as people of the county read it, with its offset."""
    return datetime.fromtimestamp(at_ms / 1000, COUNTY_TIME).isoformat(" ", "seconds")
