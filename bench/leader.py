"""The leader's page over 1,000,000 events: its overview, and the three steps from a number to the records behind it.

Each step is measured twice: in the analysis alone, and in a window from the click until what it shows is painted, with
the analysis in a process of its own.
"""
from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median

from bench.analysis import timeline_of
from bench.children import python
from bench.demo_package import demo_package
from bench.figure_tables import EVENTS, FIRST_MS, Spent, spent
from bench.figures import BenchFigure
from bench.leader_window import SteppedPage, shown_page
from bench.lives_journal import LivesJournal
from bench.rounds import Progress
from county.durations import HOUR_MS
from county.figures.metric import Metric, Scope
from county.figures.trend import counts_over_period
from county.figures.weeks import trend_until, weeks_until
from county.package.open import CountyPackage
from desktop.leader.shown_metrics import LEVEL_WEEKS, SHOWN
from services.analysis.figures.figures import Figures, counted_county
from services.protocol.analysis_messages import CountedBy, FigureRecordsRequest, FiguresRequest
from services.store.ports import Head
from services.store.upcast import RecordReader
from services.transport.zeromq.keys import make_keys

STEP_MS = 300
ROUNDS = 5
START_S = 60


def run(progress: Progress) -> list[BenchFigure]:
    """Build the timeline of some 3,000,000 records, then take the steps for every number of the page."""
    package = CountyPackage(demo_package(progress))
    journal = LivesJournal(package, EVENTS, FIRST_MS)
    with tempfile.TemporaryDirectory() as name:
        timeline = timeline_of(journal, Path(name), lambda share: progress(share, "events"))
        with closing(timeline):
            county = counted_county(package)
            figures = Figures(timeline, county, journal, RecordReader())
            found = stepped(figures, package, journal.head.recorded_ms)
        del figures
        progress(0.9, "window")
        return found + in_window(package, journal.head, Path(name))


def in_window(package: CountyPackage, head: Head, timeline: Path) -> list[BenchFigure]:
    """The same steps in a window.  Raises RuntimeError when the analysis does not start."""
    with tempfile.TemporaryDirectory() as name:
        keys = Path(name) / "keys"
        make_keys(keys)
        arguments = ("-m", "bench.leader_server", package.folder, timeline, keys, str(EVENTS))
        with python(*arguments, stdin=subprocess.PIPE) as child:
            port, _ = child.first_line()
            if not port:
                raise RuntimeError(f"the analysis did not start: {child.ended(START_S)[-2000:]}")
            child.read_errors()
            with shown_page(package, port, keys, head) as page:
                return in_page(page, tuple(page.page.first.tiles))


def in_page(page: SteppedPage, shown: tuple[str, ...]) -> list[BenchFigure]:
    """Every number of the page at several hours, none of which was asked for before."""
    pages, trends, records = [], [], []
    for back in range(1, ROUNDS + 1):
        pages.append(page.hour_s(back))
        for name in shown:
            trends.append(page.trend_s(name))
            records.append(page.records_s())
            page.back()
    return [
        *_until_painted("the numbers of another hour", pages),
        *_until_painted("click on a number, its trend and towns", trends),
        *_until_painted("click on its records", records),
    ]


def _until_painted(name: str, times: list[float]) -> list[BenchFigure]:
    said = f"window: {name}, until painted"
    return [
        BenchFigure(f"{said}, slowest", max(times) * 1e3, "ms", at_most=STEP_MS),
        BenchFigure(f"{said}, median", median(times) * 1e3, "ms"),
    ]


def stepped(figures: Figures, package: CountyPackage, end_ms: int) -> list[BenchFigure]:
    """Times of the page at several hours near the end of the journal, the first of them with nothing known before."""
    metrics = package.catalog.metrics
    shown = tuple(name for name in SHOWN if name in metrics)
    first = spent(lambda: _overview(figures, metrics, shown, end_ms))
    again, trends, groups, records = [], [], [], []
    for back in range(1, ROUNDS + 1):
        at_ms = end_ms - back * HOUR_MS
        again.append(spent(partial(_overview, figures, metrics, shown, at_ms)))
        for name in shown:
            count = LEVEL_WEEKS if metrics[name].kind == "level" else None
            trends.append(spent(partial(_trend, figures, name, at_ms, count)))
            groups.append(spent(partial(_groups, figures, name, at_ms)))
            records.append(spent(partial(_records, figures, name, at_ms)))
    return [
        BenchFigure("overview, first asked", first.wall_s * 1e3, "ms"),
        *_worst("overview of another hour", again, None),
        *_worst("trend of a number, of a stock its first weeks", trends, STEP_MS),
        *_worst("its divisions", groups, STEP_MS),
        *_worst("its records", records, STEP_MS),
    ]


def _overview(figures: Figures, metrics: Mapping[str, Metric], shown: tuple[str, ...], at_ms: int) -> None:
    weeks = weeks_until(at_ms)
    figures.table(FiguresRequest(request="o", metrics=shown, periods=tuple(weeks)))
    counted = tuple(name for name in shown if counts_over_period(metrics[name]))
    figures.table(FiguresRequest(request="e", metrics=counted, periods=weeks.earlier))
    figures.table(FiguresRequest(request="s", metrics=("reported",), periods=tuple(weeks), grain="subclass"))


def _trend(figures: Figures, name: str, at_ms: int, count: int | None) -> None:
    periods = trend_until(at_ms) if count is None else trend_until(at_ms, count)
    figures.table(FiguresRequest(request="t", metrics=(name,), periods=periods))


def _groups(figures: Figures, name: str, at_ms: int) -> None:
    now, before, _ = weeks_until(at_ms)
    figures.table(FiguresRequest(request="g", metrics=(name,), periods=(now, before), grain="town"))


def _records(figures: Figures, name: str, at_ms: int) -> None:
    newest = figures.table(FiguresRequest(request="n", metrics=(name,), periods=(weeks_until(at_ms).now,))).as_of_seq
    counted = CountedBy(metric=name, scope=Scope(), period=weeks_until(at_ms).now, as_of_seq=newest)
    figures.records(FigureRecordsRequest(request="r", counted_by=counted))


def _worst(name: str, times: list[Spent], goal: float | None) -> list[BenchFigure]:
    """The slowest one, which is judged, and the median."""
    return [
        BenchFigure(f"{name}, slowest", max(one.wall_s for one in times) * 1e3, "ms", at_most=goal),
        BenchFigure(f"{name}, median", median(one.wall_s for one in times) * 1e3, "ms"),
    ]
