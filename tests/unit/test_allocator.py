"""Large arrays that were freed do not remain with the process, and its threads allocate from one heap."""

from __future__ import annotations

import subprocess
import sys

import pytest

CHILD = """
import os
import numpy as np
from bench.memory import anonymous_mb
from services.allocator import return_large_blocks

return_large_blocks()
np.ones(1 << 18)  # by default, freeing it raises the size from which blocks are returned
before = anonymous_mb(os.getpid())
arrays, between = [], []
for _ in range(20):
    arrays.append(np.ones(1 << 17))
    between.append(np.ones(1 << 10))
del arrays
print(anonymous_mb(os.getpid()) - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has this option")
def test_large_arrays_between_others_are_returned_when_they_are_freed() -> None:
    found = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=True)
    assert float(found.stdout) < 5, "of 21 MB"


THREADS = """
import ctypes, sys
from threading import Barrier, Thread
from services.allocator import share_one_heap

share_one_heap()
allocated, end = Barrier(5), Barrier(5)

def allocate():
    kept = [bytes(1_000) for _ in range(100)]
    allocated.wait()
    end.wait()

for _ in range(4):
    Thread(target=allocate).start()
allocated.wait()
libc = ctypes.CDLL(None)
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
end.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has this option")
def test_all_threads_allocate_from_one_heap() -> None:
    found = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=True)
    assert found.stdout.count("<heap nr=") == 1
