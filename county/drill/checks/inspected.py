"""What the checks of a scenario share: its rows by their ids, the county, and the forms of their faults."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from county.drill.conditions import SensorChoice
from county.drill.drill_county import DrillCounty
from county.drill.ids import is_id
from county.drill.reach import Reach
from county.drill.scenario import DrillRole, Expectation, Inject, Scenario
from county.explained import ExplainedLine
from county.toml_files.finding import Fault
from county.toml_files.lines import Path


@dataclass(frozen=True)
class InspectedScenario:
    """A scenario and the county that it is to be run in."""

    scenario: Scenario
    county: DrillCounty
    present: Set[str] | None
    """Persons at the roll call; None before it."""

    @cached_property
    def reach(self) -> Reach:
        return Reach(self.scenario)

    @property
    def injects(self) -> Mapping[str, Inject]:
        return self.reach.injects

    @cached_property
    def roles(self) -> Mapping[str, DrillRole]:
        return {role.id: role for role in self.scenario.roles}

    @cached_property
    def phases(self) -> Set[str]:
        return {phase.id for phase in self.scenario.phases}

    @cached_property
    def objectives(self) -> Set[str]:
        return {objective.id for objective in self.scenario.objectives}

    @cached_property
    def expectations(self) -> Mapping[str, Expectation]:
        return {expectation.id: expectation for expectation in self.scenario.expectations}


def error(path: Path, text: ExplainedLine, remedy: str = "") -> Fault:
    """The scenario cannot be run.  ``remedy``: one of :data:`county.drill.remedies.REMEDIES`."""
    return Fault("error", path, text, remedy)


def warning(path: Path, text: ExplainedLine, remedy: str = "") -> Fault:
    """It can be run, and hardly as it was meant."""
    return Fault("warning", path, text, remedy)


def known(path: Path, id: str, among: Container[str], what: str) -> Iterator[Fault]:
    """A reference to a row, or to something of the county."""
    if id not in among:
        yield error(path, ExplainedLine("there is no {what} {id}; correct the id", what=what, id=id))


def no_sensor(path: Path, choice: str | SensorChoice) -> Fault:
    """The county has no sensor that is meant."""
    if isinstance(choice, str):
        return error(path, ExplainedLine("there is no sensor {id}; correct the id", id=choice))
    return error(path, ExplainedLine(
        "there is no sensor of kind {kind} for village {village}; correct them, or rebase it: people then tell values",
        kind=choice.kind, village=choice.village), "move")  # fmt: skip


def own_id(path: Path, id: str) -> Iterator[Fault]:
    """The id of a row itself."""
    if not is_id(id):
        yield error(path, ExplainedLine(
            "{id} is no id; leave out '/', '\\', ':', signs that cannot be seen, and spaces around it",
            id=repr(id)), "rename")  # fmt: skip
