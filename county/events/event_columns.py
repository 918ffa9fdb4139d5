"""Conditions on the columns of events that lists, boards, walls and figures share."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from county.events.emergency import EMERGENCY_LEVELS
from county.events.event import CLOCK_RUNS, ENDED, LEVELS, STATES, State
from county.events.stage_clock import clock_stage

Array = NDArray[Any]
Rows = NDArray[np.intp]
_SEVERE = np.array([level in EMERGENCY_LEVELS for level in LEVELS])
_OPEN = np.array([state not in ENDED for state in STATES])


class NamedColumns(Protocol):
    """Columns of states by name, (n,) each."""

    def __len__(self) -> int: ...
    def __getitem__(self, name: str, /) -> Array: ...


class ColumnsOfRows:
    """The same columns of some rows only, each taken from there once."""

    def __init__(self, columns: NamedColumns, rows: Rows) -> None:
        self._columns, self._rows = columns, rows
        self._taken: dict[str, Array] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, name: str, /) -> Array:
        found = self._taken.get(name)
        if found is None:
            found = self._taken[name] = self._columns[name][self._rows]
        return found


def in_states(columns: NamedColumns, states: frozenset[State]) -> NDArray[np.bool_]:
    """Which rows of the events' columns are in one of ``states``, (n,)."""
    wanted = np.zeros(len(STATES), dtype=bool)
    wanted[[STATES.index(state) for state in states]] = True
    return np.asarray(wanted[columns["state"]])


def at_stage(columns: NamedColumns, stage: int, now_ms: int) -> NDArray[np.bool_]:
    """Which rows of the events' columns have a running clock at ``stage`` of :mod:`county.events.stage_clock`, (n,)."""
    stages = clock_stage(columns["amber_ms"], columns["due_ms"], now_ms)
    return np.asarray(in_states(columns, CLOCK_RUNS) & (stages == stage))


def open_emergencies(columns: NamedColumns, rows: Rows, subclasses: frozenset[str]) -> NDArray[np.bool_]:
    """Which of ``rows`` of the events' columns are open emergencies, by class or level, (n,).

    ``subclasses``: those of :func:`county.events.emergency.emergency_subclasses`.
    """
    result = np.asarray(_OPEN[columns["state"][rows]])
    candidates = np.flatnonzero(result)
    kinds = columns["subclass"][rows[candidates]].tolist()
    by_class = np.fromiter(map(subclasses.__contains__, kinds), dtype=bool, count=len(kinds))
    result[candidates] = by_class | _SEVERE[columns["level"][rows[candidates]]]
    return result
