"""Checks of the files and folders that a command line names, before any work is done."""

from __future__ import annotations

import re
from pathlib import Path

from county.explained import WrongArgument
from county.tables.named_part import divided

_LOCK = re.compile(r"(?:~\$|\.~lock\.|\.~)(?P<table>.+?)#?")
"""Names of files that Excel, LibreOffice and WPS have next to a table while it is open."""


def existing_file(path: Path) -> Path:
    """``path``, a file or a folder that is a data source, maybe with the name of a part of it: ``points.xlsx|2024``.

    Raises WrongArgument, also for a pipe or a device: opening one could wait for ever.
    """
    file, _ = divided(path)
    if locked := _LOCK.fullmatch(file.name):
        raise WrongArgument(
            "{path}: is the lock of a table that is open in an office program; close it there, and give {table}",
            path=path, table=file.with_name(locked["table"]),
        )  # fmt: skip
    if not file.exists():
        raise WrongArgument("{path}: no such file; check the path", path=path)
    if not (file.is_file() or file.is_dir()):
        raise WrongArgument("{path}: is not a regular file; save its content as one", path=path)
    return path


def existing_folder(path: Path) -> Path:
    """``path``, a folder.  Raises WrongArgument."""
    if not path.exists():
        raise WrongArgument("{path}: no such folder; check the path", path=path)
    if not path.is_dir():
        raise WrongArgument("{path}: is a file; give a folder", path=path)
    return path


def target_folder(path: Path) -> Path:
    """``path``, a folder that exists or can be created.  Raises WrongArgument."""
    _below_folders(path)
    if path.exists() and not path.is_dir():
        raise WrongArgument("{path}: is a file; give a folder", path=path)
    return path


def target_file(path: Path) -> Path:
    """``path``, a file that exists or can be created.  Raises WrongArgument."""
    _below_folders(path)
    if path.is_dir():
        raise WrongArgument("{path}: is a folder; give a file", path=path)
    return path


def _below_folders(path: Path) -> None:
    """Raises WrongArgument when something above ``path`` is a file."""
    for above in path.parents:
        if above.exists():
            if not above.is_dir():
                raise WrongArgument("{path}: {above} is a file; give another path", path=path, above=above)
            return
