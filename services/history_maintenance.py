"""What the backend does with its history besides storing and asking, and what is wrong with that or the contacts: no
fault in them stops the loop."""

from __future__ import annotations

from collections.abc import Callable

from county.clock import monotonic_ms
from county.store_faults import NONE, Fault
from county.streams import Columns, Stream
from services.log import RateLimitedLog
from services.store.ports import ContactStore, History

RETRY_MS = 1_000


class HistoryMaintenance:
    """The rows that a start begins with, and compaction; what fails is logged and told in ``fault``."""

    def __init__(
        self,
        history: History,
        contacts: ContactStore,
        messages: RateLimitedLog,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        self._history = history
        self._contacts = contacts
        self._messages = messages
        self._monotonic = monotonic
        self._retry_at = 0
        self._unread = NONE
        """Which stream the backend has begun without, and why."""
        self._logged = ""

    @property
    def fault(self) -> Fault:
        """What is wrong with the history or the contacts."""
        return self._unread or self._history.fault or self._contacts.fault

    def newest(self, stream: Stream) -> Columns:
        """The newest row of every key; none when they cannot be read: the desk decides without."""
        try:
            newest = self._history.newest(stream.key)
        except Exception as error:  # whatever lies on the disk
            self._unread = Fault("newest_unreadable", stream=stream.key, reason=error)
            self._messages.error(self._unread)
            return stream.empty()
        self._log()
        return newest

    def go_on(self, budget_ms: int) -> None:
        """Compact for ``budget_ms`` at most; a failure is tried again after a second."""
        if self._monotonic() < self._retry_at:
            return
        try:
            self._history.tidy(budget_ms)
        except Exception as error:
            self._retry_at = self._monotonic() + RETRY_MS
            self._messages.warning("the history cannot be compacted", reason=str(error))
        else:
            self._log()

    def _log(self) -> None:
        """Log a new fault of the history once."""
        fault = self._history.fault
        if fault and fault != self._logged:
            self._messages.warning("the history has a fault", reason=fault)
        self._logged = fault
