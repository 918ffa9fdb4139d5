"""Makes a briefing's document and its files in a thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from county.catalog import Catalog
from desktop.wording import explained
from desktop.worker_result import made_or_why
from services.brief.document import BriefDocument
from services.brief.documents import MadeFiles, files_of, made_files
from services.durable import write_whole
from services.paper.layout import LayoutCancelled


class BriefFilesJob(QObject):
    """One briefing; ``progressed`` with the share that is done, then ``finished`` with the paths and what was made, or
    ``failed`` with a line for the user.  After :meth:`cancel` neither follows."""

    progressed = Signal(float)
    finished = Signal(list, object)
    failed = Signal(str)
    _made = Signal(object)

    def __init__(
        self, document: Callable[[], BriefDocument], catalog: Catalog, folder: Path, name: str, parent: QObject
    ) -> None:
        """``document``: makes it, in the thread; ``name``: of the files, without their endings."""
        super().__init__(parent)
        self._cancelled = False
        self._paths = files_of(folder, name)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="briefing")
        self._made.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._worker.submit(self._make, document, catalog).add_done_callback(self._report)

    def cancel(self) -> None:
        """Nothing is written from now on; what is being made is given up, which nobody waits for."""
        self._cancelled = True
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _make(self, document: Callable[[], BriefDocument], catalog: Catalog) -> MadeFiles:
        made = made_files(document(), catalog, self._tell, lambda: self._cancelled)
        if self._cancelled:
            raise LayoutCancelled
        self._paths[0].parent.mkdir(parents=True, exist_ok=True)
        for path, content in zip(self._paths, (made.docx, made.xlsx, made.pdf), strict=True):
            write_whole(path, content)
        return made

    def _tell(self, share: float) -> None:
        if not self._cancelled:
            with suppress(RuntimeError):  # the window was closed
                self.progressed.emit(share)

    def _report(self, done: Future[MadeFiles]) -> None:
        if not done.cancelled() and not self._cancelled:
            result: Any = made_or_why(done)
            with suppress(RuntimeError):
                self._made.emit(result)

    def _end(self, result: object) -> None:
        if self._cancelled:
            return
        self._worker.shutdown(wait=False)
        if isinstance(result, MadeFiles):
            self.finished.emit(self._paths, result)
        else:
            self.failed.emit(explained(result) if isinstance(result, str) else repr(result))
