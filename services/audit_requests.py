"""Answers auditors that read the audit log, one page of each in turn.

The log is read by its own thread: a slow disk delays auditors only.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait

from county.authority import AUDIT_ROLES, Register
from county.clock import monotonic_ms
from county.explained import Explained, ExplainedLine
from services.answers import NO_ROLE, TOO_MANY
from services.audit.entry import AuditEntry, AuditKind, Auditor, AuditPage, AuditQuestion
from services.protocol import messages as m
from services.protocol.server import Request, Server
from services.turns import TurnQueue

WAITING_PAGES = 4
"""Waiting requests of one client at most: a panel has one in transit."""


class AuditRequests:
    """Requests of all clients, served in turn."""

    def __init__(
        self,
        *,
        audit: Auditor,
        realm: str,
        server: Server,
        register: Register,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        self._audit = audit
        self._realm = realm
        self._server = server
        self._register = register
        self._monotonic = monotonic
        self._waiting = TurnQueue(WAITING_PAGES)
        self._job: tuple[Request, Future[AuditPage]] | None = None
        """The request whose page is being read."""

    def put(self, request: Request) -> None:
        """Queue a request; :meth:`go_on` answers it."""
        if not self._waiting.put(request, m.request_of(request.message)):
            line = ExplainedLine(TOO_MANY, limit=WAITING_PAGES)
            self._server.answer(request.peer, m.Trouble.of(line, m.request_of(request.message)))

    @property
    def waiting(self) -> bool:
        """Whether requests are waiting or in work."""
        return self._job is not None or bool(len(self._waiting))

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
        question, principal = request.message, self._register.find(request.principal)
        assert isinstance(question, m.AuditRequest)
        if principal is None:  # its connection may remain open for another second
            line = ExplainedLine(NO_ROLE, key=request.principal, realm=self._realm)
            self._server.answer(request.peer, m.Trouble.of(line, question.request))
            return
        if not principal.roles & AUDIT_ROLES:
            roles = ", ".join(sorted(AUDIT_ROLES))
            params = {"principal": principal.id, "command": type(question).__name__, "roles": roles}
            entry = AuditEntry(
                kind=AuditKind.AUDIT_REFUSED, by=principal.id, code=type(question).__name__, reason="not_authorised",
                params=params,
            )  # fmt: skip
            self._audit.note(entry)
            reply = m.AuditReply(request=question.request, refused="not_authorised", params=params)
            self._server.answer(request.peer, reply)
            return
        self._audit.note(AuditEntry(kind=AuditKind.AUDIT_READ, by=principal.id, about=question.text))
        self._job = request, self._audit.page(AuditQuestion(question.before, question.kind, question.text))

    def _end(self, request: Request, page: Future[AuditPage], timeout_ms: int) -> bool:
        """Answer the request in work once its page is there; False when it is not, after ``timeout_ms``."""
        if not wait([page], timeout_ms / 1000).done:
            return False
        self._job = None
        self._server.answer(request.peer, _reply(m.request_of(request.message), page))
        return True


def _reply(request: str, page: Future[AuditPage]) -> m.AuditReply | m.Trouble:
    error = page.exception()
    if isinstance(error, Explained):
        return m.Trouble.of(error.line, request)
    if error is not None:
        line = ExplainedLine("the audit log cannot be read ({why}); see its folder", why=repr(error))
        return m.Trouble.of(line, request)
    found = page.result()
    return m.AuditReply(request=request, entries=list(found.entries), next=found.next)
