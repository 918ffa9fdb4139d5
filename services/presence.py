"""A running backend says in its data folder where it listens, so that programs beside it find it."""

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
"""What a window may say that found a backend running and now misses it."""
_EVERYWHERE = ("0.0.0.0", "[::]")


class _Presence(msgspec.Struct, frozen=True):
    """Who listens; ``started`` (s since 1970) tells a process from a later one with the same number."""

    address: str
    pid: int
    started: float


@contextmanager
def announced(folder: Path, address: str, log: RateLimitedLog) -> Iterator[None]:
    """Say in ``folder`` that this process listens at ``address``, for as long as it does.

    Only who holds the folder's journal may say so: the file of one that was killed is overwritten.
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
        log.warning("programs beside it must be told the address with --connect", file=str(file), reason=str(error))
    try:
        yield
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def address_in(folder: Path) -> str | None:
    """Where the backend of ``folder`` listens; None when none runs there."""
    if not (folder / FILE).is_file():  # the usual start of a desktop, which must not wait for psutil
        return None
    import psutil

    try:
        found = msgspec.json.decode((folder / FILE).read_bytes(), type=_Presence)
        started = psutil.Process(found.pid).create_time()
    except (OSError, ValueError, psutil.Error):
        return None
    return found.address if abs(started - found.started) < 1.0 else None
