"""``main.py run`` connected to a running backend, that reports when its window shows the full state.

Arguments: package, address, keys, settings file.  It runs until it is killed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import main as command_line
from county.realm import LIVE

POLL_MS = 20


def main(package: Path, address: str, keys: Path, settings: Path) -> int:
    """Show the window with its county, and report when everything that the backend has is painted."""
    assert command_line.app is not None  # its import is part of the start
    from desktop.app import Program  # like the command line, before any other import of Qt

    # isort: split
    from PySide6.QtCore import QTimer

    from bench.first_paint import WINDOW_PX, NextPaint, report_interactive, without_display
    from desktop.scenes.registry import DEFAULT

    without_display()
    program = Program(scene=DEFAULT, off_screen=False, settings=settings)
    program.window.resize(*WINDOW_PX)
    timer = QTimer(interval=POLL_MS)
    program.window.ready.connect(timer.start)  # the map is complete

    def look() -> None:
        source, session = program.source, program.window.session
        if source is None or session is None or not session.layers.begun:
            return
        health = source.health()
        if health.state == "live" and session.layers.fold.seq >= health.verified[1]:
            timer.stop()
            NextPaint(program.window, report_interactive)

    timer.timeout.connect(look)
    try:
        program.open(package, connect=address, keys=keys, realm=LIVE)
        return program.run_window(None)
    finally:
        program.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])))
