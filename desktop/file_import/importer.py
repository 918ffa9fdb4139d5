"""Opens a dialog for each file that is chosen or dropped, one after another."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.file_import.dialog import ImportDialog
from desktop.session import Session


class Importer(QObject):
    """The files of a window that wait for their dialog."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._waiting: deque[Path] = deque()
        self.dialog: ImportDialog | None = None
        """The open one."""

    def ask(self) -> None:
        """Let the user choose files."""
        if self._session.imports is None:
            self.put([])
        else:
            self.put(self._session.dialogs.choose_tables(self._window))

    @staticmethod
    def files_of(data: QMimeData) -> list[Path]:
        """The files of this machine in what is dragged; no folders."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        return [path for path in paths if not path.is_dir()]

    def put(self, paths: list[Path]) -> None:
        """Import these files, too."""
        if self._session.imports is None:
            text = self.tr("Files are imported into a live backend: this window has none")
            box = QMessageBox(QMessageBox.Icon.Information, self.tr("Import"), text, parent=self._window)
            box.open()
            return
        self._waiting += paths
        self._open_next()

    def release(self) -> None:
        """The window closes."""
        self._waiting.clear()
        if self.dialog is not None:
            self.dialog.release()

    def _open_next(self) -> None:
        imports = self._session.imports
        if self.dialog is not None or not self._waiting or imports is None:
            return
        self.dialog = ImportDialog(self._session, imports, self._waiting.popleft(), self._window)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        self._open_next()
