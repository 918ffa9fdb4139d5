"""Chosen files as they may be sent: of a photo a copy without its metadata, which a worker thread makes."""

from __future__ import annotations

import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from county.explained import ExplainedLine, of_os_error
from county.refusals import Refused
from desktop.files.opened_files import OpenedFiles

Plain = Path | Refused | ExplainedLine
"""The file to send, or why it may not be sent."""
FOLLOW_MS = 40


class PlainCopies(QObject):
    """The copies are in a private folder until :meth:`release`.

    The window looks for what is done: a signal that a thread gives while its object is deleted ends the program.
    """

    ready = Signal(int, object)
    """The number of a file, and what :data:`Plain` says."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._worker: ThreadPoolExecutor | None = None
        self._begun: dict[int, Future[Plain]] = {}
        """By the number of the file."""
        self._folder: OpenedFiles | None = None
        """Of the worker, while there is one."""
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow)

    def make(self, number: int, path: Path) -> None:
        """Find out what is to be sent of the file at ``path``; ``number`` is new."""
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, thread_name_prefix="plain copies")
        self._begun[number] = self._worker.submit(self._plain, number, path)
        self._timer.start()

    def discard(self, copy: Path) -> None:
        """Delete a file of :attr:`ready` unless it is the one that was chosen."""
        if self._folder is not None and copy.is_relative_to(self._folder.path):
            shutil.rmtree(copy.parent, ignore_errors=True)

    def release(self) -> None:
        """End the worker and delete all copies."""
        if self._worker is not None:
            self._timer.stop()
            for copy in self._begun.values():
                copy.cancel()
            self._worker.submit(self._delete)  # after the copy that is being made: the window does not wait for it
            self._worker.shutdown(wait=False)
            self._worker, self._begun = None, {}

    def _follow(self) -> None:
        for number in [number for number, copy in self._begun.items() if copy.done()]:
            copy = self._begun.pop(number, None)
            if copy is not None:  # what took the one before may have released all
                self.ready.emit(number, copy.result())
        if not self._begun:
            self._timer.stop()

    def _delete(self) -> None:
        if self._folder is not None:
            self._folder.close()
            self._folder = None

    def _plain(self, number: int, path: Path) -> Plain:
        from services.photos import SUFFIX, plain_photo  # its library is loaded here, with the first file

        try:
            if not path.is_file():
                return path  # the transfer says what is wrong
            with path.open("rb") as file:
                photo = plain_photo(path.name, file)
        except Refused as refused:
            return refused
        except OSError:
            return path
        if photo is None:
            return path
        name = path.name if path.suffix.lower() in (SUFFIX, ".jpeg") else f"{path.stem}{SUFFIX}"
        try:
            if self._folder is None:
                self._folder = OpenedFiles()
            folder = self._folder.path / str(number)
            folder.mkdir()
            (folder / name).write_bytes(photo)
        except OSError as error:
            return of_os_error(error)
        return folder / name
