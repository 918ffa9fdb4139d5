"""Folders and files that only their owner can access, whatever the umask is.

Modes apply on POSIX; on other systems the permissions of the user's data folder apply.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def private_folder(folder: Path) -> None:
    """Create ``folder`` and missing parent folders; an existing folder becomes private, existing parents are unchanged.
    Raises OSError."""
    if not folder.is_dir():
        if not folder.parent.is_dir():
            private_folder(folder.parent)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    folder.chmod(FOLDER_MODE)


def private_file(path: Path) -> None:
    """Create the empty file ``path``; an existing file keeps its bytes and becomes private.

    An existing file is not opened: closing a descriptor of a database would release the locks that this process has on
    it.  Raises OSError.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
    path.chmod(FILE_MODE)


def make_private(folder: Path) -> None:
    """Make ``folder`` and everything in it accessible by its owner only.  Raises OSError."""
    folder.chmod(FOLDER_MODE)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)
