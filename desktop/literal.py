"""Text that Qt shows as it is: names, notes and titles are data, never HTML, links or pictures."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QLabel, QWidget


class PlainLabel(QLabel):
    """A label of plain text; the only kind of label for names, notes and titles."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)


def literal(text: str) -> str:
    """``text`` for tooltips and message boxes, which have no plain format: escaped where Qt would take it for HTML."""
    if not GuiQt.mightBeRichText(text):
        return text
    return f"<span>{escape(text)}</span>".replace("\n", "<br>")


def without_mnemonics(text: str) -> str:
    """``text`` for buttons and menus, in which & marks the letter of a shortcut."""
    return text.replace("&", "&&")
