"""Proof that the backend's loop iterates: the loop itself sends it, and nothing else in the process does.

Heartbeats to clients do not prove it to the process that must restart a backend that hangs, as that has no connection.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress

from county.clock import monotonic_ms

EVERY_MS = 250
"""Interval of beats at least."""
BEAT = "beat"
"""A line on the stdout of a supervised backend."""
STDOUT = 1


class Liveness:
    """Sends a beat to each receiver, at most four per second."""

    def __init__(self, receivers: Sequence[Callable[[], None]], monotonic: Callable[[], int] = monotonic_ms) -> None:
        self._receivers = receivers
        self._monotonic = monotonic
        self._beat_at = monotonic() - EVERY_MS

    def beat(self) -> None:
        """The loop iterates.  Never blocks."""
        now = self._monotonic()
        if now - self._beat_at < EVERY_MS:
            return
        self._beat_at = now
        for receiver in self._receivers:
            receiver()


class PipeBeat:
    """Beats to the supervisor, through the pipe that it reads as stdout."""

    def __init__(self, descriptor: int = STDOUT) -> None:
        """A supervisor that does not read must not stop the loop, so the pipe becomes non-blocking, except on Windows,
        where it fills only after more than a quarter of an hour without a reader."""
        self._descriptor = descriptor
        if os.name == "posix":
            os.set_blocking(descriptor, False)

    def __call__(self) -> None:
        with suppress(OSError):  # full, or without a reader
            os.write(self._descriptor, f"{BEAT}\n".encode())
