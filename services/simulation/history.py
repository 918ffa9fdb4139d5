"""Simulated history: events of the last hours before the start, so that the first screen is not empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from random import Random

from county import commands as c
from county.catalog import Catalog
from county.durations import DAY_MS, HOUR_MS
from county.resource import Resource
from county.units import dispatch
from services.simulation.reports import SIMULATED, Reports
from services.simulation.staff import CENTRE

EVENTS = 90
LAST_HOURS = 10
PATHS: dict[str, int] = {
    "": 10,
    "file": 5,
    "file dispatch": 7,
    "file dispatch accept": 20,
    "file dispatch accept suspend": 3,
    "file dispatch accept extend": 3,
    "file dispatch accept feed_back": 9,
    "file dispatch accept feed_back rework": 2,
    "file dispatch accept feed_back close": 12,
    "file dispatch accept feed_back close evaluate": 16,
    "reject": 3,
}
"""Sequences of steps of an event, with their weights."""


def history(
    reports: Reports,
    units: tuple[Resource, ...],
    catalog: Catalog,
    work: Mapping[str, tuple[str, ...]],
    *,
    now_ms: int,
    seed: int,
) -> list[tuple[int, str, c.EventCommand]]:
    """Time, actor and command of all steps of the events of the last hours, in order of time."""
    rng = Random(f"{seed}:history")
    tasks: Counter[str] = Counter()
    commands: list[tuple[int, str, c.EventCommand]] = []
    names = {unit.id: unit.name for unit in units} | {key: name.zh for key, name in catalog.departments.items()}
    starts = sorted(now_ms - round(LAST_HOURS * HOUR_MS * rng.random() ** 1.5) - 90_000 for _ in range(EVENTS))
    for start_ms in starts:
        drawn = reports.draw(start_ms)
        if drawn is None:
            continue
        actor, report = drawn
        steps = rng.choices(list(PATHS), list(PATHS.values()))[0].split()
        commands.append((start_ms, actor, report))
        gap_ms = (now_ms - start_ms) / (len(steps) + 1)
        at_ms = float(start_ms)
        best = dispatch.rank(report, units, catalog, tasks)[0]
        tasks[best.unit] += steps[-1:] in (["dispatch"], ["accept"], ["extend"], ["rework"])
        for step in steps:
            at_ms += gap_ms * rng.uniform(0.1, 0.9)
            by_centre = step in ("file", "reject", "dispatch", "rework", "close", "evaluate")
            body = _body(step, report.event_id, best, work, rng, round(at_ms))
            commands.append((round(at_ms), CENTRE if by_centre else SIMULATED + names[best.unit], body))
    return sorted(commands, key=lambda command: command[0])


def _body(
    step: str, event: str, best: dispatch.UnitCandidate, work: Mapping[str, tuple[str, ...]], rng: Random, at_ms: int
) -> c.EventCommand:
    note = rng.choice(work[step]) if step in work else ""
    match step:
        case "file":
            return c.FileEvent(event_id=event)
        case "reject":
            return c.RejectEvent(event_id=event, note=note)
        case "dispatch":
            return c.DispatchEvent(event_id=event, unit=best.unit)
        case "accept":
            return c.AcceptTask(event_id=event)
        case "suspend":
            return c.SuspendEvent(event_id=event, note=note)
        case "extend":
            return c.RequestExtension(event_id=event, until_ms=at_ms + 30 * DAY_MS, note=note)
        case "feed_back":
            return c.FeedBack(event_id=event, note=note)
        case "rework":
            return c.ReworkEvent(event_id=event, note=note)
        case "close":
            return c.CloseEvent(event_id=event, note=note)
        case _:
            return c.EvaluateEvent(event_id=event, score=rng.choice((3, 4, 4, 5, 5)))
