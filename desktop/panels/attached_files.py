"""The files of an entry that is being written, sent to the backend as soon as they are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from county.attachments import ATTACHMENTS_MAX, Attachment
from desktop.panels.attachment_rows import AttachmentRow, AttachmentRows
from desktop.wording import file_text, problem_text, refusal
from services.protocol.file_transfers import FileTransfer
from services.protocol.source import FileLink

FOLLOW_MS = 100
"""Interval of the progress display."""


class AttachedFiles(QWidget):
    """Hidden while there are none.  A file that cannot be stored stays, with the reason, until it is removed."""

    settled = Signal()
    """No file is on its way any more."""
    failed = Signal(str)
    """A file cannot be attached; one line with the reason."""

    def __init__(self) -> None:
        super().__init__()
        self.list = AttachmentRows()
        self._transfers: dict[AttachmentRow, FileTransfer] = {}
        self._reported: set[FileTransfer] = set()
        """Those whose failure was emitted."""
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.list)
        self.hide()

    @property
    def on_their_way(self) -> bool:
        """Whether a file is not stored yet."""
        return any(not transfer.ended for transfer in self._transfers.values())

    @property
    def problem(self) -> str:
        """Why a file cannot be attached, one line; "" when all can.  Final once none is on its way."""
        return next((problem_text(t.problem) for t in self._transfers.values() if t.problem is not None), "")

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that are stored, in the order in which they were chosen."""
        return tuple(t.attachment for t in self._transfers.values() if t.attachment is not None)

    def add(self, paths: Sequence[Path], link: FileLink) -> None:
        """Send files to the backend."""
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

    def clear(self) -> None:
        """Forget all files; those that are on their way are cancelled."""
        for row in [*self._transfers]:
            self._drop(row)
        self._timer.stop()

    def retranslate(self) -> None:
        """Set all texts."""
        for row, transfer in self._transfers.items():
            row.buttons[0].setText(self.tr("Remove"))
            row.name.setText(_text(transfer))

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
                self.failed.emit(problem_text(transfer.problem))
        if settled:
            self._timer.stop()
            self.settled.emit()


def _text(transfer: FileTransfer) -> str:
    if transfer.problem is not None:
        return problem_text(transfer.problem)
    return file_text(transfer.name, transfer.total) if transfer.total else transfer.name
