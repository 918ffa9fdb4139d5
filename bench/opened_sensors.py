"""The map of a county with 1,000,000 sensors, opened in a process of its own after the package was read once.

``python -m bench.opened_sensors FOLDER`` prints the seconds from the package's folder to the whole map on the screen,
and the MB of anonymous memory of the process then.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from bench.children import python
from bench.figures import BenchFigure
from bench.first_paint import without_display
from bench.memory import anonymous_mb
from bench.rounds import Progress
from county.catalog import load
from county.package.demo.build import build_demo
from county.package.open import CountyPackage
from desktop import theme
from desktop.map.view import MapView
from desktop.process.garbage import GarbageCollection
from layers.focus import Focus
from layers.registry import build_layers
from layers.style import StyleSheet

SENSORS, VILLAGES, BUILDINGS = 1_000_000, 137, 100
SCREEN_PX = (1920, 1080)
LIMIT_S = 60.0


def figures(progress: Progress) -> list[BenchFigure]:
    """Opening such a county again, and the memory.  Raises OSError when it cannot be built, RuntimeError when the
    process fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_demo(
            folder, seed=1, villages=VILLAGES, sensors=SENSORS, buildings=BUILDINGS, progress=progress,
            cancelled=lambda: False,
        )  # fmt: skip
        _opened(folder)  # reads the package's files, and keeps what it has read
        seconds, megabytes = _opened(folder)
    return [
        BenchFigure(f"opening the map of {SENSORS:,} sensors after the first time", seconds, "s", at_most=3.0),
        BenchFigure("the process then, anonymous memory", megabytes, "MB", at_most=700.0),
    ]


def _opened(folder: Path) -> tuple[float, float]:
    with python("-m", "bench.opened_sensors", folder) as child:
        line, _ = child.first_line()
        if not line:
            raise RuntimeError(f"the map of {SENSORS:,} sensors was not opened: {child.ended(LIMIT_S)[-500:]}")
    seconds, megabytes = map(float, line.split())
    return seconds, megabytes


def main(folder: Path) -> None:
    """Open the map and print the figures."""
    without_display()
    app = QApplication([])
    theme.apply(app, screen_px=SCREEN_PX)
    catalog, styles, collection = load(), StyleSheet.load(), GarbageCollection()
    collection.start()
    began = time.perf_counter()
    package = CountyPackage(folder)
    view = MapView(build_layers(package, catalog), Focus(), styles, package)
    loop = QEventLoop()
    view.complete.connect(loop.quit)
    limit = QTimer(singleShot=True, interval=round(1000 * LIMIT_S))
    limit.timeout.connect(loop.quit)
    limit.start()
    view.resize(*SCREEN_PX)
    view.show()
    loop.exec()
    if not limit.isActive():
        raise RuntimeError(f"the map was not drawn within {LIMIT_S:g} s")
    seconds = time.perf_counter() - began
    collection.stop()
    gc.collect()
    print(f"{seconds:.2f} {anonymous_mb(os.getpid()) or 0.0:.0f}", flush=True)
    view.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
