"""The lock under which the keys of a folder are changed, so that of two changes at once none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from county.explained import Explained
from services.disk.file_lock import FileLocked, awaited_lock

LOCK = "change.lock"
PATIENCE_MS = 5_000
"""How long a change waits for another one."""


class KeysLocked(Explained):
    """The keys of a folder cannot be changed now; one line."""


@contextmanager
def changing_keys(folder: Path, patience_ms: int = PATIENCE_MS) -> Iterator[None]:
    """Exclude others that change the keys in ``folder``.  Raises KeysLocked."""
    path = folder / LOCK
    with ExitStack() as held:
        try:
            held.enter_context(awaited_lock(path, patience_ms))
        except FileLocked as error:
            raise KeysLocked(
                "{path}: another process is changing keys; try again in a moment, or end it", path=path
            ) from error
        except OSError as error:
            raise KeysLocked(
                "{path}: cannot be locked ({why}); give a folder that can be written", path=path, why=error
            ) from error
        yield
