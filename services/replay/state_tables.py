"""The states of a fold as tables for a snapshot; what did not change since the last table is not projected again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.aggregate import Aggregate
from county.aggregates import BY_KEY
from county.fold import Fold, States, StateTable, encoded_state


class _LastTable:
    """The table of one aggregate that was made last."""

    def __init__(self, aggregate: Aggregate[Any]) -> None:
        self._aggregate = aggregate
        self._held: dict[str, Any] = {}
        self._rows: dict[str, tuple[bytes, tuple[Any, ...]]] = {}
        self._columns: dict[str, NDArray[Any]] = aggregate.table(())

    def table(self, states: States) -> StateTable:
        held = dict(states.held())
        before, known = self._held, self._rows
        changed = [subject for subject, state in held.items() if before.get(subject) is not state]
        ids = list(held)
        same = len(ids) == len(before) and ids == list(before)
        for subject in changed:
            known[subject] = encoded_state(held[subject]), self._aggregate.project(states.peek(subject))
        if len(known) > len(held):
            known = {subject: known[subject] for subject in ids}
        self._columns = self._patched(ids, changed) if same else self._filled([known[subject][1] for subject in ids])
        self._held, self._rows = held, known
        return StateTable(ids, [known[subject][0] for subject in ids], self._columns)

    def _patched(self, ids: list[str], changed: list[str]) -> dict[str, NDArray[Any]]:
        if not changed:
            return self._columns
        places = set(changed)
        rows = [place for place, subject in enumerate(ids) if subject in places]
        columns = {name: column.copy() for name, column in self._columns.items()}
        for number, column in enumerate(self._aggregate.columns):
            columns[column.name][rows] = _array([self._rows[ids[row]][1][number] for row in rows], column.dtype)
        return columns

    def _filled(self, rows: list[tuple[Any, ...]]) -> dict[str, NDArray[Any]]:
        if not rows:
            return self._aggregate.table(())
        by_column = zip(*rows, strict=True)
        pairs = zip(self._aggregate.columns, by_column, strict=True)
        return {column.name: _array(values, column.dtype) for column, values in pairs}


def _array(values: Any, dtype: str) -> NDArray[Any]:
    array = np.empty(len(values), dtype)
    array[:] = values
    return array


class StateTables:
    """Used by one thread."""

    def __init__(self) -> None:
        self._last = {key: _LastTable(aggregate) for key, aggregate in BY_KEY.items()}

    def of(self, fold: Fold) -> Mapping[str, StateTable]:
        """All states of ``fold``, by aggregate key."""
        return {key: last.table(fold.states[key]) for key, last in self._last.items()}
