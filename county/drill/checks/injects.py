"""Checks of injects: when they come, to whom, under which conditions, and whether they can come at all."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from county.drill.checks.contents import content
from county.drill.checks.inspected import InspectedScenario, error, known, no_sensor, warning
from county.drill.conditions import DEEPEST, Condition, depth, leaves
from county.drill.drill_county import sensor_of
from county.drill.scenario import Inject
from county.events.event import State
from county.explained import ExplainedLine
from county.toml_files.finding import Fault
from county.toml_files.lines import Path

_ALARM_STATES = ("unacknowledged", "acknowledged", "returned_unacknowledged", "normal", "shelved")
_FACTS = {
    "inject": ("delivered", "acknowledged", "skipped"), "expectation": ("met", "late", "missed"),
    "event": tuple(str(state) for state in State), "alarm": _ALARM_STATES,
}  # fmt: skip


def injects(inspected: InspectedScenario) -> Iterator[Fault]:
    """Each inject by itself."""
    without_member: set[str] = set()
    """Roles of which that has been told."""
    for number, inject in enumerate(inspected.scenario.injects):
        path: Path = ("injects", number)
        yield from _timing(inspected, path, inject)
        for role in inject.to:
            yield from _receiver(inspected, (*path, "to"), role, without_member)
        yield from _expects(inspected, (*path, "expects"), inject)
        if inject.when is not None:
            if depth(inject.when) > DEEPEST:
                yield error((*path, "when"), ExplainedLine(
                    "is nested more than {n} deep; divide it", n=DEEPEST))  # fmt: skip
            for leaf in leaves(inject.when):
                yield from _condition(inspected, (*path, "when"), leaf)
        yield from content(inspected, path, inject)


def _timing(inspected: InspectedScenario, path: Path, inject: Inject) -> Iterator[Fault]:
    times = [name for name in ("at", "after", "when") if getattr(inject, name) is not None]
    if len(times) > 1 or (not times and inject.release != "manual"):
        yield error(path, ExplainedLine(
            "needs exactly one of at, after, when, or none of them and release = 'manual'"))  # fmt: skip
    if inject.content is None:
        yield error(path, ExplainedLine("has no table {kind}; add what it contains", kind=inject.kind))
    if inject.approval != "approved":
        yield warning((*path, "approval"), ExplainedLine("is not approved; it will not be delivered"), "approve")
    if inject.phase:
        yield from known((*path, "phase"), inject.phase, inspected.phases, "phase")
    if inject.at is not None and inject.at < 0:
        yield warning((*path, "at"), ExplainedLine(
            "comes before the start of the drill, and is delivered at the start; write PT0M or later"),
            "start")  # fmt: skip
    if inject.after is not None:
        yield from known((*path, "after"), inject.after.inject, inspected.injects, "inject")
        if inject.after.delay < 0:
            yield error((*path, "after"), ExplainedLine(
                "comes before the inject that it follows; let the delay be PT0M or more"), "start")  # fmt: skip


def _receiver(inspected: InspectedScenario, path: Path, role: str, without_member: set[str]) -> Iterator[Fault]:
    yield from known(path, role, inspected.roles, "role")
    if role not in inspected.roles:
        return
    named = inspected.roles[role]
    members = named.members
    if inspected.present is not None and not inspected.present & {*members}:
        yield error(path, ExplainedLine("no member of role {role} is present; bind a person", role=named.name))
    elif not members and role not in without_member:
        without_member.add(role)
        yield warning(path, no_member(named.name))


def no_member(role: str) -> ExplainedLine:
    """What is told of a role, by its name, that nobody has before the roll call."""
    return ExplainedLine("role {role} has no member yet; bind a person", role=role)


def _expects(inspected: InspectedScenario, path: Path, inject: Inject) -> Iterator[Fault]:
    for id in inject.expects:
        yield from known(path, id, inspected.expectations, "expectation")
        if id in inspected.expectations and inspected.expectations[id].of != inject.id:
            of = inspected.expectations[id].of
            yield error(path, ExplainedLine(
                "expectation {id} is of inject {of}; correct one of them", id=id, of=of), "expect")  # fmt: skip


def _condition(inspected: InspectedScenario, path: Path, leaf: Condition) -> Iterator[Fault]:
    if leaf.kind in _FACTS and leaf.is_ not in _FACTS[leaf.kind]:
        yield error(path, ExplainedLine(
            "{is_} is no fact of {kind}; use one of {known}", is_=leaf.is_, kind=leaf.kind,
            known=", ".join(_FACTS[leaf.kind])))  # fmt: skip
    since = leaf.elapsed.since if leaf.elapsed is not None else None
    for id, among, what in (
        (leaf.inject or leaf.event or since, inspected.injects, "inject"),
        (leaf.expectation, inspected.expectations, "expectation"),
        (leaf.phase, inspected.phases, "phase"), (leaf.variable, inspected.scenario.variables, "variable"),
    ):  # fmt: skip
        if id is not None:
            yield from known(path, id, among, what)
    if leaf.elapsed is not None and leaf.elapsed.at_least < 0:
        yield error(path, ExplainedLine("asks for a negative time; write PT0M or more"))
    if leaf.alarm is not None and sensor_of(leaf.alarm, inspected.county) is None:
        yield no_sensor(path, leaf.alarm)


def order(inspected: InspectedScenario) -> Iterator[Fault]:
    """Circles, branches that nothing opens, and what comes after the end."""
    end, reach = inspected.scenario.scenario.duration, inspected.reach
    in_cycle: set[str] = set()
    numbers = {inject.id: number for number, inject in enumerate(inspected.scenario.injects)}
    for cycle in reach.cycles():
        in_cycle |= {*cycle}
        yield error(("injects", numbers[cycle[0]]), ExplainedLine(
            "waits for itself: {cycle}; break the circle", cycle=" → ".join((*cycle, cycle[0]))))  # fmt: skip
    for id, at in reach.earliest_ms.items():
        if at == inf and id not in in_cycle and all(need in inspected.injects for need in reach.needs[id]):
            yield error(("injects", numbers[id]), ExplainedLine(
                "can never be delivered; correct its condition, which waits in vain"))  # fmt: skip
        elif end < at < inf:
            yield error(("injects", numbers[id]), ExplainedLine(
                "comes after the end of the drill; deliver it earlier or prolong the drill"),
                "prolong")  # fmt: skip
