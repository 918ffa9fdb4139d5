"""An audit log in memory."""

from __future__ import annotations

from concurrent.futures import Future

from county.store_faults import NONE, StoreFault
from services.audit.entry import AuditEntry, AuditPage, AuditQuestion


class MemoryAudit:
    """Implements :class:`services.audit.entry.Auditor`; every entry is kept, pages contain all of them."""

    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []
        self.questions: list[AuditQuestion] = []
        self.fault: StoreFault = NONE

    def note(self, entry: AuditEntry) -> None:
        self.entries.append(entry)

    def page(self, question: AuditQuestion) -> Future[AuditPage]:
        """A page that is read at once."""
        self.questions.append(question)
        done: Future[AuditPage] = Future()
        done.set_result(AuditPage(self.entries[::-1], 0))
        return done

    def of(self, kind: str) -> list[AuditEntry]:
        """The entries of one kind."""
        return [entry for entry in self.entries if entry.kind == kind]
