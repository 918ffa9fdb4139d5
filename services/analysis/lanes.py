"""Requests that a worker answers one at a time, so that those of one kind do not wait for those of another."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

from services.protocol.analysis_messages import AnalysisAnswer
from services.protocol.as_of_messages import SeekRequest
from services.protocol.server import Request
from services.requests.turns import TurnQueue
from services.transport.ports import Peer

WAITING_MAX = 16
"""Waiting requests of one client at most: a table has a few pages in transit."""
CLIENTS_MAX = 1_000
"""Clients whose newest token is remembered."""
Work = Callable[[Callable[[], bool]], AnalysisAnswer]
"""Makes an answer; it is given a function that tells whether the answer is not needed any more."""


@dataclass(frozen=True)
class AnswerJob:
    """A request and its answer, which the worker makes."""

    request: Request
    answer: Future[AnalysisAnswer]
    cancelled: Event

    def is_of(self, peer: Peer, request: str) -> bool:
        return (self.request.peer, self.request.message.request) == (peer, request)


class WorkLane:
    """The waiting requests of one worker, of each client in turn.  Used by one thread, but for the worker."""

    def __init__(self, name: str) -> None:
        self._waiting = TurnQueue(WAITING_MAX)
        self._cancelled: set[tuple[Peer, str]] = set()
        """Waiting requests whose answers are not needed any more."""
        self._worker = ThreadPoolExecutor(1, name)
        self._job: AnswerJob | None = None

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    def put(self, request: Request) -> bool:
        """Let a request wait; False when too many of its client do.  One that is sent again changes nothing."""
        key = request.message.request
        if self._job is not None and self._job.is_of(request.peer, key):
            return True
        return self._waiting.put(request, key)

    def cancel(self, peer: Peer, request: str) -> None:
        """The answer to a request is not needed any more."""
        if self._job is not None and self._job.is_of(peer, request):
            self._job.cancelled.set()
        elif self._waiting.contains(peer, request):
            self._cancelled.add((peer, request))

    def turn(self, begin: Callable[[Request], Work | None], finish: Callable[[AnswerJob], None]) -> None:
        """Finish what is done and begin what waits.  ``begin`` returns None for a request that it answered itself."""
        if self._job is not None and self._job.answer.done():
            job, self._job = self._job, None
            finish(job)
        while self._job is None and (request := self._next()) is not None:
            work = begin(request)
            if work is not None:
                cancelled = Event()
                self._job = AnswerJob(request, self._worker.submit(work, cancelled.is_set), cancelled)

    def close(self) -> None:
        """Wait for the worker, which ends soon."""
        if self._job is not None:
            self._job.cancelled.set()
        self._worker.shutdown(cancel_futures=True)

    def _next(self) -> Request | None:
        while len(self._waiting):
            request = self._waiting.pop()
            key = request.peer, request.message.request
            if key not in self._cancelled:
                return request
            self._cancelled.remove(key)
        return None


@dataclass
class WaitingSeek:
    """A SeekRequest that is not answered yet."""

    request: Request
    since_ms: int
    is_told: bool = False
    """Whether the client knows that it takes longer."""


class MomentLane(WorkLane):
    """The same; of the SeekRequests of a client only the newest one is answered, and before everything else."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._seeks: OrderedDict[Peer, WaitingSeek] = OrderedDict()
        self._newest: OrderedDict[Peer, int] = OrderedDict()
        """The highest token of each client."""

    def put_seek(self, request: Request, now_ms: int) -> None:
        """Let a seek wait in place of earlier ones of its client; one that is older than another is ignored."""
        asked: SeekRequest = request.message
        peer, newest = request.peer, self._newest.pop(request.peer, 0)
        self._newest[peer] = max(newest, asked.token)
        if len(self._newest) > CLIENTS_MAX:
            self._newest.popitem(last=False)
        if asked.token < newest:
            return
        waiting = self._seeks.get(peer)
        if waiting is not None and waiting.request.message == asked:
            return
        job = self._job
        if job is not None and job.request.peer == peer and isinstance(job.request.message, SeekRequest):
            job.cancelled.set()
        self._seeks[peer] = WaitingSeek(request, now_ms)

    def cancel(self, peer: Peer, request: str) -> None:
        waiting = self._seeks.get(peer)
        if waiting is not None and waiting.request.message.request == request:
            del self._seeks[peer]
        super().cancel(peer, request)

    def unanswered(self) -> Iterator[WaitingSeek]:
        """Of each client the seek that it waits for."""
        yield from self._seeks.values()

    def turn(self, begin: Callable[[Request], Work | None], finish: Callable[[AnswerJob], None]) -> None:
        def begun(request: Request) -> Work | None:
            work = begin(request)
            if work is None:
                self._is_answered(request)
            return work

        def finish_newest(job: AnswerJob) -> None:
            if not isinstance(job.request.message, SeekRequest) or self._is_answered(job.request):
                finish(job)

        super().turn(begun, finish_newest)

    def _is_answered(self, request: Request) -> bool:
        """Whether its client still waits for this request, which is answered now."""
        waiting = self._seeks.get(request.peer)
        if waiting is None or waiting.request is not request:
            return False
        del self._seeks[request.peer]
        return True

    def _next(self) -> Request | None:
        for peer, waiting in self._seeks.items():
            self._seeks.move_to_end(peer)
            return waiting.request
        return super()._next()
