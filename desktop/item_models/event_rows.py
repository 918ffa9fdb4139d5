"""The events that match a query, sorted, as a Qt model that follows the layer row by row.

Conditions on columns are evaluated for all events at once; texts and people are read in slices, and the previous
result remains until a new one is complete.

While the rows are held, none moves, comes or goes: what a row shows is current, and its place waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal

from county.aggregate import NEVER_MS
from county.clock import monotonic_ms
from county.events.event import CLOCK_RUNS, ENDED
from county.events.event_columns import in_states, open_emergencies
from county.fold import States
from desktop.events.names import EventNames
from desktop.events.query import NOTHING_ELSE, EventQuery, FoundElsewhere
from desktop.i18n import pick
from desktop.item_models.keyed_rows import Index, Key, KeyedRows
from layers.table import Rows, StateColumns
from layers.urgency import order_of, urgency

Order = Literal["urgent", "newest", "due", "level", "turn"]
"""Open emergencies come first in each.  urgent: see :mod:`layers.urgency`; turn: what waits for a step of the centre
since then, other tasks by their limit; the first due first."""
EVENT_ROLE = int(Qt.ItemDataRole.UserRole)
"""The :class:`~county.events.event.Event`; None once it is archived."""
ID_ROLE = EVENT_ROLE + 1
"""Its number."""
SLICE_MS = 4
"""Time slice per event loop iteration."""
SLICE = 250
"""Events read between two checks of the time."""


class EventRows(KeyedRows):
    """Rows of events, shown by their titles; ``EVENT_ROLE`` gives the event, ``ID_ROLE`` its number."""

    waiting = Signal(int, int)
    """How many events wait while the rows are held: those without a row yet, and those that belong elsewhere."""

    def __init__(
        self,
        columns: StateColumns,
        states: States,
        names: EventNames,
        parent: QObject | None = None,
        *,
        slice_ms: int = SLICE_MS,
    ) -> None:
        """``columns`` and ``states``: of the events on the desk."""
        super().__init__(parent)
        self._columns, self._states = columns, states
        self._names = names
        self._slice_ms = slice_ms
        self._query, self._found = EventQuery(), NOTHING_ELSE
        self._order: Order = "newest"
        self._now_ms = 0
        self._aged_ms = 0
        """Up to when changes by time alone are in the rows."""
        self._work: Iterator[None] | None = None
        """The search in progress."""
        self._late: set[str] = set()
        """Events that changed during the search."""
        self._held = False
        self._moved: set[str] = set()
        """Events that changed while the rows were held and belong to another place, or to none."""
        self._stale = False
        """The search is to be repeated when the rows are let go."""
        self._shown: tuple[EventQuery, Order] | None = None
        """What the rows are the result of."""
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._go_on)

    def search(
        self, query: EventQuery, order: Order, now_ms: int, found: FoundElsewhere = NOTHING_ELSE
    ) -> None:
        """Show the events that match ``query`` at ``now_ms``, and what was found for it elsewhere, sorted by
        ``order``."""
        self._query, self._order, self._now_ms, self._found = query, order, now_ms, found
        if self._stays():
            self._stale = True
        else:
            self._begin()

    def hold(self) -> None:
        """Keep every row where it is."""
        self._held = True

    def let_go(self) -> None:
        """Move, add and remove what waited."""
        self._held = False
        moved = frozenset(self._moved)
        if self._stale:
            self._begin()
        elif moved:
            self._nothing_waits()
            self._take(moved)

    def age(self, now_ms: int) -> None:
        """Move the events that have become more urgent by time alone."""
        before_ms, self._aged_ms, self._now_ms = self._aged_ms, now_ms, now_ms
        if self._order != "urgent" or not before_ms or self._work is not None:
            return
        was, now = (urgency(self._columns, at_ms) for at_ms in (before_ms, now_ms))
        aged = frozenset(self._columns.ids[np.flatnonzero(was != now)].tolist())
        if aged:
            self._change(aged)

    @property
    def is_searching(self) -> bool:
        """Whether the rows of the newest query are not shown yet."""
        return self._work is not None

    @property
    def holds_back(self) -> bool:
        """Whether something waits for the rows to be let go."""
        return self._stale or bool(self._moved)

    def coming_ids(self) -> Iterator[str]:
        """The events in their order, those that wait included, as they will be when the rows are let go."""
        waiting = self._keys_now(frozenset(self._moved))
        shown = (key for key in self._keys if key[-1] not in self._moved)
        return (key[-1] for key in merge(shown, sorted(waiting)))

    def follow(self, moved: frozenset[str] | None, now_ms: int) -> None:
        """Update the events that changed or were archived (None: all)."""
        self._now_ms = now_ms
        if moved is None:
            self._shown = None
            self._begin()
            if self._work is not None:
                self.lay_out([])  # the events of the old rows are invalid
        elif self._work is not None:
            self._late |= moved
        else:
            self._change(moved)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        event_id = self.id_at(index.row())
        if role == ID_ROLE:
            return event_id
        if role not in (EVENT_ROLE, Qt.ItemDataRole.DisplayRole):
            return None
        event = self._states.get(event_id)
        return event if role == EVENT_ROLE or event is None else pick(self._names.texts.title(event))

    def _begin(self) -> None:
        """Start the search; the rest follows in later event loop iterations."""
        self._late, self._stale, self._aged_ms = set(), False, self._now_ms
        self._work = self._answer()
        self._go_on()

    def _go_on(self) -> None:
        end_ms = monotonic_ms() + self._slice_ms
        for _ in self._work or ():
            if monotonic_ms() >= end_ms:
                self._look.start()
                return
        self._work = None
        self._look.stop()
        late, self._late = frozenset(self._late), set()
        if late:
            self._change(late)

    def _answer(self) -> Iterator[None]:
        """Find the rows, sort and show them; yields where the event loop may run: nowhere for a few events, whose rows
        are shown with the change that they follow.

        Row numbers are valid only within a step: data for later steps is stored by id.
        """
        rows = self._query.rows(self._columns, self._now_ms, self._names.subclasses)
        if len(rows) <= SLICE:
            self._show(self._keys_of(self._read(rows)))
            return
        if self._query.reads:
            ids, found = self._columns.ids[rows].tolist(), list[Key]()
            for first in range(0, len(ids), SLICE):
                yield
                part = self._columns.rows(ids[first : first + SLICE])
                found += self._keys_of(self._read(part))
        else:
            found = self._keys_of(rows)
        yield
        found.sort()
        yield
        self._show(found)

    def _show(self, found: list[Key]) -> None:
        if self._stays():
            self._stale = True
            return
        self._shown = self._query, self._order
        self._nothing_waits()
        self.lay_out(found)

    def _stays(self) -> bool:
        """Whether the rows are held: not those of another query, which the user has just made."""
        return self._held and self._shown == (self._query, self._order) and self.rowCount() > 0

    def _nothing_waits(self) -> None:
        if self._moved:
            self._moved.clear()
            self.waiting.emit(0, 0)

    def _change(self, moved: frozenset[str]) -> None:
        if self._stays():
            self._wait(moved)
        else:
            self._take(moved)

    def _wait(self, moved: frozenset[str]) -> None:
        """Repaint the rows of these events; note those that belong elsewhere."""
        before = set(self._moved)
        now = {key[-1]: key for key in self._keys_now(moved)}
        for event_id in moved:
            row = self.row_of(event_id)
            if row is not None:
                self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
            if self.key_of(event_id) == now.get(event_id):
                self._moved.discard(event_id)
            else:
                self._moved.add(event_id)
        if self._moved != before:
            new = sum(self.row_of(event_id) is None for event_id in self._moved)
            self.waiting.emit(new, len(self._moved) - new)

    def _take(self, moved: frozenset[str]) -> None:
        self.move(moved, self._keys_now(moved))

    def _keys_now(self, moved: frozenset[str]) -> list[Key]:
        rows = self._query.rows(self._columns, self._now_ms, self._names.subclasses, self._columns.rows(moved))
        return self._keys_of(self._read(rows))

    def _read(self, rows: Rows) -> Rows:
        if not self._query.reads:
            return rows
        return self._query.read(self._columns, rows, self._states.peek, self._names, self._found)

    def _keys_of(self, rows: Rows) -> list[Key]:
        """Keys of ``rows`` in the current order, sorted except for the ids among equal keys."""
        columns = self._columns
        by: list[NDArray[Any]] = [-columns["happened_ms"][rows]]
        if self._order == "urgent":
            by = [*order_of(columns, rows, self._now_ms), *by]
        elif self._order == "due":
            limit = np.where(in_states(columns, ENDED), NEVER_MS, columns["due_ms"])
            by.insert(0, limit[rows])
        elif self._order == "turn":
            runs = in_states(columns, CLOCK_RUNS) & (columns["extension_ms"] == NEVER_MS)
            by.insert(0, np.where(runs, columns["due_ms"], columns["since_ms"])[rows])
        elif self._order == "level":
            by.insert(0, columns["level"][rows].astype(np.int64))
        by.insert(0, ~open_emergencies(columns, rows, self._names.emergencies))
        order = np.lexsort(by[::-1])
        return list(zip(*(part[order].tolist() for part in (*by, columns.ids[rows])), strict=True))
