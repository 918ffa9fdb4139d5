"""Requests that another thread works on, one at a time: served after commands, heartbeats and readings, of each client
in turn, within a time budget per iteration."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Generic, TypeVar

from county.authority import Principal, Register
from county.explained import ExplainedLine
from services.protocol import messages as m
from services.protocol.server import Request, Server
from services.requests.answers import NO_ROLE, TOO_MANY
from services.requests.turns import TurnQueue

T = TypeVar("T")


class JobRequests(ABC, Generic[T]):
    """Requests of one kind of all clients; ``T`` is what the thread returns."""

    def __init__(
        self,
        *,
        realm: str,
        server: Server,
        register: Register,
        monotonic: Callable[[], int],
        most: int,
        weight: int = 1,
    ) -> None:
        """``most``: waiting requests of one client, of ``weight`` each unless :meth:`_weight` says more."""
        self._realm = realm
        self._server = server
        self._register = register
        self._monotonic = monotonic
        self._most = most
        self._least_weight = weight
        self._waiting = TurnQueue(most * weight)
        self._job: tuple[Request, Future[T]] | None = None
        """The request in work."""

    @abstractmethod
    def _begun(self, request: Request, principal: Principal) -> Future[T] | None:
        """Give a request to the thread; None when it was refused, and answered."""

    @abstractmethod
    def _finish(self, request: Request, job: Future[T]) -> None:
        """Answer a request whose ``job`` is done."""

    def _weight(self, request: Request) -> int:
        """The share of the client's queue that a request takes."""
        return self._least_weight

    @property
    def waiting(self) -> bool:
        """Whether requests are waiting or in work."""
        return self._job is not None or bool(len(self._waiting))

    def put(self, request: Request) -> None:
        """Queue a request; :meth:`go_on` answers it."""
        if not self._waiting.put(request, m.request_of(request.message), self._weight(request)):
            self._answer_trouble(request, ExplainedLine(TOO_MANY, limit=self._most))

    def go_on(self, budget_ms: int) -> None:
        """Answer one request of each client in turn, for at most ``budget_ms``."""
        until = self._monotonic() + budget_ms
        while self.waiting:
            if self._job is None:
                self._begin(self._waiting.pop())
            if self._job is not None and not self._end(*self._job, max(0, until - self._monotonic())):
                return
            if self._monotonic() >= until:
                return

    def _begin(self, request: Request) -> None:
        principal = self._register.find(request.principal)
        if principal is None:  # its connection may remain open for another second
            self._answer_trouble(request, ExplainedLine(NO_ROLE, key=request.principal, realm=self._realm))
            return
        job = self._begun(request, principal)
        if job is not None:
            self._job = request, job

    def _end(self, request: Request, job: Future[T], timeout_ms: int) -> bool:
        """Answer the request in work once its result is there; False when it is not, after ``timeout_ms``."""
        if not wait([job], timeout_ms / 1000).done:
            return False
        self._job = None
        self._finish(request, job)
        return True

    def _answer_trouble(self, request: Request, line: ExplainedLine) -> None:
        self._server.answer(request.peer, m.Trouble.of(line, m.request_of(request.message)))
