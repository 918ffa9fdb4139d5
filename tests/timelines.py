"""Timelines of records in memory, and what they say about a moment."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import msgspec

from county.aggregates import BY_KEY, subject_of
from county.records import Record
from services.analysis.timeline.keyframes import KEYFRAME_RECORDS
from services.analysis.timeline.layout import IN_RECORD
from services.analysis.timeline.timeline import RecordTimeline, TimelineIdentity, new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.store.memory import MemoryLog
from services.store.ports import Commit, Entry, JournalReader
from services.store.upcast import RecordReader

IDENTITY = TimelineIdentity(county="990123", realm="live", catalog="catalogue")


def log_of(records: Sequence[Record[Any]], log: MemoryLog | None = None) -> MemoryLog:
    """A log with ``records``, after those of ``log``."""
    log = MemoryLog() if log is None else log
    known = accumulate((record.recorded_ms for record in records), max)  # entries cannot go back in time
    entries = [
        Entry(msgspec.msgpack.encode(record), subject_of(record.body), at_ms)
        for record, at_ms in zip(records, known, strict=True)
    ]
    log.begin(Commit(max((entry.recorded_ms for entry in entries), default=log.head.recorded_ms), entries))
    log.done(0)
    return log


def timeline_of(log: JournalReader, folder: Path, keyframe_records: int = KEYFRAME_RECORDS) -> RecordTimeline:
    """A new, committed timeline of everything in ``log``."""
    timeline = new_timeline(folder, IDENTITY)
    TimelineWriter(timeline, log, RecordReader(), keyframe_records).go_on(1 << 30, log.head)
    timeline.commit()
    return timeline


def desk_at(timeline: RecordTimeline, log: MemoryLog, seq: int) -> dict[str, dict[str, tuple[Any, ...]]]:
    """The values of all columns of every state on the desk as of ``seq``, by aggregate key and id."""
    return {key: _states_at(timeline, log, key, seq) for key in BY_KEY}


def _states_at(timeline: RecordTimeline, log: MemoryLog, key: str, seq: int) -> dict[str, tuple[Any, ...]]:
    aggregate, versions, reader = BY_KEY[key], timeline.states(key), RecordReader()
    rows = versions.on_desk_at(seq)

    def body(at: int) -> Any:
        [data] = log.records(at, at)
        return reader.read(data).body

    ids = versions.ids.texts(versions.subject(rows))
    columns: list[list[Any]] = []
    for column in aggregate.columns:
        values = versions.values(column.name, rows).tolist()
        if column.dtype == "O":
            seqs = versions.seq_of_texts(rows).tolist()
            values = [
                getattr(body(at), column.name) if code == IN_RECORD else timeline.texts.text(code)
                for code, at in zip(values, seqs, strict=True)
            ]
        columns.append(values)
    return dict(zip(ids, zip(*columns, strict=True), strict=True))
