"""Writes the evaluation report of a drill in a thread: it reads the whole journal, the window goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from desktop.wording import explained
from desktop.worker_result import made_or_why

if TYPE_CHECKING:
    from services.drill_report.command import WrittenReport  # its libraries take long to load

WriteReport = Callable[[Path], "WrittenReport"]
"""Writes the files into a folder.  Raises Explained errors and OSError."""


class DrillReportJob(QObject):
    """One report: ``finished`` with the files and what they lack, or ``failed`` with a line for the user."""

    finished = Signal(object)
    """WrittenReport"""
    failed = Signal(str)
    _done = Signal(object)

    def __init__(self, write: WriteReport, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="drill-report")
        self._done.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._worker.submit(write, folder).add_done_callback(self._report)

    def release(self) -> None:
        """What was asked for is completed; nothing is told any more."""
        self._done.disconnect(self._end)
        self._worker.shutdown(wait=True)

    def _report(self, future: Future[WrittenReport]) -> None:
        self._done.emit(made_or_why(future))

    def _end(self, result: object) -> None:
        self._worker.shutdown(wait=False)
        if isinstance(result, str):
            self.failed.emit(explained(result))
        else:
            self.finished.emit(result)
