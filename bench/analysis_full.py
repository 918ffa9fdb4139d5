"""The benchmark ``analysis`` with 10,000,000 records and the texts of 1,000,000 events; needs 8 GB on disk."""

from __future__ import annotations

from bench.analysis import EVENTS, figures
from bench.figures import BenchFigure
from bench.rounds import Progress

RECORDS = 10_000_000
BUILD_S = 80.0


def run(progress: Progress) -> list[BenchFigure]:
    """Build and ask.  Raises RuntimeError when the build fails."""
    return figures(progress, records=RECORDS, build_s=BUILD_S, texts=EVENTS)
