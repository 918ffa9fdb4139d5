"""The files of an entry or a step: each can be opened or saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from county.attachments import ATTACHMENTS_MAX, Attachment
from desktop import theme
from desktop.files.attachment_rows import AttachmentRow, AttachmentRows
from desktop.files.fetched_files import FetchedFiles
from desktop.widgets.elided import ElidedLabel
from desktop.wording import file_text


class EntryFiles(QWidget):
    """Hidden while there are none."""

    def __init__(self, fetched: FetchedFiles, rows_shown: int = ATTACHMENTS_MAX) -> None:
        """``rows_shown``: see :class:`desktop.files.attachment_rows.AttachmentRows`."""
        super().__init__()
        self._fetched = fetched
        self.entry_id = ""
        self._files: Sequence[Attachment] = ()
        self.heading = ElidedLabel()
        self.heading.setProperty("role", "muted")
        self.list = AttachmentRows(rows_shown)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(6))
        box.addWidget(self.heading)
        box.addWidget(self.list)
        self.hide()

    def show_entry(self, entry_id: str, heading: str, files: Sequence[Attachment]) -> None:
        """Show the files of an entry, below ``heading`` unless that is empty; none hide this."""
        self.entry_id, self._files = (entry_id, files) if files else ("", ())
        self.heading.setText(heading)
        self.heading.setVisible(bool(heading))
        self._fetched.leave(self.list.rows)
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
            open_.setEnabled(self._fetched.opens(file))
            open_.setToolTip("" if open_.isEnabled() else self.tr("Files of this kind are only saved, not opened"))
            save.setEnabled(self._fetched.available)

    def _row(self, file: Attachment) -> AttachmentRow:
        open_, save = QPushButton(), QPushButton()
        row = AttachmentRow(file_text(file.name, file.size), open_, save)
        open_.clicked.connect(lambda: self._fetched.open(file, row))
        save.clicked.connect(lambda: self._fetched.save(file, row))
        return row
