"""From the start of the process to a county in an interactive window, next to a bare window with a plot and a cone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.demo_package import demo_package
from bench.figures import Figure
from bench.first_paint import SAID
from bench.rounds import Progress, by_turns

ROUNDS = 5
LIMIT_S = 120
ROOT = Path(__file__).resolve().parent.parent


def run(progress: Progress) -> list[Figure]:
    """Time both windows by turns.  Raises RuntimeError when one does not come up."""
    package = demo_package(progress)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        found = by_turns(
            {
                "bare window": lambda: interactive_s("bench.startup_bare", home=home),
                "county": lambda: interactive_s("bench.startup_county", str(package), str(home / "s.ini"), home=home),
            },
            ROUNDS,
            progress,
        )
    county, bare = found["county"], found["bare window"]
    return [
        Figure("county in an interactive window", county, "s"),
        Figure("bare window", bare, "s"),
        Figure("county / bare window", county / bare, "ratio", at_most=2.0),
    ]


def interactive_s(module: str, *arguments: str, home: Path) -> float:
    """Seconds from starting ``module`` to its word that it is interactive; its own journal lies in ``home``."""
    environment = {**os.environ, "XDG_DATA_HOME": str(home)}
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None
        said = child.stdout.readline().strip()
        elapsed = time.perf_counter() - start
        _, log = child.communicate(timeout=LIMIT_S)
    finally:
        child.kill()
        child.wait()
    if said != SAID or child.returncode:
        raise RuntimeError(f"{module} ended with {child.returncode} and without an interactive window: {log[-2000:]}")
    return elapsed
