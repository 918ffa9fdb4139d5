"""The audit log of a running backend: entries are stored by a thread of its own, soon after they were noted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock

from msgspec.structs import replace

from county.clock import SystemClock, monotonic_ms
from county.store_faults import NONE, StoreFault
from services.audit.entry import AuditEntry, AuditKind, AuditPage, AuditQuestion, bounded
from services.audit.log import AuditLog
from services.audit.reading import page_of
from services.audit.tally import AuditTally
from services.log import RateLimitedLog
from services.store.sqlite.writer import WriterThread

WAITING_MAX = 10_000
"""Entries that wait to be stored at most; further ones are counted."""
GATHER_MS = 500
"""Interval of writes at least: each costs three disk flushes."""
RETRY_MS = 2_000
TALLY_MS = 5_000
"""Interval at which periods of the tally are checked."""
CLOSE_S = 3.0
"""How long a stop waits for a disk that hangs."""


class AuditTrail:
    """Implements :class:`services.audit.entry.Auditor`."""

    def __init__(
        self,
        log: AuditLog,
        *,
        realm: str,
        messages: RateLimitedLog,
        clock: SystemClock | None = None,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``realm``: stands on every entry."""
        self._log = log
        self._realm = realm
        self._messages = messages
        self._clock = clock or SystemClock()
        self._monotonic = monotonic
        self._noted: deque[AuditEntry] = deque()
        self._lock = Lock()
        self._lost = 0
        """Entries that could not wait any more; changed by all threads, with the lock."""
        self._woken = False
        self._tally = AuditTally()
        self._waiting: list[AuditEntry] = []
        """Entries that the thread has not stored yet."""
        self._written_at = monotonic() - GATHER_MS
        self._failed = False
        self._closing = False
        self.fault: StoreFault = NONE
        self._thread = WriterThread("audit log", self._between_jobs)

    def note(self, entry: AuditEntry) -> None:
        """See Auditor."""
        if len(self._noted) >= WAITING_MAX:
            with self._lock:
                self._lost += 1
            return
        dated = replace(entry, at_ms=self._clock.now_ms(), realm=entry.realm or self._realm)
        self._noted.append(bounded(dated))
        if not self._woken:
            self._woken = True
            self._thread.post(self._wake)

    def page(self, question: AuditQuestion) -> Future[AuditPage]:
        """See Auditor.  The future raises AuditFailed."""
        return self._thread.submit(lambda: page_of(self._log.folder, question))

    def close(self) -> None:
        """Store what was noted, and the numbers of what was only counted."""
        self._thread.post(self._end)
        self._thread.close(CLOSE_S)

    # Everything below runs in the thread.

    def _wake(self) -> None:
        self._woken = False  # first: what is noted from now on wakes the thread again

    def _end(self) -> None:
        self._closing = True

    def _between_jobs(self) -> float | None:
        """Store what waits; returns the delay of the next call in s."""
        now = self._monotonic()
        self._tally_noted(now)
        if not self._waiting:
            return TALLY_MS / 1000
        delay = self._written_at + (RETRY_MS if self._failed else GATHER_MS) - now
        if delay > 0 and not self._closing:
            return delay / 1000
        self._write()
        while self._closing and self._noted and not self._failed:
            self._tally_noted(now)
            self._write()
        return (RETRY_MS if self._failed else TALLY_MS) / 1000

    def _tally_noted(self, now: int) -> None:
        while self._noted and len(self._waiting) < WAITING_MAX:
            self._waiting += self._tally.pass_on(self._noted.popleft(), now)
        if not self._noted:
            for number in self._tally.due(now, all_of_them=self._closing):
                self._waiting.append(replace(number, realm=number.realm or self._realm))

    def _write(self) -> None:
        self._written_at = self._monotonic()
        with self._lock:
            lost, self._lost = self._lost, 0
        entries = list(self._waiting)
        if lost:
            entries.append(AuditEntry(kind=AuditKind.ENTRIES_LOST, code="not_writable", count=lost, realm=self._realm))
        try:
            self._log.append(entries)
        except Exception as error:  # must not end the thread
            with self._lock:
                self._lost += lost
            self._failed = True
            self.fault = StoreFault("audit_not_written", reason=error)
            self._messages.warning("the audit log cannot be written; entries wait", reason=str(error))
            return
        self._waiting.clear()
        self._failed = False
        self.fault = NONE
