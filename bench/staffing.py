"""Times of answers about staffing: needs of a day by Erlang, simulated days, and a comparison with its placebos."""

from __future__ import annotations

import numpy as np

from bench.figure_tables import spent
from bench.figures import BenchFigure
from county.staffing.agent_groups import AgentGroup
from county.staffing.day_slots import SLOTS
from county.staffing.erlang import servers_needed
from county.staffing.matched_change import PLACEBOS, change_found
from county.staffing.queue_simulation import QueueModel
from county.staffing.replications import replicated

RUNS, AGENTS, RATE, HANDLE_S = 40, 11, 200.0, 180.0
VILLAGES, WEEKS, CHANGED = 137, 39, 5
EXACT_WAITS = 0.682118
"""Erlang C of 11 servers and 10 erlang."""


def figures() -> list[BenchFigure]:
    """A day of 4,800 calls twice over, of which the second counts; a county of 137 villages."""
    needs = spent(lambda: [servers_needed(rate, HANDLE_S, 15, 0.95, 120) for rate in np.linspace(1, 400, SLOTS)])
    model = QueueModel(
        rates=(RATE,) * SLOTS, handle_s=HANDLE_S, patience_s=None, target_s=20.0, warm_up_days=1
    )  # fmt: skip
    found = []
    groups = [AgentGroup(span="00:00-24:00", agents=AGENTS)]
    simulated = spent(lambda: found.append(replicated(model, groups, runs=RUNS, seed=1)))
    waits = found[0].estimate("waited")
    counts = np.random.default_rng(1).poisson(4.0, (VILLAGES, WEEKS))
    changed = np.arange(VILLAGES) < CHANGED
    compared = spent(lambda: change_found(counts, changed, 26, np.ones(VILLAGES), seed=1))
    outside = float(not (waits.low or 0.0) <= EXACT_WAITS <= (waits.high or 0.0))
    return [
        BenchFigure("agents needed in 48 half hours, with abandonment", needs.wall_s * 1e3, "ms"),
        BenchFigure(f"{RUNS} simulated days of 4,800 calls", simulated.wall_s, "s"),
        BenchFigure("exact share of waiting callers outside of their interval", outside, "", at_most=0),
        BenchFigure(f"comparison of {VILLAGES} villages with {PLACEBOS} placebos", compared.wall_s, "s"),
    ]
