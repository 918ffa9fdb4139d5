"""Makes the pages of briefings in a thread: the newest one that is wanted, whatever was wanted before."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from desktop.briefings.drafted import DraftedPage, PageSource
from desktop.wording import explained
from desktop.worker_result import made_or_why


class PageMaker(QObject):
    """``made`` with the :class:`DraftedPage` last wanted, or ``failed`` with a line for the user."""

    made = Signal(object)
    failed = Signal(str)
    _ended = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: PageSource | None = None
        self._future: Future[DraftedPage] | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="briefing-page")
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether a page is on its way."""
        return self._wanted is not None

    def want(self, source: PageSource | None) -> None:
        """Make its page; None: nothing is wanted any more."""
        if self._future is not None:
            self._future.cancel()
            self._future = None
        self._wanted = source
        if source is not None:
            self._future = self._worker.submit(source.page)
            self._future.add_done_callback(lambda done: self._report(source, done))

    def release(self) -> None:
        """Nothing is wanted any more; what is being made ends by itself."""
        self.want(None)
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _report(self, source: PageSource, done: Future[DraftedPage]) -> None:
        if not done.cancelled() and source is self._wanted:
            with suppress(RuntimeError):  # the window was closed
                self._ended.emit(source, made_or_why(done))

    def _end(self, source: PageSource, result: Any) -> None:
        if source is not self._wanted:
            return
        self._wanted = self._future = None
        if isinstance(result, DraftedPage):
            self.made.emit(result)
        else:
            self.failed.emit(explained(result) if isinstance(result, str) else repr(result))
