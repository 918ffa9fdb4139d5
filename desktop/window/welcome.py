"""Shown until the county is open: progress, or why it cannot be opened."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.literal import PlainLabel
from desktop.wording import explained


class WelcomeScreen(QWidget):
    """Title, progress bar, one line."""

    def __init__(self) -> None:
        super().__init__()
        self._step = self._why = ""
        self.name = PlainLabel()
        self.name.setFont(theme.font(34, bold=True))
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.px(480))
        self.line = PlainLabel()
        self.line.setWordWrap(True)
        self.line.setMinimumWidth(theme.px(480))
        self.line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box = QVBoxLayout(self)
        box.setSpacing(theme.px(16))
        box.addStretch(1)
        for part in (self.name, self.bar, self.line):
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self.name, self.line):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addStretch(1)
        self._retranslate()

    def progress(self, share: float, step: str) -> None:
        """``share`` 0 to 1; ``step`` in English, translated here."""
        self._step = step
        self.bar.setValue(round(share * 1000))
        self.line.setText(QCoreApplication.translate("opening", step) + " …")

    def fail(self, why: str) -> None:
        """The county cannot be opened; ``why`` is one line, translated where it is a county.explained.ExplainedLine."""
        self._step, self._why = "", why
        self.bar.hide()
        self.line.setProperty("role", "error")
        self._retranslate()
        self.line.style().polish(self.line)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.name.setText(self.tr("County Command Centre"))
        if self._step:
            self.line.setText(QCoreApplication.translate("opening", self._step) + " …")
        elif self._why:
            self.line.setText(explained(self._why))
