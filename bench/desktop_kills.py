"""The desktop killed at random moments and started again: the time until its window shows the full state."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from shutil import copytree
from statistics import median

import numpy as np

from bench.children import python
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.first_paint import INTERACTIVE_LINE
from bench.flood import backend
from bench.rounds import Progress
from bench.three_years import journal_of_three_years
from county.package.open import CountyPackage

KILLS = 100
SEED = 20261122
UP_S = (0.0, 2.0)
"""How long a window that shows everything runs before it is killed."""
STARTING = 10
"""Every how-manieth kill hits a desktop that is still starting."""
LIMIT_S = 60.0


def full_state_s(package: Path, address: str, keys: Path, kills: int, progress: Progress) -> list[float]:
    """Seconds from each start until the full state is painted.  Raises RuntimeError when a desktop ends by itself."""
    moments, found = random.Random(SEED), list[float]()
    with tempfile.TemporaryDirectory() as name:
        settings = Path(name) / "s.ini"
        for kill in range(kills):
            progress(kill / kills, f"kill {kill + 1} of {kills} of the desktop")
            if kill % STARTING == STARTING - 1:
                with python("-m", "bench.full_state", package, address, keys, settings):
                    time.sleep(moments.uniform(0.0, 1.0))
            with python("-m", "bench.full_state", package, address, keys, settings) as child:
                line, took_s = child.first_line()
                if line != INTERACTIVE_LINE:
                    raise RuntimeError(f"the desktop ended without the full state: {child.ended(LIMIT_S)[-2000:]}")
                found.append(took_s)
                time.sleep(moments.uniform(*UP_S))
    return found


def figures(kills: int, progress: Progress, *, records: int) -> list[BenchFigure]:
    """The figures of ``kills`` kills, with ``records`` in the journal of the demo county."""
    package = demo_package(progress)
    filled = journal_of_three_years(CountyPackage(package), progress, records)
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        copytree(filled, data)
        with backend(package, data) as (address, keys):
            took_s = full_state_s(package, address, keys, kills, progress)
    return [
        BenchFigure(f"{kills} kills of the desktop: from its start to the full state, p50", median(took_s), "s"),
        BenchFigure("the same, p95", float(np.percentile(took_s, 95)), "s", at_most=2.0),
        BenchFigure("the same, longest", max(took_s), "s"),
    ]
