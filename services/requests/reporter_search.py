"""Answers who searches reporters by a phone number.

All contacts are read by a thread of the store: however many they are, the loop goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from county.authority import CONTACT_ROLES, Principal, Register, may_see_contact
from county.clock import monotonic_ms
from county.explained import ExplainedLine
from services.audit.entry import AuditEntry, AuditKind, Auditor
from services.desk import Desk
from services.protocol import messages as m
from services.protocol.limits import PHONE_DIGITS, REPORTERS_MAX
from services.protocol.server import Request, Server
from services.requests.answers import NO_ROLE
from services.requests.job_requests import JobRequests
from services.store.ports import ContactStore, StoreError
from services.store.realm_store import RunFileJob

WAITING_SEARCHES = 4
"""Waiting requests of one client at most: a window has one in transit."""


class ReporterSearch(JobRequests[list[str]]):
    """Requests of all clients, served in turn."""

    def __init__(
        self,
        *,
        contacts: ContactStore,
        run: RunFileJob,
        desk: Desk,
        realm: str,
        server: Server,
        register: Register,
        audit: Auditor,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        super().__init__(realm=realm, server=server, register=register, monotonic=monotonic, most=WAITING_SEARCHES)
        self._contacts = contacts
        self._run = run
        self._desk = desk
        self._audit = audit

    def _begun(self, request: Request, principal: Principal) -> Future[list[str]] | None:
        question = request.message
        assert isinstance(question, m.ReportersRequest)
        digits = question.digits
        if not principal.roles & CONTACT_ROLES:
            self._audit.note(AuditEntry(kind=AuditKind.CONTACT_REFUSED, by=principal.id, reason="not_authorised"))
            self._answer(request, refused="not_authorised")
            return None
        if len(digits) < PHONE_DIGITS or not (digits.isascii() and digits.isdigit()):
            self._answer(request)
            return None
        return self._run(lambda: self._contacts.containing(digits))

    def _finish(self, request: Request, job: Future[list[str]]) -> None:
        """Each reporter found is a disclosure: who asks knows the number."""
        principal = self._register.find(request.principal)
        if principal is None:  # its role ended during the search
            self._answer_trouble(request, ExplainedLine(NO_ROLE, key=request.principal, realm=self._realm))
            return
        try:
            found = job.result()
        except StoreError:
            self._answer(request, refused="journal_failed")
            return
        tokens = self._seen(principal, found)
        if len(tokens) > REPORTERS_MAX:
            self._answer(request, too_many=True)
            return
        for token in tokens:
            self._audit.note(AuditEntry(kind=AuditKind.CONTACT_DISCLOSED, by=principal.id, about=token))
        self._answer(request, tokens)

    def _seen(self, principal: Principal, tokens: list[str]) -> list[str]:
        """Those of ``tokens`` whose contact the principal may see, in one pass over the events."""
        if not tokens or may_see_contact(principal, ()):
            return tokens
        wanted, seen = set(tokens), set[str]()
        events = self._desk.fold.states["event"]
        for event in map(events.peek, events):
            own = wanted.intersection((event.reporter, *(report.reporter for report in event.joined)))
            if own and may_see_contact(principal, (event,)):
                seen |= own
        return [token for token in tokens if token in seen]

    def _answer(
        self, request: Request, tokens: list[str] | None = None, *, refused: str = "", too_many: bool = False
    ) -> None:
        reply = m.ReportersReply(
            request=m.request_of(request.message), tokens=tokens or [], refused=refused, too_many=too_many
        )
        self._server.answer(request.peer, reply)
