"""The desk under a person's hands and eyes, in a real window."""

from __future__ import annotations

from bench import alarm_attention, robot_hands
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.rounds import Progress


def run(progress: Progress) -> list[BenchFigure]:
    """All figures.  Raises RuntimeError when a process fails."""
    package = demo_package(progress)
    return [*robot_hands.figures(package, progress), *alarm_attention.figures(package, progress)]
