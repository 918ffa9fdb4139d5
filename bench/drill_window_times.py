"""``main.py run`` in a drill, which notes when its window had painted each delivered inject, a pause and an abort.

Arguments: package, address, keys, settings file, realm.  Prints "ready" when the inbox of the key's only person is on
the screen, and after the abort a JSON object: "delivered" (milliseconds by inject), "paused" and "aborted"
(milliseconds), all on the monotonic clock, which processes of a machine share.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import main as command_line
from county.realm import Realm

POLL_MS = 2


def main(package: Path, address: str, keys: Path, settings: Path, realm: Realm) -> int:
    """Show the window with its county until its drill is aborted."""
    assert command_line.app is not None  # its import is part of the start
    from desktop.app import Program  # like the command line, before any other import of Qt

    # isort: split
    from PySide6.QtCore import QTimer

    from bench.first_paint import WINDOW_PX, NextPaint, without_display
    from bench.painted_drill import PaintedDrill
    from desktop.scenes.registry import DEFAULT

    without_display()
    program = Program(scene=DEFAULT, off_screen=False, settings=settings)
    program.window.resize(*WINDOW_PX)
    painted: PaintedDrill | None = None
    timer = QTimer(interval=POLL_MS)

    def look() -> None:
        nonlocal painted
        session = program.window.session
        if session is None or session.drill.who.role is None:
            return
        if painted is None:
            painted = PaintedDrill(program.window, session)
            NextPaint(painted.inbox.table.viewport(), lambda: print("ready", flush=True))
        if not painted.inbox.is_seen:
            program.window.workspace.raise_dock("inbox")  # the roll call comes to the front at the beginning
        painted.look()
        if painted.aborted_ms is not None:
            timer.stop()
            program.window.close_now()

    timer.timeout.connect(look)
    program.window.ready.connect(timer.start)  # the map is complete
    try:
        program.open(package, connect=address, keys=keys, realm=realm)
        code = program.run_window(None)
    finally:
        program.close()
    if painted is not None:
        print(json.dumps(painted.times), flush=True)
    return code


if __name__ == "__main__":
    package, address, keys, settings, realm = sys.argv[1:]
    sys.exit(main(Path(package), address, Path(keys), Path(settings), Realm(realm)))
