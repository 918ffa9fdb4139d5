"""Moves a scenario to a county: its villages and towns, and what that county lacks of what it names by kind."""

from __future__ import annotations

from msgspec.structs import replace

from county.drill.drill_county import DrillCounty
from county.drill.rebase import rebased
from county.drill.scenario import Expectation, Scenario
from county.drill.told_readings import ToldScenario, told
from county.explained import ExplainedLine
from county.toml_files.finding import Fault


def moved_to(county: DrillCounty, scenario: Scenario) -> ToldScenario:
    """The scenario in ``county``, with a warning for everything that takes the place of what the county lacks.  What
    has no counterpart stays as it is: the check tells it."""
    moved, faults, rows = told(rebased(scenario, county.code, county.village_places), county)
    expectations = []
    subclasses = {inject.id: inject.report.subclass for inject in moved.injects if inject.report is not None}
    for number, expectation in enumerate(moved.expectations):
        fitted = _sent_by_department(expectation, subclasses.get(expectation.of, ""), county)
        if fitted is not expectation:
            why = ExplainedLine(
                "this county has no unit of kind {kinds}: departments count instead: {departments}; add the units to "
                "the county, or change the expectation", kinds=", ".join(expectation.unit_kind),
                departments=", ".join(fitted.department),
            )  # fmt: skip
            faults.append(Fault("warning", ("expectations", number, "unit_kind"), why))
        expectations.append(fitted)
    return ToldScenario(replace(moved, expectations=tuple(expectations)), faults, rows)


def _sent_by_department(expectation: Expectation, subclass: str, county: DrillCounty) -> Expectation:
    """With the departments of the kinds of units, of which the county has none, and the one that is responsible for
    what is reported (``subclass``, "" for nothing): without units the desk proposes that one alone."""
    kinds, catalog = expectation.unit_kind, county.catalog
    if not kinds or expectation.unit or county.unit_kinds & {*kinds} or not {*kinds} <= catalog.resource_kinds.keys():
        return expectation
    responsible = [catalog.subclasses[subclass].department] if subclass in catalog.subclasses else []
    departments = dict.fromkeys(
        (*expectation.department, *(catalog.resource_kinds[kind].department for kind in kinds), *responsible)
    )
    return replace(expectation, unit_kind=(), department=tuple(departments))
