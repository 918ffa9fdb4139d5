"""Files that records name, fetched to be opened, saved or shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from county.attachments import Attachment, is_file_name
from county.explained import of_os_error
from desktop.files.attached_files import FOLLOW_MS
from desktop.files.attachment_rows import AttachmentRow
from desktop.files.file_dialogs import can_open
from desktop.files.opened_files import OpenedFiles
from desktop.session import Session
from desktop.wording import explained, problem_text
from services.protocol.file_transfers import FileTransfer

READ_ONLY_MODE = 0o400


class FetchedFiles(QObject):
    """Opened files are in a folder of their own, read-only, until :meth:`release`: changes to them would be lost."""

    failed = Signal(str)
    """A file cannot be opened or saved; one line with the reason."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        """``parent``: of the dialogs."""
        super().__init__(parent)
        self._link = session.files
        self._dialogs = session.dialogs
        self._window = parent
        self._opened: OpenedFiles | None = None
        self._fetching: dict[FileTransfer, tuple[AttachmentRow | None, Callable[[Path], None], bool]] = {}
        """The row that shows the progress, what to do with the file, and whether a failure is reported."""
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow)

    @property
    def available(self) -> bool:
        """Whether files can be fetched."""
        return self._link is not None

    def opens(self, file: Attachment) -> bool:
        """Whether :meth:`open` may open a file of this name."""
        return self.available and can_open(file.name)

    def open(self, file: Attachment, row: AttachmentRow | None = None) -> None:
        """Open a copy with the system's program; ``row`` shows how far its transfer is."""
        try:
            path = self._folder_of(file) / (file.name if is_file_name(file.name) else "file")
        except OSError as error:
            self._fail(error)
            return
        if path.exists():
            self._show_file(path)
        else:
            self._fetch(file, path, row, self._show_file)

    def save(self, file: Attachment, row: AttachmentRow) -> None:
        """Save it where the user chooses."""
        path = self._dialogs.save_as(self._window, file.name)
        if path is not None:
            self._fetch(file, path, row, lambda path: None)

    def show(self, file: Attachment, then: Callable[[Path], None]) -> None:
        """Fetch a copy that ``then`` deletes; nothing happens if that fails."""
        try:
            path = self._folder_of(file) / "shown"
        except OSError as error:
            self._fail(error)
            return
        self._fetch(file, path, None, then, reports=False)

    def leave(self, rows: Iterable[AttachmentRow]) -> None:
        """These rows show no progress any more."""
        gone = {*rows}
        for transfer, (row, then, reports) in self._fetching.items():
            if row in gone:
                self._fetching[transfer] = None, then, reports

    def release(self) -> None:
        """Cancel what is on its way and delete the opened files."""
        self._timer.stop()
        for transfer in self._fetching:
            transfer.cancel()
        self._fetching.clear()
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _folder_of(self, file: Attachment) -> Path:
        """The folder of a fetched file: by its content, so that files of the same name do not meet."""
        if self._opened is None:
            self._opened = OpenedFiles()
        folder = self._opened.path / file.sha256[:16]
        folder.mkdir(exist_ok=True)
        return folder

    def _fail(self, error: OSError) -> None:
        self.failed.emit(explained(of_os_error(error)))

    def _show_file(self, path: Path) -> None:
        try:
            path.chmod(READ_ONLY_MODE)
        except OSError as error:
            self._fail(error)
            return
        why = self.tr("No program on this machine opens {name}; save it instead").format(name=path.name)
        self._dialogs.open(self, path, lambda: self.failed.emit(why))

    def _fetch(
        self,
        file: Attachment,
        path: Path,
        row: AttachmentRow | None,
        then: Callable[[Path], None],
        *,
        reports: bool = True,
    ) -> None:
        if self._link is None or any(transfer.path == path for transfer in self._fetching):
            return
        transfer = self._link.fetch_file(file, path)
        self._fetching[transfer] = row, then, reports
        if row is not None:
            row.show_progress(transfer)
        self._timer.start()

    def _follow(self) -> None:
        for transfer, (row, then, reports) in [*self._fetching.items()]:
            if row is not None:
                row.show_progress(transfer)
            if transfer.ended:
                del self._fetching[transfer]
                if transfer.succeeded:
                    then(transfer.path)
                elif transfer.problem is not None and reports:
                    self.failed.emit(problem_text(transfer.problem))
        if not self._fetching:
            self._timer.stop()
