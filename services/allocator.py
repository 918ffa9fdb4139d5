"""The C library keeps memory that was freed, after a start some 100 MB; it returns it when asked."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
LARGE_BYTES = 1 << 20


def return_large_blocks() -> None:
    """Return blocks of LARGE_BYTES and more to the system when they are freed: only glibc has this option (mallopt(3)),
    and by default it raises the limit to the largest block that was ever freed, up to 32 MB."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES)


def share_one_heap() -> None:
    """Let threads that start from now on allocate where all others do: only glibc has this option (mallopt(3)), and by
    default each thread gets a heap of its own, which keeps some memory unused."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def free_unused_memory() -> None:
    """Return unused memory to the system; only glibc has this call (malloc_trim(3))."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
