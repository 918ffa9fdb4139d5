"""Memory of a backend whose county has 100,000 sensors, all of which send readings."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

from bench.children import python
from bench.figures import BenchFigure
from bench.memory import anonymous_mb
from bench.rounds import Progress
from county.package.demo.build import build_demo

SENSORS = 100_000
SECONDS = 60
EVERY_S = 1.0
TIMEOUT_S = 60.0


def memory_mb(sensors: int, seconds: float, progress: Progress) -> tuple[float, float]:
    """Anonymous memory of the backend at the end of ``seconds`` with the demo traffic, and its maximum before.

    Raises RuntimeError when the backend ends.
    """
    with tempfile.TemporaryDirectory() as name:
        package, data = Path(name) / "county", Path(name) / "data"
        build_demo(
            package, seed=1, villages=137, sensors=sensors, buildings=100, progress=progress, cancelled=lambda: False
        )
        with python("main.py", "serve", package, "--listen", "tcp://127.0.0.1:0", "--data", data) as child:
            line, _ = child.first_line()
            if not line:
                raise RuntimeError(f"main.py serve ended before it was ready: {child.ended(TIMEOUT_S)[-2000:]}")
            child.discard_errors()
            pid, until, found = json.loads(line)["pid"], time.monotonic() + seconds, [0.0]
            while time.monotonic() < until:
                progress(1 - (until - time.monotonic()) / seconds, f"backend with {sensors:,} sensors")
                time.sleep(EVERY_S)
                now_mb = anonymous_mb(pid)
                if now_mb is None:
                    raise RuntimeError(f"the backend with {sensors:,} sensors ended")
                found.append(now_mb)
    return found[-1], max(found)


def figures(sensors: int, seconds: float, progress: Progress) -> list[BenchFigure]:
    """The memory of a backend with ``sensors``."""
    last, most = memory_mb(sensors, seconds, progress)
    return [
        BenchFigure(f"backend at {sensors:,} sensors after {seconds:g} s, anonymous", last, "MB", at_most=250),
        BenchFigure("the same, maximum at any time", most, "MB", at_most=250),
    ]
