"""Makes the pages of briefings in a thread: the newest one that is wanted, whatever was wanted before."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.briefings.drafted import DraftedPage, PageSource
from desktop.process.worker_result import made_or_why
from desktop.wording import explained

FOLLOW_MS = 15


class PageMaker(QObject):
    """``made`` with the :class:`DraftedPage` last wanted, or ``failed`` with a line for the user.

    The window looks whether it is there: a signal that a thread gives while its object is deleted ends the program.
    """

    made = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._future: Future[DraftedPage] | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="briefing-page")
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow)

    @property
    def is_busy(self) -> bool:
        """Whether a page is on its way."""
        return self._future is not None

    def want(self, source: PageSource | None) -> None:
        """Make its page; None: nothing is wanted any more."""
        if self._future is not None:
            self._future.cancel()
        self._future = None if source is None else self._worker.submit(source.page)
        if self._future is None:
            self._timer.stop()
        else:
            self._timer.start()

    def release(self) -> None:
        """Nothing is wanted any more; what is being made ends by itself."""
        self.want(None)
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _follow(self) -> None:
        future = self._future
        if future is None or not future.done():
            return
        self._timer.stop()
        self._future = None
        result = made_or_why(future)
        if isinstance(result, DraftedPage):
            self.made.emit(result)
        else:
            self.failed.emit(explained(result) if isinstance(result, str) else repr(result))
