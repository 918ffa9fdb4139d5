"""Serves the requests of all clients, in turn: the status at once, pages and figures by a worker, so that none delays
another's."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any, NamedTuple

from county.authority import Register
from county.clock import monotonic_ms
from county.explained import Explained, ExplainedLine
from services.analysis.follower import Follower
from services.answers import NO_ROLE
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
    SimilarRequest,
    ToAnalysis,
)
from services.protocol.messages import Trouble
from services.protocol.server import Request, Server
from services.store.ports import Cancelled
from services.transport.ports import Peer
from services.turns import TurnQueue

WAITING_MAX = 16
"""Waiting requests of one client at most: a table has a few pages in transit."""
RECEIVED_MAX = 64
WORKING_MS = 5
"""How long the loop waits for frames while a worker computes."""
IDLE_MS = 100
SEND_MS = 20
TOO_MANY = "more than {limit} requests are waiting for a reply; send again when they are answered"
NOT_OPEN = "the archive is being opened; try again in some seconds"
FAILED = "the archive cannot answer ({why}); its log has more"


class _AnswerJob(NamedTuple):
    """The request that a worker answers."""

    request: Request
    answer: Future[AnalysisAnswer]
    cancelled: Event


class AnalysisRequests:
    """Used by one thread, but for its worker."""

    def __init__(
        self,
        *,
        server: Server,
        realm: str,
        register: Register,
        follower: Follower,
        messages: RateLimitedLog,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        self._server = server
        self._realm = realm
        self._register = register
        self._follower = follower
        self._messages = messages
        self._waiting = TurnQueue(WAITING_MAX)
        self._cancelled: set[tuple[Peer, str]] = set()
        """Waiting requests whose answers are not needed any more."""
        self._workers = ThreadPoolExecutor(1, "pages")
        self._job: _AnswerJob | None = None

    def turn(self) -> None:
        """One iteration: receive, start and finish work, send."""
        more = self._server.continue_transfers(SEND_MS)
        busy = more or self._job is not None
        for request in self._server.receive(timeout_ms=WORKING_MS if busy else IDLE_MS, limit=RECEIVED_MAX):
            self._receive(request)
        if self._job is not None and self._job.answer.done():
            job, self._job = self._job, None
            self._finish(job)
        while self._job is None and len(self._waiting):
            self._job = self._begun(self._waiting.pop())

    def close(self) -> None:
        """Wait for the worker, which ends soon."""
        if self._job is not None:
            self._job.cancelled.set()
        self._workers.shutdown(cancel_futures=True)

    def _receive(self, request: Request) -> None:
        message: ToAnalysis = request.message
        principal = self._register.find(request.principal)
        match message:
            case _ if principal is None:
                line = ExplainedLine(NO_ROLE, key=request.principal, realm=self._realm)
                self._server.answer(request.peer, Trouble.of(line, getattr(message, "request", "")))
            case AnalysisStatusRequest():
                self._server.answer(request.peer, self._status(message.request))
            case EventsPageRequest() | SimilarRequest() | FiguresRequest() | FigureRecordsRequest():
                if self._is_job(request.peer, message.request):
                    return  # sent again, because the answer takes long
                if not self._waiting.put(request, message.request):
                    line = ExplainedLine(TOO_MANY, limit=WAITING_MAX)
                    self._server.answer(request.peer, Trouble.of(line, message.request))
            case CancelRequest():
                self._cancel(request.peer, message.request)

    def _status(self, request: str) -> AnalysisStatus:
        at = self._follower.following
        return AnalysisStatus(
            request=request, phase=at.phase, seq=at.seq, head_seq=at.head_seq, indexed_seq=at.indexed_seq,
            as_of_ms=at.as_of_ms,
        )  # fmt: skip

    def _cancel(self, peer: Peer, request: str) -> None:
        if self._job is not None and self._is_job(peer, request):
            self._job.cancelled.set()
        elif self._waiting.contains(peer, request):
            self._cancelled.add((peer, request))

    def _is_job(self, peer: Peer, request: str) -> bool:
        job = self._job
        return job is not None and (job.request.peer, job.request.message.request) == (peer, request)

    def _begun(self, request: Request) -> _AnswerJob | None:
        """Start to answer a request; None when it was answered or cancelled."""
        key = request.peer, request.message.request
        if key in self._cancelled:
            self._cancelled.remove(key)
            return None
        pages, figures = self._follower.pages, self._follower.figures
        if pages is None or figures is None:
            self._server.answer(request.peer, Trouble.of(ExplainedLine(NOT_OPEN), request.message.request))
            return None
        cancelled = Event()
        work: dict[type[Any], Callable[[Any, Callable[[], bool]], AnalysisAnswer]] = {
            EventsPageRequest: pages.page, SimilarRequest: pages.similar,
            FiguresRequest: figures.table, FigureRecordsRequest: figures.records,
        }  # fmt: skip
        message = request.message
        return _AnswerJob(request, self._workers.submit(work[type(message)], message, cancelled.is_set), cancelled)

    def _finish(self, job: _AnswerJob) -> None:
        error = job.answer.exception()
        if isinstance(error, Cancelled):
            return
        if error is None:
            self._server.answer(job.request.peer, job.answer.result())
            return
        self._messages.warning("a request could not be answered", trace=trace(error))
        why = error.line if isinstance(error, Explained) else repr(error)
        line = ExplainedLine(FAILED, why=why)
        self._server.answer(job.request.peer, Trouble.of(line, job.request.message.request))
