"""Which unit gets an event, and why.

Candidates stand in the order of the subclass's resource kinds, then fewer tasks first, then the shorter way; the
department's own desk comes last.  The way is the straight line, not the road: the reason says so.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

from county.catalog import Catalog
from county.event import CLOCK_RUNS, Event
from county.resource import Resource

REASONS: dict[str, str] = {
    "nearest_free": "Nearest free unit of its kind, {km} km in a straight line",
    "further_free": "Number {place} of the free units of its kind by distance, {km} km in a straight line",
    "nearest_busy": "All units of its kind are busy; this one has {tasks} tasks, {km} km in a straight line",
    "busy": "Has {tasks} tasks while others of its kind are free, {km} km in a straight line",
    "department": "No unit of the county fits; the department that answers for it",
    "own_desk": "The department that answers for it",
    "by_hand": "Chosen by the operator, number {place} of the suggestions: {why}",
}
"""Why a unit was chosen: one English template per code, true of that unit.  The desktop translates them.

``why`` of ``by_hand`` is the unit's own reason.
"""


@dataclass(frozen=True)
class Candidate:
    """A unit that could take the event.  ``reason`` goes into the record as it is; :func:`explain` reads it."""

    unit: str
    reason: str
    tasks: int
    distance_m: float | None
    """None for a department."""


class Located(Protocol):
    """What is asked of an event: its subclass and its place in the working CRS."""

    @property
    def subclass(self) -> str: ...
    @property
    def x_m(self) -> float: ...
    @property
    def y_m(self) -> float: ...


def can_be_sent(unit: Resource, catalog: Catalog) -> bool:
    """Whether ``unit`` is of a kind that moves; a kind that the catalogue lacks does not."""
    kind = catalog.resource_kinds.get(unit.kind)
    return kind is not None and kind.mobile


def tasks(events: Iterable[Event]) -> Mapping[str, int]:
    """How many running tasks each unit has."""
    return Counter(event.unit for event in events if event.state in CLOCK_RUNS)


def rank(event: Located, units: Iterable[Resource], catalog: Catalog, tasks: Mapping[str, int]) -> list[Candidate]:
    """Every unit that fits ``event``, best first; never empty.  Raises KeyError for an unknown subclass."""
    subclass = catalog.subclasses[event.subclass]
    order = {kind: i for i, kind in enumerate(subclass.resource_kinds)}
    fitting = sorted(
        (order[unit.kind], tasks.get(unit.id, 0), math.hypot(unit.x_m - event.x_m, unit.y_m - event.y_m), unit.id)
        for unit in units
        if unit.kind in order
    )
    ranked = []
    free: Counter[int] = Counter()
    for kind, busy, way_m, unit in fitting:
        free[kind] += not busy
        ranked.append(Candidate(unit, _why(busy, way_m, free[kind]), busy, way_m))
    desk = subclass.department
    return [*ranked, Candidate(desk, "own_desk" if ranked else "department", tasks.get(desk, 0), None)]


def _why(busy: int, way_m: float, free: int) -> str:
    """Reason of a unit with ``busy`` tasks; ``free`` of its kind are free, up to it and with it in the ranking."""
    km = f"{way_m / 1000:.1f}"
    if busy:
        return ("busy?" if free else "nearest_busy?") + urlencode({"tasks": busy, "km": km})
    if free == 1:
        return "nearest_free?" + urlencode({"km": km})
    return "further_free?" + urlencode({"place": free, "km": km})


def by_hand(reason: str, place: int) -> str:
    """The reason when a person takes number ``place`` of the ranking, counted from 1: the first needs no other one."""
    return reason if place == 1 else "by_hand?" + urlencode({"place": place, "why": reason})


def explain(reason: str) -> tuple[str, dict[str, str]] | None:
    """Code and parameters of a reason of :func:`rank` or :func:`by_hand`; None when a person wrote it."""
    code, _, query = reason.partition("?")
    return (code, dict(parse_qsl(query))) if code in REASONS else None
