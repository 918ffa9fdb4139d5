"""Benchmarks by name.  A benchmark is a module with ``run(progress) -> list[BenchFigure]``, imported on demand."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from bench.figures import BenchFigure
from bench.rounds import Progress

Bench = Callable[[Progress], list[BenchFigure]]

BENCHES = {
    "startup": "bench.startup",
    "wire": "bench.wire",
    "journal": "bench.journal",
    "flood": "bench.flood",
    "store": "bench.store",
    "store_full": "bench.store_full",
    "memory": "bench.memory",
    "memory_full": "bench.memory_full",
    "drawing": "bench.drawing",
    "map": "bench.map",
    "twin": "bench.twin",
    "analysis": "bench.analysis",
    "analysis_full": "bench.analysis_full",
    "figures": "bench.figure_tables",
    "brief": "bench.brief",
    "replay": "bench.replay",
    "replay_full": "bench.replay_full",
    "desk": "bench.desk",
    "desk_full": "bench.desk_full",
    "decisions": "bench.decisions",
    "leader": "bench.leader",
    "hands": "bench.hands",
    "hands_full": "bench.hands_full",
    "shift": "bench.shift",
    "shift_hour": "bench.shift_hour",
    "worked_shift": "bench.worked_shift",
    "worked_shift_full": "bench.worked_shift_full",
    "worked_shift_4k": "bench.worked_shift_4k",
    "drill": "bench.drill",
    "wall": "bench.wall",
    "hard": "bench.hard",
}


def bench(name: str) -> Bench:
    """The benchmark ``name``.  Raises KeyError."""
    run: Bench = import_module(BENCHES[name]).run
    return run
