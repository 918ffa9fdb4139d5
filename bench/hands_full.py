"""The benchmark ``hands`` with the sizes of the goals: 1,000 clicks, and at least five minutes; some 15 minutes."""

from __future__ import annotations

from bench.figures import BenchFigure
from bench.hands import figures
from bench.robot_hands import HandSizes
from bench.rounds import Progress

FULL = HandSizes(clicks=1_000, keys=1_000, least_s=300.0)
FIRES = 20


def run(progress: Progress) -> list[BenchFigure]:
    """The full form.  Raises RuntimeError when a process fails."""
    return figures(FULL, FIRES, progress)
