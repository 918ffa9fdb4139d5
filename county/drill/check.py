"""Checks a scenario before it is run (审核): by itself, and against the county it is to be run in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from itertools import pairwise
from math import inf
from typing import Any, Protocol

import msgspec

from county.catalog import Catalog
from county.drill.background import RAIN, TRAFFIC_FORM, Rainfall, parse_traffic
from county.drill.conditions import DEEPEST, Condition, SensorChoice, depth, leaves
from county.drill.ids import is_id
from county.drill.measures import MEASURES
from county.drill.phone_numbers import phone_faults
from county.drill.profile import profile_fault
from county.drill.reach import Reach
from county.drill.scenario import Expectation, Inject, Scenario, VillagePlace, recipient
from county.events.event import State
from county.explained import ExplainedLine
from county.sensing import Sensor
from county.toml_files.finding import Fault
from county.toml_files.lines import Path

MOST_INJECTS, MOST_EXPECTATIONS = 5_000, 2_000
YEARS = range(2000, 2101)
"""In which a drill may be set: beyond the year 9999 no time can be written."""
_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
_ALARM_STATES = ("unacknowledged", "acknowledged", "returned_unacknowledged", "normal", "shelved")
_FACTS = {
    "inject": ("delivered", "acknowledged", "skipped"), "expectation": ("met", "late", "missed"),
    "event": tuple(str(state) for state in State), "alarm": _ALARM_STATES,
}  # fmt: skip


class DrillCounty(Protocol):
    """What a check reads of the county."""

    @property
    def code(self) -> str: ...
    @property
    def catalog(self) -> Catalog: ...
    @property
    def sensors(self) -> Mapping[str, Sensor]: ...
    @property
    def units(self) -> Set[str]:
        """Ids of resources and departments."""
        ...

    @property
    def unit_kinds(self) -> Set[str]:
        """Kinds of the resources that it has."""
        ...

    @property
    def roads(self) -> Set[str]: ...
    @property
    def village_places(self) -> Mapping[str, tuple[float, float]]:
        """x_m, y_m by code."""
        ...

    def xy_m(self, lon: float, lat: float) -> tuple[float, float]: ...
    def division_at(self, x_m: float, y_m: float) -> str | None: ...
    def has_division(self, code: str) -> bool: ...


def check(scenario: Scenario, county: DrillCounty, *, present: Set[str] | None = None) -> list[Fault]:
    """All faults.  ``present``: persons at the roll call; None before it."""
    return [*_Check(scenario, county, present).faults()]


def sensor_of(choice: str | SensorChoice, county: DrillCounty) -> Sensor | None:
    """The sensor that a scenario means: by id, else the first of its kind in the village, else the nearest to it."""
    if isinstance(choice, str):
        return county.sensors.get(choice)
    of_kind = [sensor for sensor in county.sensors.values() if sensor.kind == choice.kind]
    x_m, y_m = county.village_places.get(choice.village, (inf, inf))
    if x_m == inf:
        return None
    return min(
        of_kind,
        key=lambda s: (not s.division.startswith(choice.village), (s.x_m - x_m) ** 2 + (s.y_m - y_m) ** 2, s.id),
        default=None,
    )


def measures_acknowledgement(inject: Inject) -> bool:
    """Whether ``alarm_acknowledged`` can be measured: by the alarm of its readings, or by who acknowledges it."""
    return inject.reading is not None or (inject.notice is not None and inject.notice.needs_ack)


class _Check:
    def __init__(self, scenario: Scenario, county: DrillCounty, present: Set[str] | None) -> None:
        self._scenario, self._county, self._present = scenario, county, present
        self._reach = Reach(scenario)
        self._injects = self._reach.injects
        self._roles = {role.id: role for role in scenario.roles}
        self._phases = {phase.id for phase in scenario.phases}
        self._objectives = {objective.id for objective in scenario.objectives}
        self._expectations = {expectation.id: expectation for expectation in scenario.expectations}
        self._without_member: set[str] = set()
        """Roles of which that has been told."""

    def faults(self) -> Iterator[Fault]:
        yield from self._heading()
        yield from self._unique()
        yield from self._one_role_each()
        yield from self._attachments()
        for number, inject in enumerate(self._scenario.injects):
            yield from self._inject(("injects", number), inject)
        for number, expectation in enumerate(self._scenario.expectations):
            yield from self._expectation(("expectations", number), expectation)
        yield from self._order()
        yield from phone_faults(self._scenario, ())
        yield from self._variables()

    def _heading(self) -> Iterator[Fault]:
        heading = self._scenario.scenario
        yield from _id(("scenario", "id"), heading.id)
        if heading.county != self._county.code:
            yield _error(("scenario", "county"), ExplainedLine(
                "it is of county {own}, not {here}; rebase it by the codes of its villages",
                own=heading.county, here=self._county.code))  # fmt: skip
        if heading.duration <= 0:
            yield _error(("scenario", "duration"), ExplainedLine("the drill ends before it starts; make it positive"))
        if heading.drill_start.tzinfo is None:
            yield _error(("scenario", "drill_start"), ExplainedLine("has no offset; write it with +08:00"))
        elif heading.drill_start.year not in YEARS:
            yield _error(("scenario", "drill_start"), ExplainedLine(
                "is not between the years {first} and {last}; correct it", first=YEARS[0], last=YEARS[-1]))  # fmt: skip
        if len(self._injects) > MOST_INJECTS or len(self._expectations) > MOST_EXPECTATIONS:
            yield _error(("injects",), ExplainedLine(
                "has more than {injects} injects or {expectations} expectations; divide it",
                injects=MOST_INJECTS, expectations=MOST_EXPECTATIONS))  # fmt: skip
        try:
            parse_traffic(heading.background_traffic, heading.seed)
        except ValueError:
            yield _error(("scenario", "background_traffic"), ExplainedLine(
                "{text} is no background traffic; write it like {form}, or leave it out",
                text=repr(heading.background_traffic), form=repr(TRAFFIC_FORM)))  # fmt: skip
        rain = self._scenario.weather.rain_mm
        if any(after <= before for (before, _), (after, _) in pairwise(rain)):
            yield _error(("weather", "rain_mm"), ExplainedLine("the minutes do not rise; put them in order"))
        elif rain:
            yield from self._too_wet(Rainfall(self._scenario.weather).most_in_hour)
        if rain and not self._scenario.background.readings:
            yield _warning(("weather", "rain_mm"), ExplainedLine(
                "no gauge shows the rain without background readings; remove one of the two"))  # fmt: skip
        for number, phase in enumerate(self._scenario.phases):
            if phase.at < 0:
                yield _error(("phases", number, "at"), ExplainedLine("begins before the start; write PT0M or later"))
            if phase.at > heading.duration:
                yield _error(("phases", number, "at"), ExplainedLine("begins after the end; move it before the end"))
        weights = sum(expectation.weight for expectation in self._scenario.expectations)
        if self._scenario.expectations and abs(weights - 100) > 1e-6:
            yield _warning(("expectations",), ExplainedLine(
                "the weights add up to {sum}, not 100; adjust them", sum=f"{weights:g}"))  # fmt: skip

    def _unique(self) -> Iterator[Fault]:
        for table in ("roles", "objectives", "phases", "injects", "expectations"):
            rows = getattr(self._scenario, table)
            counted = Counter(row.id for row in rows)
            for number, row in enumerate(rows):
                yield from _id((table, number, "id"), row.id)
                if counted[row.id] > 1:
                    yield _error((table, number, "id"), ExplainedLine("id {id} occurs twice; rename one", id=row.id))

    def _one_role_each(self) -> Iterator[Fault]:
        role_of: dict[str, str] = {}
        for number, role in enumerate(self._scenario.roles):
            for person in role.members:
                if person in role_of:
                    yield _error(("roles", number, "members"), ExplainedLine(
                        "{person} has role {other} already; a person has one role a drill",
                        person=person, other=role_of[person]))  # fmt: skip
                role_of.setdefault(person, role.id)

    def _attachments(self) -> Iterator[Fault]:
        """The files that a drill keeps have names and no folders."""
        path_of: dict[str, str] = {}
        for number, inject in enumerate(self._scenario.injects):
            path = "" if inject.media is None else inject.media.attachment
            other = path_of.setdefault(path.rpartition("/")[2], path)
            if other != path:
                yield _error(("injects", number, "media"), ExplainedLine(
                    "attachments {one} and {other} have the same file name; rename one of them",
                    one=other, other=path))  # fmt: skip

    def _inject(self, path: Path, inject: Inject) -> Iterator[Fault]:
        times = [name for name in ("at", "after", "when") if getattr(inject, name) is not None]
        if len(times) > 1 or (not times and inject.release != "manual"):
            yield _error(path, ExplainedLine(
                "needs exactly one of at, after, when, or none of them and release = 'manual'"))  # fmt: skip
        if inject.content is None:
            yield _error(path, ExplainedLine("has no table {kind}; add what it contains", kind=inject.kind))
        if inject.approval != "approved":
            yield _warning((*path, "approval"), ExplainedLine("is not approved; it will not be delivered"))
        if inject.phase:
            yield from self._known((*path, "phase"), inject.phase, self._phases, "phase")
        if inject.at is not None and inject.at < 0:
            yield _warning((*path, "at"), ExplainedLine(
                "comes before the start of the drill, and is delivered at the start; write PT0M or later"))  # fmt: skip
        if inject.after is not None:
            yield from self._known((*path, "after"), inject.after.inject, self._injects, "inject")
            if inject.after.delay < 0:
                yield _error((*path, "after"), ExplainedLine(
                    "comes before the inject that it follows; let the delay be PT0M or more"))  # fmt: skip
        for role in inject.to:
            yield from self._receiver((*path, "to"), role)
        for id in inject.expects:
            yield from self._known((*path, "expects"), id, self._expectations, "expectation")
            if id in self._expectations and self._expectations[id].of != inject.id:
                of = self._expectations[id].of
                yield _error((*path, "expects"), ExplainedLine(
                    "expectation {id} is of inject {of}; correct one of them", id=id, of=of))  # fmt: skip
        if inject.when is not None:
            if depth(inject.when) > DEEPEST:
                yield _error((*path, "when"), ExplainedLine(
                    "is nested more than {n} deep; divide it", n=DEEPEST))  # fmt: skip
            for leaf in leaves(inject.when):
                yield from self._condition((*path, "when"), leaf)
        yield from self._content(path, inject)

    def _receiver(self, path: Path, role: str) -> Iterator[Fault]:
        yield from self._known(path, role, self._roles, "role")
        if role not in self._roles:
            return
        members = self._roles[role].members
        if self._present is not None and not self._present & {*members}:
            yield _error(path, ExplainedLine("no member of role {role} is present; bind a person", role=role))
        elif not members and role not in self._without_member:
            self._without_member.add(role)
            yield _warning(path, ExplainedLine("role {role} has no member yet; bind a person", role=role))

    def _condition(self, path: Path, leaf: Condition) -> Iterator[Fault]:
        if leaf.kind in _FACTS and leaf.is_ not in _FACTS[leaf.kind]:
            yield _error(path, ExplainedLine(
                "{is_} is no fact of {kind}; use one of {known}", is_=leaf.is_, kind=leaf.kind,
                known=", ".join(_FACTS[leaf.kind])))  # fmt: skip
        since = leaf.elapsed.since if leaf.elapsed is not None else None
        for id, known, what in (
            (leaf.inject or leaf.event or since, self._injects, "inject"),
            (leaf.expectation, self._expectations, "expectation"),
            (leaf.phase, self._phases, "phase"), (leaf.variable, self._scenario.variables, "variable"),
        ):  # fmt: skip
            if id is not None:
                yield from self._known(path, id, known, what)
        if leaf.elapsed is not None and leaf.elapsed.at_least < 0:
            yield _error(path, ExplainedLine("asks for a negative time; write PT0M or more"))
        if leaf.alarm is not None and sensor_of(leaf.alarm, self._county) is None:
            yield _error(path, _no_sensor(leaf.alarm))

    def _content(self, path: Path, inject: Inject) -> Iterator[Fault]:
        catalog = self._county.catalog
        if (report := inject.report) is not None:
            if report.subclass not in catalog.offered_subclasses():
                yield from self._known((*path, "report"), report.subclass, (), "subclass")
            yield from self._place((*path, "report"), report.place, report.lon, report.lat)
        if (readings := inject.reading) is not None:
            sensor = sensor_of(readings.sensor, self._county)
            named = readings.sensor.kind if isinstance(readings.sensor, SensorChoice) else ""
            kind = catalog.sensor_kinds.get(named if sensor is None else sensor.kind)
            channels = {} if kind is None else {channel.key: channel for channel in kind.channels}
            channel = channels.get(readings.channel)
            if sensor is None:
                yield _error((*path, "reading"), _no_sensor(readings.sensor))
            elif channel is None:
                yield from self._known((*path, "reading"), readings.channel, (), "channel")
            if (fault := profile_fault(readings, channel)) is not None:
                yield _error((*path, "reading"), fault)
        for content in (inject.resource, inject.hazard):
            if content is not None and content.place is not None:
                yield from self._place((*path, inject.kind), content.place, None, None)
        if (resource := inject.resource) is not None:
            if resource.close_road:
                yield from self._known((*path, "resource"), resource.close_road, self._county.roads, "road")
            if resource.out_of_use:
                yield from self._known((*path, "resource"), resource.out_of_use, self._county.units, "unit")

    def _place(self, path: Path, place: VillagePlace | None, lon: float | None, lat: float | None) -> Iterator[Fault]:
        if (place is None) == (lon is None or lat is None):
            yield _error(path, ExplainedLine("needs a place: lon and lat, or place with a village"))
            return
        if place is None:
            x_m, y_m = self._county.xy_m(lon or 0.0, lat or 0.0)
        elif place.village not in self._county.village_places:
            yield from self._known(path, place.village, (), "village")
            return
        else:
            seat = self._county.village_places[place.village]
            x_m, y_m = seat[0] + place.dx_m, seat[1] + place.dy_m
        if self._county.division_at(x_m, y_m) is None:
            yield _error(path, ExplainedLine("the place is outside the county; move it"))

    def _expectation(self, path: Path, e: Expectation) -> Iterator[Fault]:
        yield from self._known((*path, "objective"), e.objective, self._objectives, "objective")
        yield from self._known((*path, "of"), e.of, self._injects, "inject")
        if e.of in self._injects and e.id not in self._injects[e.of].expects:
            yield _error((*path, "of"), ExplainedLine(
                "inject {of} does not expect {id}; add it to its expects", of=e.of, id=e.id))  # fmt: skip
        needed = {
            "observed": ("scale", "by"), "not_done": ("limit", "forbidden"), "notified": ("target", "limit", "who"),
            "response_level": ("target", "limit", "level"), "merged": ("target", "limit", "into"),
            "evacuated": ("target", "limit", "village", "share"),
        }.get(e.what, ("target", "limit"))  # fmt: skip
        for name in needed:
            if getattr(e, name) in (None, "", ()):
                text = ExplainedLine(
                    "expectation {what} cannot be measured without {name}; add it", what=e.what, name=name
                )
                yield _error(path, text)
        if e.target is not None and e.limit is not None and not 0 <= e.target <= e.limit:
            yield _error((*path, "limit"), ExplainedLine("the limit is before the target; correct one of them"))
        of = self._injects.get(e.of)
        if e.what == "alarm_acknowledged" and of is not None and not measures_acknowledgement(of):
            yield _error((*path, "of"), ExplainedLine(
                "inject {of} raises no alarm and needs no acknowledgement; name one that does", of=e.of))  # fmt: skip
        if e.target is None and e.limit is not None and e.limit < 0:
            yield _error((*path, "limit"), ExplainedLine("the limit is negative; write PT0M or more"))
        yield from self._named_by(path, e)

    def _named_by(self, path: Path, e: Expectation) -> Iterator[Fault]:
        catalog = self._county.catalog
        for kind in e.unit_kind:
            yield from self._known((*path, "unit_kind"), kind, catalog.resource_kinds, "unit kind")
        for unit in e.unit:
            yield from self._known((*path, "unit"), unit, self._county.units, "unit")
        for department in e.department:
            yield from self._known((*path, "department"), department, catalog.departments, "department")
        if e.by:
            yield from self._known((*path, "by"), e.by, self._roles, "role")
            if e.by in self._roles and self._roles[e.by].side not in ("evaluate", "control"):
                yield _error((*path, "by"), ExplainedLine(
                    "role {role} does not evaluate; name one of side evaluate or control", role=e.by))  # fmt: skip
        if e.into:
            yield from self._known((*path, "into"), e.into, self._injects, "inject")
        if e.village and not self._county.has_division(e.village):
            yield from self._known((*path, "village"), e.village, (), "village")
        if isinstance(e.quorum, int) and e.quorum > len(e.who):
            yield _error((*path, "quorum"), ExplainedLine(
                "the quorum is greater than the number of addressees; lower it"))  # fmt: skip
        known = {kind.__name__ for measure in MEASURES.values() for kind in (*(measure.starts or ()), *measure.ends)}
        for record in e.forbidden:
            yield from self._known((*path, "forbidden"), record, known | _AVOIDABLE, "record")
        for who in e.who:
            found = recipient(who)
            if found is None:
                yield _error((*path, "who"), ExplainedLine(
                    "{who} is no addressee; write dept:, unit:, division: or post: before it", who=who))  # fmt: skip
            elif found[0] == "division" and not self._county.has_division(found[1]):
                yield from self._known((*path, "who"), found[1], (), "division")
            elif found[0] == "unit":
                yield from self._known((*path, "who"), found[1], self._county.units, "unit")

    def _variables(self) -> Iterator[Fault]:
        """Texts of injects with a variable that has no value, which would be shown as it is written."""
        for number, inject in enumerate(self._scenario.injects):
            texts = [] if inject.content is None else msgspec.structs.asdict(inject.content).values()
            names = {name for text in texts if isinstance(text, str) for name in _VARIABLE.findall(text)}
            for name in sorted(names - self._scenario.variables.keys()):
                yield _warning(("injects", number, inject.kind), ExplainedLine(
                    "there is no variable {name}; add it, or correct the text", name=name))  # fmt: skip

    def _order(self) -> Iterator[Fault]:
        end = self._scenario.scenario.duration
        in_cycle: set[str] = set()
        numbers = {inject.id: number for number, inject in enumerate(self._scenario.injects)}
        for cycle in self._reach.cycles():
            in_cycle |= {*cycle}
            yield _error(("injects", numbers[cycle[0]]), ExplainedLine(
                "waits for itself: {cycle}; break the circle", cycle=" → ".join((*cycle, cycle[0]))))  # fmt: skip
        for id, at in self._reach.earliest_ms.items():
            if at == inf and id not in in_cycle and all(need in self._injects for need in self._reach.needs[id]):
                yield _error(("injects", numbers[id]), ExplainedLine(
                    "can never be delivered; correct its condition, which waits in vain"))  # fmt: skip
            elif end < at < inf:
                yield _error(("injects", numbers[id]), ExplainedLine(
                    "comes after the end of the drill; deliver it earlier or prolong the drill"))  # fmt: skip

    def _too_wet(self, mm: float) -> Iterator[Fault]:
        """``mm``: in the wettest hour."""
        kinds = {sensor.kind for sensor in self._county.sensors.values()}
        gauges = [channel for kind in kinds & self._county.catalog.sensor_kinds.keys()
                  for channel in self._county.catalog.sensor_kinds[kind].channels if channel.key in RAIN]  # fmt: skip
        most = max((channel.hi for channel in gauges), default=mm)
        if mm > most:
            yield _warning(("weather", "rain_mm"), ExplainedLine(
                "{mm} mm fall in one hour, gauges show {most} mm at most; let less rain fall, or over more time",
                mm=f"{mm:g}", most=f"{most:g}"))  # fmt: skip

    @staticmethod
    def _known(path: Path, id: str, known: Any, what: str) -> Iterator[Fault]:
        if id not in known:
            yield _error(path, ExplainedLine("there is no {what} {id}; correct the id", what=what, id=id))


def _id(path: Path, id: str) -> Iterator[Fault]:
    if not is_id(id):
        yield _error(path, ExplainedLine(
            "{id} is no id; leave out '/', '\\', ':', signs that cannot be seen, and spaces around it",
            id=repr(id)))  # fmt: skip


_AVOIDABLE = frozenset({"EventRejected", "EventSuspended", "TaskReturned", "EventSentBack", "AlarmShelved",
                        "AlarmSuppressed", "ResponseEnded", "PlanEnded", "EvacueesLeft"})  # fmt: skip


def _no_sensor(choice: str | SensorChoice) -> ExplainedLine:
    if isinstance(choice, str):
        return ExplainedLine("there is no sensor {id}; correct the id", id=choice)
    return ExplainedLine(
        "there is no sensor of kind {kind} for village {village}; correct them, or rebase it: people then tell values",
        kind=choice.kind, village=choice.village,
    )  # fmt: skip


def _error(path: Path, text: ExplainedLine) -> Fault:
    return Fault("error", path, text)


def _warning(path: Path, text: ExplainedLine) -> Fault:
    return Fault("warning", path, text)
