"""A shift of eight hours at twenty times the speed, in which a seeded monkey works the window with everything in it.

The desk begins in the morning with the events of two days.  What goes wrong is printed with the seed and the actions
before it, so that it can be repeated.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

from bench.children import Child, python
from bench.demo_package import demo_package
from bench.drill_backend import drill_backend, set_rate
from bench.figures import BenchFigure
from bench.rounds import Progress
from bench.seeded_events import SLOW
from bench.soak import as_of_ms
from bench.three_years import write
from bench.virtual_display import virtual_display
from county.durations import DAY_MS
from county.package.open import CountyPackage
from county.realm import Realm

REALM = Realm("drill:shift")
HOURS, SPEED = 8, 20.0
HOUR_S = 3_600 / SPEED
START_H = 8
DAYS, EVENTS_A_DAY = 2, 400
SEED = 1
LAST_ACTIONS = 50
SILENT_S = 120.0
"""A window that notes nothing for so long has frozen: its longest action waits 15 s for answers."""
GOAL_MB = 800
FAULTS = ("exception", "log", "Qt", "stuck", "end")
ERRORS_KEPT = 60


@dataclass
class MonkeyRun:
    """What the window noted."""

    seed: int
    faults: list[tuple[str, str]] = field(default_factory=list)
    hours_mb: list[float] = field(default_factory=list)
    """After the start and after each hour, everything closed."""
    objects: list[dict[str, int]] = field(default_factory=list)
    """Then, by class."""
    actions: int = 0
    closed: bool = False
    last: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_ACTIONS))

    def fault(self, kind: str, text: str) -> None:
        """Note and print it, with what led to it."""
        self.faults.append((kind, text))
        actions = "\n".join(f"  {action}" for action in self.last)
        print(f"\nseed {self.seed}, {kind}: {text}\nthe last actions:\n{actions}", file=sys.stderr, flush=True)


def run(progress: Progress) -> list[BenchFigure]:
    """The long form, 25 minutes.  Raises RuntimeError when no process starts."""
    return figures(HOURS, SEED, progress)


def figures(hours: int, seed: int, progress: Progress) -> list[BenchFigure]:
    """What went wrong in ``hours`` of realm time, and the memory.  Raises RuntimeError when no process starts."""
    record = shift(demo_package(progress), hours, seed, progress)
    counts = {kind: sum(found == kind for found, _ in record.faults) for kind in FAULTS}
    found = [
        BenchFigure(f"exceptions and errors in {record.actions:,} actions of seed {seed}",
                    counts["exception"] + counts["log"], "",
                    at_most=0),
        BenchFigure("warnings of Qt, each counted once", counts["Qt"], "", at_most=0),
        BenchFigure("forms and dialogs that neither answer nor close", counts["stuck"], "", at_most=0),
        BenchFigure("windows that froze or ended", counts["end"], "", at_most=0),
    ]  # fmt: skip
    for hour, memory_mb in enumerate(record.hours_mb):
        is_end = hour == hours
        title = "desktop at the start" if hour == 0 else f"desktop after hour {hour}"
        found.append(BenchFigure(title + ", anonymous", memory_mb, "MB", at_most=GOAL_MB if is_end else None))
    if len(record.objects) > 1:
        first, last = (sum(counted.values()) for counted in (record.objects[0], record.objects[-1]))
        found.append(BenchFigure("objects of Qt at the end minus at the start", last - first, ""))
    return found


def shift(package: Path, hours: int, seed: int, progress: Progress) -> MonkeyRun:
    """Let the monkey of ``seed`` work for ``hours`` of realm time.  Raises RuntimeError when no process starts."""
    record = MonkeyRun(seed)
    with tempfile.TemporaryDirectory() as name, virtual_display() as shown:
        folder = Path(name)
        write(
            CountyPackage(package), folder / "data", round(DAYS * EVENTS_A_DAY * SLOW.records_per_event), progress,
            realm=REALM, span_ms=DAYS * DAY_MS, now_ms=as_of_ms(SLOW, START_H),
        )  # fmt: skip
        own = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), name)
        with drill_backend(package, folder / "data", REALM) as (at, _):
            set_rate(at, REALM, SPEED)
            command = (
                "-m", "bench.shift_window", package, at.address, at.keys, REALM.id, folder, str(hours), str(HOUR_S),
                str(seed),
            )  # fmt: skip
            with python(*command, environment={**own, **shown}) as child:
                follow(child, record, hours * HOUR_S, progress)
    return record


def follow(child: Child, record: MonkeyRun, seconds: float, progress: Progress) -> None:
    """Read what the window notes until it ends or freezes."""
    errors: deque[str] = deque(maxlen=ERRORS_KEPT)
    assert child.process.stderr is not None
    reader = Thread(target=errors.extend, args=(child.process.stderr,), daemon=True)
    reader.start()
    began = time.monotonic()
    for what, about in notes(child):
        match what:
            case "ready":
                began = time.monotonic()
            case "action":
                record.last.append(about)
            case "hour":
                memory_mb, record.actions, objects = about
                record.hours_mb.append(memory_mb)
                record.objects.append(objects)
            case "closed":
                record.closed = True
            case _:
                record.fault(what, about)
        progress(
            min(1.0, (time.monotonic() - began) / seconds), f"shift, {record.last[-1] if record.last else ''}"[:60]
        )
    if child.process.poll() is None:
        os.kill(child.process.pid, signal.SIGUSR1)  # its stacks go to stderr
        time.sleep(2)
    if not record.closed or child.process.wait(SILENT_S):
        record.fault("end", f"the window froze or ended with {child.process.poll()}:\n{''.join(errors)}")


def notes(child: Child) -> Iterator[tuple[str, Any]]:
    """Kinds of notes and what they tell, as it prints them, until its end or until it is silent for SILENT_S."""
    lines: Queue[str] = Queue()

    def read() -> None:
        for line in child.lines():
            lines.put(line)
        lines.put("")

    Thread(target=read, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=SILENT_S)
        except Empty:
            return
        if not line:
            return
        if line.startswith("["):
            what, about = json.loads(line)
            yield what, about
