"""Ranking of the units that an event can be dispatched to, with reasons.

Candidates are sorted by the subclass's order of resource kinds, then by number of tasks, then by distance: by minutes
on the road where roads are known, with units without a road connection last; otherwise in a straight line.  The reason
states which.  The department's own desk is last, but for units that are off duty or out of
service.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from msgspec import Struct

from county.catalog import Catalog
from county.records import Choice
from county.resource import Resource
from county.unit_status import NOT_READY, Readiness

if TYPE_CHECKING:
    from county.roads import RoadGraph

Closures = Set[str | int]
"""See :data:`county.roads.Closures`."""
OPEN: Closures = frozenset()

DETOUR_MIN = 0.5
"""A way that is longer by less is not called a detour."""
BY_WORD = 0.5
"""A unit that says it is busy is sorted between free ones and those with a task."""
WAYS: dict[str, str] = {
    "by_road": "{minutes} min by road ({km} km)",
    "straight": "{km} km in a straight line",
    "no_road": "no road connection, {km} km in a straight line",
    "detour": "{minutes} min by road ({km} km), detour around closed roads, {more} min longer",
    "road_closed": "every road there is closed, {km} km in a straight line",
}
"""Templates for the distance of a unit: the values of ``way`` in a reason."""

REASONS: dict[str, str] = {
    "nearest_free": "Nearest free unit of its kind, {way}",
    "further_free": "Number {place} of the free units of its kind by distance, {way}",
    "nearest_busy": "All units of its kind are busy; this one has {tasks} tasks, {way}",
    "busy": "Has {tasks} tasks while others of its kind are free, {way}",
    "busy_by_word": "Has no task but says that it is busy, {way}",
    "off_duty": "Off duty, {way}",
    "out_of_service": "Out of service, {way}",
    "on_round": "Stop {number} of {stops} on its collection round",
    "department": "No suitable unit in the county; the responsible department",
    "own_desk": "The responsible department",
    "by_hand": "Chosen by the operator, number {number} of the suggestions: {why}",
    "not_suggested": "Chosen by the operator, not among the suggestions",
}
"""Why a unit was chosen: one English template per code.  The desktop translates them.

``why`` of ``by_hand`` is the code of the unit's own reason, whose parameters are included.
"""


class UnitCandidate(Struct, frozen=True, forbid_unknown_fields=True):
    """A unit that the event can be dispatched to."""

    unit: str
    choice: Choice
    tasks: int
    distance_m: float | None
    """By road where ``minutes`` is known, else in a straight line; None for a department."""
    minutes: float | None
    """By road; None for a department, without a route, for a unit that needs no road, and without ``roads``."""


class Located(Protocol):
    """The attributes of an event used here: its subclass and its location in the working CRS."""

    @property
    def subclass(self) -> str: ...
    @property
    def x_m(self) -> float: ...
    @property
    def y_m(self) -> float: ...


class _Distance(NamedTuple):
    """Distance of a unit.  The sort order is the preference: by road first, then without a road."""

    roadless: bool
    minutes: float
    length_m: float
    code: str
    more: float = 0.0
    """Minutes more than if no road were closed."""

    def params(self) -> dict[str, str]:
        known = {"way": self.code, "km": f"{self.length_m / 1000:.1f}"}
        if self.roadless:
            return known
        known["minutes"] = str(max(1, round(self.minutes)))
        return known if self.code != "detour" else known | {"more": str(max(1, round(self.more)))}


def can_be_sent(unit: Resource, catalog: Catalog) -> bool:
    """Whether ``unit`` is of a mobile kind; False for a kind missing from the catalogue."""
    kind = catalog.resource_kinds.get(unit.kind)
    return kind is not None and kind.mobile


def rank(
    event: Located,
    units: Iterable[Resource],
    catalog: Catalog,
    tasks: Mapping[str, int],
    roads: RoadGraph | None = None,
    closures: Closures = OPEN,
    status: Mapping[str, Readiness] = MappingProxyType({}),
) -> list[UnitCandidate]:
    """Every unit suitable for ``event``, best first; never empty.  ``tasks``: number of running tasks by unit;
    ``closures``: the closed ones of ``roads``; ``status``: of the units about which something was said.

    Units that are off duty or out of service come last, after the department.

    Raises KeyError for an unknown subclass.
    """
    subclass = catalog.subclasses[event.subclass]
    order = {kind: i for i, kind in enumerate(subclass.resource_kinds)}
    fitting = [unit for unit in units if unit.kind in order]
    ways = _ways(event, fitting, roads, closures)
    ready: list[UnitCandidate] = []
    others: list[UnitCandidate] = []
    free: Counter[int] = Counter()
    for kind, busy, way, unit in sorted(
        (order[unit.kind], tasks.get(unit.id, 0) or (status.get(unit.id) == "busy") * BY_WORD, way, unit.id)
        for unit, way in zip(fitting, ways, strict=True)
    ):
        said, running = status.get(unit), 0 if busy == BY_WORD else int(busy)
        if said in NOT_READY:
            choice, group = Choice(str(said), way.params()), others
        else:
            free[kind] += not busy
            choice, group = _why(running, way, free[kind], by_word=busy == BY_WORD), ready
        group.append(UnitCandidate(unit, choice, running, way.length_m, None if way.roadless else way.minutes))
    desk = subclass.department
    own = Choice("own_desk" if ready else "department")
    return [*ready, UnitCandidate(desk, own, tasks.get(desk, 0), None, None), *others]


def _ways(
    event: Located, units: Sequence[Resource], roads: RoadGraph | None, closures: Closures
) -> list[_Distance]:
    """Distance of each unit from the event, by one search per vehicle, and by a further one while roads are closed."""
    straight_m = [math.hypot(unit.x_m - event.x_m, unit.y_m - event.y_m) for unit in units]
    ways = [_Distance(True, math.inf, length_m, "straight") for length_m in straight_m]
    if roads is None or not len(roads.ids):
        return ways
    by_vehicle: dict[str, list[int]] = {}
    for i, unit in enumerate(units):
        vehicle = roads.speeds.vehicle_of(unit.kind)
        if vehicle is not None:
            by_vehicle.setdefault(vehicle, []).append(i)
    for vehicle, rows in by_vehicle.items():
        places = [(units[i].x_m, units[i].y_m) for i in rows]
        goal = event.x_m, event.y_m
        found = roads.distances(places, goal, vehicle, closures)
        unhindered = roads.minutes(places, goal, vehicle) if closures else found.minutes
        times = zip(rows, found.minutes.tolist(), unhindered.tolist(), found.length_m.tolist(), strict=True)
        for i, minutes, usual, length_m in times:
            ways[i] = _way(minutes, usual, length_m, straight_m[i])
    return ways


def _way(minutes: float, usual: float, length_m: float, straight_m: float) -> _Distance:
    """``minutes`` by the roads that are open, ``usual`` by all roads; inf: not at all."""
    if np.isfinite(minutes):
        more = minutes - usual
        return _Distance(False, minutes, length_m, "detour" if more >= DETOUR_MIN else "by_road", more)
    return _Distance(True, math.inf, straight_m, "road_closed" if np.isfinite(usual) else "no_road")


def _why(busy: int, way: _Distance, free: int, *, by_word: bool) -> Choice:
    """Reason for a unit with ``busy`` tasks; ``free``: free units of its kind so far in the ranking, it included;
    ``by_word``: it says that it is busy."""
    if by_word:
        return Choice("busy_by_word", way.params())
    if busy:
        return Choice("busy" if free else "nearest_busy", {"tasks": str(busy), **way.params()})
    if free == 1:
        return Choice("nearest_free", way.params())
    return Choice("further_free", {"place": str(free), **way.params()})


def choice_of(ranked: Sequence[UnitCandidate], unit: str) -> Choice:
    """The reason when a person chooses ``unit`` from a ranking: that of the unit itself for the first."""
    for number, candidate in enumerate(ranked, start=1):
        if candidate.unit == unit:
            own = candidate.choice
            return own if number == 1 else Choice("by_hand", {"number": str(number), "why": own.code, **own.params})
    return Choice("not_suggested")


def text(choice: Choice, translate: Callable[[str], str] = str) -> str:
    """The reason as text; ``translate`` maps each English template.  The code if the template cannot be filled."""
    params = dict(choice.params)
    try:
        if "way" in params:
            params["way"] = translate(WAYS[params["way"]]).format_map(params)
        if "why" in params:
            params["why"] = translate(REASONS[params["why"]]).format_map({**params, "why": ""})
        return translate(REASONS[choice.code]).format_map(params)
    except (KeyError, ValueError, IndexError):
        return choice.code
