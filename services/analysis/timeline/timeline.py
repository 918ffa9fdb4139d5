"""The timeline of a realm: the records of its journal and the states that they led to, in columns on disk.

Derived from the journal, and may be deleted at any time.  It stores no title: titles are read from the journal by seq.
``committed`` is written last, and names format, journal and how much of each column counts: after a crash the rest is
overwritten.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from county import fold
from county.aggregate import Changes
from services.analysis.timeline import layout
from services.analysis.timeline.column_file import ColumnFile, DamagedColumn, rows_up_to
from services.analysis.timeline.keyframes import Keyframes
from services.analysis.timeline.layout import (
    FAR,
    FAR_COLUMNS,
    IN_RECORD,
    KEYFRAME_COLUMNS,
    LAYOUTS,
    PARTS,
    RECORD_COLUMNS,
    AggregateLayout,
)
from services.analysis.timeline.subject_ids import SubjectIds
from services.analysis.timeline.text_codes import TextCodes
from services.store.ports import GENESIS_HEAD, Head
from services.store.private import private_folder

FORMAT = "county timeline"
VERSION = 4
COMMITTED = "committed"
_BLOCK = 1 << 20
"""Rows that are read at once: those of a long column are not copied into memory."""
TEXTS = {"texts": "|u1", "texts.ends": "<i8"}


class TimelineIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """What a timeline was made from, and by which rules: another identity means another timeline."""

    format: str = FORMAT
    version: int = VERSION
    county: str
    realm: str
    catalog: str
    """Digest of the catalogue."""
    fold: int = fold.VERSION
    columns: str = msgspec.field(default_factory=layout.digest)


class ColumnMark(msgspec.Struct, frozen=True, array_like=True):
    """How much of a column counts."""

    rows: int
    crc: int


class TimelineMark(msgspec.Struct, frozen=True, kw_only=True):
    """The content of ``committed``."""

    identity: TimelineIdentity
    seq: int
    hash: bytes
    """Of record ``seq``, in the chain of the journal."""
    recorded_ms: int
    epoch: int
    columns: dict[str, ColumnMark]


class TimelineExtent(msgspec.Struct, frozen=True):
    """How far a timeline reaches: what a reader may look at."""

    head: Head
    rows: Mapping[str, int]
    """By column."""


class UnusableTimeline(Exception):
    """There is no timeline that fits, so that one is built; one line: why."""


class RecordTimeline:
    """One thread appends and publishes; others read up to :attr:`extent`."""

    def __init__(self, folder: Path, identity: TimelineIdentity, mark: TimelineMark | None) -> None:
        """Open the timeline of ``mark``, as :func:`open_timeline` does, or begin an empty one.  Raises DamagedColumn,
        OSError."""
        self.folder = folder
        self.identity = identity
        self.columns: dict[str, ColumnFile] = {}
        try:
            for name, dtype in _files().items():
                known = ColumnMark(0, 0) if mark is None else mark.columns[name]
                self.columns[name] = ColumnFile(folder / name, dtype, rows=known.rows, crc=known.crc)
            self.texts = TextCodes(self.columns["texts"], self.columns["texts.ends"])
            head = GENESIS_HEAD if mark is None else Head(mark.seq, mark.hash, mark.recorded_ms, mark.epoch)
            self.extent = self._extent(head)
            if any(self.extent.rows[name] != head.seq for name in RECORD_COLUMNS):
                raise DamagedColumn(f"{folder}: its columns are of different length")
        except BaseException:
            self.close()
            raise

    def publish(self, head: Head) -> None:
        """Let readers see everything appended so far, which are the records up to ``head``."""
        self.extent = self._extent(head)

    def commit(self) -> None:
        """Make the next opening find everything up to :attr:`extent`.  Called by the appending thread, after
        :meth:`publish`.

        Not synced: after a power cut the checksums show what is missing.  Raises OSError.
        """
        self.texts.store()
        seq, hash_, recorded_ms, epoch = self.extent.head
        mark = TimelineMark(
            identity=self.identity, seq=seq, hash=hash_, recorded_ms=recorded_ms, epoch=epoch,
            columns={name: ColumnMark(len(column), column.crc) for name, column in self.columns.items()},
        )  # fmt: skip
        part = self.folder / f"{COMMITTED}.part"
        part.write_bytes(_encoded(mark))
        os.replace(part, self.folder / COMMITTED)

    def bytes_per_record(self) -> float:
        """Content of all columns in bytes, per record."""
        size = sum(len(column) * column.dtype.itemsize for column in self.columns.values())
        return size / max(self.extent.head.seq, 1)

    def states(self, key: str, extent: TimelineExtent | None = None) -> StateVersions:
        """The states of one aggregate as of ``extent``, by default now."""
        return StateVersions(self, LAYOUTS[key], self.extent if extent is None else extent)

    def states_at(self, key: str, seq: int) -> StateVersions:
        """The states of one aggregate as of record ``seq``, which is not after :attr:`extent`."""
        rows = dict(self.extent.rows)
        for name in (f"{key}.first_seq", f"{key}.often.seq"):
            rows[name] = rows_up_to(self.columns[name].first(rows[name]), seq)
        return StateVersions(self, LAYOUTS[key], TimelineExtent(self.extent.head, rows))

    def column(self, name: str, extent: TimelineExtent) -> NDArray[Any]:
        """One column as of ``extent``."""
        return self.columns[name].first(extent.rows[name])

    def happened_ms(self, rows: NDArray[Any], extent: TimelineExtent) -> NDArray[np.int64]:
        """When the records in some rows (their seqs less 1) happened."""
        delays = self.column("record.delay_ms", extent)[rows]
        times: NDArray[np.int64] = self.column("record.recorded_ms", extent)[rows] - delays
        far = np.flatnonzero(delays == FAR)
        if len(far):
            far_seq = self.column("far.seq", extent)
            places = np.searchsorted(far_seq, (rows[far] + 1).astype(far_seq.dtype))
            times[far] = self.column("far.happened_ms", extent)[places]
        return times

    def seq_at(self, known_ms: int, extent: TimelineExtent) -> int:
        """The last record known by ``known_ms``; 0 for none."""
        return rows_up_to(self.column("record.recorded_ms", extent), known_ms)

    def recorded_ms(self, seq: int, extent: TimelineExtent) -> int:
        """When record ``seq`` was known; 0 for seq 0."""
        return int(self.column("record.recorded_ms", extent)[seq - 1]) if seq else 0

    def keyframes(self, extent: TimelineExtent) -> Keyframes:
        """The keyframes as of ``extent``."""
        return Keyframes({name: self.column(name, extent) for name in KEYFRAME_COLUMNS})

    def appended(self, head: Head) -> TimelineExtent:
        """Everything appended so far, which are the records up to ``head``; for the appending thread."""
        return self._extent(head)

    def close(self) -> None:
        for column in self.columns.values():
            column.close()

    def _extent(self, head: Head) -> TimelineExtent:
        return TimelineExtent(head, {name: len(column) for name, column in self.columns.items()})


class StateVersions:
    """All versions of the states of one aggregate: each is one row, in the order of their records."""

    def __init__(self, timeline: RecordTimeline, aggregate: AggregateLayout, extent: TimelineExtent) -> None:
        self.key = aggregate.key
        self.extent = extent
        self._timeline = timeline
        self._layout = aggregate

    def __len__(self) -> int:
        return self.extent.rows[f"{self.key}.often.seq"]

    @property
    def subjects(self) -> int:
        """Number of entities; they are numbered in the order of their first records."""
        return self.extent.rows[f"{self.key}.first_seq"]

    @property
    def first_seq(self) -> NDArray[Any]:
        """Seq of the first record of each entity."""
        return self._column("first_seq")

    @property
    def ids(self) -> SubjectIds:
        """Ids of the entities by their numbers."""
        return SubjectIds(self._column("ids"), self._column("ids.ends"))

    @property
    def seq(self) -> NDArray[Any]:
        """Seq of the record of each version."""
        return self._column("often.seq")

    def subject(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Numbers of the entities of some versions."""
        found: NDArray[Any] = self._timeline.column("record.subject", self.extent)[self.seq[rows] - 1]
        return found

    def newest_at(self, seq: int) -> NDArray[np.int64]:
        """The newest version of each entity as of record ``seq``, in the order of the entities; includes those that
        have expired."""
        rows = rows_up_to(self.seq, seq)
        subject = self._timeline.column("record.subject", self.extent)[self.seq[:rows] - 1]
        count = int(subject.max()) + 1 if rows else 0
        newest = np.empty(count, np.int64)
        newest[subject] = np.arange(rows)  # of several values for one place the last one stays
        return newest

    def on_desk_at(self, seq: int) -> NDArray[np.int64]:
        """The same without those that have expired, in the order of their newest records: the states of
        :class:`county.fold.Fold` as of ``seq``."""
        if not len(self):  # most aggregates of most counties
            return np.empty(0, np.int64)
        frames = self._timeline.keyframes(self.extent)
        frame = frames.before(seq)
        rows = self.newest_of(frames.rows(frame, self.key), frames.seq_of(frame), seq)
        return rows[self.values("expires_ms", rows) > self._timeline.recorded_ms(seq, self.extent)]

    def newest_of(self, rows: NDArray[np.int64], after: int, seq: int) -> NDArray[np.int64]:
        """The newest version of each entity among ``rows`` and those of the records ``after < seq <= seq``."""
        begin, end = (rows_up_to(self.seq, last) for last in (after, seq))
        rows = np.concatenate((rows, np.arange(begin, end)))
        subjects = self.subject(rows)
        places = np.arange(len(rows))
        last = np.empty(self.subjects, np.int64)  # used where it is set
        last[subjects] = places  # of several values for one place the last one stays
        newest: NDArray[np.int64] = rows[last[subjects] == places]
        return newest

    def values(self, name: str, rows: NDArray[Any]) -> NDArray[Any]:
        """A column for some versions; of texts their numbers, see
        :class:`~services.analysis.timeline.text_codes.TextCodes`, or IN_RECORD.  Raises KeyError."""
        if name in self._layout.times:
            return self._times(name, self.seq[rows])
        part, _ = self._layout.column(name)
        found: NDArray[Any] = self._column(f"{part}.{name}")[self.part_rows(part, rows)]
        return found

    def texts_of(self, name: str) -> frozenset[str]:
        """All texts that a column of texts ever had, but for those that are IN_RECORD.  Raises KeyError."""
        part, _ = self._layout.column(name)
        column, texts = self._column(f"{part}.{name}"), self._timeline.texts.texts
        used = np.zeros(len(texts), np.bool_)
        for begin in range(0, len(column), _BLOCK):
            used[column[begin : begin + _BLOCK]] = True
        used[IN_RECORD] = False
        return frozenset(texts[code] for code in np.flatnonzero(used).tolist())

    def table(self, rows: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """All columns for some versions, as :meth:`values` returns them."""
        part_of = {part: self.part_rows(part, rows) for part in (*PARTS, "often")}
        found = {}
        for column in self._layout.aggregate.columns:
            if column.time_of_record:
                found[column.name] = self.values(column.name, rows)
            else:
                found[column.name] = self._column(f"{column.changes}.{column.name}")[part_of[column.changes]]
        return found

    def seq_of_texts(self, rows: NDArray[Any]) -> NDArray[Any]:
        """For some versions the record that has the texts of the part ``never`` that are IN_RECORD."""
        found: NDArray[Any] = self._column("never.seq")[self.part_rows("never", rows)]
        return found

    def links(self, rows: NDArray[Any]) -> NDArray[Any]:
        """The rows of links that some versions refer to."""
        found: NDArray[Any] = self._column("often.link")[rows]
        return found

    def part_rows(self, part: Changes, rows: NDArray[Any]) -> NDArray[Any]:
        """The rows of a part that some versions refer to; of ``often`` themselves."""
        if part == "often":
            return rows
        found: NDArray[Any] = self._column(f"links.{part}")[self.links(rows)]
        return found

    def _times(self, name: str, seqs: NDArray[Any]) -> NDArray[np.int64]:
        """A time that is mostly that of the record, for the versions of some records."""
        times = self._timeline.happened_ms(seqs.astype(np.int64) - 1, self.extent)
        other_seqs, others = (self._timeline.column(column, self.extent) for column in self._layout.of_time(name))
        places = np.searchsorted(other_seqs, seqs)
        is_other = np.append(other_seqs, 0)[places] == seqs
        times[is_other] = others[places[is_other]]
        return times

    def _column(self, name: str) -> NDArray[Any]:
        return self._timeline.column(f"{self.key}.{name}", self.extent)


def open_timeline(folder: Path, identity: TimelineIdentity) -> RecordTimeline:
    """The timeline in ``folder``.  Raises UnusableTimeline when there is none of this identity or it is damaged, and
    OSError."""
    try:
        mark = _decoded((folder / COMMITTED).read_bytes())
    except FileNotFoundError:
        raise UnusableTimeline("there is none") from None
    if mark.identity != identity:
        raise UnusableTimeline("it was made by other rules or from another journal")
    try:
        return RecordTimeline(folder, identity, mark)
    except (DamagedColumn, KeyError) as error:
        raise UnusableTimeline(str(error)) from error


def new_timeline(folder: Path, identity: TimelineIdentity) -> RecordTimeline:
    """An empty timeline in place of whatever is in ``folder``.  Raises OSError."""
    private_folder(folder)
    for path in (folder / COMMITTED, *folder.glob("*")):  # a crash meanwhile must not leave a mark of missing columns
        with suppress(FileNotFoundError):
            path.unlink()
    return RecordTimeline(folder, identity, None)


def _files() -> dict[str, str]:
    """Types of all columns by their names on disk."""
    of_states = dict(file for aggregate in LAYOUTS.values() for file in aggregate.files())
    return {**RECORD_COLUMNS, **FAR_COLUMNS, **KEYFRAME_COLUMNS, **TEXTS, **of_states}


def _encoded(mark: TimelineMark) -> bytes:
    """Format and version in the first line, then the mark, then a checksum."""
    data = f"{FORMAT} {VERSION}\n".encode() + msgspec.msgpack.encode(mark)
    return data + zlib.crc32(data).to_bytes(4, "little")


def _decoded(content: bytes) -> TimelineMark:
    """Raises UnusableTimeline."""
    begin = f"{FORMAT} {VERSION}\n".encode()
    if not content.startswith(begin):
        raise UnusableTimeline("it is of another format")
    data, crc = content[:-4], int.from_bytes(content[-4:], "little")
    if zlib.crc32(data) != crc:
        raise UnusableTimeline("its mark is damaged")
    try:
        return msgspec.msgpack.decode(data[len(begin) :], type=TimelineMark)
    except msgspec.DecodeError as error:
        raise UnusableTimeline("its mark is damaged") from error
