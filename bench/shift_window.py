"""``main.py run`` under the hands of a monkey.

Arguments: package, address, keys, realm, folder, hours, seconds of an hour, seed.  Prints JSON lines: "ready",
"action", "exception", "log", "Qt", "stuck" with a text, and "hour" with megabytes, the number of actions and of objects
by class, after everything that was opened is closed.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import signal
import sys
from pathlib import Path
from random import Random

import main as command_line
from county.package.open import CountyPackage
from county.realm import Realm

POLL_MS, SETTLE_MS, ANSWERS_MS = 200, 3_000, 30_000


def note(what: str, about: object) -> None:
    """Report to the benchmark, which reads this process's stdout."""
    print(json.dumps([what, about]), flush=True)


def main(
    package: Path, address: str, keys: Path, realm: Realm, folder: Path, *, hours: int, hour_s: float, seed: int
) -> int:
    """Show the window, and let the monkey work for ``hours``."""
    assert command_line.app is not None  # its import is part of the start
    from desktop.app import Program  # like the command line, before any other import of Qt

    # isort: split
    from PySide6.QtCore import QTimer
    from PySide6.QtTest import QTest

    from bench.answered_dialogs import AnsweredDialogs
    from bench.living_objects import living_objects
    from bench.memory import anonymous_mb
    from bench.monkey import Monkey
    from bench.noted_faults import NotedFaults
    from desktop.scenes.registry import DEFAULT
    from desktop.sound.player import MutePlayer
    from services.loop.allocator import free_unused_memory

    faulthandler.enable()
    faulthandler.register(signal.SIGUSR1)
    faults = NotedFaults(note)
    county = CountyPackage(package)
    village = county.table("villages").geometry[0].representative_point()
    lon, lat = county.lonlat(village.x, village.y)
    dialogs = AnsweredDialogs(folder / "files", Random(seed), (float(lon), float(lat)))
    program = Program(
        scene=DEFAULT, off_screen=False, settings=folder / "desktop.ini", make_player=MutePlayer, dialogs=dialogs
    )
    window = program.window
    window.menu.leave.setVisible(False)
    window.menu.leave.setShortcuts([])
    monkeys: list[Monkey] = []

    def measured(monkey: Monkey) -> None:
        monkey.close_all()
        QTest.qWait(SETTLE_MS)
        gc.collect()
        free_unused_memory()
        note("hour", [anonymous_mb(os.getpid()), monkey.actions, dict(living_objects())])

    def hour(number: int) -> None:
        [monkey] = monkeys
        monkey.end()
        QTest.qWait(1_000)
        measured(monkey)
        if number < hours:
            QTimer.singleShot(round(hour_s * 1000), window, lambda: hour(number + 1))
            monkey.begin()
            return
        assert window.session is not None
        submissions = window.session.submissions
        for _ in range(ANSWERS_MS // POLL_MS):
            if submissions.waiting:
                QTest.qWait(POLL_MS)
        if submissions.waiting:
            faults.found("stuck", f"{submissions.waiting} commands without an answer")
        program.application.exit()

    def wait_for_data() -> None:
        if window.session is None or not window.session.layers.begun or window.twin.twin is None:
            QTimer.singleShot(POLL_MS, window, wait_for_data)
            return
        monkeys.append(
            Monkey(window, seed, lambda text: note("action", text), lambda text: faults.found("stuck", text))
        )
        note("ready", "")
        QTimer.singleShot(SETTLE_MS, window, lambda: hour(0))

    window.ready.connect(wait_for_data)
    try:
        program.open(package, connect=address, keys=keys, realm=realm)
        return program.run_window(None)
    finally:
        program.close()
        note("closed", "")


if __name__ == "__main__":
    _, package, address, keys, realm, folder, hours, hour_s, seed = sys.argv
    sys.exit(
        main(
            Path(package), address, Path(keys), Realm(realm), Path(folder), hours=int(hours), hour_s=float(hour_s),
            seed=int(seed),
        )
    )  # fmt: skip
