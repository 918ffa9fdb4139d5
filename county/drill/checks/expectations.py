"""Checks of expectations: whether they can be measured, and what they name."""

from __future__ import annotations

from collections.abc import Iterator

from county.drill.checks.inspected import InspectedScenario, error, known, warning
from county.drill.measures import MEASURES
from county.drill.scenario import Expectation, Inject, recipient
from county.explained import ExplainedLine
from county.toml_files.finding import Fault
from county.toml_files.lines import Path

_NEEDED = {
    "observed": ("scale", "by"), "not_done": ("limit", "forbidden"), "notified": ("target", "limit", "who"),
    "response_level": ("target", "limit", "level"), "merged": ("target", "limit", "into"),
    "evacuated": ("target", "limit", "village", "share"),
}  # fmt: skip
"""By what is measured; everything else needs target and limit."""
_AFTER_MERGING = frozenset({"dispatched", "accepted", "departed", "arrived", "fed_back", "closed"})
_AVOIDABLE = frozenset({"EventRejected", "EventSuspended", "TaskReturned", "EventSentBack", "AlarmShelved",
                        "AlarmSuppressed", "ResponseEnded", "PlanEnded", "EvacueesLeft"})  # fmt: skip


def expectations(inspected: InspectedScenario) -> Iterator[Fault]:
    """Each expectation by itself."""
    for number, expectation in enumerate(inspected.scenario.expectations):
        path: Path = ("expectations", number)
        yield from _of_inject(inspected, path, expectation)
        yield from _measurable(inspected, path, expectation)
        yield from _mergeable(inspected, path, expectation)
        yield from _by_whom(inspected, path, expectation)
        yield from _named(inspected, path, expectation)


def _of_inject(inspected: InspectedScenario, path: Path, e: Expectation) -> Iterator[Fault]:
    yield from known((*path, "objective"), e.objective, inspected.objectives, "objective")
    yield from known((*path, "of"), e.of, inspected.injects, "inject")
    if e.of in inspected.injects and e.id not in inspected.injects[e.of].expects:
        yield error((*path, "of"), ExplainedLine(
            "inject {of} does not expect {id}; add it to its expects", of=e.of, id=e.id), "expect")  # fmt: skip


def _measurable(inspected: InspectedScenario, path: Path, e: Expectation) -> Iterator[Fault]:
    for name in _NEEDED.get(e.what, ("target", "limit")):
        if getattr(e, name) in (None, "", ()):
            yield error(path, ExplainedLine(
                "expectation {what} cannot be measured without {name}; add it", what=e.what, name=name))  # fmt: skip
    if e.target is not None and e.limit is not None and not 0 <= e.target <= e.limit:
        yield error((*path, "limit"), ExplainedLine("the limit is before the target; correct one of them"))
    of = inspected.injects.get(e.of)
    if e.what == "alarm_acknowledged" and of is not None and not _measures_acknowledgement(of):
        yield error((*path, "of"), ExplainedLine(
            "inject {of} raises no alarm and needs no acknowledgement; name one that does", of=e.of))  # fmt: skip
    if e.target is None and e.limit is not None and e.limit < 0:
        yield error((*path, "limit"), ExplainedLine("the limit is negative; write PT0M or more"))


def _mergeable(inspected: InspectedScenario, path: Path, e: Expectation) -> Iterator[Fault]:
    """The desk merges a report only before units are sent to it (:mod:`county.events.table`)."""
    sent = {one.what for one in inspected.scenario.expectations if one.of == e.of} & _AFTER_MERGING
    if e.what == "merged" and sent:
        yield warning((*path, "of"), ExplainedLine(
            "report {of} is to be merged and has units sent to it as well: then it cannot be merged any more; expect "
            "one of them of another report", of=e.of))  # fmt: skip


def _measures_acknowledgement(inject: Inject) -> bool:
    """Whether ``alarm_acknowledged`` can be measured: by the alarm of its readings, or by who acknowledges it."""
    return inject.reading is not None or (inject.notice is not None and inject.notice.needs_ack)


def _by_whom(inspected: InspectedScenario, path: Path, e: Expectation) -> Iterator[Fault]:
    county, catalog = inspected.county, inspected.county.catalog
    for kind in e.unit_kind:
        yield from known((*path, "unit_kind"), kind, catalog.resource_kinds, "unit kind")
    for unit in e.unit:
        yield from known((*path, "unit"), unit, county.units, "unit")
    for department in e.department:
        yield from known((*path, "department"), department, catalog.departments, "department")
    kinds = {*e.unit_kind} & catalog.resource_kinds.keys()
    if kinds and not (kinds & county.unit_kinds or e.unit or e.department):
        yield warning((*path, "unit_kind"), ExplainedLine(
            "the county has no unit of kind {kinds}; add the units to it, or rebase it: departments then count",
            kinds=", ".join(sorted(kinds))), "move")  # fmt: skip
    if e.by:
        yield from known((*path, "by"), e.by, inspected.roles, "role")
        if e.by in inspected.roles and inspected.roles[e.by].side not in ("evaluate", "control"):
            yield error((*path, "by"), ExplainedLine(
                "role {role} does not evaluate; name one of side evaluate or control",
                role=inspected.roles[e.by].name))  # fmt: skip


def _named(inspected: InspectedScenario, path: Path, e: Expectation) -> Iterator[Fault]:
    county = inspected.county
    if e.into:
        yield from known((*path, "into"), e.into, inspected.injects, "inject")
    if e.village and not county.has_division(e.village):
        yield from known((*path, "village"), e.village, (), "village")
    elif e.what == "evacuated" and e.village and not county.population.get(e.village):
        yield warning((*path, "village"), ExplainedLine(
            "nobody has counted the people of {village}: no share of them can be reached, and an evaluator has to "
            "decide; name a village with its population, or add that to the county's data",
            village=e.village))  # fmt: skip
    if isinstance(e.quorum, int) and e.quorum > len(e.who):
        yield error((*path, "quorum"), ExplainedLine(
            "the quorum is greater than the number of addressees; lower it"), "quorum")  # fmt: skip
    measured = {kind.__name__ for measure in MEASURES.values() for kind in (*(measure.starts or ()), *measure.ends)}
    for record in e.forbidden:
        yield from known((*path, "forbidden"), record, measured | _AVOIDABLE, "record")
    for who in e.who:
        found = recipient(who)
        if found is None:
            yield error((*path, "who"), ExplainedLine(
                "{who} is no addressee; write dept:, unit:, division: or post: before it", who=who))  # fmt: skip
        elif found[0] == "division" and not county.has_division(found[1]):
            yield from known((*path, "who"), found[1], (), "division")
        elif found[0] == "unit":
            yield from known((*path, "who"), found[1], county.units, "unit")
