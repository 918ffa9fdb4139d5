"""The worked shift of 30 events in windows of 3840×2160."""

from __future__ import annotations

from bench.figures import BenchFigure
from bench.rounds import Progress
from bench.worked_shift import SHIFT, figures

ULTRA_HD_PX = (3840, 2160)


def run(progress: Progress) -> list[BenchFigure]:
    """Both hands.  Raises RuntimeError when a seat does not start."""
    return figures(progress, ULTRA_HD_PX, SHIFT)
