"""What one client that asks for 10,000 histories takes from another: the gaps between heartbeats of a real backend.

The backend serves the demo county with its traffic over ZeroMQ under CURVE.  Spans with and without questions follow
each other by turns and are equally long.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from threading import Thread

import numpy as np

from bench.children import python
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.flooding import SPAN_MS, FloodingClient
from bench.rounds import Progress
from county.clock import SystemClock
from county.package.open import CountyPackage
from county.realm import LIVE
from county.streams import READINGS, Columns
from services.log import RateLimitedLog
from services.protocol.outbox import WINDOW
from services.realm import key_tables
from services.store.open import open_realm_store
from services.store.ports import Commit, Committed

HISTORIES = 10_000
AT_ONCE = {"as many on their way as a client of ours has": WINDOW, "all at once": HISTORIES}
"""Questions on their way, by what is measured: those of the first are all answered, most of the second are refused."""
ROUNDS = 3
SETTLE_S = 3.0
EVERY_MS = 10_000
LATE_MS = 50
PATIENCE_S = 60.0


def run(progress: Progress) -> list[BenchFigure]:
    """Gaps of heartbeats as another client hears them, and how the questions were answered.

    Raises RuntimeError when the backend or the client that asks fails.
    """
    package = demo_package(progress)
    county = CountyPackage(package)
    quiet: list[float] = []
    found: list[BenchFigure] = []
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        key = fill(county, data)
        with backend(package, data) as (address, keys), listening(address, keys) as listener:
            listener.beats(time.perf_counter() + SETTLE_S)
            for number, (how, at_once) in enumerate(AT_ONCE.items()):
                flooded: list[float] = []
                said: dict[str, float] = {}
                for turn in range(ROUNDS):
                    progress((number + turn / ROUNDS) / len(AT_ONCE), how)
                    gaps, said = flood(listener, address, keys, key, at_once)
                    flooded += gaps
                    quiet += gaps_ms(listener.beats(time.perf_counter() + max(said["seconds"], 1.0)))
                found += figures(how, flooded, said)
    longest = max(quiet)
    delays = [
        BenchFigure(f"delay of a heartbeat, {f.name}", f.value - longest, "ms", at_most=LATE_MS)
        for f in found
        if f.name.startswith("longest gap")
    ]
    return [
        BenchFigure("longest gap between heartbeats without questions", longest, "ms"),
        BenchFigure("gap between heartbeats without questions, p95", quantiles(quiet, n=20)[-1], "ms"),
        *found,
        *delays,
    ]


def figures(how: str, flooded: list[float], said: dict[str, float]) -> list[BenchFigure]:
    """Of one way to ask."""
    return [
        BenchFigure(f"longest gap, {HISTORIES:,} histories {how}", max(flooded), "ms"),
        BenchFigure("gap, p95", quantiles(flooded, n=20)[-1], "ms"),
        BenchFigure("histories answered", said["answered"], ""),
        BenchFigure("histories refused, because too many wait", said["refused"], ""),
        BenchFigure("readings in an answer", said["rows"], ""),
        BenchFigure("until all are answered or refused", said["seconds"], "s"),
    ]


def flood(
    listener: FloodingClient, address: str, keys: Path, key: tuple[str, str], at_once: int
) -> tuple[list[float], dict[str, float]]:
    """Gaps in ms while a client of a process of its own asks, and how that was answered."""
    command = ("-m", "bench.flooding", address, keys, *key, str(HISTORIES), str(at_once))
    with python(*command) as child:
        if child.first_line()[0] != "ready":
            raise RuntimeError(f"the client that asks did not come up: {child.ended(PATIENCE_S)[-2000:]}")
        said: list[str] = []
        waiting = Thread(target=lambda: said.append(child.first_line()[0]))
        waiting.start()
        times: list[float] = []
        while waiting.is_alive():
            times += listener.beats(time.perf_counter() + 0.1)
        waiting.join()
        if not said[0]:
            raise RuntimeError(f"the client that asks failed: {child.ended(PATIENCE_S)[-2000:]}")
    return gaps_ms(times), json.loads(said[0])


def gaps_ms(times_s: list[float]) -> list[float]:
    """Between each moment and the next."""
    return [float(gap) for gap in np.diff(times_s) * 1000]


def fill(county: CountyPackage, data: Path) -> tuple[str, str]:
    """Write readings of the county's first channel that an answer holds; returns its sensor and channel.

    Raises RuntimeError when they cannot be stored.
    """
    keys = key_tables(county, county.catalog)
    store = open_realm_store(
        data, county=county.manifest.identity, realm=LIVE, keys=keys, messages=RateLimitedLog()
    )
    try:
        now_ms, rows = SystemClock().now_ms(), SPAN_MS // EVERY_MS
        number = np.arange(rows)
        columns = {
            "channel": np.zeros(rows), "at_ms": now_ms - EVERY_MS * number[::-1],
            "value": np.sin(number * 0.01) * 50 + 50, "quality": np.zeros(rows),
        }  # fmt: skip
        store.log.begin(Commit(now_ms, columns=[Columns(READINGS, columns)]))
        done = store.log.done(int(PATIENCE_S * 1000))
    finally:
        store.close()
    if not isinstance(done, Committed):
        raise RuntimeError(f"the readings cannot be stored: {done}")
    sensor, channel = keys[READINGS.key].rows[0]
    return sensor, channel


@contextmanager
def backend(package: Path, data: Path) -> Iterator[tuple[str, Path]]:
    """A running backend: its address, and the folder of keys to reach it with."""
    with python("main.py", "serve", package, "--listen", "tcp://127.0.0.1:0", "--data", data) as child:
        said, _ = child.first_line()
        if not said:
            raise RuntimeError(f"main.py serve ended before it was ready: {child.ended(PATIENCE_S)[-2000:]}")
        ready = json.loads(said)
        yield ready["address"], Path(ready["keys"])


@contextmanager
def listening(address: str, keys: Path) -> Iterator[FloodingClient]:
    """A client that hears the backend's heartbeats."""
    listener = FloodingClient(address, keys)
    try:
        listener.hear(listener.greet().endpoints["publish"])
        yield listener
    finally:
        listener.close()
