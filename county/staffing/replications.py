"""Many runs of a simulated day as one result: means with their confidence intervals, and of two staffings that serve
the same people also the difference.  A single run is never a result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from county.staffing.agent_groups import AgentGroup
from county.staffing.day_slots import SLOTS
from county.staffing.queue_simulation import DayFigures, QueueModel, simulated_day
from county.staffing.results import Estimate

LEAST = 30
CONFIDENCE = 0.95
MEASURES = (
    "people", "answered", "in_time", "second_in_time", "mean_wait_s", "waited", "abandoned", "busy", "called_back",
    "left_over", "overtime_min",
)  # fmt: skip
SHARES = frozenset({"in_time", "second_in_time", "waited", "abandoned", "busy"})
Floats = NDArray[np.float64]


class Replications(NamedTuple):
    """The runs of one staffing: ``figures`` by name of MEASURES, one a run, and ``waits`` (runs, SLOTS)."""

    figures: dict[str, Floats]
    waits: Floats

    def estimate(self, name: str) -> Estimate:
        return _from_none(mean_estimate(self.figures[name]), 1.0 if name in SHARES else np.inf)

    def wait_of_slot(self, slot: int) -> Estimate:
        return _from_none(mean_estimate(self.waits[:, slot]), np.inf)


def replicated(
    model: QueueModel, groups: Sequence[AgentGroup], *, runs: int, seed: int, day_factors: Sequence[float] = (1.0,),
    progress: Callable[[float], None] = lambda share: None,
) -> Replications:  # fmt: skip
    """The runs of a staffing; run r with the same seed serves the same people whatever the staffing.

    ``day_factors``: how busy recorded days were compared with their mean; each run takes one of them.  Raises
    ValueError for fewer runs than LEAST.
    """
    if runs < LEAST:
        raise ValueError(f"{runs} runs are too few for an interval; at least {LEAST} are needed")
    seeds = np.random.SeedSequence(seed).generate_state(runs).tolist()
    factors = np.random.default_rng(seed).choice(np.asarray(day_factors, dtype=np.float64), runs).tolist()
    days = []
    for run in range(runs):
        days.append(simulated_day(model, groups, seeds[run], factors[run]))
        progress((run + 1) / runs)
    return _together(days)


def _together(days: Sequence[DayFigures]) -> Replications:
    figures = {name: np.array([getattr(day, name) for day in days], dtype=np.float64) for name in MEASURES}
    return Replications(figures, np.array([day.wait_by_slot for day in days]).reshape(-1, SLOTS))


def mean_estimate(values: Floats) -> Estimate:
    """The mean and its confidence interval by Student's t; no value where fewer than half of the runs have one."""
    known = values[np.isfinite(values)]
    n = len(known)
    if n < 2 or 2 * n < len(values):
        return Estimate(None)
    mean = float(known.mean())
    half = float(stdtrit(n - 1, (1 + CONFIDENCE) / 2) * known.std(ddof=1) / np.sqrt(n))
    return Estimate(mean, mean - half, mean + half)


def _from_none(told: Estimate, most: float) -> Estimate:
    """None of the measures is below 0, and no share above 1: neither is the interval."""
    if told.low is None or told.high is None:
        return told
    return Estimate(told.value, max(told.low, 0.0), min(told.high, most))


def difference(changed: Floats, unchanged: Floats) -> Estimate:
    """Of two staffings by the pairs of runs with the same people."""
    return mean_estimate(changed - unchanged)
