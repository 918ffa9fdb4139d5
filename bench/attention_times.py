"""``main.py run`` that notes when an emergency was first heard and seen, until it is killed.

Arguments: package, address, keys, settings file.  Prints JSON lines of what, about what, and monotonic seconds:
"ready" when it shows everything that the backend has, "tone" (its name) when the player is given one, "band" (alarm or
event, its id, its sensor) when the band has painted an emergency.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import main as command_line
from county.realm import LIVE
from desktop.sound.player import MutePlayer

POLL_MS = 10


def note(what: str, about: str) -> None:
    """Report to the benchmark, which reads this process's stdout."""
    print(json.dumps([what, about, time.monotonic()]), flush=True)


class NotingPlayer(MutePlayer):
    """Notes when it is given a tone: the device begins within its buffer of 60 ms after it was opened."""

    def play(self, tones: Sequence[str], loudness: float) -> None:
        note("tone", tones[-1])


def main(package: Path, address: str, keys: Path, settings: Path) -> int:
    """Show the window with its county."""
    assert command_line.app is not None  # its import is part of the start
    from desktop.app import Program  # like the command line, before any other import of Qt

    # isort: split
    from PySide6.QtCore import QTimer

    from bench.first_paint import WINDOW_PX, NextPaint, without_display
    from desktop.scenes.registry import DEFAULT

    without_display()
    program = Program(scene=DEFAULT, off_screen=False, settings=settings, make_player=NotingPlayer)
    program.window.resize(*WINDOW_PX)
    seen = ""

    def look() -> None:
        nonlocal seen
        session, band = program.window.session, program.window.emergency_band
        call = band.shown if band.frame.isVisible() else None
        shown = ""
        if session is not None and call is not None:
            state = session.layers.states(call.kind)[call.id]
            shown = f"{call.kind} {call.id} {state.sensor_id}"
        if shown and shown != seen:
            NextPaint(band.frame, lambda: note("band", shown))
        seen = shown

    timer = QTimer(interval=POLL_MS)
    timer.timeout.connect(look)

    def complete() -> None:
        timer.start()
        NextPaint(program.window, lambda: note("ready", ""))

    program.window.ready.connect(complete)
    try:
        program.open(package, connect=address, keys=keys, realm=LIVE)
        return program.run_window(None)
    finally:
        program.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])))
