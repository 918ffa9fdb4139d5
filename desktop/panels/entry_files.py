"""The files of the chosen entry: each can be opened or saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from county.attachments import Attachment, is_file_name
from county.explained import of_os_error
from desktop.file_dialogs import FileDialogs, can_open
from desktop.opened_files import OpenedFiles
from desktop.panels.attached_files import FOLLOW_MS
from desktop.panels.attachment_rows import AttachmentRow, AttachmentRows
from desktop.panels.elided import ElidedLabel
from desktop.wording import explained, file_text, problem_text
from services.protocol.file_transfers import FileTransfer
from services.protocol.source import FileLink

READ_ONLY_MODE = 0o400


class EntryFiles(QWidget):
    """Hidden while no entry with files is chosen.

    Opened files are in a folder of their own, read-only, until :meth:`release`: changes to them would be lost.
    """

    failed = Signal(str)
    """A file cannot be opened or saved; one line with the reason."""

    def __init__(self, link: FileLink | None, dialogs: FileDialogs) -> None:
        """``link``: None where files cannot be fetched."""
        super().__init__()
        self._link = link
        self._dialogs = dialogs
        self._opened: OpenedFiles | None = None
        self._fetching: dict[FileTransfer, tuple[AttachmentRow | None, Callable[[Path], None]]] = {}
        """The row that shows the progress, and what to do with the file."""
        self.entry_id = ""
        self._files: Sequence[Attachment] = ()
        self.heading = ElidedLabel()
        self.heading.setProperty("role", "muted")
        self.list = AttachmentRows()
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.heading)
        box.addWidget(self.list)
        self.hide()

    def show_entry(self, entry_id: str, heading: str, files: Sequence[Attachment]) -> None:
        """Show the files of an entry; none hide this."""
        self.entry_id, self._files = (entry_id, files) if files else ("", ())
        self.heading.setText(heading)
        self._fetching = {transfer: (None, then) for transfer, (_, then) in self._fetching.items()}
        self.list.clear()
        for file in self._files:
            self.list.add(self._row(file))
        self.retranslate()
        self.setVisible(bool(files))

    def retranslate(self) -> None:
        """Set all texts."""
        for row, file in zip(self.list.rows, self._files, strict=True):
            open_, save = row.buttons
            row.name.setText(file_text(file.name, file.size))
            open_.setText(self.tr("Open"))
            save.setText(self.tr("Save as …"))
            open_.setEnabled(self._link is not None and can_open(file.name))
            open_.setToolTip("" if open_.isEnabled() else self.tr("Files of this kind are only saved, not opened"))
            save.setEnabled(self._link is not None)

    def release(self) -> None:
        """Cancel what is on its way and delete the opened files."""
        self._timer.stop()
        for transfer in self._fetching:
            transfer.cancel()
        self._fetching.clear()
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _row(self, file: Attachment) -> AttachmentRow:
        open_, save = QPushButton(), QPushButton()
        row = AttachmentRow(file_text(file.name, file.size), open_, save)
        open_.clicked.connect(lambda: self._open(file, row))
        save.clicked.connect(lambda: self._save(file, row))
        return row

    def _open(self, file: Attachment, row: AttachmentRow) -> None:
        try:
            path = self._place_of(file)
        except OSError as error:
            self._fail(error)
            return
        if path.exists():
            self._show_file(path)
        else:
            self._fetch(file, path, row, self._show_file)

    def _save(self, file: Attachment, row: AttachmentRow) -> None:
        path = self._dialogs.save_as(self, file.name)
        if path is not None:
            self._fetch(file, path, row, lambda path: None)

    def _place_of(self, file: Attachment) -> Path:
        """The path of an opened file: by its content, so that files of the same name do not meet."""
        if self._opened is None:
            self._opened = OpenedFiles()
        folder = self._opened.path / file.sha256[:16]
        folder.mkdir(exist_ok=True)
        return folder / (file.name if is_file_name(file.name) else "file")

    def _fail(self, error: OSError) -> None:
        self.failed.emit(explained(of_os_error(error)))

    def _show_file(self, path: Path) -> None:
        try:
            path.chmod(READ_ONLY_MODE)
        except OSError as error:
            self._fail(error)
            return
        if not self._dialogs.open(path):
            self.failed.emit(self.tr("No program on this machine opens {name}; save it instead").format(name=path.name))

    def _fetch(self, file: Attachment, path: Path, row: AttachmentRow, then: Callable[[Path], None]) -> None:
        if self._link is None or any(transfer.path == path for transfer in self._fetching):
            return
        transfer = self._link.fetch_file(file, path)
        self._fetching[transfer] = row, then
        row.show_progress(transfer)
        self._timer.start()

    def _follow(self) -> None:
        for transfer, (row, then) in [*self._fetching.items()]:
            if row is not None:
                row.show_progress(transfer)
            if transfer.ended:
                del self._fetching[transfer]
                if transfer.succeeded:
                    then(transfer.path)
                elif transfer.problem is not None:
                    self.failed.emit(problem_text(transfer.problem))
        if not self._fetching:
            self._timer.stop()
