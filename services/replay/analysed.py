"""A replay that asks the analysis: for journals of any length, on this machine or another one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event, RLock
from time import sleep
from typing import Any, Protocol
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from county.aggregates import subject_of
from county.clock import monotonic_ms
from county.explained import Explained, ExplainedLine
from county.moment import Moment
from county.records import Record
from county.streams import Columns, KeyTable
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import (
    AnalysisAnswer,
    AnalysisQuery,
    FigureRecords,
    FigureRecordsRequest,
    FiguresRequest,
    FigureTable,
    LinkedAnswer,
    LinkedRequest,
)
from services.protocol.as_of_messages import (
    STEPS_MAX,
    Buffering,
    DeskAt,
    HappenedAt,
    HappenedRequest,
    ReadingsAt,
    ReadingsRequest,
    RecordsFrom,
    RowsArrived,
    RowsAt,
    RowsRequest,
    StatesAt,
    StatesRequest,
    SubjectAsOf,
    SubjectAsOfRequest,
    TimesOfRecords,
    TimesRequest,
)
from services.protocol.columns import decoded
from services.protocol.desk_columns import DeskRows, desk_rows
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
from services.replay.ahead import RecordsAhead, RowsAhead
from services.replay.arrived_rows import newest_of_each
from services.replay.awaited import ArrivingStates, PreparedTables
from services.replay.journal_recording import NothingRecorded
from services.replay.known_times import KnownTimes
from services.store.upcast import RecordReader

SILENT = "the analysis does not reply; the replay continues when it does"
EMPTY = "nothing is recorded there yet"
FAILED = "the analysis cannot show this moment ({why}); choose it again"
GIVEN_UP = "the replay is not opened: it was closed before"
NO_REPLY = "the analysis of this county does not reply; start the county, or try again later"
RETRY_MS = 1_000
REST_MS = 300
"""After a seek, so that a dragged slider does not wait for what nobody looks at."""
POLL_S = 0.02
FirstShown = Callable[[Mapping[str, DeskRows], int], Mapping[str, Iterable[int]]]
"""Of the rows of a moment and its time: those by aggregate key whose states a screen begins with."""
_log = logging.getLogger(__name__)


class AnalysisLink(Protocol):
    """What is asked: :class:`services.protocol.analysis_client.AnalysisClient`."""

    def ask(self, asked: AnalysisQuery) -> str: ...
    def seek(self, moment: Moment, seq: int | None = None) -> str: ...
    def cancel(self, request: str) -> None: ...
    @property
    def health(self) -> AnalysisHealth | None: ...
    def close(self) -> None: ...


class NoAnalysis(Explained):
    """The analysis cannot be asked; one line."""


class OpeningGivenUp(Explained):
    """Nobody waits for the replay any more."""


@dataclass
class _SeekJob:
    """A seek that is being answered."""

    wanted: ReplayMoment
    request: str
    streams: dict[str, str] = field(default_factory=dict)
    """Of requests for the newest rows that are not answered yet."""
    asked_readings: bool = False
    newest: dict[str, Columns] = field(default_factory=dict)
    moment: ReplayMoment | None = None
    prepared: PreparedTables | None = None
    """The tables of its rows; None: not yet."""
    first: dict[str, dict[str, int]] = field(default_factory=dict)
    """The states that are shown first and were not here, with their records, by aggregate."""
    states: set[str] = field(default_factory=set)
    """The requests for them."""
    arriving: ArrivingStates = field(default_factory=ArrivingStates)
    """The states of this moment."""

    @property
    def is_done(self) -> bool:
        return self.prepared is not None and not self.streams and not self.states


class AnalysedReplay:
    """Implements :class:`services.protocol.replay.Replay`.  It ends with the last record of the timeline when it was
    opened."""

    def __init__(
        self, connect: Callable[[Callable[[AnalysisAnswer | Trouble], None]], AnalysisLink], realm: str,
        keys: Mapping[str, KeyTable], first_shown: FirstShown = lambda rows, known_ms: {},
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``connect``: makes the link; it delivers answers in another thread."""
        self.realm, self.keys = realm, keys
        self._first_shown = first_shown
        self._monotonic = monotonic
        self._retry_ms = 0
        """Nothing that failed is asked for again before this monotonic time."""
        self._lock = RLock()
        self._opened = Event()
        self._times: KnownTimes | None = None
        self._notes: list[ExplainedLine] = []
        self._known_states = ArrivingStates()
        """Those of moments without a time by which they had happened: id and record say which state it is."""
        self._states = self._known_states
        """Those of the shown moment."""
        self._asked_states: dict[str, tuple[str, dict[str, int], ArrivingStates]] = {}
        """Aggregate key, records by id, and for which moments, of each request for states."""
        self._shown = ReplayMoment(0, 0)
        self._rests_ms = 0
        """From then on states are asked for that nobody has read."""
        self._wanted: ReplayMoment | None = None
        self._job: _SeekJob | None = None
        self._step: tuple[str, ReplayMoment] | None = None
        """Request for the time of a moment that is to be sought, and from where."""
        self._sought: SoughtStates | SeekFailed | None = None
        self._answers: list[ReplayAnswer] = []
        self._reader = RecordReader()
        self._link = connect(self._deliver)
        self._rows = RowsAhead(self._link.ask, keys)
        self._records = RecordsAhead(self._link.ask, 0)

    def open(
        self, patience_s: float, building: Callable[[float], None] = lambda share: None,
        given_up: Event | None = None,
    ) -> None:  # fmt: skip
        """Find out what there is, once the timeline is built; ``building`` is told how much of it is.  Raises
        NoAnalysis, NothingRecorded; OpeningGivenUp once ``given_up`` is set."""
        given_up = given_up or Event()
        self._wait_built(patience_s, building, given_up)
        self._link.ask(TimesRequest(request=uuid4().hex))
        since_ms = self._monotonic()
        while not self._opened.wait(POLL_S):
            _check_wanted(given_up)
            if self._monotonic() - since_ms > patience_s * 1_000:
                raise NoAnalysis(NO_REPLY)
        if self._times is None:
            if self._notes:
                raise NoAnalysis("{why}", why=self._notes[0])
            raise NothingRecorded(EMPTY)
        self._records = RecordsAhead(self._link.ask, self._times.last.seq)

    def _wait_built(self, patience_s: float, building: Callable[[float], None], given_up: Event) -> None:
        """Raises NoAnalysis when nothing was heard or built for ``patience_s``, and OpeningGivenUp."""
        seen, since_ms = -1, self._monotonic()
        while True:
            _check_wanted(given_up)
            health = self._link.health
            if health is None:
                raise NoAnalysis(NO_REPLY)
            if health.state in ("ready", "indexing"):
                return
            if health.seq > seen:
                seen, since_ms = health.seq, self._monotonic()
                building(health.seq / max(health.head_seq, 1))
            if self._monotonic() - since_ms > patience_s * 1_000:
                raise NoAnalysis(NO_REPLY)
            sleep(POLL_S)

    @property
    def _known(self) -> KnownTimes:
        assert self._times is not None
        return self._times

    @property
    def _may_ask(self) -> bool:
        return self._monotonic() >= self._retry_ms

    @property
    def extent(self) -> ReplayExtent:
        return ReplayExtent(self._known.first, self._known.last)

    @property
    def notes(self) -> Sequence[ExplainedLine]:
        health = self._link.health
        silent = [ExplainedLine(SILENT)] if health is not None and health.state == "offline" else []
        return [*silent, *self._notes]

    @property
    def read_share(self) -> float:
        return 1.0

    def moment_at(self, known_ms: int) -> ReplayMoment:
        return self._known.at(known_ms)

    def moment_of(self, seq: int) -> ReplayMoment:
        return self._known.of(seq)

    def density(self, from_ms: int, to_ms: int, buckets: int) -> NDArray[np.int64]:
        return self._known.density(from_ms, to_ms, buckets)

    def gaps(self) -> Sequence[ReplayGap]:
        return self._known.gaps

    def marks(self) -> Sequence[ReplayMark]:
        return self._known.marks

    def seek(self, moment: ReplayMoment) -> None:
        with self._lock:
            self._wanted, self._sought, self._step = moment, None, None
            if self._job is None:
                self._begin(moment)

    def seek_step(self, moment: ReplayMoment, times: int) -> None:
        request = uuid4().hex
        with self._lock:
            self._wanted = self._sought = None
            if self._job is not None:
                self._give_up(self._job)
            self._step = request, moment
        self._link.ask(HappenedRequest(
            request=request, from_ms=moment.at_ms, times=max(-STEPS_MAX, min(times, STEPS_MAX)), as_of_seq=moment.seq
        ))  # fmt: skip

    def sought(self) -> SoughtStates | SeekFailed | None:
        with self._lock:
            found, self._sought = self._sought, None
        return found

    def brought(self) -> Mapping[str, Mapping[str, bytes]]:
        with self._lock:
            if self._job is None and self._may_ask:
                rests = not self._asked_states and self._monotonic() >= self._rests_ms
                asked = self._states.next(all_of_them=rests)
                if asked is not None:
                    self._ask_states(*asked, self._shown, self._states)
            return self._states.brought()

    def played(self, after: ReplayMoment, to_ms: int, limit: int) -> PlayedPart | None:
        with self._lock:
            if not self._may_ask:
                return None
            return self._played(after, min(to_ms, self._known.last.known_ms), limit)

    def history(
        self, request: str, stream: str, key: tuple[str, ...], from_ms: int, to_ms: int, moment: ReplayMoment
    ) -> None:
        self._link.ask(RowsRequest(
            request=request, stream=stream, key=list(key), from_ms=from_ms, to_ms=min(to_ms, moment.at_ms),
            known_ms=moment.known_ms,
        ))  # fmt: skip

    def subject(self, request: str, subject: str, moment: ReplayMoment) -> None:
        self._link.ask(SubjectAsOfRequest(
            request=request, subject=subject, as_of_seq=moment.seq, happened_ms=moment.happened_ms
        ))  # fmt: skip

    @property
    def counts(self) -> bool:
        return True

    def figures(self, asked: FiguresRequest | FigureRecordsRequest | LinkedRequest) -> None:
        self._link.ask(asked)

    def cancel(self, request: str) -> None:
        self._link.cancel(request)

    def answers(self) -> Sequence[ReplayAnswer]:
        with self._lock:
            found, self._answers = self._answers, []
        return found

    def close(self) -> None:
        self._link.close()

    # ---- a seek

    def _begin(self, wanted: ReplayMoment) -> None:
        """Ask for all that a moment has at once."""
        moment = Moment(realm=self.realm, known_ms=wanted.known_ms, happened_ms=wanted.happened_ms)
        arriving = self._known_states if wanted.happened_ms is None else ArrivingStates()
        request = self._link.seek(moment, None if wanted.seq == BY_TIME else wanted.seq)
        self._job = job = _SeekJob(wanted, request, arriving=arriving)
        if wanted.seq == BY_TIME or self._known.is_exact:
            self._ask_readings(job, moment)

    def _ask_readings(self, job: _SeekJob, moment: Moment) -> None:
        for stream in self.keys:
            request = uuid4().hex
            job.streams[request] = stream
            self._link.ask(ReadingsRequest(request=request, stream=stream, moment=moment))
        job.asked_readings = True

    def _go_on(self, job: _SeekJob) -> None:
        """Show what is complete, and begin what was asked for meanwhile."""
        if not job.is_done:
            return
        self._job = None
        if self._wanted is not None and self._wanted is not job.wanted:
            self._begin(self._wanted)
            return
        assert job.moment is not None
        assert job.prepared is not None
        self._wanted, self._shown, self._states = None, job.moment, job.arriving
        self._notes.clear()
        self._rests_ms = self._monotonic() + REST_MS
        self._sought = SoughtStates(job.moment, self._states.tables(job.prepared, job.first), job.newest)

    def _give_up(self, job: _SeekJob) -> None:
        """Its result is not needed any more."""
        for request in (job.request, *job.streams, *job.states):
            self._link.cancel(request)
        for request in job.states:
            self._asked_states.pop(request, None)
        self._job = None
        if self._wanted is not None and self._wanted is not job.wanted:
            self._begin(self._wanted)

    def _take_step(self, moment: ReplayMoment, at_ms: int) -> None:
        """The time of the moment that is sought."""
        self.seek(moment._replace(happened_ms=max(at_ms, min(self._known.first.known_ms, moment.at_ms))))

    def _job_of(self, answer: DeskAt) -> _SeekJob | None:
        """The seek that it answers; None for one that was given up."""
        return self._job if self._job is not None and self._job.request == answer.request else None

    def _take_desk(self, answer: DeskAt) -> None:
        """Its columns and tables, which take some milliseconds, are made without the lock: a window would wait."""
        with self._lock:
            job = self._job_of(answer)
        if job is None:
            return
        wanted, rows = job.wanted, desk_rows(answer)
        is_exact = wanted.seq == BY_TIME or wanted.happened_ms is not None
        known_ms = wanted.known_ms if is_exact else answer.recorded_ms
        moment = ReplayMoment(answer.seq, known_ms, wanted.happened_ms)
        shown = self._first_shown(rows, moment.at_ms)
        with self._lock:
            if self._job is not job:
                return
            if self._wanted is not wanted:
                self._give_up(job)
                return
            job.moment = moment
            if not job.asked_readings:
                self._ask_readings(job, Moment(realm=self.realm, known_ms=known_ms, happened_ms=wanted.happened_ms))
            job.first = job.arriving.lacking(rows, shown)
            for key, seqs in job.first.items():
                job.states.add(self._ask_states(key, seqs, moment, job.arriving))
        prepared = job.arriving.prepared(rows)
        with self._lock:
            if self._job is job:
                job.prepared = prepared
                self._go_on(job)

    def _ask_states(self, key: str, seqs: dict[str, int], moment: ReplayMoment, arriving: ArrivingStates) -> str:
        request = uuid4().hex
        self._asked_states[request] = key, seqs, arriving
        self._link.ask(StatesRequest(
            request=request, aggregate=key, ids=tuple(seqs), as_of_seq=moment.seq, happened_ms=moment.happened_ms
        ))  # fmt: skip
        return request

    # ---- a playback

    def _played(self, after: ReplayMoment, to_ms: int, limit: int) -> PlayedPart | None:
        """Ends before a record whose subject's state is not here."""
        records: list[Record[Any]] = []
        known_ms, is_reached = after.known_ms, after.seq == self._known.last.seq
        for record in self._records.after(after.seq):
            at_ms = max(known_ms, record.recorded_ms)
            if at_ms > to_ms:
                is_reached = True
                break
            if len(records) == limit:
                break
            key, _, subject = subject_of(record.body).partition("/")
            if self._states.is_missing(key, subject):
                self._states.want(key, subject)
                is_reached = False
                break
            records.append(record)
            known_ms = at_ms
            is_reached = record.seq == self._known.last.seq
        if not records and not is_reached:
            return None
        to = ReplayMoment(
            records[-1].seq if records else after.seq, max(to_ms, known_ms) if is_reached else known_ms
        )
        rows = self._rows.between(after.known_ms, to.known_ms)
        if rows is None:
            return None
        return PlayedPart(to, records, {stream: newest_of_each(some) for stream, some in rows.items() if len(some)})

    def _take_records(self, answer: RecordsFrom) -> None:
        """Also ask for the states that they change."""
        subjects: dict[str, list[str]] = {}
        for record in self._records.take(answer):
            key, _, subject = subject_of(record.body).partition("/")
            subjects.setdefault(key, []).append(subject)
        for key, ids in subjects.items():
            for seqs in self._states.lacking_of(key, ids):
                self._ask_states(key, seqs, self._shown, self._states)

    # ---- answers, in the thread of the link

    def _deliver(self, answer: AnalysisAnswer | Trouble) -> None:
        try:
            if isinstance(answer, DeskAt):
                self._take_desk(answer)
            else:
                with self._lock:
                    self._take(answer)
        except (Explained, ValueError) as error:
            _log.error("an answer of the analysis cannot be used", exc_info=error)
            with self._lock:
                if not isinstance(answer, DeskAt) or self._job_of(answer) is not None:
                    self._fail(answer.request, ExplainedLine("{why}", why=error))

    def _take(self, answer: AnalysisAnswer | Trouble) -> None:
        job = self._job
        match answer:
            case TimesOfRecords():
                self._times = KnownTimes(answer) if answer.head_seq else None
                self._opened.set()
            case Buffering() if job is not None and answer.request == job.request:
                if self._wanted is not job.wanted:
                    self._give_up(job)
            case ReadingsAt() if job is not None and answer.request in job.streams:
                job.newest[job.streams.pop(answer.request)] = decoded(answer.stream, answer.columns)
                self._go_on(job)
            case StatesAt() if answer.request in self._asked_states:
                key, seqs, arriving = self._asked_states.pop(answer.request)
                arriving.keep(key, seqs, map(bytes, answer.states))
                if job is not None:
                    job.states.discard(answer.request)
                    self._go_on(job)
            case HappenedAt():
                if self._step is not None and self._step[0] == answer.request:
                    self._take_step(self._step[1], answer.at_ms)
            case RecordsFrom():
                self._take_records(answer)
            case RowsArrived():
                self._rows.take(answer)
            case FigureTable() | FigureRecords() | LinkedAnswer():
                self._answers.append(answer)
            case RowsAt():
                self._answers.append(
                    HistoryReply(request=answer.request, stream=answer.stream, columns=answer.columns)
                )
            case SubjectAsOf():
                records: list[Record[Any]] = [self._reader.read(bytes(raw)) for raw in answer.records]
                self._answers.append(
                    SubjectReply(request=answer.request, subject=answer.subject, records=records)
                )
            case Trouble():
                self._fail(answer.request, answer.line)
            case _:
                pass

    def _fail(self, request: str, why: ExplainedLine) -> None:
        """There is no answer to a request."""
        job = self._job
        self._retry_ms = self._monotonic() + RETRY_MS
        if not self._opened.is_set():
            self._notes[:] = [why]
            self._opened.set()
        elif job is not None and request in (job.request, *job.streams, *job.states):
            self._notes[:] = [ExplainedLine(FAILED, why=why)]
            if self._wanted is job.wanted:
                self._wanted, self._sought = None, SeekFailed(job.wanted)
            self._give_up(job)
        elif self._step is not None and self._step[0] == request:
            self._notes[:] = [ExplainedLine(FAILED, why=why)]
            self._sought, self._step = SeekFailed(self._step[1]), None
        elif request in self._asked_states:
            key, seqs, arriving = self._asked_states.pop(request)
            arriving.failed(key, seqs)
        elif not (self._records.failed(request) or self._rows.failed(request)):
            self._answers.append(Trouble.of(why, request))


def _check_wanted(given_up: Event) -> None:
    """Raises OpeningGivenUp."""
    if given_up.is_set():
        raise OpeningGivenUp(GIVEN_UP)
