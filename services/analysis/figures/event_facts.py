"""What is known of each event as of a record, as dense columns: one place an event, in the order of their reports.

They follow the timeline: :meth:`EventFacts.move` reads only the records between.  A column is filled when it is first
used.  The facts are those of :data:`county.figures.metric.FACTS`; what they say is a function of the records up to
``seq`` alone.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from county import records as r
from county.aggregate import NEVER_MS
from county.events.event import SATISFIED, SOLVED
from services.analysis.events.newest_events import NewestEvents, grown
from services.analysis.timeline.layout import KINDS
from services.analysis.timeline.timeline import RecordTimeline


class _Reduction(NamedTuple):
    """A fact made of all records of one type about an event, in their order."""

    kind: int
    how: Literal["count", "first", "last"]
    """``first`` and ``last``: when the first or last one happened."""


def _of(body: type[r.EventRecord], how: Literal["count", "first", "last"] = "count") -> _Reduction:
    return _Reduction(KINDS.index(body.__name__), how)


_REDUCTIONS = {
    "filed": _of(r.EventFiled), "dispatched": _of(r.EventDispatched), "accepted": _of(r.TaskAccepted),
    "extended": _of(r.DeadlineExtended), "suspended": _of(r.EventSuspended),
    "fed_back": _of(r.HandlingFedBack), "sent_back": _of(r.EventSentBack), "reopened": _of(r.EventReopened),
    "escalated": _of(r.EventEscalated), "arrived": _of(r.UnitArrived), "evaluated": _of(r.EventEvaluated),
    "dispatched_ms": _of(r.EventDispatched, "first"), "accepted_ms": _of(r.TaskAccepted, "first"),
    "arrived_ms": _of(r.UnitArrived, "first"), "fed_back_ms": _of(r.HandlingFedBack, "last"),
}  # fmt: skip
_MOST = np.iinfo(np.uint16).max
_ANSWERS = {"satisfied": np.array(SATISFIED, np.int8), "solved": np.array(SOLVED, np.int8)}


class EventFacts:
    """Used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline, begun: EventFacts | None = None) -> None:
        """``begun``: goes on from what is known there, of the same timeline; columns are filled anew."""
        self.seq: int = 0 if begun is None else begun.seq
        """The last record that counts."""
        self._timeline = timeline
        self._events: NewestEvents = NewestEvents(timeline, None if begun is None else begun._events)
        if begun is None:
            self._events.refresh(0)
        self._columns: dict[str, NDArray[Any]] = {}

    def __len__(self) -> int:
        return len(self._events)

    def move(self, seq: int) -> None:
        """Let the facts be as of record ``seq``, a later or an earlier one."""
        before, self.seq = self.seq, seq
        self._events.refresh(seq)
        for name, column in self._columns.items():
            reduction = _REDUCTIONS[name]
            column = self._columns[name] = grown(column, len(self), _unset(reduction))
            if seq >= before:
                self._reduce(column, reduction, before)
            else:
                self._undo(column, reduction, before)

    def column(self, name: str) -> NDArray[Any]:
        """A fact, or a column of the events' states, one value an event; texts as their numbers."""
        return self.values(name, slice(None))

    def values(self, name: str, rows: NDArray[np.int64] | slice) -> NDArray[Any]:
        """The same of some events: what is made of another column is made for these alone."""
        if name in _ANSWERS:
            answers: NDArray[np.int8] = _ANSWERS[name][self._events.column("answer")[rows]]
            return answers
        if name == "recorded_ms":
            recorded = self._timeline.column("record.recorded_ms", self._timeline.extent)
            times: NDArray[np.int64] = recorded[self._events.versions.first_seq[rows] - 1]
            return times
        found: NDArray[Any] = self._stored(name)[rows]
        return found

    def _stored(self, name: str) -> NDArray[Any]:
        reduction = _REDUCTIONS.get(name)
        if reduction is None:
            return self._events.column(name)
        found = self._columns.get(name)
        if found is None:
            dtype = np.uint16 if reduction.how == "count" else np.int64
            found = self._columns[name] = np.full(len(self), _unset(reduction), dtype)
            self._reduce(found, reduction, 0)
        return found[: len(self)]

    @property
    def first_seq(self) -> NDArray[Any]:
        """Of each event the record of its report."""
        return self._events.versions.first_seq

    def _reduce(self, column: NDArray[Any], reduction: _Reduction, after: int) -> None:
        """Add the records after ``after`` to a fact."""
        rows = self._rows(reduction, after, self.seq)
        self._add(column, reduction, rows, self._subjects(rows))

    def _undo(self, column: NDArray[Any], reduction: _Reduction, before: int) -> None:
        """Take the records up to ``before`` out of a fact: it is made anew of the events that they are about."""
        undone = self._subjects(self._rows(reduction, self.seq, before))
        column[undone] = _unset(reduction)
        if not np.any(undone < len(self)):
            return
        is_undone = np.zeros(max(len(self), int(undone.max()) + 1), np.bool_)
        is_undone[undone] = True
        rows = self._rows(reduction, 0, self.seq)
        subjects = self._subjects(rows)
        again = np.flatnonzero(is_undone[subjects])
        self._add(column, reduction, rows[again], subjects[again])

    def _rows(self, reduction: _Reduction, after: int, last: int) -> NDArray[np.int64]:
        """Of the records ``after < seq <= last`` those that a fact is made of."""
        kinds = self._timeline.column("record.kind", self._timeline.extent)[after:last]
        return after + np.flatnonzero(kinds == reduction.kind)

    def _subjects(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Numbers of the events that some records are about."""
        subjects: NDArray[Any] = self._timeline.column("record.subject", self._timeline.extent)[rows]
        return subjects

    def _add(
        self, column: NDArray[Any], reduction: _Reduction, rows: NDArray[np.int64], subjects: NDArray[Any]
    ) -> None:
        if reduction.how == "count":
            sums = column[: len(self)] + np.bincount(subjects, minlength=len(self))
            column[: len(self)] = np.minimum(sums, _MOST)
            return
        times = self._timeline.happened_ms(rows, self._timeline.extent)
        if reduction.how == "first":
            fresh = column[subjects] == NEVER_MS
            subjects, times = subjects[fresh][::-1], times[fresh][::-1]
        column[subjects] = times  # of several values for one place the last one stays


def _unset(reduction: _Reduction) -> int:
    return 0 if reduction.how == "count" else NEVER_MS
