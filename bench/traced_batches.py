"""How long following a batch takes among many scans, how long the index of them, and how much memory it needs."""

from __future__ import annotations

import gc
import os
import random
from statistics import median

import numpy as np
from msgspec.structs import replace

from bench.figure_tables import spent
from bench.figures import BenchFigure
from bench.memory import anonymous_mb
from bench.rounds import Progress
from county.catalog import load
from county.tracing.question import TraceQuestion
from county.tracing.results import TraceAnswer
from county.tracing.scans import Scan
from services.simulation.supply_chain import SupplyChain, history, read_point_id
from services.tracing.places import ReadPoints
from services.tracing.scan_index import ScanIndex
from services.tracing.tracer import Tracer

SCANS = 1_000_000
BATCH = 100
"""Scans of a record."""
AT_ONCE = 512
"""Records that are taken together, as the analysis does."""
PLACES = {
    "input_supplier": 20, "farm": 400, "mill": 12, "slaughterhouse": 6, "processor": 8, "market": 20, "shop": 500,
    "canteen": 150,
}  # fmt: skip
BLENDS = 50
"""Runs in a row of which each is milled with a rest of the one before: what is bad in one spreads into the next."""
ASKED = 200
END_MS = 1_795_000_000_000
TRACE_MS = 200.0


def trace_figures(progress: Progress) -> list[BenchFigure]:
    """Batches chosen at random, each followed in both directions with everything that the panel shows."""
    places: dict[str, list[str]] = {}
    for kind, count in PLACES.items():
        first = sum(map(len, places.values()))
        places[kind] = [read_point_id(first + n) for n in range(count)]
    progress(0.0, f"history of {SCANS:,} scans")
    scans = [scan for run in history(SupplyChain(places, 1, blends=BLENDS), SCANS, END_MS, 40) for scan in run]
    gc.collect()
    before_mb, index = _anonymous_mb(), ScanIndex()
    progress(0.3, "index of the scans")
    built = spent(lambda: _take(index, scans))
    index_mb = _anonymous_mb() - before_mb
    tracer, rng, times, reached = Tracer(index, load(), ReadPoints({}, 4547)), random.Random(3), [], []
    for number in range(ASKED):
        progress(0.6 + 0.4 * number / ASKED, "batches")
        asked = TraceQuestion(batch=rng.choice(index.batches.texts))
        answers: list[TraceAnswer] = []
        times.append(spent(lambda asked=asked, answers=answers: answers.append(tracer.answer(asked, END_MS))))  # type: ignore[misc]
        found = answers[0].found
        assert found is not None
        reached.append(found.forward + found.backward)
    more = tuple(replace(scan, event_id=f"{scan.event_id} again") for scan in scans[:BATCH])
    added = spent(lambda: index.take([(SCANS, END_MS, more)]))
    clock_ms = np.array([each.wall_s for each in times]) * 1e3
    return [
        BenchFigure(f"index of {SCANS:,} scans, first build", built.wall_s, "s"),
        BenchFigure("index of the scans, processor", built.processor_s, "s"),
        BenchFigure("index of the scans, anonymous memory", index_mb, "MB"),
        BenchFigure("one more record into the index", added.wall_s * 1e3, "ms"),
        BenchFigure("batches reached by a trace, mean", float(np.mean(reached)), ""),
        BenchFigure("trace there, median", float(median(clock_ms)), "ms", at_most=TRACE_MS),
        BenchFigure("trace there, 95th percentile", float(np.percentile(clock_ms, 95)), "ms", at_most=TRACE_MS),
        BenchFigure("trace there, slowest", float(clock_ms.max()), "ms", at_most=TRACE_MS),
        BenchFigure("trace there, processor of the slowest", max(each.processor_s for each in times) * 1e3, "ms"),
    ]


def _anonymous_mb() -> float:
    used = anonymous_mb(os.getpid())
    assert used is not None, "this process runs"
    return used


def _take(index: ScanIndex, scans: list[Scan]) -> None:
    records = [
        (number + 1, END_MS, tuple(scans[first : first + BATCH]))
        for number, first in enumerate(range(0, len(scans), BATCH))
    ]  # fmt: skip
    for first in range(0, len(records), AT_ONCE):
        index.take(records[first : first + AT_ONCE])
