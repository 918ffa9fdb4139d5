"""What a panel says while an answer that takes seconds is not there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.backend.asked_study import AskedStudy
from desktop.figures.analysis_note import analysis_note
from desktop.session import Session
from desktop.wording import explained


def study_note(asking: AskedStudy[Any, Any], session: Session) -> str:
    """How far the wanted answer is, or why it was refused; "" when it is there, or nothing is wanted."""
    reply, trouble = asking.reply, asking.trouble
    if asking.question is None:
        return ""
    if reply is not None and reply.state == "refused":
        return explained(reply.why)
    if not asking.is_waiting:
        return ""
    if trouble is not None:
        return explained(trouble.line)
    note = analysis_note(session, 0)
    if note or reply is None:
        return note or QCoreApplication.translate("study", "Asking …")
    if reply.state == "waiting":
        return QCoreApplication.translate("study", "Waiting for another answer …")
    return QCoreApplication.translate("study", "Computing … {share} %").format(share=round(100 * reply.share))
