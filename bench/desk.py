"""The event desk: from a command to every screen, rebuilt state, timeline, search, dispatch and table.

Journal and texts have a tenth and a hundredth of their sizes, so that it takes some three minutes; ``desk_full`` has
the sizes of the goals.  What needs other processes to keep up comes first: if they cannot, no figure is lost.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench import archive_table, command_to_screens, dispatch_decision, rebuilt_state
from bench.analysis import built, searches
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.rounds import Progress
from bench.three_years import journal_of_three_years
from county.package.open import CountyPackage


@dataclass(frozen=True)
class DeskSizes:
    """How much of everything."""

    table: int
    """Events in the table."""
    records: int
    """In the journal from which state and timeline are built."""
    build_s: float
    rebuild_s: float
    texts: int
    open_events: int
    seconds: float
    """With commands without pause."""


NODES, WORKERS, UNITS = 30_000, 1_258, 200
QUICK = DeskSizes(
    table=1_000_000, records=100_000, build_s=0.8, rebuild_s=1.5, texts=10_000, open_events=10_000, seconds=10.0
)


def run(progress: Progress) -> list[BenchFigure]:
    """The quick form.  Raises RuntimeError when a process fails."""
    return figures(QUICK, progress)


def figures(sizes: DeskSizes, progress: Progress) -> list[BenchFigure]:
    """All figures.  Raises RuntimeError when a process fails."""
    folder = demo_package(progress)
    package = CountyPackage(folder)
    journal = journal_of_three_years(package, progress, sizes.records) / "realms" / "live"
    found = command_to_screens.figures(folder, sizes.open_events, sizes.seconds, progress)
    found += rebuilt_state.figures(package, sizes.records, sizes.rebuild_s, progress)
    with tempfile.TemporaryDirectory() as name:
        found += built(journal, Path(name) / "timeline", sizes.records, sizes.build_s, progress)
        found += searches(package, Path(name) / "texts", sizes.texts, progress)
    found += dispatch_decision.figures(package.catalog, NODES, WORKERS, UNITS, progress)
    return found + archive_table.figures(package, sizes.table, progress)
