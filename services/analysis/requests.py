"""Serves the requests of all clients, in turn: the status at once, everything else by a worker for each kind, so that
none delays another's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from county.authority import Register
from county.clock import monotonic_ms
from county.explained import Explained, ExplainedLine
from services.analysis.answer_work import AnswerWork
from services.analysis.follower import Following
from services.analysis.lanes import WAITING_MAX, AnswerJob, MomentLane, Work, WorkLane
from services.failure_trace import trace
from services.log import RateLimitedLog
from services.protocol.analysis_messages import (
    AnalysisAnswer,
    AnalysisStatus,
    AnalysisStatusRequest,
    CancelRequest,
    EventsPageRequest,
    FigureRecordsRequest,
    FiguresRequest,
    LinkedRequest,
    SimilarRequest,
    ToAnalysis,
)
from services.protocol.as_of_messages import (
    ArrivedRequest,
    Buffering,
    DeskAt,
    HappenedRequest,
    ReadingsRequest,
    RecordsRequest,
    RowsRequest,
    SeekRequest,
    SpanRequest,
    StatesRequest,
    SubjectAsOfRequest,
    TimesRequest,
)
from services.protocol.assessment_messages import KpiRequest, VitalSignsRequest
from services.protocol.coverage_messages import CoverageRequest
from services.protocol.messages import Trouble
from services.protocol.need_messages import NeedRequest
from services.protocol.policy_messages import PolicyRequest
from services.protocol.result_messages import ResultRequest
from services.protocol.risk_messages import RiskRequest
from services.protocol.server import Request, Server
from services.protocol.staffing_messages import StaffingRequest
from services.protocol.tracing_messages import TraceRequest
from services.requests.answers import NO_ROLE
from services.store.ports import Cancelled

RECEIVED_MAX = 64
WORKING_MS = 1
"""How long the loop waits for frames while a worker computes."""
IDLE_MS = 100
SEND_MS = 20
BUFFERING_MS = 100
"""After so long a client is told that the answer to its seek is not there yet."""
DESK = "desk"
"""Name of the transfer of an answer to a seek: it replaces that of an earlier one."""
TOO_MANY = "more than {limit} requests are waiting for a reply; send again when they are answered"
NOT_OPEN = "the archive is being opened; try again in some seconds"
NOT_BUILT = "the timeline is being built, {share} % so far, and does not reach this moment yet; try again later"
OTHER_MOMENT = "a moment of realm {theirs} was asked for, but this is the analysis of realm {ours}"
FAILED = "the archive cannot answer ({why}); its log has more"


class AnswersMaker(Protocol):
    """What makes the answers: the :class:`~services.analysis.follower.Follower` of a journal."""

    @property
    def following(self) -> Following: ...
    @property
    def work(self) -> AnswerWork | None:
        """None while nothing can be answered."""
        ...


class AnalysisRequests:
    """Used by one thread, but for its worker."""

    def __init__(
        self,
        *,
        server: Server,
        realm: str,
        register: Register,
        follower: AnswersMaker,
        messages: RateLimitedLog,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        self._server = server
        self._realm = realm
        self._register = register
        self._follower = follower
        self._messages = messages
        self._monotonic = monotonic
        self._pages, self._moments, self._readings = WorkLane("pages"), MomentLane("moments"), WorkLane("readings")
        self._policies, self._coverage = WorkLane("policies"), WorkLane("coverage")
        self._staffing, self._tracing = WorkLane("staffing"), WorkLane("tracing")

    @property
    def _lanes(self) -> tuple[WorkLane, ...]:
        return (
            self._moments, self._pages, self._readings, self._policies, self._coverage, self._staffing, self._tracing,
        )  # fmt: skip

    def turn(self) -> None:
        """One iteration: receive, start and finish work, send."""
        more = self._server.continue_transfers(SEND_MS)
        busy = more or any(lane.is_busy for lane in self._lanes)
        for request in self._server.receive(timeout_ms=WORKING_MS if busy else IDLE_MS, limit=RECEIVED_MAX):
            self._receive(request)
        for lane in self._lanes:
            lane.turn(self._begun, self._finish)
        self._tell_buffering()

    def close(self) -> None:
        """Wait for the workers, which end soon."""
        for lane in self._lanes:
            lane.close()

    def _receive(self, request: Request) -> None:
        message: ToAnalysis = request.message
        principal = self._register.find(request.principal)
        match message:
            case _ if principal is None:
                line = ExplainedLine(NO_ROLE, key=request.principal, realm=self._realm)
                self._server.answer(request.peer, Trouble.of(line, getattr(message, "request", "")))
            case AnalysisStatusRequest():
                self._server.answer(request.peer, self._status(message.request))
            case SeekRequest():
                self._moments.put_seek(request, self._monotonic())
            case EventsPageRequest() | SimilarRequest() | FiguresRequest() | FigureRecordsRequest():
                self._put(self._pages, request)
            case KpiRequest() | VitalSignsRequest():
                self._put(self._pages, request)
            case StatesRequest() | RecordsRequest() | SubjectAsOfRequest() | SpanRequest() | TimesRequest():
                self._put(self._moments, request)
            case HappenedRequest() | LinkedRequest():
                self._put(self._moments, request)
            case ReadingsRequest() | RowsRequest() | ArrivedRequest():
                self._put(self._readings, request)
            case RiskRequest():
                self._put(self._pages, request)
            case PolicyRequest():
                self._put(self._policies, request)
            case CoverageRequest() | NeedRequest() | ResultRequest():
                self._put(self._coverage, request)
            case StaffingRequest():
                self._put(self._staffing, request)
            case TraceRequest():
                self._put(self._tracing, request)
            case CancelRequest():
                for lane in self._lanes:
                    lane.cancel(request.peer, message.request)

    def _put(self, lane: WorkLane, request: Request) -> None:
        if not lane.put(request):
            self._refuse(request, ExplainedLine(TOO_MANY, limit=WAITING_MAX))

    def _status(self, request: str) -> AnalysisStatus:
        at = self._follower.following
        return AnalysisStatus(
            request=request, phase=at.phase, seq=at.seq, head_seq=at.head_seq, indexed_seq=at.indexed_seq,
            as_of_ms=at.as_of_ms,
        )  # fmt: skip

    def _begun(self, request: Request) -> Work | None:
        """How to answer a request; None when it was refused, and answered."""
        work, message = self._follower.work, request.message
        if work is None:
            self._refuse(request, ExplainedLine(NOT_OPEN))
            return None
        if isinstance(message, SeekRequest | ReadingsRequest) and message.moment.realm != self._realm:
            self._refuse(request, ExplainedLine(OTHER_MOMENT, theirs=message.moment.realm, ours=self._realm))
            return None
        at = self._follower.following
        if isinstance(message, SeekRequest) and at.phase == "building" and message.moment.known_ms > at.as_of_ms:
            share = 100 * at.seq // max(at.head_seq, 1)
            self._refuse(request, ExplainedLine(NOT_BUILT, share=share))
            return None
        answer: Callable[[Any, Callable[[], bool]], AnalysisAnswer] = work[type(message)]
        return partial(answer, message)

    def _refuse(self, request: Request, line: ExplainedLine) -> None:
        self._server.answer(request.peer, Trouble.of(line, request.message.request))

    def _tell_buffering(self) -> None:
        now_ms = self._monotonic()
        for seek in self._moments.unanswered():
            if not seek.is_told and now_ms - seek.since_ms >= BUFFERING_MS:
                seek.is_told = True
                asked: SeekRequest = seek.request.message
                self._server.answer(seek.request.peer, Buffering(request=asked.request, token=asked.token))

    def _finish(self, job: AnswerJob) -> None:
        error = job.answer.exception()
        if isinstance(error, Cancelled):
            return
        if error is None:
            answer = job.answer.result()
            if isinstance(answer, DeskAt):
                self._server.transfer(job.request.peer, [answer], replaces=DESK)
            else:
                self._server.answer(job.request.peer, answer)
            return
        self._messages.warning("a request could not be answered", trace=trace(error))
        why = error.line if isinstance(error, Explained) else repr(error)
        self._refuse(job.request, ExplainedLine(FAILED, why=why))
