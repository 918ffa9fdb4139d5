"""Chosen files as they may be sent: of a photo a copy without its metadata, which a worker thread makes."""

from __future__ import annotations

import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from county.explained import ExplainedLine, of_os_error
from county.refusals import Refused
from desktop.opened_files import OpenedFiles

Plain = Path | Refused | ExplainedLine
"""The file to send, or why it may not be sent."""


class PlainCopies(QObject):
    """The copies are in a private folder until :meth:`release`."""

    ready = Signal(int, object)
    """From the worker: the number of a file, and what :data:`Plain` says."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._worker: ThreadPoolExecutor | None = None
        self._begun: list[Future[None]] = []
        self._folder: OpenedFiles | None = None
        """Of the worker, while there is one."""

    def make(self, number: int, path: Path) -> None:
        """Find out what is to be sent of the file at ``path``; ``number`` is new."""
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, thread_name_prefix="plain copies")
        self._begun.append(self._worker.submit(lambda: self.ready.emit(number, self._plain(number, path))))

    def discard(self, copy: Path) -> None:
        """Delete a file of :attr:`ready` unless it is the one that was chosen."""
        if self._folder is not None and copy.is_relative_to(self._folder.path):
            shutil.rmtree(copy.parent, ignore_errors=True)

    def release(self) -> None:
        """End the worker and delete all copies."""
        if self._worker is not None:
            for copy in self._begun:
                copy.cancel()
            self._worker.submit(self._delete)  # after the copy that is being made: the window does not wait for it
            self._worker.shutdown(wait=False)
            self._worker, self._begun = None, []

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
