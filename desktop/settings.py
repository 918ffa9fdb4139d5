"""The settings of this user: layout, language and operator, kept in a file between runs."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QSettings

from county.explained import ExplainedLine

NOT_SAVED = QT_TRANSLATE_NOOP(
    "explained",
    "{path}: cannot be written; layout, language and the name on duty are lost when the window closes, until the "
    "folder can be written",
)
_TRIED = "window/tried"


def save_fault(settings: QSettings) -> str:
    """Why ``settings`` cannot be saved, one line; "" when they can.  Qt itself reports nothing: it forgets them."""
    settings.setValue(_TRIED, "")
    settings.sync()
    settings.remove(_TRIED)
    if settings.status() != QSettings.Status.AccessError:
        return ""
    return ExplainedLine(str(NOT_SAVED), path=settings.fileName())
