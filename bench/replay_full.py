"""The benchmark ``replay`` with 10,000,000 records; needs 8 GB on disk."""

from __future__ import annotations

from bench.analysis_full import RECORDS
from bench.figures import BenchFigure
from bench.replay import figures
from bench.rounds import Progress


def run(progress: Progress) -> list[BenchFigure]:
    """Build and ask.  Raises RuntimeError when the build fails."""
    return figures(progress, RECORDS)
