"""A replay that asks the analysis: for journals of any length, on this machine or another one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from threading import Event, RLock
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from county.clock import monotonic_ms
from county.explained import Explained, ExplainedLine
from county.records import Record
from county.streams import KeyTable
from services.protocol.analysis_messages import (
    AnalysisAnswer,
    FigureRecords,
    FigureRecordsRequest,
    FiguresRequest,
    FigureTable,
    LinkedAnswer,
    LinkedRequest,
)
from services.protocol.as_of_messages import (
    Buffering,
    DeskAt,
    HappenedAt,
    ReadingsAt,
    RecordsFrom,
    RowsArrived,
    RowsAt,
    RowsRequest,
    StatesAt,
    SubjectAsOf,
    SubjectAsOfRequest,
    TimesOfRecords,
    TimesRequest,
)
from services.protocol.messages import HistoryReply, SubjectReply, Trouble
from services.protocol.replay import (
    PlayedPart,
    ReplayAnswer,
    ReplayExtent,
    ReplayGap,
    ReplayMark,
    ReplayMoment,
    SeekFailed,
    SoughtStates,
)
from services.protocol.result_messages import ResultReply, ResultRequest
from services.replay.analysed_playback import AnalysedPlayback
from services.replay.analysed_seeks import AnalysedSeeks, FirstShown
from services.replay.analysis_link import AnalysisLink, NoAnalysis, wait_built, wait_told
from services.replay.asked_states import AskedStates
from services.replay.journal_recording import NothingRecorded
from services.replay.known_times import KnownTimes
from services.replay.package_fit import PackageFit
from services.store.upcast import RecordReader

SILENT = "the analysis does not reply; the replay continues when it does"
EMPTY = "nothing is recorded there yet"
RETRY_MS = 1_000
_log = logging.getLogger(__name__)


class AnalysedReplay:
    """Implements :class:`services.protocol.replay.Replay`.  It ends with the last record of the timeline when it was
    opened."""

    def __init__(
        self, connect: Callable[[Callable[[AnalysisAnswer | Trouble], None]], AnalysisLink], realm: str,
        keys: Mapping[str, KeyTable], first_shown: FirstShown = lambda rows, known_ms: {},
        monotonic: Callable[[], int] = monotonic_ms, fit: PackageFit | None = None,
    ) -> None:
        """``connect``: makes the link; it delivers answers in another thread.  ``fit``: told what the records name."""
        self.realm, self.keys, self._fit = realm, keys, fit
        self._monotonic = monotonic
        self._retry_ms = 0
        """Nothing that failed is asked for again before this monotonic time."""
        self._lock = RLock()
        self._told = Event()
        """Since the analysis has said what there is, or why it does not."""
        self._times: KnownTimes | None = None
        self._refused: ExplainedLine | None = None
        """Why it does not."""
        self._answers: list[ReplayAnswer] = []
        self._reader = RecordReader()
        self._link = link = connect(self._deliver)
        self._asked = AskedStates(link.ask)
        self._seeks = AnalysedSeeks(
            realm, keys, link, lambda: self._known, self._asked, first_shown, monotonic, self._lock
        )
        self._playback = AnalysedPlayback(link.ask, keys, ReplayMoment(0, 0))

    def open(
        self, patience_s: float, building: Callable[[float], None] = lambda share: None,
        given_up: Event | None = None,
    ) -> None:  # fmt: skip
        """Find out what there is, once the timeline is built; ``building`` is told how much of it is.  Raises
        NoAnalysis, NothingRecorded; OpeningGivenUp once ``given_up`` is set."""
        given_up = given_up or Event()
        wait_built(self._link, patience_s, building, given_up, self._monotonic)
        self._link.ask(TimesRequest(request=uuid4().hex))
        wait_told(self._told, patience_s, given_up, self._monotonic)
        if self._refused is not None:
            raise NoAnalysis("{why}", why=self._refused)
        if self._times is None:
            raise NothingRecorded(EMPTY)
        self._playback = AnalysedPlayback(self._link.ask, self.keys, self._times.last)

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
        return [*silent, *self._seeks.notes, *(() if self._fit is None else self._fit.notes)]

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
            self._seeks.seek(moment)

    def seek_step(self, moment: ReplayMoment, times: int) -> None:
        with self._lock:
            self._seeks.seek_step(moment, times)

    def sought(self) -> SoughtStates | SeekFailed | None:
        with self._lock:
            found = self._seeks.take_sought()
            if isinstance(found, SoughtStates):
                self._playback.begin_anew()
            return found

    def brought(self) -> Mapping[str, Mapping[str, bytes]]:
        with self._lock:
            states = self._seeks.states
            if self._may_ask and not self._seeks.is_seeking:
                wanted = states.next(all_of_them=not self._asked and self._seeks.rests)
                if wanted is not None:
                    self._asked.ask(*wanted, self._seeks.shown, states)
            return states.brought()

    def played(self, after: ReplayMoment, to_ms: int, limit: int) -> PlayedPart | None:
        with self._lock:
            return self._playback.part(after, to_ms, limit, self._seeks.states) if self._may_ask else None

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

    def figures(self, asked: FiguresRequest | FigureRecordsRequest | LinkedRequest | ResultRequest) -> None:
        self._link.ask(asked)

    def cancel(self, request: str) -> None:
        self._link.cancel(request)

    def answers(self) -> Sequence[ReplayAnswer]:
        with self._lock:
            found, self._answers = self._answers, []
        return found

    def close(self) -> None:
        self._link.close()

    # ---- answers, in the thread of the link

    def _deliver(self, answer: AnalysisAnswer | Trouble) -> None:
        try:
            if isinstance(answer, DeskAt):
                self._seeks.take_desk(answer)
            else:
                with self._lock:
                    self._take(answer)
        except (Explained, ValueError) as error:
            _log.error("an answer of the analysis cannot be used", exc_info=error)
            with self._lock:
                if not isinstance(answer, DeskAt) or self._seeks.is_for(answer):
                    self._fail(answer.request, ExplainedLine("{why}", why=error))

    def _take(self, answer: AnalysisAnswer | Trouble) -> None:
        match answer:
            case TimesOfRecords():
                self._times = KnownTimes(answer) if answer.head_seq else None
                if self._fit is not None:
                    self._fit.take_named(answer.named)
                self._told.set()
            case Buffering():
                self._seeks.take_buffering(answer)
            case ReadingsAt():
                self._seeks.take_readings(answer)
            case StatesAt():
                if self._asked.take(answer):
                    self._seeks.take_states(answer.request)
            case HappenedAt():
                self._seeks.take_step(answer)
            case RecordsFrom():
                self._take_records(answer)
            case RowsArrived():
                self._playback.take_rows(answer)
            case FigureTable() | FigureRecords() | LinkedAnswer() | ResultReply():
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

    def _take_records(self, answer: RecordsFrom) -> None:
        """Also ask for the states that they change."""
        states = self._seeks.states
        for key, ids in self._playback.take_records(answer).items():
            for seqs in states.lacking_of(key, ids):
                self._asked.ask(key, seqs, self._seeks.shown, states)

    def _fail(self, request: str, why: ExplainedLine) -> None:
        """There is no answer to a request."""
        if not self._told.is_set():
            self._refused = why
            self._told.set()
        elif self._seeks.failed(request, why):
            pass
        elif self._asked.failed(request) or self._playback.failed(request):
            self._retry_ms = self._monotonic() + RETRY_MS
        else:
            self._answers.append(Trouble.of(why, request))
