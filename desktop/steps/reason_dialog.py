"""Asks for the reason of a step, which is recorded with it; the window goes on meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from county.events.event import LONGEST_NOTE
from desktop import theme
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.dialog_buttons import DialogButtons
from desktop.widgets.literal import PlainLabel

WIDTH_PX = 480


class ReasonDialog(QDialog):
    """Opened with ``open``; ``given`` with the reason once there is one and it is taken."""

    given = Signal(str)

    def __init__(self, step: str, says: str, parent: QWidget) -> None:
        """``step``: its name, for title and button; ``says``: what it is about."""
        super().__init__(parent)
        self.setObjectName("reason of a step")
        self.setWindowTitle(step)
        self.setMinimumWidth(theme.px(WIDTH_PX))
        about = PlainLabel(says)
        about.setWordWrap(True)
        about.setProperty("role", "hint")
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_NOTE)
        self.reason.setPlaceholderText(self.tr("Reason (required)"))
        self.reason.textChanged.connect(lambda _: self._follow())
        buttons = DialogButtons(self, step, self.accept)
        self.take, self.leave = buttons.main, buttons.leave
        self.accepted.connect(lambda: self.given.emit(self.reason.text().strip()))
        box = QVBoxLayout(self)
        box.setSpacing(theme.px(10))
        box.addWidget(about)
        box.addWidget(self.reason)
        box.addWidget(buttons)
        name_controls(self, step)
        self._follow()

    def _follow(self) -> None:
        self.take.setEnabled(bool(self.reason.text().strip()))
