"""A simulation of two staffings as a problem and its result, between processes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from county.staffing.agent_groups import AgentGroup
from county.staffing.day_slots import SLOTS
from county.staffing.queue_simulation import QueueModel
from county.staffing.replications import MEASURES, Replications, difference, replicated
from county.staffing.results import Estimate


class SimulationProblem(Struct, frozen=True, kw_only=True, tag="simulation"):
    """``groups`` None: this staffing is not simulated, since its queue grows."""

    now: QueueModel
    then: QueueModel
    groups_now: tuple[AgentGroup, ...] | None
    groups_then: tuple[AgentGroup, ...] | None
    runs: int
    seed: int
    day_factors: tuple[float, ...]


class SimulatedPair(Struct, frozen=True, kw_only=True, tag="simulated"):
    """By name of MEASURES; {} and () of what was not simulated."""

    now: dict[str, Estimate]
    then: dict[str, Estimate]
    change: dict[str, Estimate]
    """Of both, by the runs with the same people."""
    waits_now: tuple[Estimate, ...]
    """Mean wait by half hour."""
    waits_then: tuple[Estimate, ...]


def simulated_pair(problem: SimulationProblem, progress: Callable[[float], None]) -> SimulatedPair:
    """Both staffings serve the same people where these come at the same times.  Raises ValueError."""
    wanted = [
        (model, groups) for model, groups in (
            (problem.now, problem.groups_now), (problem.then, problem.groups_then)
        ) if groups is not None
    ]  # fmt: skip
    found = [
        replicated(
            model, groups, runs=problem.runs, seed=problem.seed, day_factors=problem.day_factors,
            progress=partial(_part, progress, number, len(wanted)),
        )
        for number, (model, groups) in enumerate(wanted)
    ]  # fmt: skip
    now = found[0] if problem.groups_now is not None else None
    then = found[-1] if problem.groups_then is not None else None
    change = {
        name: difference(then.figures[name], now.figures[name]) for name in MEASURES
    } if now is not None and then is not None else {}  # fmt: skip
    return SimulatedPair(
        now=_told(now), then=_told(then), change=change, waits_now=_waits(now), waits_then=_waits(then)
    )


def _part(progress: Callable[[float], None], number: int, parts: int, share: float) -> None:
    progress((number + share) / parts)


def _told(runs: Replications | None) -> dict[str, Estimate]:
    return {} if runs is None else {name: runs.estimate(name) for name in MEASURES}


def _waits(runs: Replications | None) -> tuple[Estimate, ...]:
    return () if runs is None else tuple(runs.wait_of_slot(slot) for slot in range(SLOTS))
