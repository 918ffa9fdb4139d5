"""Whether a data folder can take what a start writes: on a full disk each part of it would fail in its own words."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from county.explained import Explained
from services.store.private import private_file, private_folder

NEEDED_BYTES = 1 << 20
"""More than a start writes: the journal's log and its index, the record of the start, ``backend.json``."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NoDiskSpace(Explained):
    """A disk, a quota or a limit that a backend cannot start with; one line."""


def require_room(folder: Path) -> None:
    """NEEDED_BYTES can be written in ``folder``, which is made when it is missing.  Raises NoRoom.

    What else may be wrong with it is told by who opens its files.
    """
    probe = folder / f"room-{os.getpid()}.part"
    try:
        private_folder(folder)
        private_file(probe)
        with probe.open("r+b") as file:
            file.write(bytes(NEEDED_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if error.errno in _FULL:
            raise NoDiskSpace(
                "{folder}: nothing can be recorded there, {needed} kB cannot be written ({why}); free space, then start"
                " again",
                folder=folder, needed=NEEDED_BYTES >> 10, why=error.strerror,
            ) from error  # fmt: skip
    finally:
        with suppress(OSError):
            probe.unlink()
