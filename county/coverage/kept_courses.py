"""The courses of tours as a plan that is kept has them: with so few points that its record is small."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from county.coverage.kept_plans import COURSES_MAX
from county.roads.lines import thinned

POINT_BYTES = 8


def kept_courses(courses: Sequence[bytes]) -> tuple[bytes, ...]:
    """The courses of :class:`~county.coverage.results.ToursFound` in at most COURSES_MAX bytes together, as near to the
    roads as that allows; none where there are too many for two points each."""
    points = COURSES_MAX // POINT_BYTES // max(1, len(courses))
    if points < 2:
        return ()
    ways = (np.frombuffer(course, dtype="<f4").reshape(-1, 2).astype(float) for course in courses)
    return tuple(thinned(way, points).astype("<f4").tobytes() for way in ways)
