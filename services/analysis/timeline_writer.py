"""Writes a timeline: folds the records of a journal and appends what each of them led to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from itertools import islice
from operator import attrgetter
from typing import Any, NamedTuple

from county.aggregate import NEVER_MS
from county.aggregates import RECORDS, concrete_types
from county.records import Record, RecordBody
from services.analysis.layout import LAYOUTS, PARTS
from services.analysis.pending_rows import numbers
from services.analysis.state_writer import StateWriter
from services.analysis.timeline import RecordTimeline
from services.store.ports import Head, JournalReader
from services.store.upcast import RecordReader

BATCH = 8192
"""Records that are converted to columns at once."""
_KIND = {body: code for code, body in enumerate(RECORDS)}


class _Steps(NamedTuple):
    """What is needed to fold one type of record and to store the result."""

    writer: StateWriter
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
        self._writers = {key: StateWriter(timeline, aggregate) for key, aggregate in LAYOUTS.items()}
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
            body = record.body
            steps = steps_of.get(type(body))
            if steps is None:
                subjects.append(0)
            else:
                writer, subject_of = steps
                subject = subject_of(body)
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
        authors = [record.for_ or record.by or record.actor for record in records]
        for name, values in (
            ("recorded_ms", [record.recorded_ms for record in records]),
            ("happened_ms", [record.happened_ms for record in records]),
            ("subject", subjects),
            ("author", self.timeline.texts.codes(authors)),
            ("kind", [_KIND[type(record.body)] for record in records]),
        ):
            column = self.timeline.columns[f"record.{name}"]
            column.append(numbers(values, column.dtype))

    def _restore(self, writer: StateWriter) -> None:
        """Fold the records of every entity that is on the desk as of the timeline's end."""
        versions, seq = self.timeline.states(writer.layout.key), self.timeline.extent.head.seq
        rows = versions.on_desk_at(seq)
        subjects = versions.subject(rows)
        links = versions.links(rows).tolist()
        parts = [versions.part_rows(part, rows).tolist() for part in PARTS]
        for number, first, link, *part_rows in zip(
            subjects.tolist(), versions.first_seq[subjects].tolist(), links, *parts, strict=True
        ):
            [data] = self._journal.records(first, first)
            subject = getattr(self._read(data, first).body, writer.layout.aggregate.subject)
            state = None
            for data in self._journal.of_subject(f"{writer.layout.key}/{subject}"):
                record = self._read(data)
                if first <= record.seq <= seq:
                    state = writer.layout.aggregate.apply(state, record)
            known = writer.restore(subject, number, state, link, part_rows)
            if known.due_ms != NEVER_MS:
                self._due.append((known.due_ms, writer.layout.key, subject))


def _batches(data: Iterable[bytes]) -> Iterable[list[bytes]]:
    rest = iter(data)
    while batch := list(islice(rest, BATCH)):
        yield batch
