"""A running backend announces its address in its data folder, so that other local programs find it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from county.explained import ExplainedLine

if TYPE_CHECKING:
    from services.log import RateLimitedLog

FILE = "backend.json"
SERVICE_ENDED = "the backend of this county, started with `main.py serve`, has ended; start it again"
SERVICE_SILENT = "{address}: the backend started with `main.py serve` does not reply; retrying, check or restart it"
_EVERYWHERE = ("0.0.0.0", "[::]")


class Presence(msgspec.Struct, frozen=True):
    """A listening backend; ``started`` (s since 1970) distinguishes processes with the same pid."""

    address: str
    pid: int
    started: float
    of_window: bool = False
    """Whether it ends with the windows that need it; earlier versions do not announce this."""


@contextmanager
def announced(folder: Path, address: str, log: RateLimitedLog, *, of_window: bool) -> Iterator[None]:
    """Announce in ``folder`` that this process listens at ``address``, for the duration of the context.

    Only the owner of the journal's lock may do so: the file of a killed process is overwritten.
    """
    for everywhere in _EVERYWHERE:
        address = address.replace(everywhere, "127.0.0.1")
    import psutil

    file = folder / FILE
    part = file.with_suffix(".part")
    try:
        started = psutil.Process().create_time()
        part.write_bytes(msgspec.json.encode(Presence(address, os.getpid(), started, of_window)))
        part.replace(file)
    except OSError as error:
        log.warning("the address is not announced; other programs need --connect", file=str(file), reason=str(error))
    try:
        yield
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def running_in(folder: Path) -> Presence | None:
    """The backend announced in ``folder``; None when none runs."""
    found = _announced_in(folder)
    if found is None:
        return None
    import psutil

    try:
        started = psutil.Process(found.pid).create_time()
    except (ValueError, psutil.Error):
        return None
    return found if abs(started - found.started) < 1.0 else None


def running_service(folder: Path) -> Presence | None:
    """The backend announced in ``folder`` that was started with ``main.py serve``; None when none runs."""
    found = _announced_in(folder)
    return None if found is None or found.of_window else running_in(folder)


def offline_reason(folder: Path, used: Presence) -> str:
    """Why ``used``, a service announced in ``folder`` when the caller connected, does not reply: one line."""
    if running_in(folder) is None:
        return ExplainedLine(SERVICE_ENDED)
    return ExplainedLine(SERVICE_SILENT, address=used.address)


def _announced_in(folder: Path) -> Presence | None:
    """The announcement in ``folder``, perhaps of a killed process.  Does not import psutil, which takes long."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Presence)
    except (OSError, ValueError):
        return None
