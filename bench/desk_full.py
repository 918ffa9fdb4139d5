"""The benchmark ``desk`` with the sizes of the goals: a journal and texts of 1,000,000; some ten minutes."""

from __future__ import annotations

from bench import figure_tables
from bench.desk import DeskSizes, figures
from bench.figures import BenchFigure
from bench.rounds import Progress

FULL = DeskSizes(
    table=1_000_000, records=1_000_000, build_s=8.0, rebuild_s=15.0, texts=1_000_000, open_events=10_000, seconds=60.0
)


def run(progress: Progress) -> list[BenchFigure]:
    """The full form.  Raises RuntimeError when a process fails."""
    return [*figures(FULL, progress), *figure_tables.run(progress)]
