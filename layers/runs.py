"""Runs of rows in flat columns: run i has the rows ``starts[i]`` to ``starts[i + 1]``."""

from __future__ import annotations

import numpy as np

from layers.batches import I64


def ranges(first: I64, size: I64) -> I64:
    """``first[0] … first[0] + size[0] - 1, first[1] …`` in one array."""
    ends = np.cumsum(size)
    return np.asarray(np.repeat(first - (ends - size), size) + np.arange(int(ends[-1]) if len(ends) else 0))


def gather(starts: I64, chosen: I64) -> tuple[I64, I64]:
    """Rows of the chosen runs, run after run, and the length of each run."""
    lengths = starts[chosen + 1] - starts[chosen]
    return ranges(starts[chosen], lengths), lengths
