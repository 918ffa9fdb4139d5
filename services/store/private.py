"""Folders and files that their owner alone may enter and read, whatever the umask is.

Modes are POSIX's; on other systems the rights of the user's data folder decide.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def private_folder(folder: Path) -> None:
    """Make ``folder`` and the folders above it that are missing; one that is there already is closed to others, those
    above it stay as they are.  Raises OSError."""
    if not folder.is_dir():
        if not folder.parent.is_dir():
            private_folder(folder.parent)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    folder.chmod(FOLDER_MODE)


def private_file(path: Path) -> None:
    """Make the empty file ``path``; one that is there already keeps its bytes and is closed to others.

    An existing file is not opened: closing a descriptor of a database would end the locks that this process holds on
    it.  Raises OSError.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
    path.chmod(FILE_MODE)


def close_to_others(folder: Path) -> None:
    """Take every right on ``folder`` and all that lies in it from everybody but its owner.  Raises OSError."""
    folder.chmod(FOLDER_MODE)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)
