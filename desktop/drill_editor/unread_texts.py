"""What is typed into forms and cells and cannot be read: it stays with its row until it is corrected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from county.explained import ExplainedLine


class RowIdentity(NamedTuple):
    """A row of a scenario wherever it is moved to."""

    table: str
    id: str = ""
    nth: int = 0
    """Among the rows of the same id."""


class UnreadText(NamedTuple):
    """A text that is no value of its field."""

    text: str
    why: ExplainedLine


class UnreadTexts(QObject):
    """By row and key of the field."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._texts: dict[RowIdentity, dict[str, UnreadText]] = {}

    def __bool__(self) -> bool:
        return bool(self._texts)

    def of(self, row: RowIdentity) -> Mapping[str, UnreadText]:
        return self._texts.get(row, {})

    def keep(self, row: RowIdentity, field: str, text: UnreadText) -> None:
        self._texts.setdefault(row, {})[field] = text
        self.changed.emit()

    def drop(self, row: RowIdentity, field: str) -> None:
        """The field has been read; the caller tells it with the change of the row."""
        kept = self._texts.get(row, {})
        kept.pop(field, None)
        if not kept:
            self._texts.pop(row, None)

    def rename(self, before: RowIdentity, after: RowIdentity) -> None:
        if before in self._texts:
            self._texts[after] = self._texts.pop(before)

    def clear(self) -> None:
        self._texts.clear()
