"""The worked shift in windows of 3840×2160."""

from __future__ import annotations

from bench.figures import BenchFigure
from bench.rounds import Progress
from bench.worked_shift import figures

ULTRA_HD_PX = (3840, 2160)


def run(progress: Progress) -> list[BenchFigure]:
    """Both hands.  Raises RuntimeError when a step has no effect."""
    return figures(progress, ULTRA_HD_PX)
