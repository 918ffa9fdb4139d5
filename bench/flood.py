"""Effect of a client that requests 10,000 histories on another client: the gaps between heartbeats of a real backend.

The backend serves the demo county with its traffic over ZeroMQ with CURVE.  Periods with and without requests
alternate and are equally long.
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
IN_FLIGHT = {"as many in flight as our client allows": WINDOW, "all at once": HISTORIES}
"""Requests in flight, by case: in the first all are answered, in the second most are refused."""
ROUNDS = 3
SETTLE_S = 3.0
EVERY_MS = 10_000
LATE_MS = 50
TIMEOUT_S = 60.0


def run(progress: Progress) -> list[BenchFigure]:
    """Gaps between heartbeats as received by another client, and the results of the requests.

    Raises RuntimeError when the backend or the requesting client fails.
    """
    package = demo_package(progress)
    county = CountyPackage(package)
    idle: list[float] = []
    found: list[BenchFigure] = []
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        key = fill(county, data)
        with backend(package, data) as (address, keys), listening(address, keys) as listener:
            listener.heartbeat_times(time.perf_counter() + SETTLE_S)
            for number, (how, in_flight) in enumerate(IN_FLIGHT.items()):
                flooded: list[float] = []
                result: dict[str, float] = {}
                for turn in range(ROUNDS):
                    progress((number + turn / ROUNDS) / len(IN_FLIGHT), how)
                    gaps, result = flood(listener, address, keys, key, in_flight)
                    flooded += gaps
                    idle += gaps_ms(listener.heartbeat_times(time.perf_counter() + max(result["seconds"], 1.0)))
                found += figures(how, flooded, result)
    longest = max(idle)
    delays = [
        BenchFigure(f"delay of a heartbeat, {f.name}", f.value - longest, "ms", at_most=LATE_MS)
        for f in found
        if f.name.startswith("longest gap")
    ]
    return [
        BenchFigure("longest gap between heartbeats without requests", longest, "ms"),
        BenchFigure("gap between heartbeats without questions, p95", quantiles(idle, n=20)[-1], "ms"),
        *found,
        *delays,
    ]


def figures(how: str, flooded: list[float], result: dict[str, float]) -> list[BenchFigure]:
    """Figures of one case of IN_FLIGHT."""
    return [
        BenchFigure(f"longest gap, {HISTORIES:,} histories {how}", max(flooded), "ms"),
        BenchFigure("gap, p95", quantiles(flooded, n=20)[-1], "ms"),
        BenchFigure("histories answered", result["answered"], ""),
        BenchFigure("histories refused, because too many wait", result["refused"], ""),
        BenchFigure("readings per answer", result["rows"], ""),
        BenchFigure("until all are answered or refused", result["seconds"], "s"),
    ]


def flood(
    listener: FloodingClient, address: str, keys: Path, key: tuple[str, str], in_flight: int
) -> tuple[list[float], dict[str, float]]:
    """Gaps in ms while a client in another process sends requests, and the results of those."""
    command = ("-m", "bench.flooding", address, keys, *key, str(HISTORIES), str(in_flight))
    with python(*command) as child:
        if child.first_line()[0] != "ready":
            raise RuntimeError(f"the requesting client did not start: {child.ended(TIMEOUT_S)[-2000:]}")
        lines: list[str] = []
        reader = Thread(target=lambda: lines.append(child.first_line()[0]))
        reader.start()
        times: list[float] = []
        while reader.is_alive():
            times += listener.heartbeat_times(time.perf_counter() + 0.1)
        reader.join()
        if not lines[0]:
            raise RuntimeError(f"the requesting client failed: {child.ended(TIMEOUT_S)[-2000:]}")
    return gaps_ms(times), json.loads(lines[0])


def gaps_ms(times_s: list[float]) -> list[float]:
    """Differences between consecutive times, in ms."""
    return [float(gap) for gap in np.diff(times_s) * 1000]


def fill(county: CountyPackage, data: Path) -> tuple[str, str]:
    """Write as many readings of the county's first channel as an answer holds; returns its sensor and channel.

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
        done = store.log.done(int(TIMEOUT_S * 1000))
    finally:
        store.close()
    if not isinstance(done, Committed):
        raise RuntimeError(f"the readings cannot be stored: {done}")
    sensor, channel = keys[READINGS.key].rows[0]
    return sensor, channel


@contextmanager
def backend(package: Path, data: Path) -> Iterator[tuple[str, Path]]:
    """A running backend: its address, and the folder with the keys for a client."""
    with python("main.py", "serve", package, "--listen", "tcp://127.0.0.1:0", "--data", data) as child:
        line, _ = child.first_line()
        if not line:
            raise RuntimeError(f"main.py serve ended before it was ready: {child.ended(TIMEOUT_S)[-2000:]}")
        ready = json.loads(line)
        child.read_errors()  # or its loop waits in a log line as soon as the pipe is full
        yield ready["address"], Path(ready["keys"])


@contextmanager
def listening(address: str, keys: Path) -> Iterator[FloodingClient]:
    """A client that receives the backend's heartbeats."""
    listener = FloodingClient(address, keys)
    try:
        listener.subscribe(listener.connect().endpoints["publish"])
        yield listener
    finally:
        listener.close()
