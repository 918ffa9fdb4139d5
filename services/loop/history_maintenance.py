"""Start-up rows and compaction of the reading history, deletion of old files, and the faults of history and contacts:
none of them stops the loop."""

from __future__ import annotations

from collections.abc import Callable

from county.clock import monotonic_ms
from county.store_faults import NONE, StoreFault
from county.streams import Columns, Stream
from services.log import RateLimitedLog
from services.loop.file_retention import FileRetention
from services.store.ports import ContactStore, History

RETRY_MS = 1_000


class HistoryMaintenance:
    """Loads the newest rows at start-up and compacts; failures are logged and reported in ``fault``."""

    def __init__(
        self,
        history: History,
        contacts: ContactStore,
        files: FileRetention,
        messages: RateLimitedLog,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        self._history = history
        self._contacts = contacts
        self._files = files
        self._messages = messages
        self._monotonic = monotonic
        self._retry_at = 0
        self._unread = NONE
        """Stream whose history could not be read at start-up, and the reason."""
        self._logged = ""

    @property
    def fault(self) -> StoreFault:
        """The current fault of the history or the contacts."""
        return self._unread or self._history.fault or self._contacts.fault

    def newest(self, stream: Stream) -> Columns:
        """The newest row of every key; none when they cannot be read: the desk runs without them."""
        try:
            newest = self._history.newest(stream.key)
        except Exception as error:  # the data on disk may be arbitrarily corrupt
            self._unread = StoreFault("newest_unreadable", stream=stream.key, reason=error)
            self._messages.error(self._unread)
            return stream.empty()
        self._log()
        return newest

    def go_on(self, budget_ms: int) -> None:
        """Compact for at most ``budget_ms``, then the same for old files; a failure is retried after a second."""
        self._compact(budget_ms)
        self._files.go_on(budget_ms)

    def _compact(self, budget_ms: int) -> None:
        if self._monotonic() < self._retry_at:
            return
        try:
            self._history.maintain(budget_ms)
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
