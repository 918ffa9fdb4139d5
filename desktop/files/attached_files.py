"""The files of a command that is being written, sent to the backend as soon as they are chosen; then the command.

Of a photo only the picture is sent: see :mod:`services.photos`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from county.attachments import ATTACHMENTS_MAX, Attachment
from county.commands import CommandBody
from desktop.backend.submissions import subject
from desktop.files.attachment_rows import AttachmentRow, AttachmentRows
from desktop.files.plain_copies import Plain, PlainCopies
from desktop.session import Session
from desktop.wording import file_text, problem_text, refusal
from services.protocol.file_transfers import FileTransfer

FOLLOW_MS = 100
"""Interval of the progress display."""


@dataclass
class _ChosenFile:
    """A file on its way."""

    number: int
    path: Path
    """As it was chosen."""
    transfer: FileTransfer | None = None
    """None while a copy without metadata is made."""

    @property
    def ended(self) -> bool:
        """Whether it is stored, or cannot be."""
        return self.transfer is not None and self.transfer.ended

    @property
    def text(self) -> str:
        """Name and size, or why it cannot be stored."""
        transfer = self.transfer
        if transfer is None:
            return self.path.name
        if transfer.problem is not None:
            return problem_text(transfer.problem)
        return file_text(transfer.name, transfer.total) if transfer.total else transfer.name


class AttachedFiles(QWidget):
    """Hidden while there are none.  A file that cannot be stored stays, with the reason, until it is removed."""

    chosen = Signal()
    """The user has chosen files."""
    sent = Signal(str)
    """All files are stored and the command was sent: its id."""
    failed = Signal(str)
    """A file cannot be attached, and the command is not sent; one line with the reason."""

    def __init__(self, session: Session, rows_shown: int = ATTACHMENTS_MAX) -> None:
        """``rows_shown``: see :class:`desktop.files.attachment_rows.AttachmentRows`."""
        super().__init__()
        self._session = session
        self.attach = QPushButton()
        """Lets the user choose files; placed by the form."""
        self.attach.clicked.connect(self._choose)
        self.list = AttachmentRows(rows_shown)
        self._files: dict[AttachmentRow, _ChosenFile] = {}
        self._last_number = 0
        self._copies = PlainCopies(self)
        self._copies.ready.connect(self._send_file)
        self._reported: set[FileTransfer] = set()
        """Those whose failure was emitted."""
        self._body: CommandBody | None = None
        """The command that is sent once its files are stored."""
        self._happened_ms: int | None = None
        """When what it states was so; None: when it is sent."""
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.list)
        self.hide()
        self.retranslate()

    @property
    def on_their_way(self) -> bool:
        """Whether a file is not stored yet."""
        return any(not file.ended for file in self._files.values())

    @property
    def is_used(self) -> bool:
        """Whether files were chosen."""
        return bool(self._files)

    @property
    def waiting(self) -> bool:
        """Whether the command waits for its files."""
        return self._body is not None

    def give(self, body: CommandBody, happened_ms: int | None = None) -> None:
        """Send ``body``, which has a field ``attachments``, once all files are stored.

        ``happened_ms``: when what it states was so, in the realm's time; None: when it is sent."""
        self._body, self._happened_ms = body, happened_ms
        self._session.submissions.defer(subject(body))
        self._send_when_stored()

    def clear(self) -> None:
        """Forget the files and a command that waits for them; what is on its way is cancelled."""
        self._end_waiting()
        for row in [*self._files]:
            self._drop(row)
        self._timer.stop()

    def release(self) -> None:
        """The same, at the end: no files can be chosen any more."""
        self.clear()
        self._copies.release()

    def retranslate(self) -> None:
        """Set all texts."""
        self.attach.setText(self.tr("Attach files …"))
        for row, file in self._files.items():
            row.buttons[0].setText(self.tr("Remove"))
            row.name.setText(file.text)

    def _choose(self) -> None:
        paths = self._session.dialogs.choose(self)
        if not paths or self._session.files is None:
            return
        self.chosen.emit()
        room = ATTACHMENTS_MAX - len(self._files)
        if len(paths) > room:
            self.failed.emit(refusal("too_many_files", {"limit": str(ATTACHMENTS_MAX)}))
        for path in paths[:room]:
            self._last_number += 1
            file = _ChosenFile(self._last_number, path)
            remove = QPushButton(self.tr("Remove"))
            row = AttachmentRow(file.text, remove)
            remove.clicked.connect(lambda _=False, row=row: self._remove(row))
            self._files[row] = file
            self.list.add(row)
            self._copies.make(file.number, path)
        self.setVisible(bool(self._files))
        self._timer.start()

    def _send_file(self, number: int, plain: Plain) -> None:
        """Send what is to be sent of a file, unless it was removed meanwhile."""
        file, link = next((one for one in self._files.values() if one.number == number), None), self._session.files
        if file is None or link is None:
            if isinstance(plain, Path):
                self._copies.discard(plain)
            return
        if isinstance(plain, Path):
            file.transfer = link.send_file(plain)
        else:
            file.transfer = FileTransfer(file.path.name, file.path)
            file.transfer.problem, file.transfer.ended = plain, True
        self._follow()

    def _send_when_stored(self) -> None:
        if self._body is None or self.on_their_way:
            return
        transfers = [file.transfer for file in self._files.values() if file.transfer is not None]
        problem = next((problem_text(one.problem) for one in transfers if one.problem is not None), "")
        if problem:
            self._fail(problem)
            return
        body = replace(self._body, attachments=self._stored())
        self._end_waiting()
        self.sent.emit(self._session.submissions.send(body, happened_ms=self._happened_ms).id)

    def _stored(self) -> tuple[Attachment, ...]:
        """The files that are stored, in the order in which they were chosen."""
        transfers = (file.transfer for file in self._files.values())
        return tuple(one.attachment for one in transfers if one is not None and one.attachment is not None)

    def _end_waiting(self) -> None:
        if self._body is not None:
            self._session.submissions.undefer(subject(self._body))
        self._body = None

    def _fail(self, why: str) -> None:
        self._end_waiting()
        self.failed.emit(why)

    def _remove(self, row: AttachmentRow) -> None:
        had_focus = row.buttons[0].hasFocus()
        self._drop(row)
        if had_focus:  # it would go to what comes next: the button that clears or sends the form
            self.attach.setFocus(Qt.FocusReason.OtherFocusReason)
        self._follow()

    def _drop(self, row: AttachmentRow) -> None:
        transfer = self._files.pop(row).transfer
        if transfer is not None:
            transfer.cancel()
            self._reported.discard(transfer)
            self._copies.discard(transfer.path)
        self.list.remove(row)
        self.setVisible(bool(self._files))

    def _follow(self) -> None:
        """Show the progress, and report files that cannot be stored."""
        settled = not self.on_their_way  # first: a transfer that ends meanwhile is reported by the next call
        for row, file in [*self._files.items()]:
            transfer = file.transfer
            if transfer is None:
                continue
            row.show_progress(transfer)
            row.name.setText(file.text)
            if transfer.problem is not None and transfer not in self._reported:
                self._reported.add(transfer)
                self._fail(problem_text(transfer.problem))
        if settled:
            self._timer.stop()
            self._send_when_stored()
