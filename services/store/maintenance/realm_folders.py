"""Paths of a realm's journal, its key and its anchor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from county.realm import BadRealm, Realm
from services.disk.data_folder import keys_folder, realm_folder
from services.store.keyfiles import JOURNAL_KEY, read_key
from services.store.sqlite.anchor import anchor_path
from services.store.sqlite.database import FILE, BadJournal, WrongJournal
from services.store.sqlite.exchange import READY

PrintLine = Callable[[str], None]
"""Prints one line."""


@dataclass(frozen=True)
class RealmFolders:
    """The folders of one realm."""

    data: Path
    """The data folder."""
    realm: Realm

    @property
    def folder(self) -> Path:
        """The realm's folder."""
        return realm_folder(self.data, self.realm)

    @property
    def keys(self) -> Path:
        return keys_folder(self.data)

    @property
    def anchor(self) -> Path:
        return anchor_path(self.keys, self.folder.name)

    def require_journal(self) -> None:
        """Check that there is a journal.  Raises BadJournal, which states what was found instead."""
        path = self.folder / FILE
        if path.is_file():
            if path.stat().st_size == 0 and not path.with_name(f"{FILE}-wal").exists():
                raise BadJournal(
                    "{path}: is empty; if it contained records, restore a backup with `main.py journal … restore`, "
                    "else start the backend, which creates it",
                    path=path,
                )
            return
        if not self.folder.exists() and self.folder.with_name(self.folder.name + READY).is_dir():
            raise BadJournal(
                "{folder}: a restore was interrupted before its last step; start the backend, or restore again: either "
                "completes it",
                folder=self.folder,
            )
        others = ", ".join(sorted(_realms_with_journal(self.folder.parent)))
        if others:
            raise WrongJournal(
                "{path}: there is no journal of realm {realm} here; choose another one with --realm: {others}",
                path=path, realm=self.realm, others=others,
            )  # fmt: skip
        raise WrongJournal(
            "{path}: there is no journal here yet; start the backend once, or give another --data folder", path=path
        )

    def require_outside(self, out: Path) -> None:
        """Check that ``out`` is not within the journals' folders: it would be copied with every backup.  Raises
        WrongJournal."""
        if out.resolve().is_relative_to(self.folder.parent.resolve()):
            raise WrongJournal("{out}: is within the journals' own folder; choose one outside the data folder", out=out)

    def key(self) -> bytes:
        """The key that seals the journal.  Raises BadJournal and BadKeyFile."""
        path = self.keys / JOURNAL_KEY
        key = read_key(path)
        if key is None:
            raise BadJournal("{path}: is missing; restore it from a backup of the keys folder", path=path)
        return key


def _realms_with_journal(folder: Path) -> Iterator[str]:
    """Realms in ``folder`` that have a journal."""
    for path in folder.glob(f"*/{FILE}"):
        with suppress(BadRealm):  # a folder retained by a restore
            yield Realm(path.parent.name.replace("-", ":", 1)).id
