"""A day of the demo county at sixty times the speed: a backend with its simulated reports, sensors, units and centre,
and a desktop that shows it off-screen.  What it left behind is judged by the tests that run it.
"""

from __future__ import annotations

import json
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from bench.children import python
from bench.connected import FixedAddress, desktop_client, sender
from bench.rounds import Progress
from county.commands import Command
from county.durations import HOUR_MS
from county.realm import Realm
from county.realm_clock import SetClockRate
from services.protocol.messages import Accepted

REALM = Realm("drill:day")
SPEED = 60.0
HOURS = 12.0
POLL_S = 2.0
QUIET_S = 5.0
"""Without a record for so long, after the clock was paused, every step was processed."""
CATCH_UP_S = 120.0
"""Between the end of the day and that of the desktop: for the steps that lag behind the clock on a busy machine."""
START_S = 180.0
END_S = 300.0


@dataclass(frozen=True)
class SeededDay:
    """What a day left behind."""

    shown: dict[str, int]
    """Events on the desktop by state, at its end."""
    live: bool
    """Whether the desktop showed itself live at its end."""
    elapsed_s: float


def run_day(package: Path, data: Path, hours: float, progress: Progress) -> SeededDay:
    """Run ``hours`` of realm time in the empty folder ``data``; the backend has ended when this returns.

    Raises RuntimeError when a process ends too early, or the clock does not get on.
    """
    with tempfile.TemporaryDirectory() as name, python("-m", "bench.demo_drill", package, data, REALM.id) as backend:
        line, _ = backend.first_line()
        if not line:
            raise RuntimeError(f"the backend ended before it was ready: {backend.ended(END_S)[-2000:]}")
        ready, out = json.loads(line), Path(name)
        at = FixedAddress(ready["address"], Path(ready["keys"]))
        backend.read_errors()
        seconds = hours * HOUR_MS / 1000 / SPEED
        desktop = (
            "main.py", "run", package, "--connect", at.address, "--keys", at.keys, "--realm", REALM.id, "--snapshot",
            out, "--seconds", str(seconds + CATCH_UP_S),
        )  # fmt: skip
        with python(*desktop) as window, desktop_client(at, REALM.id) as client:
            first_ms = set_rate(at, SPEED)
            began = time.monotonic()
            while client.clock.now_ms() - first_ms < hours * HOUR_MS:
                passed_s = time.monotonic() - began
                progress(min(1.0, passed_s / seconds), f"a day at {SPEED:g}×")
                if passed_s > seconds + START_S:
                    raise RuntimeError(f"after {passed_s:.0f} s the day has not passed")
                if window.process.poll() is not None:
                    raise RuntimeError(f"the desktop ended too early: {window.ended(END_S)[-2000:]}")
                client.take()
                time.sleep(POLL_S)
            set_rate(at, 0.0)
            last = elapsed_s = time.monotonic() - began
            while (passed_s := time.monotonic() - began) - last < QUIET_S:
                last = passed_s if client.take().records else last
                if window.process.poll() is not None:
                    raise RuntimeError(f"the steps of the backend lag behind its clock by more than {CATCH_UP_S:g} s")
                time.sleep(POLL_S / 10)
            errors = window.ended(START_S + END_S)
        if window.process.returncode:
            raise RuntimeError(f"the desktop ended with {window.process.returncode}: {errors[-2000:]}")
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return SeededDay(summary["events"], "no data" not in errors, elapsed_s)


def set_rate(at: FixedAddress, rate: float) -> int:
    """Let the drill's clock run at ``rate``; returns the realm's time.  Raises RuntimeError when it is refused."""
    with sender(at, REALM.id) as link:
        now_ms, body = link.clock.now_ms(), SetClockRate(rate=rate)
        [answer] = link.submit([Command(id=uuid.uuid4().hex, realm=REALM.id, happened_ms=now_ms, body=body)])
    if not isinstance(answer, Accepted):
        raise RuntimeError(f"the rate of the drill was refused: {answer}")
    return now_ms
