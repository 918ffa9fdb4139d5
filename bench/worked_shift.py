"""A shift of events and 10 alarms at two seats, worked by the mouse alone and by the keyboard alone.

Counted are clicks, notches of the wheel and keys; texts are not.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.children import python
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.flood import backend
from bench.rounds import Progress
from bench.shift_plan import PEOPLE
from bench.shift_seats import HANDS

FULL_HD_PX = (1920, 1080)
FEW, SHIFT = 12, 30
"""Events; twelve are the fewest with every side path."""
OWNER = "owner"
"""The key of whoever started the backend."""
LIMIT_S = 60.0


def run(progress: Progress) -> list[BenchFigure]:
    """Few events at 1920×1080.  Raises RuntimeError when a seat does not start."""
    return figures(progress, FULL_HD_PX, FEW)


def figures(progress: Progress, size_px: tuple[int, int], events: int) -> list[BenchFigure]:
    """Strokes for each kind of work by each hand, in windows of ``size_px``."""
    package = demo_package(progress)
    found = list[BenchFigure]()
    for number, name in enumerate(HANDS):
        result = worked(package, name, size_px, events, lambda text: progress(number / len(HANDS), text))  # noqa: B023
        strokes = {"mouse": "clicks", "keyboard": "keys"}[name]
        counts, times, undone = result["counts"], result["times"], result["undone"]
        found += [
            BenchFigure(f"{name}: {kind} (× {times[kind]}), each", counts[kind] / times[kind], strokes)
            for kind in times
        ]
        found += [
            BenchFigure(f"{name}: whole shift of {events} events", sum(counts.values()), strokes),
            BenchFigure(f"{name}: time of it", result["s"], "s"),
            BenchFigure(f"{name}: steps that this hand could not do alone", len(undone), "", at_most=0),
            *(BenchFigure(f"{name}: not done: {why}", 1, "") for why in undone),
        ]
    return found


def worked(
    package: Path, name: str, size_px: tuple[int, int], events: int, say: Callable[[str], None]
) -> dict[str, Any]:
    """What :mod:`bench.shift_seats` counted with the hand ``name``."""
    with tempfile.TemporaryDirectory() as folder, backend(package, Path(folder) / "data") as (address, keys):
        people = [part for person in PEOPLE for part in ("--person", person)]
        with python("main.py", "keys", "--data", Path(folder) / "data", "enrol", OWNER, *people) as enrolment:
            said = enrolment.ended(LIMIT_S)
            if enrolment.process.returncode:
                raise RuntimeError(f"nobody was enrolled: {said[-500:]}")
        size = "x".join(map(str, size_px))
        with python("-m", "bench.shift_seats", package, address, keys, name, size, str(events)) as seats:
            seats.read_errors()
            line = ""
            for line in seats.lines():
                if line.startswith("{"):
                    found: dict[str, Any] = json.loads(line)
                    return found
                say(line.strip())
            raise RuntimeError(f"the shift by {name} ended early, after: {line}{seats.last_errors()}")
