"""A running backend announces its address in its data folder, so that other local programs find it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from services.log import RateLimitedLog

FILE = "backend.json"
WINDOW_GONE = "the window that ran the backend of this county has closed; open the county again"
"""Shown by a window that used a running backend and lost it."""
_EVERYWHERE = ("0.0.0.0", "[::]")


class _Presence(msgspec.Struct, frozen=True):
    """A listening backend; ``started`` (s since 1970) distinguishes processes with the same pid."""

    address: str
    pid: int
    started: float


@contextmanager
def announced(folder: Path, address: str, log: RateLimitedLog) -> Iterator[None]:
    """Announce in ``folder`` that this process listens at ``address``, for the duration of the context.

    Only the owner of the journal's lock may do so: the file of a killed process is overwritten.
    """
    for everywhere in _EVERYWHERE:
        address = address.replace(everywhere, "127.0.0.1")
    import psutil

    file = folder / FILE
    part = file.with_suffix(".part")
    try:
        part.write_bytes(msgspec.json.encode(_Presence(address, os.getpid(), psutil.Process().create_time())))
        part.replace(file)
    except OSError as error:
        log.warning("the address is not announced; other programs need --connect", file=str(file), reason=str(error))
    try:
        yield
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def address_in(folder: Path) -> str | None:
    """Address of the backend of ``folder``; None when none runs."""
    if not (folder / FILE).is_file():  # the usual case when a desktop starts; avoids importing psutil
        return None
    import psutil

    try:
        found = msgspec.json.decode((folder / FILE).read_bytes(), type=_Presence)
        started = psutil.Process(found.pid).create_time()
    except (OSError, ValueError, psutil.Error):
        return None
    return found.address if abs(started - found.started) < 1.0 else None
