"""Reads the journal of a drill in a thread, for a report, a choice or an approval; the window goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from desktop.process.worker_result import made_or_why
from desktop.wording import explained


class DrillJob(QObject):
    """One piece of ``work``, which raises Explained errors and OSError: ``finished`` with what it returned, or
    ``failed`` with a line for the user."""

    finished = Signal(object)
    failed = Signal(str)
    _done = Signal(object)

    def __init__(self, work: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="drill-job")
        self._done.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._worker.submit(lambda: (work(),)).add_done_callback(self._report)

    def release(self) -> None:
        """What was asked for is completed; nothing is told any more."""
        self._done.disconnect(self._end)
        self._worker.shutdown(wait=True)

    def _report(self, future: Future[Any]) -> None:
        self._done.emit(made_or_why(future))

    def _end(self, result: object) -> None:
        self._worker.shutdown(wait=False)
        if isinstance(result, str):
            self.failed.emit(explained(result))
        else:
            assert isinstance(result, tuple)
            self.finished.emit(result[0])
