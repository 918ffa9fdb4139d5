"""Rate of records and readings from publisher to layer, compared with bare ZeroMQ, and its effect on the window."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

import zmq

from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.publishing import BATCH, CHANNELS
from bench.rounds import Progress, alternating
from bench.traffic import START_MS
from bench.window_gap import Gaps, gaps
from county.catalog import load
from county.events.texts import EventTexts
from county.sensors import Sensor
from county.streams import Columns
from desktop.backend.feed import Feed
from desktop.backend.submissions import Submissions
from layers.alarms import AlarmBook
from layers.events import EventsLayer
from layers.registry import LayerSet
from layers.sensors import SensorsLayer
from services.protocol.client import Client
from services.transport.ports import BURST_MAX, Burst
from services.transport.zeromq.client_link import ZeroMqClientLink
from services.transport.zeromq.keys import make_keys, pair, public_key
from services.transport.zeromq.sockets import SUBSCRIBE_HWM, client_socket

RECORDS = 100_000
BATCHES = 30_000
ROUNDS = 7
TRIES = 3
GOT_EVERY = 50
DONE_EVERY = 1_000
GAP_RATE = 20_000
GAP_S = 10


class Publisher:
    """The sending process."""

    def __init__(self, keys: Path) -> None:
        self.keys = keys
        self._child = subprocess.Popen(
            [sys.executable, "-m", "bench.publishing", str(keys)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parent.parent,
        )
        ready = json.loads(self._line())
        self._sending = Lock()
        self.address: str = ready["address"]
        self.raw: str = ready["raw"]

    def _line(self) -> str:
        assert self._child.stdout is not None
        return self._child.stdout.readline()

    def prepare(self, run: str) -> None:
        """Let the frames of ``run`` be prepared."""
        self.send(run)
        self._line()

    def send(self, line: str) -> None:
        """Send a line; thread-safe."""
        assert self._child.stdin is not None
        with self._sending:
            self._child.stdin.write(line + "\n")
            self._child.stdin.flush()

    def close(self) -> None:
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait()


class CountingLink(ZeroMqClientLink):
    """Reports the number of received frames to the publisher, like the bare contender does."""

    def __init__(self, publisher: Publisher) -> None:
        super().__init__(publisher.address, publisher.keys)
        self._publisher = publisher
        self._arrived = 0

    def poll(self, timeout_ms: int, *, limit: int = BURST_MAX) -> Burst:
        burst = super().poll(timeout_ms, limit=limit)
        for _ in burst.published:
            self._arrived += 1
            if self._arrived % GOT_EVERY == 0:
                self._publisher.send(f"got {self._arrived}")
        return burst


@contextmanager
def live(publisher: Publisher) -> Iterator[Client]:
    """A client that has received its snapshot."""
    client = Client(publisher.address, lambda: CountingLink(publisher), "live")
    client.open()
    try:
        while client.health().state != "live":
            time.sleep(0.01)
        yield client
    finally:
        client.close()


class FramesLost(RuntimeError):
    """A run whose rate is invalid because frames were lost."""


@contextmanager
def no_collection() -> Iterator[None]:
    """Without Python's automatic garbage collection, which the program has replaced by its own."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def ours(publisher: Publisher, run: str, layers: LayerSet, count: int, done: Callable[[], int]) -> float:
    """Records or batches per second, from the Server's publish to the feed into ``layers``.

    ``done``: number of the ``count`` items that are in the layers.  Raises FramesLost when frames were lost.
    """
    publisher.prepare(run)
    with live(publisher) as client, no_collection():
        feed = Feed(client, layers, Submissions(client.submit, lambda: "", client.clock, realm="live"))
        feed.tick()
        reported, started = 0, 0.0
        publisher.send("go")
        while (now := done()) < count:
            feed.tick()
            if done() == now and not feed.backlog:
                time.sleep(0.001)
            elif not started:
                started = time.perf_counter()
            if now - reported >= DONE_EVERY:
                reported = now
                publisher.send(f"done {now}")
        seconds = time.perf_counter() - started
        health = client.health()
    if health.drops or health.replayed:
        raise FramesLost(f"frames were lost: {health.drops} batches dropped, {health.replayed} records repeated")
    return count / seconds


def without_losses(run: Callable[[], float]) -> float:
    """Repeat ``run`` until it has no losses, which occur when the machine does not schedule a process for some ms."""
    for _ in range(TRIES - 1):
        with suppress(FramesLost):
            return run()
    return run()


def ours_records(publisher: Publisher, run: str) -> float:
    """Records per second into the events' layer."""
    catalog = load()
    layers = LayerSet({"events": EventsLayer(catalog, EventTexts(catalog, ()))}, {"alarms": AlarmBook()})
    return ours(publisher, run, layers, RECORDS, lambda: layers.fold.seq)


def ours_batches(publisher: Publisher) -> float:
    """Batches of 100 readings per second into the sensors' layer."""
    sensors = [Sensor(f"S{i}", "bin", "", 0.0, 0.0, "") for i in range(len(CHANNELS) // 2)]
    layer = Arrivals(sensors, load())
    layers = LayerSet({"sensors": layer}, {})
    return ours(publisher, f"ours batches {BATCHES}", layers, BATCHES, lambda: layer.batches_done)


class Arrivals(SensorsLayer):
    """The layer of sensors, which also counts the batches received."""

    batches_done = 0

    def take(self, columns: Columns) -> None:
        super().take(columns)
        self.batches_done = (int(columns.at_ms.max(initial=START_MS)) + 1 - START_MS) // BATCH


def raw(publisher: Publisher, run: str, count: int) -> float:
    """Frames per second over a bare SUB socket with CURVE."""
    publisher.prepare(run)
    context = zmq.Context()
    own, server = pair(publisher.keys, "client"), public_key(publisher.keys, "server")
    sub = client_socket(context, zmq.SUB, own, server, hwm=SUBSCRIBE_HWM)
    sub.setsockopt(zmq.SUBSCRIBE, b"")
    sub.connect(publisher.raw)
    publisher.send("go")
    sub.recv()
    started = time.perf_counter()
    for i in range(1, count):
        sub.recv()
        if i % GOT_EVERY == 0:
            publisher.send(f"got {i}")
    seconds = time.perf_counter() - started
    sub.close()
    context.term()
    return count / seconds


def window_gaps(publisher: Publisher, package: Path) -> Gaps:
    """Gaps of the window's event loop at GAP_RATE records per second."""
    publisher.prepare(f"even records {GAP_RATE * GAP_S} {GAP_RATE}")
    with live(publisher) as client:
        return gaps(package, client, lambda: publisher.send("go"), seconds=GAP_S)


def run(progress: Progress) -> list[BenchFigure]:
    """Medians of alternating runs of both contenders, their ratios, and the 99th percentile of the window's gaps."""
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys"
        make_keys(keys)
        publisher = Publisher(keys)
        contenders: dict[str, Callable[[], float]] = {
            "records": lambda: without_losses(lambda: ours_records(publisher, f"ours records {RECORDS}")),
            "single records": lambda: without_losses(lambda: ours_records(publisher, f"single records {RECORDS}")),
            "raw records": lambda: raw(publisher, f"raw records {RECORDS}", RECORDS),
            "batches": lambda: without_losses(lambda: ours_batches(publisher)),
            "raw batches": lambda: raw(publisher, f"raw batches {BATCHES}", BATCHES),
        }
        try:
            rate = alternating(contenders, ROUNDS, progress)
            package = demo_package(progress)
            window = window_gaps(publisher, package)
        finally:
            publisher.close()
    if not window.twin:
        raise RuntimeError("the twin was not shown in the window, so its gaps are invalid")
    raw_records, raw_batches = rate["raw records"], rate["raw batches"]
    return [
        BenchFigure("records from publisher into the layer, in groups as committed", rate["records"], "1/s"),
        BenchFigure("the same, one record per frame", rate["single records"], "1/s"),
        BenchFigure("the same bytes as bare frames", raw_records, "1/s"),
        BenchFigure("records in groups, of bare frames", 100 * rate["records"] / raw_records, "%", at_least=50),
        BenchFigure("single records, of bare frames", 100 * rate["single records"] / raw_records, "%", at_least=35),
        BenchFigure("batches of 100 readings into the layer", rate["batches"], "1/s"),
        BenchFigure("the same bytes as bare frames", raw_batches, "1/s"),
        BenchFigure("batches, of bare frames", 100 * rate["batches"] / raw_batches, "%", at_least=50),
        BenchFigure(f"gap of the window at {GAP_RATE} messages/s, twin shown, 99 %", window.p99_ms, "ms", at_most=20),
        BenchFigure("the same, longest", window.longest_ms, "ms"),
        BenchFigure(f"events in the window after those {GAP_S} s", window.events, ""),
    ]
