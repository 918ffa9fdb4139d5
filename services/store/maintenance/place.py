"""Where the journal of a realm, its key and its anchor lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from services.store.keyfiles import JOURNAL_KEY, read_key
from services.store.sqlite.anchor import anchor_path
from services.store.sqlite.database import BadJournal

Tell = Callable[[str], None]
"""Prints one line."""


@dataclass(frozen=True)
class Place:
    """The folders of one realm."""

    folder: Path
    """Of the realm."""
    keys: Path
    """Of the data folder."""

    @property
    def anchor(self) -> Path:
        return anchor_path(self.keys, self.folder.name)

    def key(self) -> bytes:
        """The key that seals the journal.  Raises BadJournal and BadKeyFile."""
        path = self.keys / JOURNAL_KEY
        key = read_key(path)
        if key is None:
            raise BadJournal("{path}: is missing; put it back from a backup of the keys folder", path=path)
        return key


def moment(at_ms: int) -> str:
    """A time as people read it, UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
