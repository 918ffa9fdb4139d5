"""Entries of the duty log as a Qt model, newest first."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, Qt

from county.duty_log import KINDS, DutyEntry
from desktop import moments
from desktop.i18n import pick
from desktop.item_models.keyed_rows import Index, Key, KeyedRows
from desktop.wording import file_text

if TYPE_CHECKING:
    from desktop.session import Session

ABOUT_ROLE = int(Qt.ItemDataRole.UserRole)
"""Number of the event that an entry is about, "" for none."""


class DutyRows(KeyedRows):
    """One column: time, kind, author and subject, on the next line the text, and below it the attached files."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._columns = session.layers.book("duty").columns
        self._states = session.layers.states("duty")
        self._next = count()
        self._number: dict[str, int] = {}
        """Order of arrival: sorts entries of the same time."""
        self.follow(None)

    def follow(self, moved: frozenset[str] | None) -> None:
        """Update the entries that were added or archived (None: all)."""
        if moved is None:
            self._number = dict(zip(self._states, self._next, strict=False))
            self.lay_out(self._keys_of(self._number))
            return
        for entry_id in moved - self._states.keys():
            self._number.pop(entry_id, None)
        self._number_new(moved)
        self.move(moved, self._keys_of(moved))

    def retranslate(self) -> None:
        """The language or the day has changed."""
        if rows := self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, 0))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, ABOUT_ROLE):
            return None
        entry: DutyEntry | None = self._states.get(self.id_at(index.row()))
        if entry is None or role == ABOUT_ROLE:
            return entry and entry.about
        step = entry.steps[0]
        about = f" · {entry.about}" if entry.about else ""
        when = moments.short(step.happened_ms, self._session.clock.now_ms())
        text = f"{when}  {pick(KINDS[entry.kind])} · {step.actor}{about}\n{step.note}"
        if not entry.attachments:
            return text
        files = self.tr(", ").join(file_text(file.name, file.size) for file in entry.attachments)
        return f"{text}\n" + self.tr("Attachments: {files}").format(files=files)

    def _number_new(self, moved: frozenset[str]) -> None:
        """Number new entries; they are the last ones of the states."""
        new = {entry_id for entry_id in moved if entry_id in self._states} - self._number.keys()
        found: list[str] = []
        for entry_id in reversed(self._states):
            if len(found) == len(new):
                break
            if entry_id in new:
                found.append(entry_id)
        self._number.update(zip(reversed(found), self._next, strict=False))

    def _keys_of(self, ids: frozenset[str] | dict[str, int]) -> list[Key]:
        """Keys of those of ``ids`` that are on the desk."""
        rows = self._columns.rows(ids)
        some = zip(self._columns.ids[rows].tolist(), self._columns["since_ms"][rows].tolist(), strict=True)
        return [(-at_ms, -self._number[entry_id], entry_id) for entry_id, at_ms in some if entry_id in self._number]
