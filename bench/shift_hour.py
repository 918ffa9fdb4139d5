"""The benchmark ``shift`` in the short form: one hour of realm time, three minutes, and another seed each day."""

from __future__ import annotations

from bench.figures import BenchFigure
from bench.rounds import Progress
from bench.shift import figures
from county.clock import SystemClock
from county.durations import DAY_MS

HOURS = 1


def run(progress: Progress) -> list[BenchFigure]:
    """The short form.  Raises RuntimeError when a process does not start."""
    return figures(HOURS, SystemClock().now_ms() // DAY_MS, progress)
