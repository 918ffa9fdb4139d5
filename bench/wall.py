"""A wall of 24 tiles on 11520 × 2160 pixels while 5,000 things change every second: what it costs, and how soon a
source that stops is seen.

Two processes are compared: one with the tiles, one with an empty scene and the same county and changes.
"""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from typing import Any

from bench.children import python
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.rounds import Progress

LIMIT_S = 300


def run(progress: Progress) -> list[BenchFigure]:
    """Raises RuntimeError when a process fails."""
    package = demo_package(progress)
    progress(0.1, "empty scene")
    empty = measured(package, "empty")
    progress(0.4, "24 tiles")
    full = measured(package, "full")
    return [
        BenchFigure("tiles", len(full["counts"]), "", at_least=24),
        BenchFigure("changes a second", full["changes_per_s"], "/s", at_least=4_900),
        BenchFigure("paintings a second, busiest tile", full["paintings_per_s"], "/s", at_most=2.05),
        BenchFigure("paintings of the still map and twin", full["still"], "", at_most=0),
        BenchFigure("painting of a tile, median", median(full["paint_ms"] or [0.0]), "ms", at_most=8),
        BenchFigure("painting of a tile, slowest", max(full["paint_ms"], default=0.0), "ms"),
        BenchFigure("processor, of one core", 100 * full["cpu_share"], "%", at_most=25),
        BenchFigure("processor with an empty scene", 100 * empty["cpu_share"], "%"),
        BenchFigure("memory above an empty scene", full["memory_mb"] - empty["memory_mb"], "MB", at_most=250),
        BenchFigure("memory, anonymous", full["memory_mb"], "MB"),
        BenchFigure("stopped source seen after its limit", full["lost_after_s"], "s", at_most=1),
        BenchFigure("other tiles lost with it", len(full["others_lost"]), "", at_most=0),
        BenchFigure("recovered after it is back", full["recovered_s"], "s", at_most=2),
    ]


def measured(package: Path, what: str) -> dict[str, Any]:
    """What one process found.  Raises RuntimeError when it fails."""
    with python("-m", "bench.wall_process", package, what) as child:
        line, _ = child.first_line()
        log = child.ended(LIMIT_S)
    if child.process.returncode or not line:
        raise RuntimeError(f"bench.wall_process ended with {child.process.returncode}: {log[-800:]}")
    found: dict[str, Any] = json.loads(line)
    return found
