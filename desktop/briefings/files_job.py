"""Makes a briefing's document and its files in a thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from county.catalog import Catalog
from desktop.process.worker_result import made_or_why
from desktop.wording import explained
from services.brief.document import BriefDocument
from services.brief.documents import MadeFiles, files_of, made_files
from services.disk.durable import write_whole
from services.paper.layout import LayoutCancelled

FOLLOW_MS = 40


class BriefFilesJob(QObject):
    """One briefing; ``progressed`` with the share that is done, then ``finished`` with the paths and what was made, or
    ``failed`` with a line for the user.  After :meth:`cancel` neither follows.

    The window looks how far the thread is: a signal that a thread gives while its object is deleted ends the program.
    """

    progressed = Signal(float)
    finished = Signal(list, object)
    failed = Signal(str)

    def __init__(
        self, document: Callable[[], BriefDocument], catalog: Catalog, folder: Path, name: str, parent: QObject
    ) -> None:
        """``document``: makes it, in the thread; ``name``: of the files, without their endings."""
        super().__init__(parent)
        self._work = _FilesWork(files_of(folder, name))
        self._told = 0.0
        """The share that was told last."""
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="briefing")
        self._future = self._worker.submit(self._work.make, document, catalog)
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow)
        self._timer.start()

    def cancel(self) -> None:
        """Nothing is written from now on; what is being made is given up, which nobody waits for."""
        self._timer.stop()
        self._work.cancelled = True
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _follow(self) -> None:
        done, share = self._future.done(), self._work.share
        if share != self._told:
            self._told = share
            self.progressed.emit(share)
        if done and not self._work.cancelled:
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._worker.shutdown(wait=False)
        result = made_or_why(self._future)
        if isinstance(result, MadeFiles):
            self.finished.emit(self._work.paths, result)
        else:
            self.failed.emit(explained(result) if isinstance(result, str) else repr(result))


class _FilesWork:
    """What the thread does; it knows nothing of the window."""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = paths
        self.share = 0.0
        self.cancelled = False

    def make(self, document: Callable[[], BriefDocument], catalog: Catalog) -> MadeFiles:
        """Make and write all files.  Raises LayoutCancelled, NotLaidOut, OSError."""
        made = made_files(document(), catalog, self._tell, lambda: self.cancelled)
        if self.cancelled:
            raise LayoutCancelled
        self.paths[0].parent.mkdir(parents=True, exist_ok=True)
        for path, content in zip(self.paths, (made.docx, made.xlsx, made.pdf), strict=True):
            write_whole(path, content)
        return made

    def _tell(self, share: float) -> None:
        self.share = share
