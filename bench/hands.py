"""The desk under a person's hands and eyes, in a real window: some three minutes."""

from __future__ import annotations

from bench import alarm_attention, robot_hands
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.robot_hands import HandSizes
from bench.rounds import Progress

SHORT = HandSizes(clicks=90, keys=200, least_s=0.0)
FIRES = 8


def run(progress: Progress) -> list[BenchFigure]:
    """All figures.  Raises RuntimeError when a process fails."""
    return figures(SHORT, FIRES, progress)


def figures(sizes: HandSizes, fires: int, progress: Progress) -> list[BenchFigure]:
    """Those of the robot, then those of ``fires`` fires."""
    package = demo_package(progress)
    return [*robot_hands.figures(package, sizes, progress), *alarm_attention.figures(package, fires, progress)]
