"""Memory of desktop and backend while the demo county is shown in map and twin: the short form, 45 s.

Measured is anonymous memory; file mappings (mostly libraries and the county's cache) can be dropped by the system.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

import msgspec

from bench.children import python
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.rounds import Progress
from services.disk.data_folder import data_folder, user_data
from services.supervision.presence import FILE

ROUNDS = 2
SECONDS = 45
LIMIT_S = 300
EVERY_S = 1.0


def run(progress: Progress) -> list[BenchFigure]:
    """Medians of short runs.  Raises RuntimeError when the program fails."""
    return figures(ROUNDS, SECONDS, progress)


def figures(rounds: int, seconds: int, progress: Progress) -> list[BenchFigure]:
    """Anonymous memory of both processes at the end of ``seconds`` with the county on the screen, and its maximum
    before."""
    package = demo_package(progress)
    found = []
    for turn in range(rounds):
        progress(turn / rounds, f"run {turn + 1} of {rounds}")
        found.append(memory_mb(package, seconds))
    last = {part: median(run[part][-1] for run in found) for part in ("desktop", "backend")}
    most = {part: max(max(run[part]) for run in found) for part in ("desktop", "backend")}
    return [
        BenchFigure(f"desktop after {seconds} s, anonymous", last["desktop"], "MB", at_most=700),
        BenchFigure(f"backend after {seconds} s, anonymous", last["backend"], "MB", at_most=120),
        BenchFigure("desktop, maximum at any time", most["desktop"], "MB"),
        BenchFigure("backend, maximum at any time", most["backend"], "MB"),
    ]


def memory_mb(package: Path, seconds: int) -> dict[str, list[float]]:
    """MB of both processes once per second, during one off-screen run with its own journal.

    Raises RuntimeError when the program fails or no backend started.
    """
    found: dict[str, list[float]] = {"desktop": [], "backend": []}
    with tempfile.TemporaryDirectory() as name:
        presence = Path(name) / data_folder(package).relative_to(user_data().parent) / "realms/live" / FILE
        command = ("main.py", "run", package, "--snapshot", Path(name) / "out", "--seconds", str(seconds))
        with python(*command, environment={"XDG_DATA_HOME": name}) as child:
            began = time.monotonic()
            while child.process.poll() is None:
                if time.monotonic() - began > seconds + LIMIT_S:
                    raise RuntimeError(f"main.py run did not end within {seconds + LIMIT_S} s")
                time.sleep(EVERY_S)
                desktop, backend = anonymous_mb(child.process.pid), anonymous_mb(_pid_in(presence))
                if desktop is not None and backend is not None:
                    found["desktop"].append(desktop)
                    found["backend"].append(backend)
            log = child.ended(LIMIT_S)
    if child.process.returncode or not found["backend"]:
        raise RuntimeError(f"main.py run ended with {child.process.returncode}: {log[-500:]}")
    return found


def anonymous_mb(pid: int | None) -> float | None:
    """Anonymous memory of a process in MB; None when there is none."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("Anonymous:"))


def _pid_in(presence: Path) -> int | None:
    """Process id of the running backend, from its presence file."""
    try:
        return int(msgspec.json.decode(presence.read_bytes())["pid"])
    except (OSError, msgspec.DecodeError):
        return None
