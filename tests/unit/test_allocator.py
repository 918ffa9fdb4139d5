"""Large arrays that were freed do not remain with the process."""

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
