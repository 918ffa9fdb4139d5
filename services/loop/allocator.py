"""The C library keeps memory that was freed, after a start some 100 MB; it returns it when asked.  numpy keeps small
blocks on top of that, and never returns them by itself."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
LARGE_BYTES = 1 << 20
_CACHED_BYTES = 1024
_CACHED_BLOCKS = 7
"""numpy keeps up to so many freed blocks of every length below _CACHED_BYTES, in all 3.7 MB (NCACHE and NBUCKETS in its
alloc.c, which has no option for it)."""


def return_large_blocks(large_bytes: int = LARGE_BYTES) -> None:
    """Return blocks of ``large_bytes`` and more to the system when they are freed: only glibc has this option
    (mallopt(3)), and by default it raises the limit to the largest block that was ever freed, up to 32 MB."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, large_bytes)


def share_one_heap() -> None:
    """Let threads that start from now on allocate where all others do: only glibc has this option (mallopt(3)), and by
    default each thread gets a heap of its own, which keeps some memory unused."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def free_unused_memory() -> None:
    """Return unused memory to the system, in some 10 ms; only glibc has the call for it (malloc_trim(3))."""
    _empty_numpy_cache()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def _empty_numpy_cache() -> None:
    """Free the blocks that numpy keeps, in 3 ms.

    Arrays whose length follows the number of events or units have another length every few minutes, so that for hours
    ever more of these blocks are kept.  An array that grows to _CACHED_BYTES frees a block that it took out of the
    cache, and numpy does not keep the larger one.
    """
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return
    for length in range(1, _CACHED_BYTES):
        for block in [numpy.empty(length, numpy.uint8) for _ in range(_CACHED_BLOCKS)]:
            block.resize(_CACHED_BYTES, refcheck=False)
