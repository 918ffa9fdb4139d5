"""The files of one step of an event: photos as thumbnails, opened by a click, and a row for each file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from county.attachments import Attachment
from county.pictures import claims_picture
from desktop import theme
from desktop.duty.entry_files import EntryFiles
from desktop.files.fetched_files import FetchedFiles
from desktop.files.thumbnails import Thumbnails
from desktop.widgets.literal import literal

PHOTO_PX = 72
"""Side of a thumbnail on the card."""
_A_LINE = 4


class StepFiles(QWidget):
    """A photo whose thumbnail is not there, or cannot be, is only a row."""

    def __init__(
        self, files: Sequence[Attachment], fetched: FetchedFiles, thumbnails: Thumbnails, *, photos_max: int
    ) -> None:
        """``photos_max``: how many photos are fetched for their thumbnails."""
        super().__init__()
        self._thumbnails = thumbnails
        self.photos: dict[Attachment, QPushButton] = {}
        """Thumbnails by file; hidden until they are there."""
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(20), 0, 0, theme.px(6))
        box.setSpacing(theme.px(4))
        pictures = [file for file in files if claims_picture(file.name, file.media_type) and fetched.opens(file)]
        pictures = [*dict.fromkeys(pictures)][:photos_max]
        for first in range(0, len(pictures), _A_LINE):
            line = QHBoxLayout()
            line.setSpacing(theme.px(4))
            for file in pictures[first : first + _A_LINE]:
                line.addWidget(self._photo(file, fetched))
            line.addStretch(1)
            box.addLayout(line)
        self.rows = EntryFiles(fetched)
        self.rows.show_entry("step", "", files)
        box.addWidget(self.rows)
        self._coming = [*self.photos]
        """Photos without a thumbnail so far."""
        thumbnails.ready.connect(self._show)
        self._show()

    def retranslate(self) -> None:
        """Set all texts."""
        self.rows.retranslate()

    def _photo(self, file: Attachment, fetched: FetchedFiles) -> QPushButton:
        button = QPushButton()
        button.setIconSize(QSize(theme.px(PHOTO_PX), theme.px(PHOTO_PX)))
        button.setToolTip(literal(file.name))
        button.setAccessibleName(file.name)
        button.clicked.connect(lambda: fetched.open(file))
        button.hide()
        self.photos[file] = button
        return button

    def _show(self) -> None:
        for file in [*self._coming]:
            picture = self._thumbnails.find(file)
            if picture is not None:
                self._coming.remove(file)
                self.photos[file].setIcon(QIcon(picture))
                self.photos[file].setVisible(not picture.isNull())
