"""``main.py run`` that notes when its window had applied each record, layers and panels included.

Arguments: package, address, keys, settings file, seconds.  Prints "ready" when it shows everything that the backend
has, and at the end a JSON list: monotonic seconds, and the newest record then.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import main as command_line
from county.realm import LIVE

POLL_MS = 2


def main(package: Path, address: str, keys: Path, settings: Path, seconds: float) -> int:
    """Show the window with its county for ``seconds``."""
    assert command_line.app is not None  # its import is part of the start
    from desktop.app import Program  # like the command line, before any other import of Qt

    # isort: split
    from PySide6.QtCore import QTimer

    from bench.first_paint import WINDOW_PX, NextPaint, without_display
    from desktop.scenes.registry import DEFAULT

    without_display()
    program = Program(scene=DEFAULT, off_screen=False, settings=settings)
    program.window.resize(*WINDOW_PX)
    noted: list[tuple[float, int]] = []
    timer = QTimer(interval=POLL_MS)
    program.window.ready.connect(timer.start)  # the map is complete

    def ready() -> None:
        print("ready", flush=True)
        QTimer.singleShot(round(seconds * 1000), program.window.close_now)

    def look() -> None:
        source, session = program.source, program.window.session
        if source is None or session is None or not session.layers.begun:
            return
        seq, health = session.layers.fold.seq, source.health()
        if not noted and health.state == "live" and seq >= health.verified[1]:
            noted.append((time.monotonic(), seq))
            NextPaint(program.window, ready)
        elif noted and seq > noted[-1][1]:
            noted.append((time.monotonic(), seq))

    timer.timeout.connect(look)
    try:
        program.open(package, connect=address, keys=keys, realm=LIVE)
        code = program.run_window(None)
    finally:
        program.close()
    print(json.dumps(noted), flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), float(sys.argv[5])))
