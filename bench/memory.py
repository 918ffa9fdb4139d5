"""What desktop and backend hold in memory once the demo county, map and twin, is fully shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench.demo_package import demo_package
from bench.figures import Figure
from bench.rounds import Progress

ROUNDS = 3
SECONDS = 30
ROOT = Path(__file__).resolve().parent.parent


def run(progress: Progress) -> list[Figure]:
    """Resident memory after half a minute of demo traffic.  Raises RuntimeError when the program fails."""
    package = demo_package(progress)
    found = []
    for turn in range(ROUNDS):
        progress(turn / ROUNDS, f"run {turn + 1} of {ROUNDS}")
        found.append(memory_mb(package))
    return [
        Figure("desktop", median(m["desktop"] for m in found), "MB", at_most=1200),
        Figure("backend", median(m["backend"] for m in found), "MB", at_most=300),
    ]


def memory_mb(package: Path) -> dict[str, float]:
    """``memory_mb`` of the summary of one run off-screen, with a journal of its own."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "out"
        done = subprocess.run(
            [sys.executable, ROOT / "main.py", "run", package, "--snapshot", out, "--seconds", str(SECONDS)],
            env={**os.environ, "XDG_DATA_HOME": name},
            capture_output=True,
            text=True,
            timeout=SECONDS + 300,
        )
        if done.returncode:
            raise RuntimeError(f"main.py run ended with {done.returncode}: {done.stderr[-500:]}")
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    memory: dict[str, float] = summary["memory_mb"]
    return memory
