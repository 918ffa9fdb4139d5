"""One line: which villages lose their cover when a unit is sent, or that none does."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import theme
from desktop.session import Session
from desktop.units.sending_preview import cover_note, cover_warning
from desktop.widgets.literal import PlainLabel
from services.protocol.messages import SendingReply


class CoverLine(QWidget):
    """Hidden where the kind of the unit is not expected to cover villages."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.warning, self.note = PlainLabel(), PlainLabel()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(6))
        for label, role in ((self.warning, "error"), (self.note, "muted")):
            label.setWordWrap(True)
            label.setProperty("role", role)
            label.hide()
            box.addWidget(label)
        self.hide()

    def show_reply(self, reply: SendingReply | None) -> None:
        """Show what an answer says; None: nothing."""
        warning = "" if reply is None else cover_warning(self._session, reply)
        note = "" if reply is None else cover_note(reply)
        for label, text in ((self.warning, warning), (self.note, note)):
            label.setText(text)
            label.setVisible(bool(text))
        self.setVisible(bool(warning or note))
