"""The files of a command that is being written, sent to the backend as soon as they are chosen; then the command."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from county.attachments import ATTACHMENTS_MAX, Attachment
from county.commands import CommandBody
from desktop.panels.attachment_rows import AttachmentRow, AttachmentRows
from desktop.session import Session
from desktop.submissions import subject
from desktop.wording import file_text, problem_text, refusal
from services.protocol.file_transfers import FileTransfer

FOLLOW_MS = 100
"""Interval of the progress display."""


class AttachedFiles(QWidget):
    """Hidden while there are none.  A file that cannot be stored stays, with the reason, until it is removed."""

    chosen = Signal()
    """The user has chosen files."""
    sent = Signal(str)
    """All files are stored and the command was sent: its id."""
    failed = Signal(str)
    """A file cannot be attached, and the command is not sent; one line with the reason."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.attach = QPushButton()
        """Lets the user choose files; placed by the form."""
        self.attach.clicked.connect(self._choose)
        self.list = AttachmentRows()
        self._transfers: dict[AttachmentRow, FileTransfer] = {}
        self._reported: set[FileTransfer] = set()
        """Those whose failure was emitted."""
        self._body: CommandBody | None = None
        """The command that is sent once its files are stored."""
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
        return any(not transfer.ended for transfer in self._transfers.values())

    @property
    def waiting(self) -> bool:
        """Whether the command waits for its files."""
        return self._body is not None

    def give(self, body: CommandBody) -> None:
        """Send ``body``, which has a field ``attachments``, once all files are stored."""
        self._body = body
        self._session.submissions.defer(subject(body))
        self._send_when_stored()

    def clear(self) -> None:
        """Forget the files and a command that waits for them; what is on its way is cancelled."""
        self._end_waiting()
        for row in [*self._transfers]:
            self._drop(row)
        self._timer.stop()

    def retranslate(self) -> None:
        """Set all texts."""
        self.attach.setText(self.tr("Attach files …"))
        for row, transfer in self._transfers.items():
            row.buttons[0].setText(self.tr("Remove"))
            row.name.setText(_text(transfer))

    def _choose(self) -> None:
        paths, link = self._session.dialogs.choose(self), self._session.files
        if not paths or link is None:
            return
        self.chosen.emit()
        room = ATTACHMENTS_MAX - len(self._transfers)
        if len(paths) > room:
            self.failed.emit(refusal("too_many_files", {"limit": str(ATTACHMENTS_MAX)}))
        for path in paths[:room]:
            transfer = link.send_file(path)
            remove = QPushButton(self.tr("Remove"))
            row = AttachmentRow(_text(transfer), remove)
            remove.clicked.connect(lambda _=False, row=row: self._remove(row))
            self._transfers[row] = transfer
            self.list.add(row)
            row.show_progress(transfer)
        self.setVisible(bool(self._transfers))
        self._timer.start()

    def _send_when_stored(self) -> None:
        if self._body is None or self.on_their_way:
            return
        problem = next((problem_text(t.problem) for t in self._transfers.values() if t.problem is not None), "")
        if problem:
            self._fail(problem)
            return
        body = replace(self._body, attachments=self._stored())
        self._end_waiting()
        self.sent.emit(self._session.submissions.send(body).id)

    def _stored(self) -> tuple[Attachment, ...]:
        """The files that are stored, in the order in which they were chosen."""
        return tuple(t.attachment for t in self._transfers.values() if t.attachment is not None)

    def _end_waiting(self) -> None:
        if self._body is not None:
            self._session.submissions.undefer(subject(self._body))
        self._body = None

    def _fail(self, why: str) -> None:
        self._end_waiting()
        self.failed.emit(why)

    def _remove(self, row: AttachmentRow) -> None:
        self._drop(row)
        self._follow()

    def _drop(self, row: AttachmentRow) -> None:
        transfer = self._transfers.pop(row)
        transfer.cancel()
        self._reported.discard(transfer)
        self.list.remove(row)
        self.setVisible(bool(self._transfers))

    def _follow(self) -> None:
        """Show the progress, and report files that cannot be stored."""
        settled = not self.on_their_way  # first: a transfer that ends meanwhile is reported by the next call
        for row, transfer in [*self._transfers.items()]:
            row.show_progress(transfer)
            row.name.setText(_text(transfer))
            if transfer.problem is not None and transfer not in self._reported:
                self._reported.add(transfer)
                self._fail(problem_text(transfer.problem))
        if settled:
            self._timer.stop()
            self._send_when_stored()


def _text(transfer: FileTransfer) -> str:
    if transfer.problem is not None:
        return problem_text(transfer.problem)
    return file_text(transfer.name, transfer.total) if transfer.total else transfer.name
