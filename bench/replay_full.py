"""The benchmark ``replay`` with 10,000,000 records and 30,000 events on the desk; needs 8 GB on disk.

Journal and timeline are made by the first run, in some ten minutes, and used by all others of that day.
"""

from __future__ import annotations

from bench.analysis_full import RECORDS
from bench.figures import BenchFigure
from bench.replay import figures
from bench.rounds import Progress
from county.durations import DAY_MS

SPAN_MS = 650 * DAY_MS
"""2,190 events a day: an ended one stays on the desk for 14 days, so that some 30,000 are there at every moment."""


def run(progress: Progress) -> list[BenchFigure]:
    """Build and ask.  Raises RuntimeError when the build fails."""
    return figures(progress, RECORDS, SPAN_MS)
