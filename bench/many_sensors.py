"""Memory of a backend whose county has 100,000 sensors, all of which send readings."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Signal
from threading import Thread

from bench.children import python
from bench.figures import BenchFigure
from bench.memory import anonymous_mb
from bench.rounds import Progress
from county.package.demo.build import build_demo

SENSORS = 100_000
SECONDS = 120
"""The first half a million rows are sorted after some 90 s."""
EVERY_S = 0.05
"""Some arrays live for a tenth of a second."""
TIMEOUT_S = 60.0


def memory_mb(sensors: int, seconds: float, progress: Progress) -> tuple[float, float]:
    """Anonymous memory of the backend, ``seconds`` after it is ready, with the demo traffic; and its maximum since the
    start of the process.

    Raises RuntimeError when the backend ends.
    """
    with tempfile.TemporaryDirectory() as name:
        package, data = Path(name) / "county", Path(name) / "data"
        build_demo(
            package, seed=1, villages=137, sensors=sensors, buildings=100, progress=progress, cancelled=lambda: False
        )
        with python("main.py", "serve", package, "--listen", "tcp://127.0.0.1:0", "--data", data) as child:
            found: list[float] = []
            with sampled(child.process.pid, found):
                line, _ = child.first_line()
                if not line:
                    raise RuntimeError(f"main.py serve ended before it was ready: {child.ended(TIMEOUT_S)[-2000:]}")
                child.read_errors()
                until = time.monotonic() + seconds
                while time.monotonic() < until:
                    progress(1 - (until - time.monotonic()) / seconds, f"backend with {sensors:,} sensors")
                    time.sleep(1.0)
                    if child.process.poll() is not None:
                        raise RuntimeError(f"the backend with {sensors:,} sensors ended")
    return found[-1], max(found)


@contextmanager
def sampled(pid: int, found: list[float]) -> Iterator[None]:
    """Append the anonymous memory of a process in MB to ``found``, every EVERY_S during the block."""
    ends = Signal()

    def sample() -> None:
        while not ends.wait(EVERY_S):
            now_mb = anonymous_mb(pid)
            if now_mb:
                found.append(now_mb)

    thread = Thread(target=sample)
    thread.start()
    try:
        yield
    finally:
        ends.set()
        thread.join()


def figures(sensors: int, seconds: float, progress: Progress) -> list[BenchFigure]:
    """The memory of a backend with ``sensors``."""
    last, most = memory_mb(sensors, seconds, progress)
    return [
        BenchFigure(f"backend at {sensors:,} sensors after {seconds:g} s, anonymous", last, "MB", at_most=250),
        BenchFigure("the same, maximum at any time", most, "MB", at_most=250),
    ]
