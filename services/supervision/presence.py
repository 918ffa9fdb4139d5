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


_SAME_S = 1.0
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Presence(msgspec.Struct, frozen=True):
    """A listening backend; when it started distinguishes processes with the same pid."""

    address: str
    pid: int
    started: float
    """s since 1970.  On Linux another one once the clock was set or the machine slept: the system computes it from the
    present time and :attr:`since_boot_s`, which stays."""
    of_window: bool = False
    """Whether it ends with the windows that need it; earlier versions do not announce this."""
    since_boot_s: float | None = None
    """From the start of the machine to that of the process; on Windows another one once the clock was set.  None:
    announced by an earlier version."""
    boot: str = ""
    """Id of the start of the machine, "" where the system has none: processes of two starts may have the same pid and
    time since it."""


@contextmanager
def announced(folder: Path, address: str, log: RateLimitedLog, *, of_window: bool) -> Iterator[None]:
    """Announce in ``folder`` that this process listens at ``address``, for the duration of the context.

    Only the owner of the journal's lock may do so: the file of a killed process is overwritten.
    """
    for everywhere in _EVERYWHERE:
        address = address.replace(everywhere, "127.0.0.1")
    file = folder / FILE
    part = file.with_suffix(".part")
    try:
        started, since_boot_s = _start_of(os.getpid())
        presence = Presence(address, os.getpid(), started, of_window, since_boot_s, _boot_id())
        part.write_bytes(msgspec.json.encode(presence))
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
        started, since_boot_s = _start_of(found.pid)
    except (ValueError, psutil.Error):
        return None
    since = found.since_boot_s
    of_this_boot = bool(found.boot) and found.boot == _boot_id() and since is not None
    same = abs(since_boot_s - since) if of_this_boot and since is not None else abs(started - found.started)
    return found if same < _SAME_S else None


def running_service(folder: Path) -> Presence | None:
    """The backend announced in ``folder`` that was started with ``main.py serve``; None when none runs."""
    found = _announced_in(folder)
    return None if found is None or found.of_window else running_in(folder)


def offline_reason(folder: Path, used: Presence) -> str:
    """Why ``used``, a service announced in ``folder`` when the caller connected, does not reply: one line."""
    if running_in(folder) is None:
        return ExplainedLine(SERVICE_ENDED)
    return ExplainedLine(SERVICE_SILENT, address=used.address)


def _start_of(pid: int) -> tuple[float, float]:
    """When a process started, in s since 1970 and since the start of the machine."""
    import psutil

    started = psutil.Process(pid).create_time()
    return started, started - psutil.boot_time()


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return ""


def _announced_in(folder: Path) -> Presence | None:
    """The announcement in ``folder``, perhaps of a killed process.  Does not import psutil, which takes long."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Presence)
    except (OSError, ValueError):
        return None
