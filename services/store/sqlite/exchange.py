"""Exchanging the folder of a realm for another one, whole or not at all.  Whoever does it holds the realm's lock."""

from __future__ import annotations

import shutil
from pathlib import Path

from services.durable import sync_file, sync_folder
from services.store.private import close_to_others, private_folder

STAGED = ".staged"
"""Ending of a folder that is being filled: of no account after a crash."""
READY = ".ready"
"""Ending of a folder that is complete and takes the place of the realm's folder, also after a crash."""


def stage(folder: Path) -> Path:
    """An empty folder beside ``folder`` in which its successor is built.  Raises OSError."""
    staged = folder.with_name(folder.name + STAGED)
    shutil.rmtree(staged, ignore_errors=True)
    private_folder(staged)
    return staged


def put_in_place(folder: Path, *, aside: str) -> Path | None:
    """Put what :func:`stage` built in the place of ``folder``; returns where the old one is kept now, None if there was
    none.

    ``aside``: what the old one is called from then on, after its name, e.g. ``before-restore``.  Raises OSError.
    """
    staged, ready = folder.with_name(folder.name + STAGED), folder.with_name(folder.name + READY)
    close_to_others(staged)
    for path in sorted(staged.rglob("*"), reverse=True):
        if path.is_dir():
            sync_folder(path)
        else:
            sync_file(path)
    sync_folder(staged)
    kept = None
    if folder.exists():
        close_to_others(folder)
        kept = _free(folder.with_name(f"{folder.name}.{aside}"))
        shutil.rmtree(ready, ignore_errors=True)
        staged.rename(ready)
        sync_folder(folder.parent)
        folder.rename(kept)
        ready.rename(folder)
    else:
        staged.rename(folder)
    sync_folder(folder.parent)
    return kept


def finish_exchange(folder: Path) -> None:
    """End an exchange that was cut off: with the new folder if the old one has left, else with the old one.  Raises
    OSError."""
    ready = folder.with_name(folder.name + READY)
    if ready.is_dir() and not folder.exists():
        ready.rename(folder)
        sync_folder(folder.parent)


def _free(path: Path) -> Path:
    """``path``, with a number behind it when it exists."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
