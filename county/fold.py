"""The fold: states of all aggregates at one sequence number.  Desk, screens and every rebuild use it.

States expire by a pure function of their own records (``Aggregate.expires_ms``) in recorded time, so that every fold of
the same records results in the same states.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from itertools import islice, repeat
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from county.aggregate import NEVER_MS, Aggregate
from county.aggregates import AGGREGATES, BY_KEY, concrete_types
from county.portions import PORTION, Prepared, complete, portions
from county.records import Record, RecordBody

VERSION = 25
"""Increment when a state's fields or an ``apply`` change: checkpoints of another version are folded from scratch."""
_ENCODED = (bytes, memoryview)
_encoder = msgspec.msgpack.Encoder()


class AwaitedStates:
    """Stands in a :class:`StateTable` for states that are on the desk and not here yet; notes which of them are read.

    A state that has only columns, as those of the timeline, is found by :meth:`States.bring` once it is here.
    """

    __slots__ = ("wanted",)

    def __init__(self) -> None:
        self.wanted: dict[str, None] = {}
        """Ids that were read since this was cleared, in their order."""


class NotHere(KeyError):
    """The state is on the desk, but is awaited."""


_NOT_DECODED = (bytes, memoryview, AwaitedStates)


class Change(NamedTuple):
    """One changed state: aggregate key, id, state after (None: removed) and state before (None: new)."""

    key: str
    id: str
    state: Any
    before: Any = None


class FoldMark(NamedTuple):
    """A point since the savepoint that a fold can be rolled back to."""

    changes: int
    seq: int
    recorded_ms: int


@dataclass(frozen=True)
class StateTable:
    """Folded states of one aggregate as sent and stored: n ids, n encoded states, and their columns (n,).

    The columns hold the values to count, sort and draw by; a state is decoded on first access.  Where states are
    awaited, texts that only they have are empty.
    """

    ids: Sequence[str]
    encoded: Sequence[bytes | memoryview | AwaitedStates]
    columns: Mapping[str, np.ndarray[Any, np.dtype[Any]]]
    by_id: Mapping[str, bytes | memoryview | AwaitedStates] | None = None
    """The states by id, in the order of the rows, where they were put together before: that takes longest."""
    row_of: Mapping[str, int] | None = None
    """The same of the rows."""

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, rows: slice) -> StateTable:
        """The states of ``rows``; columns are views."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        return StateTable(self.ids[rows], self.encoded[rows], columns)


def encoded_state(held: Any) -> bytes:
    """The encoded state of one that :meth:`States.held` returned."""
    return bytes(held) if isinstance(held, _ENCODED) else _encoder.encode(held)


@cache
def _decoders(key: str) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """Of the states of an aggregate, and of their outlines."""
    aggregate = BY_KEY[key]
    return msgspec.msgpack.Decoder(aggregate.state).decode, msgspec.msgpack.Decoder(aggregate.outline).decode


class States(MutableMapping[str, Any]):
    """States of one aggregate by id, those of a :class:`StateTable` decoded on first access.

    Awaited ones are contained and counted; reading one gives the default, or raises NotHere.
    """

    __slots__ = ("_by_id", "_decode", "_expires_ms", "_outline", "key")

    def __init__(self, aggregate: Aggregate[Any]) -> None:
        self.key = aggregate.key
        self._decode, self._outline = _decoders(aggregate.key)
        self._expires_ms = aggregate.expires_ms
        self._by_id: dict[str, Any] = {}

    def take_over(self, other: States) -> None:
        """Replace all states by those of ``other``; both share them from now on."""
        self._by_id = other._by_id

    def shared(self) -> States:
        """Another object with the same states; it keeps them when this one takes over others."""
        other = States(BY_KEY[self.key])
        other.take_over(self)
        return other

    def copy(self) -> States:
        """Other states that are the same now; neither changes with the other."""
        other = States(BY_KEY[self.key])
        other._by_id = dict(self._by_id)
        return other

    def discard(self) -> Iterator[None]:
        """Remove all states, in portions: releasing the memory of many takes long."""
        while self._by_id:
            items = iter(self._by_id.popitem, None)
            deque(islice(items, min(PORTION, len(self._by_id))), maxlen=0)
            yield

    def add(self, table: StateTable) -> None:
        """Add the states of ``table``."""
        if table.by_id is not None and not self._by_id:
            self._by_id = dict(table.by_id)
        else:
            self._by_id.update(zip(table.ids, table.encoded, strict=True))

    def bring(self, encoded: Mapping[str, bytes]) -> dict[str, Any]:
        """Take over awaited states; returns those that were, decoded, by id."""
        found = {}
        for subject, data in encoded.items():
            if isinstance(self._by_id.get(subject), AwaitedStates):
                self._by_id[subject] = data
                found[subject] = self._decode(data)
        return found

    def __getitem__(self, subject: str) -> Any:
        state = self._by_id[subject]
        if isinstance(state, _ENCODED):
            state = self._by_id[subject] = self._decode(state)
        elif isinstance(state, AwaitedStates):
            state.wanted[subject] = None
            raise NotHere(subject)
        return state

    def get(self, subject: str, default: Any = None) -> Any:
        """The state, or ``default``."""
        state = self._by_id.get(subject, default)
        if isinstance(state, AwaitedStates):
            state.wanted[subject] = None
            return default
        return self[subject] if isinstance(state, _ENCODED) else state

    def peek(self, subject: str) -> Any:
        """The state, or None, without caching the decoded state: for a single pass over many."""
        state = self._by_id.get(subject)
        if isinstance(state, AwaitedStates):
            return None
        return self._decode(state) if isinstance(state, _ENCODED) else state

    def outlines(self) -> Iterator[Any]:
        """Every state, or its :attr:`county.aggregate.Aggregate.outline` where it is not decoded; decodes none."""
        for state in self._by_id.values():
            yield self._outline(state) if isinstance(state, _ENCODED) else state

    def held(self) -> list[tuple[str, Any]]:
        """Ids and states as they are now, decoded or not: :func:`encoded_state` and :meth:`decoded` accept both."""
        return list(self._by_id.items())

    def decoded(self, subject: str, held: Any) -> Any:
        """The state that ``held`` was, which remains decoded if it is still the current one and has not ended."""
        if not isinstance(held, _ENCODED):
            return held
        state = self._decode(held)
        if self._by_id.get(subject) is held and self._expires_ms(state) is None:
            self._by_id[subject] = state
        return state

    def encode_ended(self, changes: Mapping[str, Any | None]) -> None:
        """Hold the ended ones among the changed states encoded, like those of a snapshot: they take less memory."""
        buffer = bytearray()
        for subject, state in changes.items():
            if state is not None and self._expires_ms(state) is not None:
                _encoder.encode_into(state, buffer)
                self._by_id[subject] = bytes(buffer)  # exactly as long as it must be; those of encode() have spare room

    def hold_encoded(self, subject: str, held: Any, encoded: bytes) -> None:
        """Hold an ended state as ``encoded`` from now on, if it still is the one that was ``held``."""
        if not isinstance(held, _ENCODED) and self._by_id.get(subject) is held and self._expires_ms(held) is not None:
            self._by_id[subject] = bytes(memoryview(encoded))  # without the spare room of encode()

    def __setitem__(self, subject: str, state: Any) -> None:
        self._by_id[subject] = state

    def __delitem__(self, subject: str) -> None:
        del self._by_id[subject]

    def __contains__(self, subject: object) -> bool:
        return subject in self._by_id

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)


_RECORDS = {aggregate.key: concrete_types(aggregate.record) for aggregate in AGGREGATES}
"""The types of record by aggregate key: every moment of a replay has a fold of its own."""
ALONE = -1
"""Of an entry of the heap after which none of a table follows."""


def _added_at_once(table: StateTable) -> Iterator[StateTable]:
    """The parts of a table that are added in a slice of time each."""
    if table.by_id is not None:
        return iter((table,))
    return (table.part(rows) for rows in portions(len(table)))


def _expiring(key: str, due_ms: NDArray[np.int64], ids: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Time, ``key`` and id of each of ``ids`` that expires, ascending.  All but the first ones are put in order when
    they are needed."""
    rows = np.flatnonzero(due_ms != NEVER_MS)
    is_first = due_ms[rows] == due_ms[rows].min(initial=NEVER_MS)
    for some in (rows[is_first], rows[~is_first]):
        ordered = some[np.argsort(due_ms[some])]
        times = due_ms[ordered]
        entries = zip(times.tolist(), repeat(key), map(ids.__getitem__, ordered.tolist()), strict=False)
        yield from entries if np.diff(times).all() else sorted(entries)  # those of one time go by their ids


class _FoldSteps(NamedTuple):
    """The functions and states needed to fold one type of record."""

    key: str
    states: States
    subject_of: Callable[[RecordBody], str]
    apply: Callable[[Any, Record[Any]], Any]
    expires_ms: Callable[[Any], int | None]


class Fold:
    """States by aggregate key and id, with a savepoint to roll back failed commits."""

    def __init__(self) -> None:
        self.states: dict[str, States] = {aggregate.key: States(aggregate) for aggregate in AGGREGATES}
        self._steps: dict[type[RecordBody], _FoldSteps] = {
            record: _FoldSteps(a.key, self.states[a.key], attrgetter(a.subject), a.apply, a.expires_ms)
            for a in AGGREGATES
            for record in _RECORDS[a.key]
        }
        self.seq = 0
        self.recorded_ms = 0
        self._due: list[tuple[int, str, str, int]] = []
        """Heap of (expires_ms, key, id, number of the table that has the next one, or ALONE); entries of states that
        changed since are stale and skipped."""
        self._ascending: list[Iterator[tuple[int, str, str]]] = []
        """Of each added table what follows its entry in the heap."""
        self._undo: list[tuple[States, str, Any]] | None = None
        self._savepoint = FoldMark(0, 0, 0)

    def restore(self, seq: int, recorded_ms: int, tables: Mapping[str, StateTable]) -> None:
        """Start from states that were folded before, up to the record ``seq``."""
        complete(self.restoring(seq, recorded_ms, tables))

    def restoring(self, seq: int, recorded_ms: int, tables: Mapping[str, StateTable]) -> Prepared:
        """The same in portions."""
        other = Fold()
        for key in self.states:
            if key in tables:
                for part in _added_at_once(tables[key]):
                    other.add(key, part)
                    yield

        def begin() -> None:
            self.seq, self.recorded_ms = seq, recorded_ms
            self._undo, self._due, self._ascending = None, other._due, other._ascending
            for key, states in self.states.items():
                states.take_over(other.states[key])

        return begin

    def copy(self) -> Fold:
        """Another fold at the same record, without a savepoint; it is continued on its own.  States are shared, as they
        never change: many copies take little memory."""
        for number in range(len(self._ascending)):
            self._due += [(*entry, ALONE) for entry in self._ascending[number]]
        heapify(self._due)
        other = Fold()
        other.seq, other.recorded_ms = self.seq, self.recorded_ms
        other._due = [(due_ms, key, subject, ALONE) for due_ms, key, subject, _ in self._due]
        for key, states in self.states.items():
            other.states[key].take_over(states.copy())
        return other

    def add(self, key: str, table: StateTable) -> None:
        """Add further states at the sequence number of :meth:`restore`."""
        self.states[key].add(table)
        self._ascending.append(_expiring(key, table.columns["expires_ms"], table.ids))
        self._push_next(len(self._ascending) - 1)

    def _push_next(self, number: int) -> None:
        """Put the next entry of a table into the heap."""
        entry = next(self._ascending[number], None)
        if entry is not None:
            heappush(self._due, (*entry, number))

    def apply(self, record: Record[Any]) -> list[Change]:
        """Fold one record; returns the changes: the record's own subject first, then the states that expired."""
        moved = self._apply(record)
        changes = [] if moved is None else [Change(*moved)]
        if self._due and self._due[0][0] <= self.recorded_ms:
            changes += self._expire()
        return changes

    def apply_all(
        self, records: Iterable[Record[Any]], refuse: Callable[[Record[Any], Exception], None]
    ) -> dict[str, dict[str, Any]]:
        """Fold many records; returns the final state of everything changed, by aggregate key and id (None: removed).

        A record that cannot be applied is passed to ``refuse`` and skipped.  Ended states are kept encoded: a desktop
        seldom reads them.
        """
        found: dict[str, dict[str, Any]] = {}
        for record in records:
            try:
                moved = self._apply(record)
            except Exception as error:  # any: one bad record must not stop those after it
                refuse(record, error)
                continue
            if moved is not None:
                found.setdefault(moved[0], {})[moved[1]] = moved[2]
            if self._due and self._due[0][0] <= self.recorded_ms:
                for change in self._expire():
                    found.setdefault(change.key, {})[change.id] = change.state
        for key, changes in found.items():
            self.states[key].encode_ended(changes)
        return found

    def apply_happened(
        self, records: Iterable[Record[Any]], happened_ms: int, known_before: Callable[[int], int]
    ) -> None:
        """Continue a fold of records that all had happened and were known by ``happened_ms`` with further ones that
        had happened by then, leaving out those about something that had not; states expire by that time.

        ``known_before``: the time at which the record before a given one was known: a state that had left the desk by
        then begins anew.
        """
        for record in records:
            steps = self._steps.get(type(record.body))
            self.seq = record.seq
            if steps is None:
                continue
            subject = steps.subject_of(record.body)
            state = steps.states.get(subject)
            due_ms = None if state is None else steps.expires_ms(state)
            if due_ms is not None and due_ms <= known_before(record.seq):
                state = None
            with suppress(Exception):  # any, as in apply_all
                steps.states[subject] = state = steps.apply(state, record)
                due_ms = steps.expires_ms(state)
                if due_ms is not None:
                    heappush(self._due, (due_ms, steps.key, subject, ALONE))
        self.recorded_ms = max(self.recorded_ms, happened_ms)
        self._expire()

    def _apply(self, record: Record[Any]) -> tuple[str, str, Any, Any] | None:
        """Fold one record into its own subject; returns the fields of its :class:`Change`."""
        self.seq = record.seq
        if record.recorded_ms > self.recorded_ms:
            self.recorded_ms = record.recorded_ms
        steps = self._steps.get(type(record.body))
        if steps is None:
            return None
        key, states, subject_of, apply, expires_ms = steps
        subject = subject_of(record.body)
        before = states._by_id.get(subject)
        if isinstance(before, _NOT_DECODED):
            before = states[subject]
        state = apply(before, record)
        due = expires_ms(state)
        if due is not None:
            if due <= self.recorded_ms:
                self._remove(states, subject, before)
                return key, subject, None, before
            if before is None or expires_ms(before) != due:
                heappush(self._due, (due, key, subject, ALONE))
        if self._undo is not None:
            self._undo.append((states, subject, before))
        states._by_id[subject] = state
        return key, subject, state, before

    def _expire(self) -> list[Change]:
        expired = []
        while self._due and self._due[0][0] <= self.recorded_ms:
            due_ms, key, subject, number = heappop(self._due)
            if number != ALONE:
                self._push_next(number)
            state = self.states[key]._by_id.get(subject)
            if not isinstance(state, AwaitedStates):  # one that is awaited did not change since its table was made
                state = self.states[key].get(subject)
                if state is None or BY_KEY[key].expires_ms(state) != due_ms:
                    continue
            self._remove(self.states[key], subject, state)
            expired.append(Change(key, subject, None, state))
        return expired

    def _remove(self, states: States, subject: str, before: Any) -> None:
        """Remove ``subject``; ``before`` is None when its first record already makes it expire."""
        if self._undo is not None:
            self._undo.append((states, subject, before))
        if before is not None:
            del states[subject]

    def savepoint(self) -> None:
        """Set the point to which :meth:`rollback` undoes."""
        self._undo = []
        self._savepoint = self.mark()

    def mark(self) -> FoldMark:
        """The current point since the savepoint, for :meth:`rollback`."""
        return FoldMark(len(self._undo or ()), self.seq, self.recorded_ms)

    def rollback(self, to: FoldMark | None = None) -> list[Change]:
        """Undo everything applied since ``to``, or since the savepoint.  Returns the reverse changes, latest first."""
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
                    heappush(self._due, (due, states.key, subject, ALONE))
            back.append(Change(states.key, subject, before, now))
        self.seq, self.recorded_ms = to.seq, to.recorded_ms
        return back
