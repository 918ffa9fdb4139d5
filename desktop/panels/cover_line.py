"""One line: which villages lose their cover when a unit is sent, or that none does."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.literal import PlainLabel
from desktop.sending_preview import cover_note, cover_warning
from desktop.session import Session
from services.protocol.messages import SendingReply


class CoverLine(PlainLabel):
    """Hidden where the kind of the unit is not expected to cover villages."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()

    def show_reply(self, reply: SendingReply | None) -> None:
        """Show what an answer says; None: nothing."""
        warning = "" if reply is None else cover_warning(self._session, reply)
        text = warning or ("" if reply is None else cover_note(reply))
        self.setText(text)
        self.setVisible(bool(text))
        self.setProperty("role", "error" if warning else "muted")
        self.style().polish(self)
