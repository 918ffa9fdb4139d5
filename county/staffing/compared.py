"""A comparison of villages with and without a change as a problem, between processes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from county.staffing.matched_change import ChangeFound, change_found


class ComparisonProblem(Struct, frozen=True, kw_only=True, tag="comparison"):
    """See :func:`county.staffing.matched_change.change_found`; ``counts``: of each village its events by week."""

    counts: tuple[tuple[int, ...], ...]
    changed: tuple[bool, ...]
    week: int
    size: tuple[float, ...]
    seed: int


def compared(problem: ComparisonProblem, progress: Callable[[float], None]) -> ChangeFound:
    return change_found(
        np.array(problem.counts, dtype=np.int64), np.array(problem.changed, dtype=bool), problem.week,
        np.array(problem.size, dtype=np.float64), seed=problem.seed, progress=progress,
    )  # fmt: skip
