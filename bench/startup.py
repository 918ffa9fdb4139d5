"""Time from process start to a county in an interactive window, compared with a bare window with a plot and a cone.

The county has a journal of 1,000,000 records.  The time until its backend is ready is measured separately, with a
checkpoint and without any.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from shutil import copytree
from statistics import median

from bench.children import python
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.first_paint import INTERACTIVE_LINE
from bench.restored_desk import restored_desk
from bench.rounds import Progress, alternating
from bench.three_years import RECORDS, journal_of_three_years
from county.package.open import CountyPackage
from services.disk.data_folder import data_folder, user_data

ROUNDS = 5
READY_ROUNDS = 3
LIMIT_S = 300


def run(progress: Progress) -> list[BenchFigure]:
    """Time both windows in alternation, then the backend.  Raises RuntimeError when one of them does not start."""
    package = demo_package(progress)
    county = CountyPackage(package)
    journal = journal_of_three_years(county, progress)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        data = home / data_folder(package).relative_to(user_data().parent)
        copytree(journal, data)
        windows: dict[str, Callable[[], float]] = {
            "bare window": partial(interactive_s, home, "bench.startup_bare"),
            "county": partial(interactive_s, home, "bench.startup_county", package, home / "s.ini"),
        }
        found = alternating(windows, ROUNDS, lambda share, what: progress(share / 2, what))
        progress(0.5, "backend, from a checkpoint")
        with_checkpoint = median(ready_s(package, data) for _ in range(READY_ROUNDS))
        one = restored_desk(county, data)
        for checkpoint in data.glob("realms/live/checkpoint-*"):
            checkpoint.unlink()
        progress(0.7, "backend, without a checkpoint")
        other = restored_desk(county, data)
        without = ready_s(package, data)
    different = sum(one.get(subject) != other.get(subject) for subject in one.keys() | other.keys())
    return [
        BenchFigure(f"county with {RECORDS:,} records in an interactive window", found["county"], "s"),
        BenchFigure("bare window", found["bare window"], "s"),
        BenchFigure("county / bare window", found["county"] / found["bare window"], "ratio", at_most=1.6),
        BenchFigure("backend ready, from its newest checkpoint", with_checkpoint, "s", at_most=3.0),
        BenchFigure("the same without any checkpoint", without, "s"),
        BenchFigure("states on the desk", len(one), ""),
        BenchFigure("states that differ without a checkpoint", different, "", at_most=0),
    ]


def interactive_s(home: Path, module: str, *arguments: Path) -> float:
    """Seconds from starting ``module`` until it reports that it is interactive; its data folder is in ``home``."""
    environment = {"XDG_DATA_HOME": str(home)}
    with python("-X", "faulthandler", "-m", module, *arguments, environment=environment) as child:
        line, elapsed_s = child.first_line()
        log = child.ended(LIMIT_S)
    code = child.process.returncode
    if line != INTERACTIVE_LINE or code:
        raise RuntimeError(f"{module} ended with {code} without an interactive window: {log[-2000:]}")
    return elapsed_s


def ready_s(package: Path, data: Path) -> float:
    """Seconds from starting a backend until it reports that it is ready; it is then killed and writes nothing."""
    with python("main.py", "serve", package, "--listen", "tcp://127.0.0.1:0", "--data", data) as child:
        line, elapsed_s = child.first_line()
        child.process.kill()
        log = child.ended(LIMIT_S)
    if not line:
        raise RuntimeError(f"main.py serve ended before it was ready: {log[-2000:]}")
    return elapsed_s
