"""The events that a query asks for, sorted, as a Qt list model that keeps up with the layer row by row.

Ten thousand events are looked through in slices; until an answer is complete the one before stands.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from county.catalog import Catalog
from county.clock import monotonic_ms
from county.event import Event
from desktop.event_query import EventQuery
from layers.events import LEVEL_NAMES, EventsLayer

Order = Literal["newest", "due", "level"]
EVENT_ROLE = int(Qt.ItemDataRole.UserRole)
ROWS_AT_ONCE = 200
"""More changes than this in one tick and the rows are merged instead of moved one by one."""
LOOK_MS = 6
"""Of looking through events between two turns of the window's loop."""
SLICE = 250
"""Events looked at between two looks at the clock."""

_FAR_MS = 1 << 62
_LEVEL_RANK = {level: rank for rank, level in enumerate(LEVEL_NAMES)}

Key = tuple[float | int | str, ...]
"""What rows are sorted by; the event's id comes last."""
_KEYS: dict[Order, Callable[[Event], Key]] = {
    "newest": lambda e: (-e.happened_ms, e.id),
    "due": lambda e: (e.due_ms if e.due_ms is not None and e.open else _FAR_MS, -e.happened_ms, e.id),
    "level": lambda e: (_LEVEL_RANK[e.level], -e.happened_ms, e.id),
}


class EventRows(QAbstractListModel):
    """Rows of events; ``EVENT_ROLE`` gives the :class:`~county.event.Event`."""

    def __init__(self, layer: EventsLayer, catalog: Catalog, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer = layer
        self._catalog = catalog
        self._query = EventQuery()
        self._order: Order = "newest"
        self._now_ms = 0
        self._keys: list[Key] = []
        self._ids: list[str] = []
        self._key_of: dict[str, Key] = {}
        self._unseen: list[str] = []
        """Events that the question was not yet put to."""
        self._found: list[Key] = []
        self._late: set[str] = set()
        """Events that moved meanwhile."""
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._go_on)

    def ask(self, query: EventQuery, order: Order, now_ms: int) -> None:
        """Show the answer to ``query`` at ``now_ms``, sorted by ``order``."""
        self._query, self._order, self._now_ms = query, order, now_ms
        self._begin()

    def follow(self, moved: frozenset[str] | None, now_ms: int) -> None:
        """Take in what the layer says moved (None: everything)."""
        self._now_ms = now_ms
        if moved is None:
            self._begin()
            if self._unseen:
                self._lay_out([])  # the old rows' events may be gone
        elif self._unseen:
            self._late |= moved
        elif len(moved) > ROWS_AT_ONCE:
            self._merge(moved)
        else:
            for event_id in moved:
                self._place(event_id)

    def row_of(self, event_id: str) -> int | None:
        """The row of an event, None when the query does not ask for it."""
        key = self._key_of.get(event_id)
        return None if key is None else bisect_left(self._keys, key)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        event = self._layer.events[self._ids[index.row()]]
        if role == EVENT_ROLE:
            return event
        return event.title if role == Qt.ItemDataRole.DisplayRole else None

    def _begin(self) -> None:
        """Look through all events, as far as one slice goes; the rest follows between the turns of the loop."""
        self._unseen = list(self._layer.events)
        self._found, self._late = [], set()
        self._go_on()

    def _go_on(self) -> None:
        end_ms = monotonic_ms() + LOOK_MS
        while self._unseen:
            self._found += self._asked(self._unseen[-SLICE:])
            del self._unseen[-SLICE:]
            if self._unseen and monotonic_ms() >= end_ms:
                self._look.start()
                return
        self._look.stop()
        self._lay_out(sorted(self._found))
        if self._late:
            self._merge(frozenset(self._late))

    def _asked(self, ids: Iterable[str]) -> list[Key]:
        """Keys of the events that the query asks for, in order."""
        key, subclasses = _KEYS[self._order], self._catalog.subclasses
        events = (self._layer.events[event_id] for event_id in ids)
        return sorted(key(event) for event in events if self._query.matches(event, self._now_ms, subclasses))

    def _merge(self, moved: frozenset[str]) -> None:
        rows = [key for key in self._keys if key[-1] not in moved]
        rows += self._asked(moved)
        rows.sort()  # two sorted runs: Python merges them
        self._lay_out(rows)

    def _lay_out(self, keys: list[Key]) -> None:
        self.layoutAboutToBeChanged.emit()
        held = [(index, self._ids[index.row()]) for index in self.persistentIndexList()]
        self._keys = keys
        self._ids = [str(key[-1]) for key in keys]
        self._key_of = dict(zip(self._ids, keys, strict=True))
        for index, event_id in held:
            row = self.row_of(event_id)
            self.changePersistentIndex(index, QModelIndex() if row is None else self.index(row))
        self.layoutChanged.emit()

    def _place(self, event_id: str) -> None:
        event = self._layer.events[event_id]
        wanted = self._query.matches(event, self._now_ms, self._catalog.subclasses)
        key = _KEYS[self._order](event)
        old = self._key_of.get(event_id)
        if old is not None and (not wanted or old != key):
            row = bisect_left(self._keys, old)
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._keys[row], self._ids[row], self._key_of[event_id]
            self.endRemoveRows()
            old = None
        if not wanted:
            return
        row = bisect_left(self._keys, key)
        if old is not None:
            self.dataChanged.emit(self.index(row), self.index(row))
            return
        self.beginInsertRows(QModelIndex(), row, row)
        self._keys.insert(row, key)
        self._ids.insert(row, event_id)
        self._key_of[event_id] = key
        self.endInsertRows()
