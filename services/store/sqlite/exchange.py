"""Replaces the folder of a realm by another one, atomically.  The caller holds the realm's lock."""

from __future__ import annotations

import shutil
from pathlib import Path

from services.disk.durable import sync_file, sync_folder
from services.store.private import make_private, private_folder

STAGED = ".staged"
"""Suffix of a folder that is being filled; discarded after a crash."""
READY = ".ready"
"""Suffix of a complete folder that replaces the realm's folder, also after a crash."""


def stage(folder: Path) -> Path:
    """An empty folder next to ``folder`` in which its replacement is built.  Raises OSError."""
    staged = folder.with_name(folder.name + STAGED)
    shutil.rmtree(staged, ignore_errors=True)
    private_folder(staged)
    return staged


def exchange(folder: Path, *, suffix: str) -> Path | None:
    """Replace ``folder`` by the folder from :func:`stage`; returns the new path of the old one, None if there was none.

    ``suffix``: appended to the name of the old folder, e.g. ``before-restore``.  Raises OSError.
    """
    staged, ready = folder.with_name(folder.name + STAGED), folder.with_name(folder.name + READY)
    make_private(staged)
    for path in sorted(staged.rglob("*"), reverse=True):
        if path.is_symlink():  # its folder is synced
            continue
        if path.is_dir():
            sync_folder(path)
        else:
            sync_file(path)
    sync_folder(staged)
    old = None
    if folder.exists():
        make_private(folder)
        old = _unused(folder.with_name(f"{folder.name}.{suffix}"))
        shutil.rmtree(ready, ignore_errors=True)
        staged.rename(ready)
        sync_folder(folder.parent)
        folder.rename(old)
        ready.rename(folder)
    else:
        staged.rename(folder)
    sync_folder(folder.parent)
    return old


def finish_exchange(folder: Path) -> None:
    """Complete an interrupted exchange if the old folder was already renamed; otherwise the old one stays.  Raises
    OSError."""
    ready = folder.with_name(folder.name + READY)
    if ready.is_dir() and not folder.exists():
        ready.rename(folder)
        sync_folder(folder.parent)


def _unused(path: Path) -> Path:
    """``path``, with a number appended when it exists."""
    number, unused = 1, path
    while unused.exists():
        number += 1
        unused = path.with_name(f"{path.name}-{number}")
    return unused
