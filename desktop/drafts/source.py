"""What a panel with forms tells about what is half written in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

Fields = dict[str, str]
"""What was filled in, by field; never the name or phone of a reporter."""
Line = QLineEdit | QPlainTextEdit
_FIELD = "text"
"""Of the only text of a panel."""


class DraftSource(Protocol):
    """A panel of the window."""

    def drafts(self) -> Mapping[str, Fields]:
        """What is half written and not sent, by form; a form in which nothing was typed is left out."""
        ...

    def take_draft(self, form: str, fields: Fields) -> bool:
        """Fill it in again; False where something else is half written there, which the panel says."""
        ...

    def draft_title(self, form: str, fields: Fields) -> str:
        """What the draft is about, one line."""
        ...


class LineDrafts:
    """The source of a panel with one text; there is none until the panel is made."""

    def __init__(self, title: Callable[[], str]) -> None:
        """``title``: of the panel."""
        self._title = title
        self._line: Line | None = None

    def watch(self, line: Line) -> None:
        """The panel is made: its text."""
        self._line = line

    def drafts(self) -> Mapping[str, Fields]:
        text = "" if self._line is None else _text(self._line)
        return {"": {_FIELD: text}} if text.strip() else {}

    def take_draft(self, form: str, fields: Fields) -> bool:
        line = self._line
        assert line is not None, "its panel is shown before"
        line.setFocus()
        if self.drafts():
            return False
        text = fields.get(_FIELD, "")
        line.setPlainText(text) if isinstance(line, QPlainTextEdit) else line.setText(text)
        return True

    def draft_title(self, form: str, fields: Fields) -> str:
        return f"{self._title()} · {' '.join(fields.get(_FIELD, '').split())}"


def _text(line: Line) -> str:
    return line.toPlainText() if isinstance(line, QPlainTextEdit) else line.text()
