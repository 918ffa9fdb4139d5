"""What a panel with forms tells about what is half written in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

Fields = dict[str, str]
"""What was filled in, by field; never the name or phone of a reporter."""


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
    """The source of a panel with one form of a few texts."""

    def __init__(self, title: Callable[[], str], **lines: QLineEdit | QPlainTextEdit) -> None:
        """``title``: of the panel; ``lines`` by field, the first one gets the focus."""
        self._title = title
        self._lines = lines

    def drafts(self) -> Mapping[str, Fields]:
        fields = {name: _text(line) for name, line in self._lines.items() if _text(line).strip()}
        return {"": fields} if fields else {}

    def take_draft(self, form: str, fields: Fields) -> bool:
        first = next(iter(self._lines.values()))
        first.setFocus()
        if self.drafts():
            return False
        for name, line in self._lines.items():
            text = fields.get(name, "")
            line.setPlainText(text) if isinstance(line, QPlainTextEdit) else line.setText(text)
        return True

    def draft_title(self, form: str, fields: Fields) -> str:
        return f"{self._title()} · {' '.join(next(iter(fields.values()), '').split())}"


def _text(line: QLineEdit | QPlainTextEdit) -> str:
    return line.toPlainText() if isinstance(line, QPlainTextEdit) else line.text()
