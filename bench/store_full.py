"""The benchmark ``store`` with 100,000 channels throughout: 34 million readings, some ten minutes and 2 GB on disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.figures import BenchFigure
from bench.rounds import Progress
from bench.store import CHANNELS, BareHistory, answers, life_cycle
from services.store.sqlite.history_table import HistoryLayout


def run(progress: Progress) -> list[BenchFigure]:
    """Compaction, then queries.  Raises RuntimeError where bytes written are not counted."""
    with tempfile.TemporaryDirectory() as name:
        store = BareHistory(Path(name) / "store", CHANNELS, HistoryLayout())
        figures = life_cycle(store, progress) + answers(store, progress)
        store.close()
    return figures
