"""The benchmark ``memory`` in the form of its goal: three minutes of the demo county."""

from __future__ import annotations

from bench.figures import BenchFigure
from bench.memory import figures
from bench.rounds import Progress

SECONDS = 180


def run(progress: Progress) -> list[BenchFigure]:
    """One long run.  Raises RuntimeError when the program fails."""
    return figures(1, SECONDS, progress)
