"""When each inject can be delivered at the earliest: finds cycles, unreachable branches and injects after the end."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from math import inf

from county.drill.conditions import Condition, leaves
from county.drill.scenario import Expectation, Inject, Scenario


class Reach:
    """Earliest delivery of every inject in ms of drill time, infinite for those that can never be delivered."""

    def __init__(self, scenario: Scenario) -> None:
        self._expectations: Mapping[str, Expectation] = {e.id: e for e in scenario.expectations}
        self._phases = {phase.id: phase.at for phase in scenario.phases}
        self.injects: Mapping[str, Inject] = {inject.id: inject for inject in scenario.injects}
        self.needs = {inject.id: self._needed(inject) for inject in scenario.injects}
        """Ids of the injects that the time or condition of each one names, in their order."""
        waiting: dict[str, list[str]] = {}
        for id, needed in self.needs.items():
            for other in needed:
                waiting.setdefault(other, []).append(id)
        self.earliest_ms: dict[str, float] = dict.fromkeys(self.injects, inf)
        todo = deque(self.injects)
        while todo:
            id = todo.popleft()
            at = self._of(self.injects[id])
            if at < self.earliest_ms[id]:
                self.earliest_ms[id] = at
                todo.extend(waiting.get(id, ()))

    def cycles(self) -> list[tuple[str, ...]]:
        """Injects that wait for one another, each cycle once."""
        found: list[tuple[str, ...]] = []
        seen: set[str] = set()
        for first in self.injects:
            at, path = first, list[str]()
            while at not in seen and self.earliest_ms.get(at) == inf:
                seen.add(at)
                path.append(at)
                at = next((n for n in self.needs[at] if self.earliest_ms.get(n) == inf), "")
            if at in path:
                found.append(tuple(path[path.index(at) :]))
        return found

    def _of(self, inject: Inject) -> float:
        if inject.at is not None:
            return float(inject.at)
        if inject.after is not None:
            return self.earliest_ms.get(inject.after.inject, inf) + inject.after.delay
        return 0.0 if inject.when is None else self._condition(inject.when)

    def _condition(self, condition: Condition) -> float:
        if condition.all_ is not None:
            return max(map(self._condition, condition.all_)) if not _contradicts(condition) else inf
        if condition.any_ is not None:
            return min(map(self._condition, condition.any_))
        if condition.not_ is not None:
            return 0.0
        return self._leaf(condition)

    def _leaf(self, leaf: Condition) -> float:
        if leaf.inject is not None:
            return 0.0 if leaf.is_ == "skipped" else self.earliest_ms.get(leaf.inject, inf)
        if leaf.event is not None:
            return self.earliest_ms.get(leaf.event, inf)
        if leaf.elapsed is not None:
            return self.earliest_ms.get(leaf.elapsed.since, inf) + leaf.elapsed.at_least
        if leaf.phase is not None:
            return float(self._phases.get(leaf.phase, inf))
        if leaf.expectation is not None and (expectation := self._expectations.get(leaf.expectation)) is not None:
            edge = {"late": expectation.target, "missed": expectation.limit}.get(leaf.is_) or 0
            return self.earliest_ms.get(expectation.of, inf) + edge
        return 0.0 if leaf.expectation is None else inf

    def _needed(self, inject: Inject) -> tuple[str, ...]:
        if inject.after is not None:
            return (inject.after.inject,)
        found = []
        for leaf in leaves(inject.when) if inject.when is not None else ():
            if leaf.expectation is not None and leaf.expectation in self._expectations:
                found.append(self._expectations[leaf.expectation].of)
            elif leaf.elapsed is not None:
                found.append(leaf.elapsed.since)
            elif named := leaf.inject or leaf.event:
                found.append(named)
        return tuple(dict.fromkeys(found))


def _contradicts(condition: Condition) -> bool:
    """Whether parts of an ``all`` ask for two facts that exclude each other, or for a fact and its opposite."""
    wanted: dict[tuple[str, str | None], set[str]] = {}
    refused: set[tuple[tuple[str, str | None], str]] = set()
    todo = list(condition.all_ or ())
    while todo:
        part = todo.pop()
        todo += part.all_ or ()
        leaf, is_wanted = (part, True) if part.not_ is None else (part.not_, False)
        if leaf.inject is None and leaf.expectation is None:
            continue
        key = (leaf.kind, leaf.inject or leaf.expectation)
        if is_wanted:
            wanted.setdefault(key, set()).add(leaf.is_)
        else:
            refused.add((key, leaf.is_))
    for (kind, subject), facts in wanted.items():
        exclusive = len(facts) > 1 if kind == "expectation" else "skipped" in facts and len(facts) > 1
        if exclusive or any(((kind, subject), fact) in refused for fact in facts):
            return True
    return False
