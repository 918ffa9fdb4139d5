"""Writes a timeline: folds the records of a journal and appends what each of them led to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from itertools import islice
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from county.aggregate import NEVER_MS, Changes, StateColumn
from county.aggregates import RECORDS, concrete_types
from county.records import Record, RecordBody
from services.analysis.layout import CODE, IN_RECORD, LAYOUTS, PARTS, AggregateLayout, picked
from services.analysis.timeline import RecordTimeline
from services.store.ports import Head, JournalReader
from services.store.upcast import RecordReader

BATCH = 8192
"""Records that are converted to columns at once."""
_KIND = {body: code for code, body in enumerate(RECORDS)}


class _Live:
    """An entity on the desk: its number, its state and when that expires, the rows and values of its parts."""

    __slots__ = ("due_ms", "never", "never_row", "number", "seldom", "seldom_row", "state")

    def __init__(self, number: int) -> None:
        self.number = number
        self.state: Any = None
        self.due_ms = NEVER_MS
        self.never: tuple[Any, ...] | None = None
        self.never_row = -1
        self.seldom: tuple[Any, ...] | None = None
        self.seldom_row = -1


class _Steps(NamedTuple):
    """What is needed to fold one type of record and to store the result."""

    writer: _AggregateWriter
    subject_of: Callable[[RecordBody], str]


class TimelineWriter:
    """Continues a timeline; used by one thread."""

    def __init__(self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader) -> None:
        """Read the states that are on the desk as of the timeline's end.  Raises StoreError, UnreadableRecord."""
        self.timeline = timeline
        self._journal = journal
        self._read = reader.read
        self._due: list[tuple[int, str, str]] = []
        """Heap of (expires_ms, key, id); entries of states that changed since are skipped."""
        self._recorded_ms = timeline.extent.head.recorded_ms
        self._writers = {key: _AggregateWriter(timeline, aggregate) for key, aggregate in LAYOUTS.items()}
        self._steps = {
            body: _Steps(writer, attrgetter(writer.layout.aggregate.subject))
            for writer in self._writers.values()
            for body in concrete_types(writer.layout.aggregate.record)
        }
        for writer in self._writers.values():
            self._restore(writer)
        heapify(self._due)

    def go_on(self, most: int, head: Head) -> bool:
        """Append at most ``most`` records up to ``head`` and publish them; returns whether more are left.

        Raises StoreError, UnreadableRecord, OSError; then the timeline must be opened again.
        """
        done = self.timeline.extent.head.seq
        last = min(done + most, head.seq)
        for data in _batches(self._journal.records(done + 1, last)):
            self._append([self._read(one, seq) for seq, one in enumerate(data, start=done + 1)])
            done += len(data)
        hash_ = head.hash if last == head.seq else self._journal.hash_at(last) or b""
        self.timeline.publish(Head(last, hash_, self._recorded_ms, head.epoch))
        return last < head.seq

    def _append(self, records: list[Record[Any]]) -> None:
        steps_of, due, recorded_ms = self._steps, self._due, self._recorded_ms
        subjects = []
        for record in records:
            if record.recorded_ms > recorded_ms:
                recorded_ms = record.recorded_ms
            steps = steps_of.get(type(record.body))
            if steps is None:
                subjects.append(0)
            else:
                writer, subject_of = steps
                subject = subject_of(record.body)
                known, before_ms = writer.add(subject, record)
                subjects.append(known.number)
                due_ms = known.due_ms
                if due_ms <= recorded_ms:
                    del writer.live[subject]
                elif due_ms != before_ms and due_ms != NEVER_MS:
                    heappush(due, (due_ms, writer.layout.key, subject))
            while due and due[0][0] <= recorded_ms:
                self._expire()
        self._recorded_ms = recorded_ms
        self._store_columns(records, subjects)

    def _expire(self) -> None:
        due_ms, key, subject = heappop(self._due)
        live = self._writers[key].live
        known = live.get(subject)
        if known is not None and known.due_ms == due_ms:
            del live[subject]

    def _store_columns(self, records: list[Record[Any]], subjects: list[int]) -> None:
        for writer in self._writers.values():
            writer.store()
        code = self.timeline.texts.code
        for name, values in (
            ("recorded_ms", [record.recorded_ms for record in records]),
            ("happened_ms", [record.happened_ms for record in records]),
            ("subject", subjects),
            ("author", [code(record.for_ or record.by or record.actor) for record in records]),
            ("kind", [_KIND[type(record.body)] for record in records]),
        ):
            column = self.timeline.columns[f"record.{name}"]
            column.append(np.fromiter(values, column.dtype, len(records)))

    def _restore(self, writer: _AggregateWriter) -> None:
        """Fold the records of every entity that is on the desk as of the timeline's end."""
        versions, seq = self.timeline.states(writer.layout.key), self.timeline.extent.head.seq
        rows = versions.on_desk_at(seq)
        numbers = versions.subject(rows)
        parts = (versions.part_rows(part, rows).tolist() for part in ("never", "seldom"))
        for number, first, never_row, seldom_row in zip(
            numbers.tolist(), versions.first_seq[numbers].tolist(), *parts, strict=True
        ):
            [data] = self._journal.records(first, first)
            subject = getattr(self._read(data, first).body, writer.layout.aggregate.subject)
            state = None
            for data in self._journal.of_subject(f"{writer.layout.key}/{subject}"):
                record = self._read(data)
                if first <= record.seq <= seq:
                    state = writer.layout.aggregate.apply(state, record)
            known = writer.restore(subject, number, state, never_row, seldom_row)
            if known.due_ms != NEVER_MS:
                self._due.append((known.due_ms, writer.layout.key, subject))


class _AggregateWriter:
    """The states of one aggregate, and the rows that are not stored yet."""

    def __init__(self, timeline: RecordTimeline, layout: AggregateLayout) -> None:
        self.layout = layout
        self.live: dict[str, _Live] = {}
        self._timeline = timeline
        self._apply, self._project = layout.aggregate.apply, layout.aggregate.project
        self._pick_never, self._pick_seldom, self._pick_often = (picked(layout.parts[part]) for part in PARTS)
        self._never_texts, self._seldom_texts, self._often_texts = (layout.parts[part].texts for part in PARTS)
        columns, key = timeline.columns, layout.key
        self._subjects = len(columns[f"{key}.first_seq"])
        self._never_rows = len(columns[f"{key}.never.seq"])
        self._seldom_rows = len(columns[f"{key}.seldom.never"])
        self._first_seq: list[int] = []
        self._never: list[tuple[Any, ...]] = []
        self._seldom: list[tuple[Any, ...]] = []
        self._often: list[tuple[Any, ...]] = []

    def add(self, subject: str, record: Record[Any]) -> tuple[_Live, int]:
        """Fold one record; returns its subject, and when the state before would have expired."""
        known = self.live.get(subject)
        if known is None:
            known = self.live[subject] = _Live(self._subjects)
            self._subjects += 1
            self._first_seq.append(record.seq)
        state = known.state = self._apply(known.state, record)
        values = self._project(state)
        never, seldom, often = self._pick_never(values), self._pick_seldom(values), self._pick_often(values)
        before_ms, known.due_ms = known.due_ms, values[-1]
        if never != known.never:
            known.never, known.never_row, known.seldom = never, self._never_rows, None
            self._never_rows += 1
            self._never.append((record.seq, *self._coded(self._never_texts, never, record.body)))
        if seldom != known.seldom:
            known.seldom, known.seldom_row = seldom, self._seldom_rows
            self._seldom_rows += 1
            self._seldom.append((known.never_row, *self._coded(self._seldom_texts, seldom, None)))
        if self._often_texts:
            often = self._coded(self._often_texts, often, None)
        self._often.append((record.seq, known.seldom_row, *often))
        return known, before_ms

    def restore(self, subject: str, number: int, state: Any, never_row: int, seldom_row: int) -> _Live:
        """Add an entity that is in the timeline, whose newest version refers to these rows."""
        known, values = _Live(number), self._project(state)
        known.state, known.due_ms = state, values[-1]
        known.never, known.never_row = self._pick_never(values), never_row
        known.seldom, known.seldom_row = self._pick_seldom(values), seldom_row
        self.live[subject] = known
        return known

    def store(self) -> None:
        """Append all rows.  Raises OSError."""
        columns, key = self._timeline.columns, self.layout.key
        columns[f"{key}.first_seq"].append(np.array(self._first_seq, CODE))
        parts: tuple[tuple[Changes, tuple[str, ...], list[tuple[Any, ...]]], ...] = (
            ("never", ("seq",), self._never), ("seldom", ("never",), self._seldom),
            ("often", ("seq", "seldom"), self._often),
        )  # fmt: skip
        for part, references, rows in parts:
            names = (*references, *(column.name for column in self.layout.parts[part].columns))
            for name, values in zip(names, zip(*rows, strict=True), strict=bool(rows)):
                column = columns[f"{key}.{part}.{name}"]
                column.append(np.fromiter(values, column.dtype, len(values)))
            rows.clear()
        self._first_seq.clear()

    def _coded(
        self, texts: tuple[tuple[int, StateColumn], ...], values: tuple[Any, ...], body: RecordBody | None
    ) -> tuple[Any, ...]:
        """``values`` with numbers in place of texts."""
        coded = list(values)
        for place, column in texts:
            text = values[place]
            in_record = column.in_record and body is not None and getattr(body, column.name, None) == text
            coded[place] = IN_RECORD if in_record else self._timeline.texts.code(text)
        return tuple(coded)


def _batches(data: Iterable[bytes]) -> Iterable[list[bytes]]:
    rest = iter(data)
    while batch := list(islice(rest, BATCH)):
        yield batch
