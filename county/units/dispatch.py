"""Ranking of the units that an event can be dispatched to, with reasons.

Candidates are sorted by whether they are on duty and can come, then by the subclass's order of resource kinds (skill),
then by number of tasks (load), then by travel time: by minutes on the road where roads are known, otherwise in a
straight line.  A unit that was sent often in the last hours counts as if it were
farther away (fairness), but not where the time limit runs round the clock: an emergency gets the nearest.  The
department's own desk is last, but for units that are off duty or out of service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, overload

import numpy as np
from msgspec import Struct

from county.catalog import Catalog
from county.records import Choice
from county.resource import Resource
from county.units.fleet import FittingUnits, Fleet, Place
from county.units.status import NOT_READY, Readiness

if TYPE_CHECKING:
    from county.roads.access import Access
    from county.roads.lines import Floats, Ints
    from county.roads.network import RoadGraph
    from county.roads.search import Way, WaysTo

Closures = Set[str | int]
"""See :data:`county.roads.network.Closures`."""
OPEN: Closures = frozenset()
DETOUR_MIN = 0.5
"""A way that is longer by less is not called a detour."""
BY_WORD = 0.5
"""A unit that says it is busy is sorted between free ones and those with a task."""
FAIR_MIN = 2.0
"""Minutes for which each of them counts: a unit with one more is preferred only when it is that much nearer."""
FAIR_MOST_MIN = 10.0
"""For all of them at most: no unit is passed over for one that is much farther away."""
SPEED_M_MIN = 500.0
"""Metres of straight line that count as a minute where no travel time is known: 30 km/h, as ``roads.town``."""
RUNNERS_UP = 2
"""Further units that a reason names."""
WAYS: dict[str, str] = {
    "by_road": "{minutes} min by road ({km} km)",
    "via": "{minutes} min via {via} ({km} km)",
    "straight": "{km} km in a straight line",
    "no_road": "no road connection, {km} km in a straight line",
    "detour": "{minutes} min by road ({km} km), detour around closed roads, {more} min longer",
    "detour_via": "{minutes} min via {via} ({km} km), detour around closed roads, {more} min longer",
    "road_closed": "every road there is closed, {km} km in a straight line",
}
"""Templates for the distance of a unit: the values of ``way`` in a reason."""

REASONS: dict[str, str] = {
    "nearest_free": "Nearest free unit of its kind, {way}",
    "fairest_free": "Free, and sent less often in this shift than nearer units of its kind, {way}",
    "further_free": "Number {place} of the free units of its kind, {way}",
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
DETAILS: dict[str, str] = {
    "sent": "{reason}; {sent} dispatches in this shift",
    "next": "{reason}; runners-up: {units}",
    "passed": "{reason}; ranked before it: {units}",
    "unit_minutes": "{unit} {minutes} min",
    "separator": ", ",
}
"""What a reason may add, and how the runners-up are listed."""


class UnitCandidate(Struct, frozen=True, forbid_unknown_fields=True):
    """A unit that the event can be dispatched to."""

    unit: str
    choice: Choice
    tasks: int
    distance_m: float | None
    """By road where ``minutes`` is known, else in a straight line; None for a department."""
    minutes: float | None
    """By road; None for a department, without a route, for a unit that needs no road, and without ``roads``."""


UNATTENDED = frozenset({"nearest_free", "fairest_free"})
"""Reasons for which a unit may be sent without a person."""
NO_WAY = frozenset({"no_road", "road_closed"})


def can_be_sent_unattended(candidate: UnitCandidate) -> bool:
    """Whether the first of a ranking may be dispatched without a person: it is free and can come."""
    choice = candidate.choice
    return choice.code in UNATTENDED and choice.params.get("way") not in NO_WAY


class Located(Protocol):
    """The attributes of an event used here: its subclass and its location in the working CRS."""

    @property
    def subclass(self) -> str: ...
    @property
    def x_m(self) -> float: ...
    @property
    def y_m(self) -> float: ...


def can_be_sent(unit: Resource, catalog: Catalog) -> bool:
    """Whether ``unit`` is of a mobile kind; False for a kind missing from the catalogue."""
    kind = catalog.resource_kinds.get(unit.kind)
    return kind is not None and kind.mobile


def is_urgent(catalog: Catalog, subclass: str) -> bool:
    """Whether the time limit of a subclass runs round the clock, so that only travel time counts.  Raises KeyError."""
    return catalog.subclasses[subclass].limit.unit == "urgent_hour"


def rank(
    event: Located,
    units: Iterable[Resource] | Fleet,
    catalog: Catalog,
    tasks: Mapping[str, int],
    roads: RoadGraph | None = None,
    closures: Closures = OPEN,
    status: Mapping[str, Readiness] = MappingProxyType({}),
    *,
    places: Mapping[str, Place] = MappingProxyType({}),
    sent: Mapping[str, int] = MappingProxyType({}),
) -> Ranking:
    """Every unit suitable for ``event``, best first; never empty.  ``tasks``: number of running tasks by unit;
    ``closures``: the closed ones of ``roads``; ``status``: of the units about which something was said; ``places``:
    where units are, the others being at home; ``sent``: how often each was dispatched in this shift
    (:class:`~county.duty_shifts.DutyShifts`).

    Units that are off duty or out of service come last, after the department.

    Raises KeyError for an unknown subclass.
    """
    subclass = catalog.subclasses[event.subclass]
    fleet = units if isinstance(units, Fleet) else Fleet(units)
    fitting = fleet.of_kinds(tuple(subclass.resource_kinds))
    travel = _Travel(event, fitting, roads, closures, places)
    running = fitting.counts(tasks)
    said = {row: word for unit, word in status.items() if (row := fitting.number.get(unit)) is not None}
    off = np.zeros(len(fitting), dtype=bool)
    for row, word in said.items():
        off[row] = word in NOT_READY
        if word == "busy" and not running[row]:
            running[row] = BY_WORD
    often = fitting.counts(sent)
    extra_min = np.minimum(often * FAIR_MIN, FAIR_MOST_MIN) * (not is_urgent(catalog, event.subclass))
    best_first = np.lexsort((
        fitting.by_id, travel.straight_m, travel.straight_m / SPEED_M_MIN + extra_min, travel.minutes + extra_min,
        running, fitting.kind, travel.stuck, off,
    ))  # fmt: skip
    desk = UnitCandidate(subclass.department, Choice("own_desk"), tasks.get(subclass.department, 0), None, None)
    ready = len(fitting) - int(off.sum())
    return Ranking(fitting, best_first, ready, travel, running, said, often, extra_min, desk)


class _Travel:
    """The ways of units to an event, by one search for all of them.

    What a closed road costs is asked of the few that are shown: without it no way is longer, so that a search as far as
    theirs is enough."""

    def __init__(
        self,
        event: Located,
        units: FittingUnits,
        roads: RoadGraph | None,
        closures: Closures,
        places: Mapping[str, Place],
    ) -> None:
        n = len(units)
        xy_m = units.places_m(places)
        self.straight_m: Floats = np.hypot(xy_m[:, 0] - event.x_m, xy_m[:, 1] - event.y_m)
        self.minutes: Floats = np.full(n, np.inf)
        """(n,) inf for a unit without a way by road."""
        self._usual_ways: WaysTo | None = None
        """Those if no road were closed, up to ``_usual_until_min`` of share 1."""
        self._usual_until_min = 0.0
        self._closures = closures
        self.stuck = np.zeros(n, dtype=bool)
        """(n,) whether a unit needs a road and has no way."""
        self._roads = roads if roads is not None and len(roads.ids) else None
        if self._roads is None:
            return
        share = np.array([self._roads.share_of(kind) for kind in units.kinds], dtype=float)
        self._share: Floats = share[units.kind]
        self._goal = self._roads.goal((event.x_m, event.y_m))
        self._start: Access = self._roads.access(xy_m)
        self._ways: WaysTo = self._roads.ways_to(self._goal, closures)
        by_road = self._share > 0
        self.minutes = np.where(by_road, self._ways.minutes(self._start, np.where(by_road, self._share, 1.0)), np.inf)
        self.stuck = by_road & np.isinf(self.minutes)

    def _usual(self, row: int) -> float:
        """Minutes of one unit if no road were closed."""
        if not self._closures or self._roads is None:
            return float(self.minutes[row])
        needed_min = float(self.minutes[row] * self._share[row])
        if needed_min <= self._ways.unaffected_min(self._start_of(row)):
            return float(self.minutes[row])
        if self._usual_ways is None or needed_min > self._usual_until_min:
            self._usual_until_min = 2 * needed_min
            self._usual_ways = self._roads.ways_to(self._goal, limit_min=self._usual_until_min)
        return float(self._usual_ways.minutes(self._start_of(row), self._share[[row]])[0])

    def _start_of(self, row: int) -> Access:
        return self._start.take(np.array([row]))

    def way(self, row: int) -> Way | None:
        """The way of one unit by road."""
        if self._roads is None or not np.isfinite(self.minutes[row]):
            return None
        return self._ways.way(self._start_of(row), float(self._share[row]))

    def params(self, row: int, way: Way | None) -> dict[str, str]:
        """The parameters of a reason that say how far a unit is."""
        if self._roads is None or way is None:
            code = "straight"
            if self._roads is not None and self._share[row] > 0:
                code = "road_closed" if np.isfinite(self._usual(row)) else "no_road"
            return {"way": code, "km": f"{self.straight_m[row] / 1000:.1f}"}
        more = way.minutes - self._usual(row)
        via = self._roads.via(way)
        code = ("detour_via" if via else "detour") if more >= DETOUR_MIN else "via" if via else "by_road"
        known = {"way": code, "km": f"{way.length_m / 1000:.1f}", "minutes": _whole(way.minutes)}
        known |= {"via": " ".join(via)} if via else {}
        return known | {"more": _whole(more)} if code.startswith("detour") else known


def _whole(minutes: float) -> str:
    """Minutes in whole ones, at least one."""
    return str(max(1, round(minutes)))


class Ranking(Sequence[UnitCandidate]):
    """The units suitable for an event, best first, the department among them.  The reason of each is worked out when it
    is asked for: a county may have a thousand units, and a screen shows eight."""

    def __init__(
        self,
        units: FittingUnits,
        best_first: Ints,
        ready: int,
        travel: _Travel,
        running: Floats,
        said: Mapping[int, Readiness],
        sent: Floats,
        extra_min: Floats,
        desk: UnitCandidate,
    ) -> None:
        """``best_first``: numbers of the units; ``ready``: how many of them are on duty; the columns are by number."""
        self._units = units
        self._row = best_first
        self._travel = travel
        self._running = running
        self._said = said
        self._sent = sent
        self._extra_min = extra_min
        self._known: dict[int, UnitCandidate] = {}
        self._ready = ready
        code = "own_desk" if self._ready else "department"
        self._desk = UnitCandidate(desk.unit, Choice(code), desk.tasks, None, None)

    def __len__(self) -> int:
        return len(self._units) + 1

    @overload
    def __getitem__(self, number: int) -> UnitCandidate: ...
    @overload
    def __getitem__(self, number: slice) -> list[UnitCandidate]: ...
    def __getitem__(self, number: int | slice) -> UnitCandidate | list[UnitCandidate]:
        if isinstance(number, slice):
            return [self[i] for i in range(*number.indices(len(self)))]
        at = range(len(self))[number]
        if at == self._ready:
            return self._desk
        return self._candidate(at - (at > self._ready))

    def __iter__(self) -> Iterator[UnitCandidate]:
        return (self[i] for i in range(len(self)))

    def most(self, limit: int) -> list[UnitCandidate]:
        """The ``limit`` best units and the department, best first."""
        listed = self[:limit]
        return listed if self._desk in listed else [*listed, self._desk]

    def choice_of(self, unit: str) -> Choice:
        """The reason when a person chooses ``unit``: that of the unit itself for the first, with the runners-up; that
        of another one with the units ranked before it."""
        at = self._place_of(unit)
        if at is None:
            return Choice("not_suggested")
        own = self[at].choice
        if at == 0:
            return Choice(own.code, {**own.params, **self._named("next", self[1 : 1 + RUNNERS_UP])})
        passed = self._named("passed", self[: min(at, RUNNERS_UP)])
        return Choice("by_hand", {"number": str(at + 1), "why": own.code, **own.params, **passed})

    def _place_of(self, unit: str) -> int | None:
        if unit == self._desk.unit:
            return self._ready
        row = self._units.number.get(unit)
        if row is None:
            return None
        found = int(np.flatnonzero(self._row == row)[0])
        return found + (found >= self._ready)

    def _named(self, key: str, candidates: Iterable[UnitCandidate]) -> dict[str, str]:
        """Units of a reason: ``next_1`` and ``next_1_minutes``, and so on; no department."""
        named: dict[str, str] = {}
        others = (candidate for candidate in candidates if candidate is not self._desk)
        for i, candidate in enumerate(others, start=1):
            named[f"{key}_{i}"] = candidate.unit
            if candidate.minutes is not None:
                named[f"{key}_{i}_minutes"] = _whole(candidate.minutes)
        return named

    def _candidate(self, number: int) -> UnitCandidate:
        """The unit at a place among the units, without the department."""
        if number not in self._known:
            row = int(self._row[number])
            way = self._travel.way(row)
            params = self._travel.params(row, way)
            said, busy = self._said.get(row), self._running[row]
            tasks = 0 if busy == BY_WORD else int(busy)
            code, own = (str(said), {}) if said in NOT_READY else self._why(number, row)
            if self._extra_min[row]:
                own["sent"] = str(int(self._sent[row]))
            length_m = self._travel.straight_m[row] if way is None else way.length_m
            self._known[number] = UnitCandidate(
                self._units.units[row].id, Choice(code, own | params), tasks, float(length_m),
                None if way is None else way.minutes,
            )  # fmt: skip
        return self._known[number]

    def _why(self, number: int, row: int) -> tuple[str, dict[str, str]]:
        """The code of a unit's reason, and its parameters other than the distance."""
        busy = self._running[row]
        if busy == BY_WORD:
            return "busy_by_word", {}
        of_kind = self._row[: self._ready]
        of_kind = of_kind[self._units.kind[of_kind] == self._units.kind[row]]
        free = of_kind[self._running[of_kind] == 0]
        if busy:
            return ("busy" if len(free) else "nearest_busy"), {"tasks": str(int(busy))}
        place = int(np.flatnonzero(free == row)[0]) + 1
        if place > 1:
            return "further_free", {"place": str(place)}
        near = self._travel.minutes if np.isfinite(self._travel.minutes[row]) else self._travel.straight_m
        return ("nearest_free" if near[row] <= near[free].min() else "fairest_free"), {}


def text(
    choice: Choice, translate: Callable[[str], str] = str, name: Callable[[str], str] = str, *, alone: bool = False
) -> str:
    """The reason as text; ``translate`` maps each English template, ``name`` the id of a unit to its name.  The code if
    the template cannot be filled.  ``alone``: without the way and the other units, which a table has in its columns."""
    params = dict(choice.params)
    try:
        if "way" in params:
            params["way"] = "" if alone else translate(WAYS[params["way"]]).format_map(params)
        if "why" in params:
            params["why"] = translate(REASONS[params["why"]]).format_map({**params, "why": ""})
        words = translate(REASONS[choice.code]).format_map(params).rstrip(" ,，")
        if "sent" in params:
            words = translate(DETAILS["sent"]).format(reason=words, sent=params["sent"])
        for key in () if alone else ("next", "passed"):
            units = list(_units(key, choice.params, translate, name))
            if units:
                listed = translate(DETAILS["separator"]).join(units)
                words = translate(DETAILS[key]).format(reason=words, units=listed)
        return words
    except (KeyError, ValueError, IndexError):
        return choice.code


def _units(
    key: str, params: Mapping[str, str], translate: Callable[[str], str], name: Callable[[str], str]
) -> Iterator[str]:
    for i in range(1, RUNNERS_UP + 1):
        unit, minutes = params.get(f"{key}_{i}"), params.get(f"{key}_{i}_minutes")
        if unit is not None:
            timed = translate(DETAILS["unit_minutes"])
            yield name(unit) if minutes is None else timed.format(unit=name(unit), minutes=minutes)
