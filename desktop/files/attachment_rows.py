"""Files one below the other: name and size, progress, and buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from county.attachments import ATTACHMENTS_MAX
from desktop import theme
from desktop.widgets.elided import ElidedLabel
from services.protocol.file_transfers import FileTransfer


class AttachmentRow(QWidget):
    """One file; ``buttons`` are at its end."""

    def __init__(self, text: str, *buttons: QPushButton) -> None:
        super().__init__()
        self.name = ElidedLabel()
        self.name.setText(text)
        self.buttons = buttons
        self.bar = QProgressBar()
        self.bar.setFixedWidth(theme.px(110))
        self.bar.setMaximum(100)
        self.bar.hide()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(6))
        line.addWidget(self.name, 1)
        line.addWidget(self.bar)
        for button in buttons:
            line.addWidget(button)

    def show_progress(self, transfer: FileTransfer) -> None:
        """Show how far a transfer is; nothing once it has ended."""
        self.bar.setVisible(not transfer.ended)
        self.bar.setValue(100 * transfer.done // max(1, transfer.total))


class AttachmentRows(QScrollArea):
    """Hidden while empty.  Tab leads through the buttons of its rows."""

    def __init__(self, rows_shown: int = ATTACHMENTS_MAX) -> None:
        """``rows_shown``: it is as high as these at most, and scrolls; all rows where what is around it scrolls."""
        super().__init__()
        self._rows_shown = rows_shown
        self._inside = QWidget()
        self._box = QVBoxLayout(self._inside)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(4))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes to the buttons, which are scrolled into view
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._inside)
        self.rows: list[AttachmentRow] = []
        self._fit()

    def add(self, row: AttachmentRow) -> None:
        before: QWidget = self.rows[-1].buttons[-1] if self.rows else self
        self.rows.append(row)
        self._box.addWidget(row)
        for button in row.buttons:  # what is added later would come last in the window
            QWidget.setTabOrder(before, button)
            before = button
        self._fit()

    def remove(self, row: AttachmentRow) -> None:
        self.rows.remove(row)
        self._box.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._fit()

    def clear(self) -> None:
        for row in [*self.rows]:
            self.remove(row)

    def showEvent(self, event: QShowEvent) -> None:
        """Rows have their final height once they are shown: then they have the window's style."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setVisible(bool(self.rows))
        if self.rows:
            shown = min(self._rows_shown, len(self.rows))
            row_px = self.rows[0].sizeHint().height()
            self.setFixedHeight(shown * row_px + (shown - 1) * self._box.spacing())
