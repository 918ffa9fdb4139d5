"""Checks the free space of a data folder before a start, so that a full disk is reported by one error."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from county.explained import Explained
from services.store.private import private_file, private_folder

NEEDED_BYTES = 1 << 20
"""More than a start writes: the journal's WAL and its index, the record of the start, ``backend.json``."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NoDiskSpace(Explained):
    """A disk, a quota or a limit that prevents a start; one line."""


def require_space(folder: Path) -> None:
    """Check that NEEDED_BYTES can be written in ``folder``, which is created privately if missing; an existing one
    keeps its mode.  Raises NoDiskSpace.

    Other errors of the folder are reported by the code that opens its files.
    """
    probe = folder / f"space-{os.getpid()}.part"
    try:
        if not folder.is_dir():
            private_folder(folder)
        private_file(probe)
        with probe.open("r+b") as file:
            file.write(bytes(NEEDED_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if error.errno in _FULL:
            raise NoDiskSpace(
                "{folder}: {needed} kB cannot be written there, so nothing can be recorded ({why}); free space, then "
                "start again",
                folder=folder, needed=NEEDED_BYTES >> 10, why=error,
            ) from error  # fmt: skip
    finally:
        with suppress(OSError):
            probe.unlink()
