"""Compares two runs of one scenario, expectation by expectation."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from county.drill.scenario import Scenario
from county.drill.score import Score
from county.durations import SECOND_MS


class NotComparable(ValueError):
    """The runs are of different scenarios."""


class ScorePair(Struct, frozen=True, gc=False):
    """The scores of one expectation in both runs."""

    earlier: Score
    later: Score

    @property
    def change_ms(self) -> int | None:
        """By how much longer it took in the later run; None where one of them has no end."""
        one, other = self.earlier.elapsed_ms, self.later.elapsed_ms
        return None if one is None or other is None else other - one

    @property
    def shown_change_ms(self) -> int | None:
        """The same of the times as they are shown, without fractions of a second: whoever subtracts them gets it."""
        one, other = self.earlier.elapsed_ms, self.later.elapsed_ms
        return None if one is None or other is None else (other // SECOND_MS - one // SECOND_MS) * SECOND_MS


class RunComparison(Struct, frozen=True, kw_only=True, gc=False):
    """Pairs of unchanged expectations, and ids of all others."""

    pairs: tuple[ScorePair, ...]
    changed: tuple[str, ...]
    """Its own row or that of its inject differs between the versions, but for the list ``expects``."""
    only_earlier: tuple[str, ...]
    only_later: tuple[str, ...]


class RoleShares(Struct, frozen=True, kw_only=True, gc=False):
    """What one role reached of the expectations that count in both runs, in percent of their points."""

    role: str
    """Name."""
    earlier: float | None
    """None where they have no points."""
    later: float | None


def by_role(found: RunComparison, scenario: Scenario) -> list[RoleShares]:
    """Of the players' roles that have such expectations, in the order of the later run's ``scenario``."""
    to = {inject.id: inject.to for inject in scenario.injects}
    of = {expectation.id: to.get(expectation.of, ()) for expectation in scenario.expectations}
    shares = []
    for role in scenario.roles:
        pairs = [
            pair for pair in found.pairs
            if role.id in of[pair.later.id] and pair.earlier.counts and pair.later.counts
        ]  # fmt: skip
        if role.side == "player" and pairs:
            one, other = _percent([pair.earlier for pair in pairs]), _percent([pair.later for pair in pairs])
            shares.append(RoleShares(role=role.name, earlier=one, later=other))
    return shares


def _percent(scores: Sequence[Score]) -> float | None:
    weight = sum(score.weight for score in scores)
    return 100 * sum(score.points for score in scores) / weight if weight else None


def compare(earlier: tuple[Scenario, Sequence[Score]], later: tuple[Scenario, Sequence[Score]]) -> RunComparison:
    """Raises NotComparable for runs of scenarios with different ids."""
    one, other = earlier[0], later[0]
    if one.scenario.id != other.scenario.id:
        raise NotComparable(f"{one.scenario.id} and {other.scenario.id} are different scenarios")
    rows = [{e.id: (e, _inject(s, e.of)) for e in s.expectations} for s in (one, other)]
    scores = [{score.id: score for score in run} for run in (earlier[1], later[1])]
    both = [id for id in rows[0] if id in rows[1]]
    same = [id for id in both if rows[0][id] == rows[1][id]]
    return RunComparison(
        pairs=tuple(ScorePair(scores[0][id], scores[1][id]) for id in same),
        changed=tuple(id for id in both if id not in same),
        only_earlier=tuple(id for id in rows[0] if id not in rows[1]),
        only_later=tuple(id for id in rows[1] if id not in rows[0]),
    )


def _inject(scenario: Scenario, id: str) -> object:
    """What determines when an inject comes and what it contains."""
    found = next((inject for inject in scenario.injects if inject.id == id), None)
    return None if found is None else (found.at, found.after, found.when, found.kind, found.content)
