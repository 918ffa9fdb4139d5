"""Text that Qt shows as it is: names, notes and titles are data, never HTML, links or pictures."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QLabel, QWidget

RUN_MAX = 16
"""Characters of a text between two places where a line may break, at most."""
_BREAK = "\u200b"
_RUN = re.compile(rf"[!-~\u00a0-\u1fff]{{{RUN_MAX}}}(?=[!-~\u00a0-\u1fff])")


class PlainLabel(QLabel):
    """A label of plain text; the only kind of label for names, notes and titles.

    Where its lines wrap, a word as long as a web address does not make the window wider.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        wraps = self.wordWrap() and self.textFormat() == Qt.TextFormat.PlainText
        super().setText(breakable(text) if wraps else text)

    def text(self) -> str:
        """As it was set."""
        return super().text().replace(_BREAK, "")


def breakable(text: str) -> str:
    """``text`` with places where a line may break within its longest words, which Qt does not break by itself."""
    return _RUN.sub(rf"\g<0>{_BREAK}", text)


def literal(text: str) -> str:
    """``text`` for tooltips and message boxes, which have no plain format: escaped where Qt would take it for HTML."""
    if not GuiQt.mightBeRichText(text):
        return text
    return f"<span>{escape(text)}</span>".replace("\n", "<br>")


def without_mnemonics(text: str) -> str:
    """``text`` for buttons and menus, in which & marks the letter of a shortcut."""
    return text.replace("&", "&&")
