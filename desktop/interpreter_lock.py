"""How soon the window's thread gets Python's interpreter lock back from another thread."""

from __future__ import annotations

import sys

SWITCH_S = 0.0005
"""After this time a thread that computes gives the lock to one that waits for it.  Qt releases the lock in nearly every
call, so that with Python's own 5 ms a painting next to the thread of the twin would wait several frames."""


def share_quickly() -> None:
    """For the whole process."""
    sys.setswitchinterval(SWITCH_S)
