"""Slow growth of backend and desktop: anonymous memory and descriptors over an hour at ten times the speed.

The desk already holds the 14 days after which events leave it, so that about as many leave as arrive; how many it
gained is one of the figures.  The realm is a drill: the demo traffic, the watch and the screens run by its clock.
"""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.children import python
from bench.demo_package import demo_package
from bench.drill_backend import END_S, drill_backend, set_rate
from bench.events_on_desk import events_on_desk
from bench.figures import BenchFigure
from bench.memory import anonymous_mb
from bench.rounds import Progress
from bench.seeded_events import TRAFFIC, SeededEvents
from bench.three_years import write
from county.clock import SystemClock
from county.durations import DAY_MS, HOUR_MS
from county.events.deadlines import COUNTY_OFFSET_MS
from county.figures.robust_slope import Slope, theil_sen
from county.package.open import CountyPackage
from county.realm import Realm

SPEED = 10.0
SECONDS = 3_600.0
WARM_UP = 1 / 6
"""Share of the time whose samples do not count: pictures, caches and the first readings of every channel."""
EVERY_S = 10.0
DAYS = 15
"""14, and one more: the first event is evaluated an hour after its report, and leaves 14 days later."""
EVENTS_A_DAY = 2_120
"""As many as the demo traffic and its sensors report in the hours after START_H: with 2,000 a day the desk gained 5
events an hour."""
RECORDS = round(DAYS * EVENTS_A_DAY * TRAFFIC.records_per_event)
START_H = 20
"""Time of day in the county at which the drill starts, more or less: the demo traffic has fewer reports by night."""
REALM = Realm("drill:soak")
PARTS = ("backend", "desktop")


@dataclass(frozen=True)
class SoakSample:
    """Anonymous memory in MB and descriptors of one process, ``at_s`` after the start."""

    at_s: float
    part: str
    memory_mb: float
    descriptors: int


@dataclass(frozen=True)
class Growth:
    """Of one process, without the warm-up."""

    mb_per_h: Slope
    first_mb: float
    last_mb: float
    descriptors: tuple[int, int]
    """Fewest and most."""
    descriptors_per_h: Slope


def soak(
    package: Path, data: Path, seconds: float, progress: Progress, *, every_s: float = EVERY_S, log: Path | None = None
) -> list[SoakSample]:
    """Samples of ``seconds`` with the drill in ``data``; written to the CSV file ``log`` as they are taken.

    Raises RuntimeError when a process ends too early.
    """
    samples: list[SoakSample] = []
    out = Path(tempfile.mkdtemp())
    with drill_backend(package, data, REALM) as (at, backend_pid), written(log) as write_row:
        set_rate(at, REALM, SPEED)
        desktop = (
            "main.py", "run", package, "--connect", at.address, "--keys", at.keys, "--realm", REALM.id, "--snapshot",
            out, "--seconds", str(seconds),
        )  # fmt: skip
        with python(*desktop) as child:
            began = time.monotonic()
            pids = dict(zip(PARTS, (backend_pid, child.process.pid), strict=True))
            while child.process.poll() is None:
                at_s = time.monotonic() - began
                if at_s > seconds + END_S:
                    raise RuntimeError(f"the desktop did not end within {seconds + END_S:g} s")
                for part, pid in pids.items():
                    found = sampled(part, pid, at_s)
                    if found is not None:
                        samples.append(found)
                        write_row(found)
                progress(min(1.0, at_s / seconds), f"soak, {at_s / 60:.0f} of {seconds / 60:.0f} min")
                time.sleep(every_s)
            errors = child.ended(END_S)
        if child.process.returncode:
            raise RuntimeError(f"the desktop ended with {child.process.returncode}: {errors[-500:]}")
    return [sample for sample in samples if sample.at_s <= seconds]


def growth(samples: list[SoakSample], part: str) -> Growth:
    """How one of PARTS grew.  Raises ValueError for fewer than three samples after the warm-up."""
    of_part = [sample for sample in samples if sample.part == part]
    counted = [sample for sample in of_part if sample.at_s >= WARM_UP * of_part[-1].at_s]
    hours = [sample.at_s / 3_600 for sample in counted]
    descriptors = [sample.descriptors for sample in counted]
    return Growth(
        theil_sen(hours, [sample.memory_mb for sample in counted]), counted[0].memory_mb, counted[-1].memory_mb,
        (min(descriptors), max(descriptors)), theil_sen(hours, descriptors),
    )  # fmt: skip


def figures(
    seconds: float, progress: Progress, *, records: int = RECORDS, log: Path | None = None
) -> list[BenchFigure]:
    """The slopes of both processes after a soak of ``seconds``, with ``records`` in the journal before."""
    package = demo_package(progress)
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        county = CountyPackage(package)
        write(
            county, data, records, progress, realm=REALM, span_ms=DAYS * DAY_MS, now_ms=as_of_ms(TRAFFIC, START_H),
            events=TRAFFIC,
        )  # fmt: skip
        samples = soak(package, data, seconds, progress, log=log)
        counted_ms = round(seconds * (1 - WARM_UP) * SPEED * 1000)
        first, last = events_on_desk(county, data, REALM, counted_ms)
    found = [BenchFigure("events on the desk, at the end minus after the warm-up", last - first, "")]
    for part in PARTS:
        grown = growth(samples, part)
        title = f"{part}, {seconds / 60:.0f} min at {SPEED:g}×"
        found += [
            BenchFigure(f"{title}: slope of anonymous memory", grown.mb_per_h.median, "MB/h", at_most=1.0),
            BenchFigure("its 95 % interval, from", grown.mb_per_h.low, "MB/h"),
            BenchFigure("to", grown.mb_per_h.high, "MB/h"),
            BenchFigure(f"{part}, memory after the warm-up", grown.first_mb, "MB"),
            BenchFigure(f"{part}, memory at the end", grown.last_mb, "MB"),
            BenchFigure(f"{part}, slope of descriptors", grown.descriptors_per_h.median, "1/h", at_most=0),
            BenchFigure(f"{part}, descriptors, most minus fewest", grown.descriptors[1] - grown.descriptors[0], ""),
        ]
    return found


def as_of_ms(events: SeededEvents, start_h: int) -> int:
    """Such a time that the newest record of a journal of ``events``, and with it the drill, is at ``start_h``, more or
    less, some time yesterday."""
    newest_ms = DAY_MS - sum(events.steps_ms) // len(events.steps_ms)
    day = (SystemClock().now_ms() + COUNTY_OFFSET_MS) // DAY_MS - 2
    return day * DAY_MS - COUNTY_OFFSET_MS + start_h * HOUR_MS + newest_ms


@contextmanager
def written(log: Path | None) -> Iterator[Callable[[SoakSample], None]]:
    """A function that writes a sample to ``log``, at once; nothing is written for None."""
    if log is None:
        yield lambda sample: None
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("at_s", "part", "anonymous_mb", "descriptors"))

        def write_row(sample: SoakSample) -> None:
            rows.writerow((f"{sample.at_s:.1f}", sample.part, f"{sample.memory_mb:.3f}", sample.descriptors))
            file.flush()

        yield write_row


def sampled(part: str, pid: int, at_s: float) -> SoakSample | None:
    """One process now; None when it has ended."""
    memory_mb = anonymous_mb(pid)
    try:
        descriptors = psutil.Process(pid).num_fds()
    except psutil.Error:
        return None
    return None if memory_mb is None else SoakSample(at_s, part, memory_mb, descriptors)
