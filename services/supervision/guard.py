"""A supervised backend's stdin: the supervisor keeps it open while it runs, and the backend ends when it is closed."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from threading import Event, Thread

SUPERVISED = "COUNTY_BACKEND_SUPERVISED"
"""Environment variable that the supervisor sets for its backend.  Without it stdin is ignored."""


def is_supervised() -> bool:
    """Whether a supervisor started this process and ends it with itself."""
    return bool(os.environ.get(SUPERVISED))


def until_stopped() -> Event:
    """An event that is set by SIGINT, SIGTERM or, in a supervised backend, the end of stdin."""
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    if is_supervised():
        Thread(target=_wait, args=(stopped,), name="end of supervisor", daemon=True).start()
    return stopped


def _wait(stopped: Event) -> None:
    with suppress(OSError):
        while os.read(0, 4096):  # not sys.stdin: its lock would stay acquired at interpreter shutdown
            pass
    stopped.set()
