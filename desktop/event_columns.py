"""Conditions on the columns of events that lists, boards and figures share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from county.events.event import CLOCK_RUNS, STATES, State
from county.events.stage_clock import clock_stage
from layers.table import NamedColumns


def in_states(columns: NamedColumns, states: frozenset[State]) -> NDArray[np.bool_]:
    """Which rows of the events' columns are in one of ``states``, (n,)."""
    wanted = np.zeros(len(STATES), dtype=bool)
    wanted[[STATES.index(state) for state in states]] = True
    return np.asarray(wanted[columns["state"]])


def at_stage(columns: NamedColumns, stage: int, now_ms: int) -> NDArray[np.bool_]:
    """Which rows of the events' columns have a running clock at ``stage`` of :mod:`county.events.stage_clock`, (n,)."""
    stages = clock_stage(columns["amber_ms"], columns["due_ms"], now_ms)
    return np.asarray(in_states(columns, CLOCK_RUNS) & (stages == stage))
