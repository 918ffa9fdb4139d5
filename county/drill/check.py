"""Checks a scenario before it is run (审核): by itself, and against the county it is to be run in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set

from county.drill.checks import contents, expectations, heading, injects, rows
from county.drill.checks.inspected import InspectedScenario
from county.drill.drill_county import DrillCounty
from county.drill.phone_numbers import phone_faults
from county.drill.scenario import Scenario
from county.toml_files.finding import Fault

Check = Callable[[InspectedScenario], Iterable[Fault]]

CHECKS: tuple[Check, ...] = (
    heading.heading,
    heading.background,
    heading.phases,
    heading.weights,
    rows.ids,
    rows.one_role_each,
    rows.attachments,
    injects.injects,
    expectations.expectations,
    injects.order,
    lambda inspected: phone_faults(inspected.scenario, ()),
    contents.variables,
)
"""In the order in which their faults are told."""


def check(scenario: Scenario, county: DrillCounty, *, present: Set[str] | None = None) -> list[Fault]:
    """All faults.  ``present``: persons at the roll call; None before it."""
    inspected = InspectedScenario(scenario, county, present)
    return [fault for one in CHECKS for fault in one(inspected)]
