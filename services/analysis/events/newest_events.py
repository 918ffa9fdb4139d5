"""The newest state of every event ever, as dense columns: one place an event, in the order of their first records."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.events.aggregate import EVENTS
from services.analysis.timeline.timeline import RecordTimeline, StateVersions

GROWTH = 1.25
FEW_CODES = 4
"""Comparing with so many values takes less time than a look into a table."""
ROWS_BACK = 65_536
"""Versions that are looked through at once for the former ones of some events: mostly these are among the last."""


class NewestEvents:
    """Follows a timeline at each :meth:`refresh`; a column is filled when it is first used.  Used by one thread at a
    time."""

    def __init__(
        self, timeline: RecordTimeline, begun: NewestEvents | None = None, *, rows_back: int = ROWS_BACK
    ) -> None:
        """``begun``: goes on from what is known there, of the same timeline; columns are filled anew."""
        self._timeline = timeline
        self._rows_back = rows_back
        self.versions: StateVersions = timeline.states(EVENTS.key) if begun is None else begun.versions
        self._seen: int = 0 if begun is None else begun._seen
        self._newest = np.zeros(0, np.int64) if begun is None else begun.newest.copy()
        """Of each event the row of its newest version."""
        self._columns: dict[str, NDArray[Any]] = {}

    def __len__(self) -> int:
        return self.versions.subjects

    @property
    def newest(self) -> NDArray[np.int64]:
        """Rows of the newest versions."""
        return self._newest[: len(self)]

    def refresh(self, seq: int | None = None) -> None:
        """Take over what the timeline has published since, or be as of record ``seq``, a later or an earlier one."""
        versions = self._timeline.states(EVENTS.key) if seq is None else self._timeline.states_at(EVENTS.key, seq)
        rows = np.arange(self._seen, len(versions)) if len(versions) >= self._seen else self._former(versions)
        subjects = versions.subject(rows)
        self._newest = grown(self._newest, versions.subjects)
        self._newest[subjects] = rows  # of several rows for one event the last one stays
        self.versions, self._seen = versions, len(versions)
        if not self._columns:
            return
        is_changed = np.zeros(versions.subjects, np.bool_)
        is_changed[subjects] = True
        changed = np.flatnonzero(is_changed)
        for name, column in self._columns.items():
            column = self._columns[name] = grown(column, versions.subjects)
            column[changed] = versions.values(name, self._newest[changed])

    def _former(self, versions: StateVersions) -> NDArray[np.int64]:
        """Of the events that have later versions than these, the rows of their newest ones among these."""
        later = self.versions.subject(np.arange(len(versions), self._seen))
        is_wanted = np.zeros(versions.subjects, np.bool_)
        is_wanted[later[later < versions.subjects]] = True
        found, missing, end = [np.zeros(0, np.int64)], np.count_nonzero(is_wanted), len(versions)
        while missing:
            rows = np.arange(end - 1, max(0, end - self._rows_back) - 1, -1)
            subjects = versions.subject(rows)
            wanted = np.flatnonzero(is_wanted[subjects])
            again, first = np.unique(subjects[wanted], return_index=True)
            found.append(rows[wanted[first]])
            is_wanted[again] = False
            missing, end = missing - len(again), int(rows[-1])
        return np.concatenate(found)

    def column(self, name: str) -> NDArray[Any]:
        """A column of all events; texts as their numbers."""
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self.versions.values(name, self.newest)
        return found[: len(self)]

    def lookup(self, name: str, wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """For each event whether ``wanted`` is set for its value, a number."""
        column, codes = self.column(name), np.flatnonzero(wanted)
        if len(codes) > FEW_CODES:
            return wanted.take(column)
        found = np.zeros(len(column), np.bool_)
        for code in codes.tolist():
            found |= column == code
        return found


def is_text(name: str) -> bool:
    """Whether a column of events contains numbers of texts."""
    return any(column.name == name and column.dtype == "O" for column in EVENTS.columns)


def grown(array: NDArray[Any], size: int, filled: int = 0) -> NDArray[Any]:
    """``array``, or a copy with room for ``size`` values, new ones ``filled``."""
    if size <= len(array):
        return array
    larger = np.full(int(size * GROWTH), filled, array.dtype)
    larger[: len(array)] = array
    return larger
