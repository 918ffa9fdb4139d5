"""A shift of 30 events and 10 alarms at two seats, worked by the mouse alone and by the keyboard alone.

Counted are clicks, notches of the wheel and keys; texts are not.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench.children import python
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.flood import backend
from bench.rounds import Progress
from bench.shift_seats import HANDS, PEOPLE

FULL_HD_PX = (1920, 1080)
OWNER = "owner"
"""The key of whoever started the backend."""
LIMIT_S = 60.0


def run(progress: Progress) -> list[BenchFigure]:
    """Both hands at 1920×1080.  Raises RuntimeError when a step has no effect."""
    return figures(progress, FULL_HD_PX)


def figures(progress: Progress, size_px: tuple[int, int]) -> list[BenchFigure]:
    """Strokes for each kind of work by each hand, in windows of ``size_px``."""
    package = demo_package(progress)
    found = list[BenchFigure]()
    for number, name in enumerate(HANDS):
        progress(number / len(HANDS), name)
        result = worked(package, name, size_px)
        strokes = {"mouse": "clicks", "keyboard": "keys"}[name]
        counts, times = result["counts"], result["times"]
        found += [
            BenchFigure(f"{name}: {kind} (× {times[kind]}), each", counts[kind] / times[kind], strokes)
            for kind in times
        ]
        found += [
            BenchFigure(f"{name}: whole shift", sum(counts.values()), strokes),
            BenchFigure(f"{name}: steps out of reach", len(result["unreached"]), "", at_most=0),
        ]
        for why in result["unreached"]:
            progress(number / len(HANDS), f"{name}, out of reach: {why}")
    return found


def worked(package: Path, name: str, size_px: tuple[int, int], *more: str) -> Mapping[str, Mapping[str, int]]:
    """What :mod:`bench.shift_seats` counted with the hand ``name``."""
    with tempfile.TemporaryDirectory() as folder, backend(package, Path(folder) / "data") as (address, keys):
        people = [part for person in PEOPLE for part in ("--person", person)]
        with python("main.py", "keys", "--data", Path(folder) / "data", "enrol", OWNER, *people) as enrolment:
            said = enrolment.ended(LIMIT_S)
            if enrolment.process.returncode:
                raise RuntimeError(f"nobody was enrolled: {said[-500:]}")
        size = "x".join(map(str, size_px))
        with python("-m", "bench.shift_seats", package, address, keys, name, size, *more) as seats:
            line, _ = seats.first_line()
            if not line:
                raise RuntimeError(f"the shift by {name} ended early: {seats.ended(LIMIT_S)[-2000:]}")
    found: Mapping[str, Mapping[str, int]] = json.loads(line)
    return found
