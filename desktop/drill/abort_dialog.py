"""中止演练: one confirmation, which asks for the reason and names the real event that needs the participants."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from county.events.event import LONGEST_NOTE
from county.procedure import LONGEST_ID
from desktop import theme
from desktop.input.form_keys import FormKeys
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.literal import PlainLabel

WIDTH_PX = 520


class AbortDialog(QDialog):
    """Asks once; what is entered comes with :attr:`confirmed`."""

    confirmed = Signal(str, str)
    """Reason, and number of the real event ("" for none)."""

    def __init__(self, parent: QWidget, *, event_id: str = "", reason: str = "") -> None:
        super().__init__(parent)
        self.setObjectName("abort drill")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Abort the drill"))
        self.text = PlainLabel(self.tr(
            "Everybody returns to duty at once. An aborted drill is not resumed. To stop for a short time, pause it "
            "instead."
        ))  # fmt: skip
        self.text.setWordWrap(True)
        self.reason, self.real_event = QLineEdit(reason), QLineEdit(event_id)
        self.reason.setMaxLength(LONGEST_NOTE)
        self.real_event.setMaxLength(LONGEST_ID)
        self.reason.setPlaceholderText(self.tr("Reason (required)"))
        self.real_event.setPlaceholderText(self.tr("Number of the real event, if there is one"))
        buttons = QDialogButtonBox()
        self.abort = QPushButton(self.tr("Abort the drill"))
        buttons.addButton(self.abort, QDialogButtonBox.ButtonRole.AcceptRole)
        self.leave = buttons.addButton(self.tr("Go on with the drill"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._confirm)
        buttons.rejected.connect(self.reject)
        FormKeys(self, self._confirm, self.reject)
        self.reason.textChanged.connect(lambda text: self.abort.setEnabled(bool(text.strip())))
        self.abort.setEnabled(bool(reason.strip()))
        box = QVBoxLayout(self)
        for part in (self.text, self.reason, self.real_event, buttons):
            box.addWidget(part)
        self.setMinimumWidth(theme.px(WIDTH_PX))
        self.reason.setFocus()
        name_controls(self, self.windowTitle())

    def _confirm(self) -> None:
        reason = self.reason.text().strip()
        if reason:
            self.confirmed.emit(reason, self.real_event.text().strip())
            self.accept()
