"""The worked shift of 30 events in windows of 1920×1080."""

from __future__ import annotations

from bench.figures import BenchFigure
from bench.rounds import Progress
from bench.worked_shift import FULL_HD_PX, SHIFT, figures


def run(progress: Progress) -> list[BenchFigure]:
    """Both hands.  Raises RuntimeError when a seat does not start."""
    return figures(progress, FULL_HD_PX, SHIFT)
