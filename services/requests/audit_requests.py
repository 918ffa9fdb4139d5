"""Answers auditors that read the audit log, one page of each in turn.

The log is read by its own thread: a slow disk delays auditors only.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from county.authority import AUDIT_ROLES, Principal, Register
from county.clock import monotonic_ms
from county.explained import Explained, ExplainedLine
from services.audit.entry import AuditEntry, AuditKind, Auditor, AuditPage, AuditQuestion
from services.protocol import messages as m
from services.protocol.server import Request, Server
from services.requests.job_requests import JobRequests

WAITING_PAGES = 4
"""Waiting requests of one client at most: a panel has one in transit."""


class AuditRequests(JobRequests[AuditPage]):
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
        super().__init__(realm=realm, server=server, register=register, monotonic=monotonic, most=WAITING_PAGES)
        self._audit = audit

    def _begun(self, request: Request, principal: Principal) -> Future[AuditPage] | None:
        question = request.message
        assert isinstance(question, m.AuditRequest)
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
            return None
        self._audit.note(AuditEntry(kind=AuditKind.AUDIT_READ, by=principal.id, about=question.text))
        return self._audit.page(AuditQuestion(question.before, question.kind, question.text))

    def _finish(self, request: Request, job: Future[AuditPage]) -> None:
        self._server.answer(request.peer, _reply(m.request_of(request.message), job))


def _reply(request: str, page: Future[AuditPage]) -> m.AuditReply | m.Trouble:
    error = page.exception()
    if isinstance(error, Explained):
        return m.Trouble.of(error.line, request)
    if error is not None:
        line = ExplainedLine("the audit log cannot be read ({why}); see its folder", why=repr(error))
        return m.Trouble.of(line, request)
    found = page.result()
    return m.AuditReply(request=request, entries=list(found.entries), next=found.next)
