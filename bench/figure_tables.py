"""Figures over 1,000,000 events: one with three filters, first asked and asked again, and 40 metrics by village."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import NamedTuple

from msgspec.structs import replace

from bench.analysis import timeline_of
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.lives_journal import LIVES, LivesJournal
from bench.rounds import Progress
from bench.timeline_build import anonymous_mb
from county.catalog import Catalog
from county.figures.metric import Metric, Period, Scope
from county.package.open import CountyPackage
from services.analysis.figures.figures import Figures, counted_county
from services.analysis.timeline.timeline import RecordTimeline
from services.protocol.analysis_messages import FiguresRequest
from services.store.upcast import RecordReader

EVENTS = 333_334 * LIVES
FIRST_MS = 1_700_000_000_000
ROUNDS = 7
METRICS = 40
MONTH_MS = 30 * 86_400_000


class Spent(NamedTuple):
    """Seconds."""

    wall_s: float
    processor_s: float


def run(progress: Progress) -> list[BenchFigure]:
    """Build the timeline of some 3,000,000 records, then ask."""
    package = CountyPackage(demo_package(progress))
    catalog = with_variants(package.catalog)
    journal = LivesJournal(package, EVENTS, FIRST_MS)
    with tempfile.TemporaryDirectory() as name:
        timeline = timeline_of(journal, Path(name), lambda share: progress(share, "events"))
        with closing(timeline):
            return asked(timeline, journal, package, catalog)


def asked(
    timeline: RecordTimeline, journal: LivesJournal, package: CountyPackage, catalog: Catalog
) -> list[BenchFigure]:
    """The figures of the benchmark."""
    every = Period(0, journal.head.recorded_ms + MONTH_MS)
    last = Period(journal.head.recorded_ms - 24 * MONTH_MS, journal.head.recorded_ms - 23 * MONTH_MS)
    villages = [str(code) for code in package.table("villages")["code"].tolist()]
    classes = list(catalog.event_classes)
    filters = cycle(
        Scope(division=code[:9] + "000", event_class=one, channel=channel)
        for code, one, channel in zip(
            villages, cycle(classes), cycle(("hotline", "grid_worker", "citizen")), strict=False
        )
    )

    def figures() -> Figures:
        county = counted_county(package)
        return Figures(timeline, county, journal, RecordReader())

    def one(of: Figures, scope: Scope) -> Spent:
        return spent(lambda: of.table(FiguresRequest(
            request="b", metrics=("closed_on_time",), scope=scope, periods=(every,)
        )))  # fmt: skip

    cold = [one(figures(), next(filters)) for _ in range(ROUNDS)]
    known = figures()
    one(known, next(filters))
    warm = [one(known, next(filters)) for _ in range(ROUNDS * 3)]
    names = tuple(catalog.metrics)[:METRICS]

    def matrix(of: Figures, period: Period) -> Spent:
        return spent(lambda: of.table(FiguresRequest(request="b", metrics=names, periods=(period,), grain="village")))

    before_mb = anonymous_mb()
    first = matrix(known, every)
    whole = [matrix(_forgotten(known), every) for _ in range(3)]
    month = [matrix(_forgotten(known), last) for _ in range(3)]
    what = f"{len(villages)} villages × {len(names)} metrics over {EVENTS:,} events"
    return [
        *both("a figure with three filters, first asked", cold, "ms", 1e3, 150),
        *both("the same figure with three other filters", warm, "ms", 1e3, 15),
        *both(what + ", first asked", [first], "s", 1.0, None),
        *both(what + ", columns known", whole, "s", 1.0, 1.0),
        *both("the same for one month", month, "s", 1.0, 1.0),
        BenchFigure("anonymous memory that figures added", anonymous_mb() - before_mb, "MB"),
    ]


def spent(work: Callable[[], object]) -> Spent:
    """What some work takes of the clock and of the processor."""
    began, worked = time.perf_counter(), time.thread_time()
    work()
    return Spent(time.perf_counter() - began, time.thread_time() - worked)


def both(name: str, times: list[Spent], unit: str, scale: float, goal: float | None) -> list[BenchFigure]:
    """Medians of both; other load on the machine changes the first one only."""
    wall_s, processor_s = (median(one[i] for one in times) for i in (0, 1))
    return [
        BenchFigure(name, wall_s * scale, unit, at_most=goal),
        BenchFigure("  of it processor time", processor_s * scale, unit),
    ]


def with_variants(catalog: Catalog) -> Catalog:
    """The catalogue with as many metrics as are asked for: quantiles and limits besides those of the table."""
    rows: dict[str, Metric] = dict(catalog.metrics)
    for name in ("handling_wall", "handling_working", "first_response"):
        for quantile in (0.25, 0.75):
            rows[f"{name}_{quantile}"] = replace(rows[name], quantile=quantile)
    for minutes in (10, 60):
        rows[f"response_in_{minutes}"] = replace(
            rows["response_in_time"],
            matching=("accepted >= 1", f"accepted_ms <= dispatched_ms + {minutes * 60_000}"),
        )
    return replace(catalog, metrics=rows)


def _forgotten(figures: Figures) -> Figures:
    """``figures`` without the results of earlier requests."""
    figures.forget()
    return figures
