"""The one fold: states of all aggregates at one sequence number.  Desk, screens and every rebuild use it.

What leaves does so by a pure rule of its own records (``Aggregate.expires_ms``) measured in recorded time, so that
every fold of the same records holds the same states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import repeat
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
import numpy as np

from county.aggregate import NEVER_MS, Aggregate
from county.aggregates import AGGREGATES, BY_KEY, leaves
from county.portions import Prepared, at_once
from county.records import Record, RecordBody

VERSION = 2
"""Raise it when a state's fields or an ``apply`` change: checkpoints of another version are folded anew."""
_ENCODED = (bytes, memoryview)


class Change(NamedTuple):
    """One state that moved: its aggregate, its id, what it is now (None: it left) and what it was (None: it is new)."""

    key: str
    id: str
    state: Any
    before: Any = None


class Mark(NamedTuple):
    """A point since the savepoint that a fold can go back to."""

    changes: int
    seq: int
    recorded_ms: int


@dataclass(frozen=True)
class StateTable:
    """Folded states of one aggregate as they travel and are kept: n ids, n encoded states, and their columns (n,).

    What a screen counts, sorts and draws lies in the columns; a state is decoded when somebody looks at it.
    """

    ids: Sequence[str]
    encoded: Sequence[bytes]
    columns: Mapping[str, np.ndarray[Any, np.dtype[Any]]]

    def __len__(self) -> int:
        return len(self.ids)


class States(MutableMapping[str, Any]):
    """States of one aggregate by id, those of a :class:`StateTable` decoded on first look."""

    __slots__ = ("_decode", "_held", "key")

    def __init__(self, aggregate: Aggregate[Any]) -> None:
        self.key = aggregate.key
        self._decode = msgspec.msgpack.Decoder(aggregate.state).decode
        self._held: dict[str, Any] = {}

    def take_over(self, other: States) -> None:
        """Hold the states of ``other`` and no others; they are shared from here on."""
        self._held = other._held

    def add(self, table: StateTable) -> None:
        """Hold the states of ``table``, too."""
        self._held.update(zip(table.ids, table.encoded, strict=True))

    def __getitem__(self, subject: str) -> Any:
        state = self._held[subject]
        if isinstance(state, _ENCODED):
            state = self._held[subject] = self._decode(state)
        return state

    def get(self, subject: str, default: Any = None) -> Any:
        """The state, or ``default``."""
        state = self._held.get(subject, default)
        return self[subject] if isinstance(state, _ENCODED) else state

    def peek(self, subject: str) -> Any:
        """The state, or None; it is not kept decoded: for looking once at many."""
        state = self._held.get(subject)
        return self._decode(state) if isinstance(state, _ENCODED) else state

    def __setitem__(self, subject: str, state: Any) -> None:
        self._held[subject] = state

    def __delitem__(self, subject: str) -> None:
        del self._held[subject]

    def __contains__(self, subject: object) -> bool:
        return subject in self._held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._held)

    def __len__(self) -> int:
        return len(self._held)


class _FoldSteps(NamedTuple):
    """What folding one type of record takes."""

    key: str
    states: States
    subject_of: Callable[[RecordBody], str]
    apply: Callable[[Any, Record[Any]], Any]
    expires_ms: Callable[[Any], int | None]


class Fold:
    """States by aggregate key and id, with a savepoint for commits that fail."""

    def __init__(self) -> None:
        self.states: dict[str, States] = {aggregate.key: States(aggregate) for aggregate in AGGREGATES}
        self._ways: dict[type[RecordBody], _FoldSteps] = {
            record: _FoldSteps(a.key, self.states[a.key], attrgetter(a.subject), a.apply, a.expires_ms)
            for a in AGGREGATES
            for record in leaves(a.record)
        }
        self.seq = 0
        self.recorded_ms = 0
        self._due: list[tuple[int, str, str]] = []
        """Heap of (expires_ms, key, id); entries of states that changed since are stale and passed over."""
        self._undo: list[tuple[States, str, Any]] | None = None
        self._savepoint = Mark(0, 0, 0)

    def restore(self, seq: int, recorded_ms: int, tables: Mapping[str, StateTable]) -> None:
        """Begin with states that were folded before, up to the record ``seq``."""
        at_once(self.restoring(seq, recorded_ms, tables))

    def restoring(self, seq: int, recorded_ms: int, tables: Mapping[str, StateTable]) -> Prepared:
        """The same in portions, one an aggregate."""
        other = Fold()
        for key in self.states:
            if key in tables:
                other.add(key, tables[key])
                yield

        def begin() -> None:
            self.seq, self.recorded_ms = seq, recorded_ms
            self._undo, self._due = None, other._due
            for key, states in self.states.items():
                states.take_over(other.states[key])

        return begin

    def add(self, key: str, table: StateTable) -> None:
        """More states of what :meth:`restore` began with."""
        self.states[key].add(table)
        due = table.columns["expires_ms"]
        rows = np.flatnonzero(due != NEVER_MS)
        rows = rows[np.argsort(due[rows])]
        ordered = not self._due and bool(np.all(np.diff(due[rows]) > 0))
        self._due += zip(due[rows].tolist(), repeat(key), map(table.ids.__getitem__, rows.tolist()), strict=False)
        if not ordered:  # distinct times in ascending order are a heap already; equal times are ordered by id
            heapify(self._due)

    def apply(self, record: Record[Any]) -> list[Change]:
        """Fold one record; returns what moved, the record's own subject first, then what left by its time."""
        moved = self._apply(record)
        changes = [] if moved is None else [Change(*moved)]
        if self._due and self._due[0][0] <= self.recorded_ms:
            changes += self._expire()
        return changes

    def apply_all(
        self, records: Iterable[Record[Any]], refuse: Callable[[Record[Any], Exception], None]
    ) -> dict[str, dict[str, Any]]:
        """Fold many records; returns what became of all that moved, by aggregate key and id (None: it left).

        One that does not fit is given to ``refuse`` and passed over.
        """
        found: dict[str, dict[str, Any]] = {}
        for record in records:
            try:
                moved = self._apply(record)
            except Exception as error:  # whatever it is: one bad record must not stop those behind it
                refuse(record, error)
                continue
            if moved is not None:
                found.setdefault(moved[0], {})[moved[1]] = moved[2]
            if self._due and self._due[0][0] <= self.recorded_ms:
                for change in self._expire():
                    found.setdefault(change.key, {})[change.id] = change.state
        return found

    def _apply(self, record: Record[Any]) -> tuple[str, str, Any, Any] | None:
        """Fold one record into its own subject; returns the fields of its :class:`Change`."""
        self.seq = record.seq
        if record.recorded_ms > self.recorded_ms:
            self.recorded_ms = record.recorded_ms
        way = self._ways.get(type(record.body))
        if way is None:
            return None
        key, states, subject_of, apply, expires_ms = way
        subject = subject_of(record.body)
        before = states._held.get(subject)
        if isinstance(before, _ENCODED):
            before = states[subject]
        state = apply(before, record)
        due = expires_ms(state)
        if due is not None:
            if due <= self.recorded_ms:
                self._take_out(states, subject, before)
                return key, subject, None, before
            heappush(self._due, (due, key, subject))
        if self._undo is not None:
            self._undo.append((states, subject, before))
        states._held[subject] = state
        return key, subject, state, before

    def _expire(self) -> list[Change]:
        gone = []
        while self._due and self._due[0][0] <= self.recorded_ms:
            due_ms, key, subject = heappop(self._due)
            state = self.states[key].get(subject)
            if state is None or BY_KEY[key].expires_ms(state) != due_ms:
                continue
            self._take_out(self.states[key], subject, state)
            gone.append(Change(key, subject, None, state))
        return gone

    def _take_out(self, states: States, subject: str, before: Any) -> None:
        """Let ``subject`` leave; its first record may be what ends it (``before`` None)."""
        if self._undo is not None:
            self._undo.append((states, subject, before))
        if before is not None:
            del states[subject]

    def savepoint(self) -> None:
        """From here on :meth:`rollback` can undo what is applied."""
        self._undo = []
        self._savepoint = self.mark()

    def mark(self) -> Mark:
        """This point since the savepoint, for :meth:`rollback`."""
        return Mark(len(self._undo or ()), self.seq, self.recorded_ms)

    def rollback(self, to: Mark | None = None) -> list[Change]:
        """Undo everything applied since ``to``, or since the savepoint.  Returns what moved back, latest first."""
        to = self._savepoint if to is None else to
        back: list[Change] = []
        undo = self._undo if self._undo is not None else []
        while len(undo) > to.changes:
            states, subject, before = undo.pop()
            now = states.get(subject)
            if before is None:
                states.pop(subject, None)
            else:
                states[subject] = before
                due = BY_KEY[states.key].expires_ms(before)
                if due is not None:
                    heappush(self._due, (due, states.key, subject))
            back.append(Change(states.key, subject, before, now))
        self.seq, self.recorded_ms = to.seq, to.recorded_ms
        return back
