"""When the injects of a run are due: by their times, after one another, under conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from county.drill.conditions import Blocker, Truth, blockers, leaves, next_edge_ms, truth
from county.drill.inject_run import InjectRun
from county.drill.planned import InjectShift, planned_ms, shifts
from county.drill.scenario import Inject, Scenario
from services.desk import Desk
from services.drill.facts import RunFacts
from services.drill.scores import ScoreKeeper


class DueInject(NamedTuple):
    """An inject whose time has come, in the order of delivery."""

    due_ms: int
    no: int
    id: str


class PassedInject(NamedTuple):
    """An inject that is not delivered any more."""

    id: str
    why: str
    found: tuple[Blocker, ...] = ()


class PlanAt(NamedTuple):
    """The plan at one moment."""

    due: list[DueInject]
    passed: list[PassedInject]
    next_ms: int | None
    """The next time at which the clock alone can make something due."""


class InjectPlan:
    """The injects of one run."""

    def __init__(self, desk: Desk, scenario: Scenario, facts: RunFacts, keeper: ScoreKeeper, zero_ms: int) -> None:
        self._desk = desk
        self._scenario = {inject.id: inject for inject in scenario.injects}
        self._facts = facts
        self._keeper = keeper
        self._zero_ms = zero_ms
        self._edges: list[int] = []

    @property
    def injects(self) -> Mapping[str, Inject]:
        """As they are to be delivered in this run: edited and improvised ones included."""
        return injects_of(self._scenario, self._desk)

    def at(self, now_ms: int) -> PlanAt:
        """What is due, and what can no longer be delivered, at ``now_ms``."""
        self._facts.now_ms = now_ms
        self._edges = []
        due: list[DueInject] = []
        passed: list[PassedInject] = []
        runs: Mapping[str, InjectRun] = self._desk.fold.states["inject"]
        injects = self.injects
        shifted = shifts(injects, runs)
        for inject in injects.values():
            known = runs.get(inject.id)
            if known is None or known.state == "armed":
                found = self._armed(inject, known, shifted)
                if isinstance(found, PassedInject):
                    passed.append(found)
                elif found is not None and found <= now_ms:
                    due.append(DueInject(found, inject.no, inject.id))
            elif known.state == "released":
                due.append(DueInject(known.since_ms, inject.no, inject.id))
        return PlanAt(sorted(due), passed, min((edge for edge in self._edges if edge > now_ms), default=None))

    def _armed(self, inject: Inject, known: InjectRun | None, shifted: list[InjectShift]) -> int | PassedInject | None:
        """When an armed inject is due; None: not known yet, or only by a person."""
        if inject.when is not None:
            return self._conditional(inject, 0 if known is None else known.not_before_ms)
        delivered_ms = None if inject.after is None else self._facts.delivered_ms(inject.after.inject)
        at_ms = planned_ms(inject, known, shifted, self._zero_ms, delivered_ms)
        if at_ms is None:
            stage = "" if inject.after is None else self._facts.stage(inject.after.inject)
            if inject.after is None or stage != "skipped":
                return None
            return PassedInject(inject.id, "after", (Blocker("inject", inject.after.inject, "delivered", stage),))
        self._edges.append(at_ms)
        return at_ms

    def _conditional(self, inject: Inject, not_before_ms: int) -> int | PassedInject | None:
        assert inject.when is not None
        self._edges.extend(self._edges_of(inject, not_before_ms))
        value = truth(inject.when, self._facts)
        if value is Truth.NEVER:
            return PassedInject(inject.id, "branch", blockers(inject.when, self._facts))
        return max(self._facts.now_ms, not_before_ms) if value >= Truth.HOLDS else None

    def _edges_of(self, inject: Inject, not_before_ms: int) -> Iterator[int]:
        assert inject.when is not None
        yield not_before_ms
        edge = next_edge_ms(inject.when, self._facts)
        if edge is not None:
            yield edge
        for leaf in leaves(inject.when):
            if leaf.expectation is not None:
                limit_ms = self._keeper.scoring.limit_ms(leaf.expectation)
                if limit_ms is not None:
                    yield limit_ms
            elif leaf.phase is not None:
                phase_ms = self._facts.begins_ms(leaf.phase)
                if phase_ms is not None:
                    yield phase_ms


def injects_of(scenario: Mapping[str, Inject], desk: Desk) -> Mapping[str, Inject]:
    """The injects of a run: those of its scenario, as they were edited, and improvised ones."""
    own = {known.id: known.inject for known in desk.states_of("inject") if known.inject is not None}
    return {**scenario, **own} if own else scenario
