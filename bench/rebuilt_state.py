"""The desk's state rebuilt from its journal: from the newest checkpoint, and from the first record on."""

from __future__ import annotations

import tempfile
from pathlib import Path
from shutil import copytree

from bench.analysis import timed
from bench.figures import BenchFigure
from bench.restored_desk import restored_desk
from bench.rounds import Progress
from bench.three_years import journal_of_three_years
from county.package.open import CountyPackage

FROM_CHECKPOINT_S = 1.0


def figures(package: CountyPackage, records: int, goal_s: float, progress: Progress) -> list[BenchFigure]:
    """The figures of a journal of ``records``; ``goal_s``: without a checkpoint."""
    filled = journal_of_three_years(package, progress, records)
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        copytree(filled, data)
        progress(0.5, "state from a checkpoint")
        _ = package.table("villages"), package.sensors, package.resources  # read once by every backend
        with_checkpoint = timed(lambda: restored_desk(package, data))
        for checkpoint in data.glob("realms/live/checkpoint-*"):
            checkpoint.unlink()
        progress(0.6, "state without a checkpoint")
        without = timed(lambda: restored_desk(package, data))
    return [
        BenchFigure(f"state of {records:,} records, without a checkpoint", without, "s", at_most=goal_s),
        BenchFigure("the same from the newest checkpoint", with_checkpoint, "s", at_most=FROM_CHECKPOINT_S),
    ]
