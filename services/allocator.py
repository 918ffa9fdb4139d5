"""The C library keeps memory that was freed, after a start some 100 MB; it returns it when asked."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress


def free_unused_memory() -> None:
    """Return unused memory to the system; only glibc has this call (malloc_trim(3))."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
