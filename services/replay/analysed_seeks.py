"""Seeks that an analysis answers part by part: its columns, the newest rows, and the states that are shown first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from uuid import uuid4

from county.explained import ExplainedLine
from county.moment import Moment
from county.streams import Columns
from services.protocol.as_of_messages import (
    STEPS_MAX,
    Buffering,
    DeskAt,
    HappenedAt,
    HappenedRequest,
    ReadingsAt,
    ReadingsRequest,
)
from services.protocol.columns import decoded
from services.protocol.desk_columns import DeskRows, desk_rows
from services.protocol.replay import BY_TIME, ReplayMoment, SeekFailed, SoughtStates
from services.replay.analysis_link import AnalysisLink
from services.replay.asked_states import AskedStates
from services.replay.awaited import ArrivingStates, PreparedTables
from services.replay.known_times import KnownTimes

REST_MS = 300
"""After a seek, so that a dragged slider does not wait for what nobody looks at."""
FAILED = "the analysis cannot show this moment ({why}); choose it again"
FirstShown = Callable[[Mapping[str, DeskRows], int], Mapping[str, Iterable[int]]]
"""Of the rows of a moment and its time: those by aggregate key whose states a screen begins with."""


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

    @property
    def requests(self) -> tuple[str, ...]:
        """The one for its columns, and the others that are not answered yet."""
        return self.request, *self.streams, *self.states


class AnalysedSeeks:
    """Used under ``lock``, but for :meth:`take_desk`, which takes it for some steps only."""

    def __init__(
        self, realm: str, streams: Iterable[str], link: AnalysisLink, times: Callable[[], KnownTimes],
        asked: AskedStates, first_shown: FirstShown, monotonic: Callable[[], int], lock: AbstractContextManager[object],
    ) -> None:  # fmt: skip
        """``times``: of the recording, which are known before anything is sought."""
        self._realm, self._streams = realm, tuple(streams)
        self._link, self._times, self._asked = link, times, asked
        self._first_shown, self._monotonic, self._lock = first_shown, monotonic, lock
        self.notes: list[ExplainedLine] = []
        """Why a moment cannot be shown, until another one is."""
        self._known_states = ArrivingStates()
        """Those of moments without a time by which they had happened: id and record say which state it is."""
        self.states = self._known_states
        """Those of the shown moment."""
        self.shown = ReplayMoment(0, 0)
        self._rests_ms = 0
        """From then on states are asked for that nobody has read."""
        self._wanted: ReplayMoment | None = None
        self._job: _SeekJob | None = None
        self._step: tuple[str, ReplayMoment] | None = None
        """Request for the time of a moment that is to be sought, and from where."""
        self._sought: SoughtStates | SeekFailed | None = None

    @property
    def is_seeking(self) -> bool:
        return self._job is not None

    @property
    def rests(self) -> bool:
        """Whether the last moment has been shown for a while."""
        return self._monotonic() >= self._rests_ms

    def seek(self, moment: ReplayMoment) -> None:
        """Show another moment; the one that is under way is given up."""
        self._wanted, self._sought, self._step = moment, None, None
        if self._job is None:
            self._begin(moment)

    def seek_step(self, moment: ReplayMoment, times: int) -> None:
        """Show the moment that is so many times at which something happened after another one, or before it."""
        self._wanted = self._sought = None
        if self._job is not None:
            self._give_up(self._job)
        request = uuid4().hex
        self._step = request, moment
        self._link.ask(HappenedRequest(
            request=request, from_ms=moment.at_ms, times=max(-STEPS_MAX, min(times, STEPS_MAX)), as_of_seq=moment.seq
        ))  # fmt: skip

    def take_sought(self) -> SoughtStates | SeekFailed | None:
        """What was sought, once."""
        found, self._sought = self._sought, None
        return found

    # ---- a seek

    def _begin(self, wanted: ReplayMoment) -> None:
        """Ask for all that a moment has at once."""
        moment = Moment(realm=self._realm, known_ms=wanted.known_ms, happened_ms=wanted.happened_ms)
        arriving = self._known_states if wanted.happened_ms is None else ArrivingStates()
        request = self._link.seek(moment, None if wanted.seq == BY_TIME else wanted.seq)
        self._job = job = _SeekJob(wanted, request, arriving=arriving)
        if wanted.seq == BY_TIME or self._times().is_exact:
            self._ask_readings(job, moment)

    def _ask_readings(self, job: _SeekJob, moment: Moment) -> None:
        for stream in self._streams:
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
        self._wanted, self.shown, self.states = None, job.moment, job.arriving
        self.notes.clear()
        self._rests_ms = self._monotonic() + REST_MS
        self._sought = SoughtStates(job.moment, self.states.tables(job.prepared, job.first), job.newest)

    def _give_up(self, job: _SeekJob) -> None:
        """Its result is not needed any more."""
        for request in job.requests:
            self._link.cancel(request)
        for request in job.states:
            self._asked.forget(request)
        self._job = None
        if self._wanted is not None and self._wanted is not job.wanted:
            self._begin(self._wanted)

    # ---- answers

    def is_for(self, answer: DeskAt) -> bool:
        """Whether it answers the present seek, not one that was given up."""
        return self._job is not None and self._job.request == answer.request

    def take_desk(self, answer: DeskAt) -> None:
        """Its columns and tables, which take some milliseconds, are made without the lock: a window would wait."""
        with self._lock:
            job = self._job if self.is_for(answer) else None
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
                self._ask_readings(job, Moment(realm=self._realm, known_ms=known_ms, happened_ms=wanted.happened_ms))
            job.first = job.arriving.lacking(rows, shown)
            for key, seqs in job.first.items():
                job.states.add(self._asked.ask(key, seqs, moment, job.arriving))
        prepared = job.arriving.prepared(rows)
        with self._lock:
            if self._job is job:
                job.prepared = prepared
                self._go_on(job)

    def take_buffering(self, answer: Buffering) -> None:
        """It takes longer: another moment that was chosen meanwhile does not wait for it."""
        job = self._job
        if job is not None and answer.request == job.request and self._wanted is not job.wanted:
            self._give_up(job)

    def take_readings(self, answer: ReadingsAt) -> None:
        job = self._job
        if job is not None and answer.request in job.streams:
            job.newest[job.streams[answer.request]] = decoded(answer.stream, answer.columns)
            del job.streams[answer.request]
            self._go_on(job)

    def take_states(self, request: str) -> None:
        """States have arrived that were asked for."""
        if self._job is not None:
            self._job.states.discard(request)
            self._go_on(self._job)

    def take_step(self, answer: HappenedAt) -> None:
        """The time of the moment that is sought."""
        if self._step is not None and self._step[0] == answer.request:
            moment = self._step[1]
            first_ms = min(self._times().first.known_ms, moment.at_ms)
            self.seek(moment._replace(happened_ms=max(answer.at_ms, first_ms)))

    def failed(self, request: str, why: ExplainedLine) -> bool:
        """There is no answer to ``request``; returns whether it was of a seek."""
        job = self._job
        if job is not None and request in job.requests:
            if self._wanted is job.wanted:
                self._wanted, self._sought = None, SeekFailed(job.wanted)
            self._give_up(job)
        elif self._step is not None and self._step[0] == request:
            self._sought, self._step = SeekFailed(self._step[1]), None
        else:
            return False
        self.notes[:] = [ExplainedLine(FAILED, why=why)]
        return True
