"""Half-written forms on the disk of this machine: private files, one for each window, deleted with what was in them.

Reporters' names and phones never get here: a form does not tell them (:mod:`desktop.drafts.source`).
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from county.durations import WEEK_MS
from county.realm import Realm
from services.disk.data_folder import user_data
from services.disk.file_lock import FileLock, FileLocked
from services.store.private import FILE_MODE, private_folder

KEPT_MS = WEEK_MS
"""A draft that nobody continued for so long is deleted."""
MOST_BYTES = 1 << 20
_FILE, _LOCK = "drafts.json", "lock"


def drafts_folder(county: str, realm: Realm) -> Path:
    """In the user's data, beside the data folders of backends; ``county``: identity of its package."""
    return user_data() / "drafts" / county / realm.folder


def scenario_drafts_folder(county: str) -> Path:
    """Of scenarios that are being edited, whichever realm the window has."""
    return user_data() / "drafts" / county / "scenarios"


class KeptDraft(msgspec.Struct, frozen=True):
    """What was filled in of one form."""

    panel: str
    """Key of the panel that has the form."""
    form: str
    """Which of its forms it is; "" where it has one."""
    fields: dict[str, str]
    person: str
    """Who filled it in."""
    at_ms: int
    """When it was changed last, by the clock of this machine: a person wrote it, whatever the time of the realm is."""


class DraftStore:
    """The file of one window.  A window that starts takes over those of windows that are closed or were killed: their
    locks are free."""

    def __init__(self, folder: Path) -> None:
        """``folder``: of the county and realm; created with the first draft."""
        self._folder = folder
        self.unread: list[Path] = []
        """Files of other windows that were left where they are: damaged, too large, or of another version."""
        self._own: Path | None = None
        self._lock: FileLock | None = None

    def take_over(self, now_ms: int) -> list[KeptDraft]:
        """The drafts that other windows left, oldest first; they are this window's from now on.  A file that cannot be
        read is kept, see :attr:`unread`.  Raises OSError."""
        taken: list[KeptDraft] = []
        done: list[Path] = []
        locks: list[FileLock] = []
        self.unread.clear()
        for left in sorted(self._folder.glob("*/")) if self._folder.is_dir() else ():
            with suppress(FileLocked, FileNotFoundError):
                locks.append(FileLock(left / _LOCK))
                try:
                    taken += _read(left / _FILE)
                    done.append(left)
                except (OSError, ValueError):
                    self.unread.append(left / _FILE)
        drafts = sorted((one for one in taken if now_ms - one.at_ms <= KEPT_MS), key=lambda one: one.at_ms)
        try:
            self.write(drafts)
            for left in done:
                shutil.rmtree(left, ignore_errors=True)
        finally:
            for lock in locks:
                lock.close()
        return drafts

    def write(self, drafts: Sequence[KeptDraft]) -> None:
        """Replace what the file contains; without drafts there is no file.  Raises OSError."""
        if not drafts:
            self.close()
            return
        folder = self._own_folder()
        part = folder / f"{_FILE}.part"
        part.touch(FILE_MODE)
        part.write_bytes(msgspec.json.encode(list(drafts)))
        part.replace(folder / _FILE)

    def close(self) -> None:
        """Delete the folder: nothing is in it any more."""
        own, lock, self._own, self._lock = self._own, self._lock, None, None
        if own is not None and lock is not None:
            shutil.rmtree(own, ignore_errors=True)
            lock.close()

    def leave(self) -> None:
        """The window ends: another one may take over what is in its file."""
        if self._lock is not None:
            self._lock.close()
        self._own = self._lock = None

    def _own_folder(self) -> Path:
        if self._own is None:
            own = self._folder / secrets.token_hex(8)
            private_folder(self._folder.parent)
            private_folder(self._folder)
            self._lock = FileLock(own / _LOCK)
            self._own = own
        return self._own


def _read(path: Path) -> list[KeptDraft]:
    """None where there is no file.  Raises OSError, and ValueError for one that is too large, damaged or of another
    version of the program."""
    if not path.exists():
        return []
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path} is larger than {MOST_BYTES} bytes")
    return msgspec.json.decode(path.read_bytes(), type=list[KeptDraft])
