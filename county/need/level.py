"""低需求, 中需求, 高需求: the level of a place among those of the same class."""

from __future__ import annotations

import math
from typing import Final

from county.names import Name

LEVEL_NAMES: Final[tuple[Name, ...]] = (
    Name("低需求", "low need"), Name("中需求", "medium need"), Name("高需求", "high need"),
)  # fmt: skip


def level(score: float) -> int:
    """Place in LEVEL_NAMES of a score from 0 to 1: thirds, the last one with its end.  Raises ValueError for another
    number, and for one that is none."""
    if not 0.0 <= score <= 1.0:  # also false for NaN
        raise ValueError(f"a score of {score} is not between 0 and 1")
    return min(math.floor(score * len(LEVEL_NAMES)), len(LEVEL_NAMES) - 1)
