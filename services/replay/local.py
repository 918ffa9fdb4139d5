"""A replay that folds a recording in this process: for clips, and for journals of up to some hundred thousand records.

A thread folds all records once and keeps copies of the fold at equal distances; a seek continues the nearest one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from threading import Condition, Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.explained import Explained, ExplainedLine
from county.fold import Fold
from county.records import Record
from county.streams import KeyTable
from services.protocol.analysis_messages import FigureRecordsRequest, FiguresRequest, LinkedRequest
from services.protocol.columns import encoded
from services.protocol.limits import HISTORY_MAX
from services.protocol.messages import HistoryReply, SubjectReply, Trouble
from services.protocol.replay import (
    BY_TIME,
    PlayedPart,
    ReplayAnswer,
    ReplayExtent,
    ReplayGap,
    ReplayMark,
    ReplayMoment,
    SeekFailed,
    SoughtStates,
)
from services.protocol.result_messages import ResultRequest
from services.replay.arrived_rows import newest_of_each
from services.replay.package_fit import PackageFit
from services.replay.record_index import RecordIndex
from services.replay.recording import Recording
from services.replay.state_tables import StateTables
from services.store.upcast import RecordReader

SPACING = 4_096
"""Records between two copies of the fold."""
COPIES = 64
"""Copies at most; in a longer recording they are further apart."""
PORTION = 256
NO_FIGURES = "figures are counted by the analysis, which this recording is shown without"
_log = logging.getLogger(__name__)


class LocalReplay:
    """Implements :class:`services.protocol.replay.Replay`; one thread of its own."""

    def __init__(self, recording: Recording, *, spacing: int = SPACING, fit: PackageFit | None = None) -> None:
        """``fit``: told all records as they are read; None: what the package lacks is among the recording's notes."""
        self._recording, self._fit = recording, fit
        self._reader = RecordReader()
        count = recording.last_seq - recording.before_seq
        self._spacing = max(spacing, -(-count // COPIES))
        self._index = RecordIndex(
            ReplayMoment(recording.before_seq, recording.from_ms), ReplayMoment(recording.last_seq, recording.to_ms)
        )
        self._copies: list[Fold] = []
        """At ``before_seq``, then one every ``spacing`` records."""
        self._tables = StateTables()
        self._changed = Condition()
        self._wanted: ReplayMoment | None = None
        self._times = 0
        """So many times after the wanted moment."""
        self._sought: SoughtStates | SeekFailed | None = None
        self._closed = False
        self._answers: list[ReplayAnswer] = []
        self._notes: list[ExplainedLine] = list(recording.notes)
        self._thread = Thread(target=self._run, name="replay", daemon=True)
        self._thread.start()

    @property
    def realm(self) -> str:
        return self._recording.realm

    @property
    def keys(self) -> Mapping[str, KeyTable]:
        return self._recording.keys

    @property
    def notes(self) -> Sequence[ExplainedLine]:
        return [*self._notes, *(() if self._fit is None else self._fit.notes)]

    @property
    def extent(self) -> ReplayExtent:
        """The first moment has all records of its millisecond, once they are read."""
        return ReplayExtent(self._index.at(self._index.first.known_ms), self._index.last)

    @property
    def read_share(self) -> float:
        total = self._index.last.seq - self._index.first.seq
        return self._index.count / total if total else 1.0

    def seek(self, moment: ReplayMoment) -> None:
        self._want(moment, 0)

    def seek_step(self, moment: ReplayMoment, times: int) -> None:
        self._want(moment, times)

    def _want(self, moment: ReplayMoment, times: int) -> None:
        with self._changed:
            self._wanted, self._times, self._sought = moment, times, None
            self._changed.notify()

    def sought(self) -> SoughtStates | SeekFailed | None:
        with self._changed:
            found, self._sought = self._sought, None
        return found

    def brought(self) -> Mapping[str, Mapping[str, bytes]]:
        return {}

    def moment_at(self, known_ms: int) -> ReplayMoment:
        return self._index.at(known_ms)

    def moment_of(self, seq: int) -> ReplayMoment:
        """Of a record that is not read yet the time is that of the last one that is."""
        return self._index.of(seq)._replace(seq=min(max(seq, self._index.first.seq), self._index.last.seq))

    def played(self, after: ReplayMoment, to_ms: int, limit: int) -> PlayedPart | None:
        to = self._index.at(max(to_ms, after.known_ms))
        if not self._index.covers(to):
            return None
        if to.seq > after.seq + limit:
            to = ReplayMoment(after.seq + limit, self._index.of(after.seq + limit).known_ms)
        records = [record for portion in self._read(after.seq + 1, to.seq) for record in portion]
        columns = {}
        for stream in self.keys:
            rows = self._recording.arrived(stream, after.known_ms, to.known_ms)
            if len(rows):
                columns[stream] = newest_of_each(rows)
        return PlayedPart(to, records, columns)

    def density(self, from_ms: int, to_ms: int, buckets: int) -> NDArray[np.int64]:
        return self._index.density(from_ms, to_ms, buckets)

    def gaps(self) -> Sequence[ReplayGap]:
        return self._index.gaps()

    def marks(self) -> Sequence[ReplayMark]:
        return self._index.marks

    def history(
        self, request: str, stream: str, key: tuple[str, ...], from_ms: int, to_ms: int, moment: ReplayMoment
    ) -> None:
        table = self.keys[stream]
        try:
            rows = table.stream.empty() if key not in table.number else self._recording.between(
                stream, table.number[key], from_ms, min(to_ms, moment.at_ms), moment.known_ms
            )  # fmt: skip
        except Explained as error:
            self._answers.append(Trouble.of(error.line, request))
            return
        rows = rows.take(slice(max(len(rows) - HISTORY_MAX, 0), None))
        self._answers.append(HistoryReply(request=request, stream=stream, columns=encoded(rows)))

    def subject(self, request: str, subject: str, moment: ReplayMoment) -> None:
        try:
            known = (r for r in map(self._reader.read, self._recording.of_subject(subject)) if r.seq <= moment.seq)
            records = [r for r in known if moment.happened_ms is None or r.happened_ms <= moment.happened_ms]
        except Explained as error:
            self._answers.append(Trouble.of(error.line, request))
            return
        self._answers.append(SubjectReply(request=request, subject=subject, records=records))

    @property
    def counts(self) -> bool:
        return False

    def figures(self, asked: FiguresRequest | FigureRecordsRequest | LinkedRequest | ResultRequest) -> None:
        self._answers.append(Trouble.of(ExplainedLine(NO_FIGURES), asked.request))

    def cancel(self, request: str) -> None:
        """It is answered already."""

    def answers(self) -> Sequence[ReplayAnswer]:
        found, self._answers = self._answers, []
        return found

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()
        self._recording.close()

    def _read(self, first_seq: int, last_seq: int) -> Iterator[list[Record[Any]]]:
        """Records in portions."""
        data = self._recording.records(first_seq, last_seq)
        for begin in range(first_seq, last_seq + 1, PORTION):
            yield self._reader.read_all(list(islice(data, PORTION)), begin)

    def _run(self) -> None:
        try:
            for _ in self._copying():
                if self._closed:
                    return
                self._answer()
        except Exception as error:  # any: what was read before can be shown
            self._end_here(error)
        while True:
            with self._changed:
                while self._wanted is None and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
            self._answer()

    def _end_here(self, error: Exception) -> None:
        """What follows cannot be read: the recording ends with the record before."""
        self._index.end_here()
        self._tell(ExplainedLine("the recording cannot be read further ({why})", why=error), error)

    def _tell(self, line: ExplainedLine, error: Exception) -> None:
        _log.error("%s", line, exc_info=error)
        if line not in self._notes:
            self._notes.insert(0, line)

    def _copying(self) -> Iterator[None]:
        """Fold everything, in portions."""
        fold, index = Fold(), self._index
        earlier = (self._reader.read(data, seq) for seq, data in self._recording.earlier())
        while portion := list(islice(earlier, PORTION)):
            fold.apply_all(portion, self._refuse)
            yield
        fold.seq = index.first.seq
        self._copies.append(fold.copy())
        for begin in range(index.first.seq + 1, index.last.seq + 1, self._spacing):
            for records in self._read(begin, min(begin + self._spacing - 1, index.last.seq)):
                fold.apply_all(records, self._refuse)
                index.add(records)
                if self._fit is not None:
                    self._fit.take_records(records)
                yield
            self._copies.append(fold.copy())

    def _refuse(self, record: Record[Any], error: Exception) -> None:
        line = ExplainedLine("record {seq} cannot be applied ({why}) and is left out", seq=record.seq, why=error)
        _log.error("%s", line)
        if line not in self._notes:
            self._notes.append(line)

    def _answer(self) -> None:
        """Do the seek that is wanted, if what it needs is read."""
        with self._changed:
            wanted, times = self._wanted, self._times
        if wanted is None or not self._copies or not self._index.covers(wanted):
            return
        moment = wanted
        if wanted.happened_ms is not None and times:
            at_ms = self._index.happened_after(wanted.happened_ms, times, wanted.seq)
            moment = wanted._replace(happened_ms=max(at_ms, min(self._index.first.known_ms, wanted.happened_ms)))
        if wanted.seq == BY_TIME:
            moment = self._index.at(wanted.known_ms)._replace(happened_ms=wanted.happened_ms)
        elif wanted.happened_ms is None:
            moment = wanted._replace(known_ms=max(wanted.known_ms, self._index.of(wanted.seq).known_ms))
        found: SoughtStates | SeekFailed | None
        try:
            found = self._states_at(moment, lambda: self._closed or self._wanted is not wanted)
        except Exception as error:  # any: other moments can be shown
            line = ExplainedLine("the moment cannot be shown ({why}); choose it again, or another one", why=error)
            self._tell(line, error)
            found = SeekFailed(moment)
        with self._changed:
            if found is not None and self._wanted is wanted:
                self._wanted, self._sought = None, found

    def _states_at(self, moment: ReplayMoment, unwanted: Callable[[], bool]) -> SoughtStates | None:
        """None when another moment is wanted meanwhile."""
        fold = self._fold_at(moment, unwanted) if moment.happened_ms is None else self._happened(moment, unwanted)
        if fold is None:
            return None
        newest = {
            stream: self._recording.newest(stream, moment.known_ms, moment.happened_ms) for stream in self.keys
        }
        return SoughtStates(moment, self._tables.of(fold), newest)

    def _copy_before(self, seq: int) -> Fold:
        return self._copies[min((seq - self._index.first.seq) // self._spacing, len(self._copies) - 1)].copy()

    def _fold_at(self, moment: ReplayMoment, unwanted: Callable[[], bool]) -> Fold | None:
        fold = self._copy_before(moment.seq)
        for records in self._read(fold.seq + 1, moment.seq):
            fold.apply_all(records, lambda record, error: None)
            if unwanted():
                return None
        return fold

    def _happened(self, moment: ReplayMoment, unwanted: Callable[[], bool]) -> Fold | None:
        """Of the records up to the moment those that had happened, by :meth:`county.fold.Fold.apply_happened`."""
        assert moment.happened_ms is not None
        index = self._index
        fold = self._copy_before(min(index.all_happened(moment.happened_ms), moment.seq))
        found: list[Record[Any]] = []
        for first, last in index.happened(moment.happened_ms, fold.seq, moment.seq):
            for records in self._read(first, last):
                found += records
                if unwanted():
                    return None
        fold.apply_happened(found, moment.happened_ms, lambda seq: index.of(seq - 1).known_ms)
        return fold
