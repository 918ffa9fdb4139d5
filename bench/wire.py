"""How fast records and readings go from publisher to layer, next to bare ZeroMQ, and what the window feels of it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import zmq

from bench.demo_package import demo_package
from bench.figures import Figure
from bench.publishing import BATCH, CHANNELS
from bench.rounds import Progress, by_turns
from bench.traffic import START_MS
from bench.window_gap import Gaps, gaps
from county.catalog import load
from county.sensing import Sensor
from layers.alarms import Alarms
from layers.events import EventsLayer
from layers.sensors import SensorsLayer
from services.transport.zeromq.client import Client
from services.transport.zeromq.keys import make_keys, pair, public_key
from services.transport.zeromq.sockets import SUBSCRIBE_HWM, client_socket

RECORDS = 20_000
BATCHES = 5_000
ROUNDS = 3
GOT_EVERY = 500
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
        self.address: str = ready["address"]
        self.raw: str = ready["raw"]

    def _line(self) -> str:
        assert self._child.stdout is not None
        return self._child.stdout.readline()

    def prepare(self, run: str) -> None:
        """Have the frames of ``run`` made."""
        self.tell(run)
        self._line()

    def tell(self, line: str) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(line + "\n")
        self._child.stdin.flush()

    def close(self) -> None:
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait()


@contextmanager
def live(publisher: Publisher) -> Iterator[Client]:
    """A client that has its snapshot."""
    client = Client(publisher.address, publisher.keys)
    client.open()
    try:
        while client.health().state != "live":
            time.sleep(0.01)
        yield client
    finally:
        client.close()


def ours_records(publisher: Publisher, run: str) -> float:
    """Records a second, from the Server's publish to EventsLayer.apply and its columns."""
    publisher.prepare(run)
    layer = EventsLayer(load())
    with live(publisher) as client:
        publisher.tell("go")
        done, told, started = 0, 0, 0.0
        while done < RECORDS:
            records = client.take().records
            if not records:
                time.sleep(0.001)
                continue
            started = started or time.perf_counter()
            layer.apply(records)
            layer.tick(records[-1].recorded_ms)
            done += len(records)
            if done - told >= GOT_EVERY:
                told = done
                publisher.tell(f"got {done}")
        return RECORDS / (time.perf_counter() - started)


def ours_batches(publisher: Publisher) -> float:
    """Batches of 100 readings a second, from the Server's publish to SensorsLayer.apply."""
    publisher.prepare(f"ours batches {BATCHES}")
    sensors = [Sensor(f"S{i}", "bin", "", 0.0, 0.0, "") for i in range(len(CHANNELS) // 2)]
    layer = SensorsLayer(sensors, load(), Alarms())
    with live(publisher) as client:
        snapshot = client.take().snapshot
        assert snapshot is not None
        layer.reset(snapshot.channels, None)
        before = client.health().frames
        publisher.tell("go")
        told, started = 0, 0.0
        while True:
            readings = client.take().readings
            if client.health().drops:
                raise RuntimeError(f"readings were lost, so the rate means nothing: {client.health()}")
            if readings is None:
                time.sleep(0.001)
                continue
            started = started or time.perf_counter()
            layer.apply(readings)
            layer.tick(int(readings.at_ms.max()))
            done = client.health().frames - before
            if done - told >= GOT_EVERY:
                told = done
                publisher.tell(f"got {done}")
            if int(readings.at_ms.max()) == START_MS + BATCHES * BATCH - 1:
                return BATCHES / (time.perf_counter() - started)


def raw(publisher: Publisher, run: str, count: int) -> float:
    """Frames a second over a bare SUB socket under CURVE."""
    publisher.prepare(run)
    context = zmq.Context()
    own, server = pair(publisher.keys, "client"), public_key(publisher.keys, "server")
    sub = client_socket(context, zmq.SUB, own, server, hwm=SUBSCRIBE_HWM)
    sub.setsockopt(zmq.SUBSCRIBE, b"")
    sub.connect(publisher.raw)
    publisher.tell("go")
    sub.recv()
    started = time.perf_counter()
    for i in range(1, count):
        sub.recv()
        if i % GOT_EVERY == 0:
            publisher.tell(f"got {i}")
    seconds = time.perf_counter() - started
    sub.close()
    context.term()
    return count / seconds


def window_gaps(publisher: Publisher, package: Path) -> Gaps:
    """What the window feels of GAP_RATE records a second."""
    publisher.prepare(f"even records {GAP_RATE * GAP_S} {GAP_RATE}")
    with live(publisher) as client:
        return gaps(package, client, lambda: publisher.tell("go"), seconds=GAP_S)


def run(progress: Progress) -> list[Figure]:
    """Medians of both contenders by turns, their ratios, and the 99th percentile of the window's gaps."""
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys"
        make_keys(keys)
        publisher = Publisher(keys)
        contenders: dict[str, Callable[[], float]] = {
            "records": lambda: ours_records(publisher, f"ours records {RECORDS}"),
            "single records": lambda: ours_records(publisher, f"single records {RECORDS}"),
            "raw records": lambda: raw(publisher, f"raw records {RECORDS}", RECORDS),
            "batches": lambda: ours_batches(publisher),
            "raw batches": lambda: raw(publisher, f"raw batches {BATCHES}", BATCHES),
        }
        try:
            rate = by_turns(contenders, ROUNDS, progress)
            package = demo_package(progress)
            window = window_gaps(publisher, package)
        finally:
            publisher.close()
    return [
        Figure("records from publisher into the layer, in groups as committed", rate["records"], "1/s"),
        Figure("the same, one record a frame", rate["single records"], "1/s"),
        Figure("the same bytes as bare frames", rate["raw records"], "1/s"),
        Figure("records in groups, of bare frames", 100 * rate["records"] / rate["raw records"], "%", at_least=30),
        Figure("one record a frame, of bare frames", 100 * rate["single records"] / rate["raw records"], "%"),
        Figure("batches of 100 readings into the layer", rate["batches"], "1/s"),
        Figure("the same bytes as bare frames", rate["raw batches"], "1/s"),
        Figure("batches, of bare frames", 100 * rate["batches"] / rate["raw batches"], "%", at_least=30),
        Figure(f"gap of the main window's loop at {GAP_RATE} messages/s, 99 %", window.p99_ms, "ms", at_most=33),
        Figure("the same, longest", window.longest_ms, "ms"),
        Figure(f"events in the window after those {GAP_S} s", window.events, ""),
    ]
