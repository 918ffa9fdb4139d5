"""Arrays that were freed do not remain with the process, neither large nor small ones, and its threads allocate from
one heap."""

from __future__ import annotations

import subprocess
import sys

import pytest

BACKEND = """
from services.loop.allocator import LARGE_BYTES, return_large_blocks
return_large_blocks()
"""
DESKTOP = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
import desktop.app
from desktop.scenes.registry import DEFAULT
program = desktop.app.Program(scene=DEFAULT, off_screen=True)
LARGE_BYTES = desktop.app.PICTURE_BYTES
"""
LARGE = """
import os
import numpy as np
from bench.memory import anonymous_mb

np.ones(1 << 18)  # by default, freeing it raises the size from which blocks are returned
before = anonymous_mb(os.getpid())
arrays, between = [], []
for _ in range(20 * (1 << 20) // LARGE_BYTES):
    arrays.append(np.ones(LARGE_BYTES, dtype=np.uint8))
    between.append(np.ones(1 << 10))
held = anonymous_mb(os.getpid())
del arrays
print(held - before, held - anonymous_mb(os.getpid()))
"""


@pytest.mark.parametrize("before", [BACKEND, DESKTOP], ids=["backend", "desktop"])
@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has this option")
def test_large_arrays_between_others_are_returned_when_they_are_freed(before: str) -> None:
    child = f"{before}\n{LARGE}"
    found = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=True)
    held, returned = map(float, found.stdout.split())
    assert held > 20
    assert returned > 19, "of 21 MB"


BARE = "from services.loop.allocator import share_one_heap; share_one_heap()"
THREADS = """
import ctypes
from threading import Barrier, Thread

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


@pytest.mark.parametrize("before", [BARE, DESKTOP], ids=["bare", "desktop"])
@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has this option")
def test_all_threads_allocate_from_one_heap(before: str) -> None:
    child = f"{before}\n{THREADS}"
    found = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=True)
    assert found.stdout.count("<heap nr=") == 1


SMALL = """
import os
import numpy as np
from bench.memory import anonymous_mb
from services.loop.allocator import free_unused_memory

free_unused_memory()
before = anonymous_mb(os.getpid())
for length in range(1, 1024):
    freed_together = [np.ones(length, dtype=np.uint8) for _ in range(7)]
del freed_together
kept = anonymous_mb(os.getpid()) - before
free_unused_memory()
print(kept, anonymous_mb(os.getpid()) - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc returns memory when asked")
def test_small_arrays_of_many_lengths_are_returned_after_they_were_freed() -> None:
    found = subprocess.run([sys.executable, "-c", SMALL], capture_output=True, text=True, check=True)
    kept_by_numpy, after = map(float, found.stdout.split())
    assert kept_by_numpy > 3, "numpy keeps them: without that, this test and what it tests are not needed"
    assert after < 1


WITHOUT_NUMPY = """
import sys
from services.loop.allocator import free_unused_memory

free_unused_memory()
print("numpy" in sys.modules)
"""


def test_a_process_without_numpy_does_not_load_it_to_return_memory() -> None:
    found = subprocess.run([sys.executable, "-c", WITHOUT_NUMPY], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
