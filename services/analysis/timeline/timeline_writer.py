"""Writes a timeline: folds the records of a journal and appends what each of them led to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappop
from itertools import accumulate, islice
from operator import attrgetter
from typing import Any

from county.aggregates import RECORDS, concrete_types
from county.records import Record, RecordBody
from services.analysis.timeline.keyframes import KEYFRAME_RECORDS, KeyframeWriter
from services.analysis.timeline.layout import FAR, LAYOUTS, PARTS
from services.analysis.timeline.pending_rows import PendingColumn, PendingRows
from services.analysis.timeline.state_writer import StateWriter
from services.analysis.timeline.timeline import RecordTimeline
from services.store.ports import Head, JournalReader
from services.store.upcast import RecordReader

BATCH = 8192
"""Records whose columns are appended at once."""
FAR_MS = -FAR
"""From this difference on between its times a record's delay does not fit the column."""
PORTION = 256
"""Records that are held as objects at once: with what they lead to they fit a processor's cache."""
_KIND = {body: code for code, body in enumerate(RECORDS)}
Add = Callable[[str, Record[Any], int], int]
"""See :meth:`services.analysis.timeline.state_writer.StateWriter.add`."""


class TimelineWriter:
    """Continues a timeline; used by one thread."""

    def __init__(
        self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader,
        keyframe_records: int = KEYFRAME_RECORDS,
    ) -> None:  # fmt: skip
        """Read the states that are on the desk as of the timeline's end.  ``keyframe_records``: see
        :mod:`services.analysis.timeline.keyframes`.  Raises StoreError, UnreadableRecord."""
        self.timeline = timeline
        self._journal = journal
        self._reader = reader
        self._due: list[tuple[int, str, str]] = []
        """Heap of (expires_ms, key, id); entries of states that changed since are skipped."""
        self._recorded_ms = timeline.extent.head.recorded_ms
        self._writers = {key: StateWriter(timeline, aggregate, self._due) for key, aggregate in LAYOUTS.items()}
        self._steps: dict[type[RecordBody], tuple[Add, Callable[[RecordBody], str]]] = {
            body: (writer.add, attrgetter(writer.layout.aggregate.subject))
            for writer in self._writers.values()
            for body in concrete_types(writer.layout.aggregate.record)
        }
        """By type of record how it is folded, and its subject."""
        names = ("recorded_ms", "delay_ms", "subject", "author", "kind")
        self._columns = [PendingColumn(timeline, f"record.{name}", is_text=name == "author") for name in names]
        self._far = PendingRows(timeline, ["far.seq", "far.happened_ms"])
        self._keyframes = KeyframeWriter(timeline, keyframe_records)
        for writer in self._writers.values():
            self._restore(writer)

    def go_on(self, most: int, head: Head) -> bool:
        """Append at most ``most`` records up to ``head`` and publish them; returns whether more are left.

        Raises StoreError, UnreadableRecord, OSError; then the timeline must be opened again.
        """
        first = self.timeline.extent.head.seq + 1
        last = min(first - 1 + most, head.seq)
        data = self._journal.records(first, last)
        begin = first
        while begin <= last:
            end = min(begin + BATCH, last + 1, self._keyframes.next_seq + 1)
            for seq in range(begin, end, PORTION):
                self._fold(self._reader.read_all(list(islice(data, min(PORTION, end - seq))), seq))
            self._store()
            if end > self._keyframes.next_seq:
                self._keyframes.add(self.timeline.appended(Head(end - 1, b"", self._recorded_ms, head.epoch)))
            begin = end
        hash_ = head.hash if last == head.seq else self._journal.hash_at(last) or b""
        self.timeline.publish(Head(last, hash_, self._recorded_ms, head.epoch))
        return last < head.seq

    def _fold(self, records: list[Record[Any]]) -> None:
        steps_of, due = self._steps, self._due
        before, *known = accumulate((record.recorded_ms for record in records), max, initial=self._recorded_ms)
        subjects, delays = [], []
        for record, recorded_ms in zip(records, known, strict=True):
            delay_ms = recorded_ms - record.happened_ms
            if not -FAR_MS < delay_ms < FAR_MS:
                self._far.add((record.seq, record.happened_ms))
                delay_ms = FAR
            delays.append(delay_ms)
            body = record.body
            steps = steps_of.get(type(body))
            if steps is None:
                subjects.append(0)
            else:
                add, subject_of = steps
                subjects.append(add(subject_of(body), record, recorded_ms))
            if due and due[0][0] <= recorded_ms:
                self._expire(recorded_ms)
        self._recorded_ms = known[-1] if known else before
        values: tuple[Sequence[Any], ...] = (
            known,
            delays,
            subjects,
            [record.for_ or record.by or record.actor for record in records],
            [_KIND[type(record.body)] for record in records],
        )
        for column, some in zip(self._columns, values, strict=True):
            column.extend(some)
        self._far.gather()
        for writer in self._writers.values():
            writer.gather()

    def _expire(self, recorded_ms: int) -> None:
        while self._due and self._due[0][0] <= recorded_ms:
            due_ms, key, subject = heappop(self._due)
            live = self._writers[key].live
            known = live.get(subject)
            if known is not None and known.due_ms == due_ms:
                del live[subject]

    def _store(self) -> None:
        for writer in self._writers.values():
            writer.store()
        for column in self._columns:
            column.store()
        self._far.store()

    def _restore(self, writer: StateWriter) -> None:
        """Fold the records of every entity that is on the desk as of the timeline's end."""
        versions, seq = self.timeline.states(writer.layout.key), self.timeline.extent.head.seq
        rows = versions.on_desk_at(seq)
        subjects = versions.subject(rows)
        links = versions.links(rows).tolist()
        parts = [versions.part_rows(part, rows).tolist() for part in PARTS]
        firsts, ids = versions.first_seq[subjects].tolist(), versions.ids.texts(subjects)
        for number, subject, first, link, *part_rows in zip(subjects.tolist(), ids, firsts, links, *parts, strict=True):
            state = None
            for data in self._journal.of_subject(f"{writer.layout.key}/{subject}"):
                record = self._reader.read(data)
                if first <= record.seq <= seq:
                    state = writer.layout.aggregate.apply(state, record)
            writer.restore(subject, number, state, link, part_rows)
