"""Contents that are counted over the events on the desk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from county.aggregate import NEVER_MS
from county.events.emergency import emergency_subclasses
from county.events.event import CLOCK_RUNS, SOURCES, STATES, State
from county.events.event_columns import at_stage, in_states, open_emergencies
from county.events.stage_clock import RED
from county.events.state_names import STATE_NAMES
from county.names import BETWEEN
from county.wall.states import STATE_COLORS
from desktop import moments
from desktop.events.query import CLOSED, OPEN
from desktop.i18n import pick
from desktop.leader.waiting_rows import decisions
from desktop.wall.contents.provider import ContentProvider
from desktop.wall.language import translate
from desktop.wall.tiles.funnel import FunnelContent, FunnelStage
from desktop.wall.tiles.rows import ListContent, ListRow
from layers.events import EventsLayer
from layers.table import Rows, StateColumns

STAGES = tuple(state for state in STATES if state in OPEN)
"""Of what is not ended, in the order of the life cycle."""
MOST_ROWS = 40
MOST_LAST = 12
"""Rows that fill the room that is left."""
VILLAGE_DIGITS = 12
"""Of a division's code: a wall names no grids."""


def columns_of(provider: ContentProvider) -> StateColumns | None:
    """The columns of the events; None before any data arrived."""
    session = provider.session
    return session.layers.of(EventsLayer).columns if session.layers.begun else None


def last_closed(provider: ContentProvider, now_ms: int) -> tuple[ListRow, ...]:
    """The events whose handling ended last, the newest first, without their state: the caption says it."""
    columns = columns_of(provider)
    if columns is None:
        return ()
    rows = _newest(columns, in_states(columns, CLOSED), "ended_ms")[:MOST_LAST]
    return _rows(provider, columns, rows, "ended_ms", now_ms, with_state=False)


def last_of_sensors(provider: ContentProvider, listed: Collection[str], now_ms: int) -> tuple[ListRow, ...]:
    """The events that sensors opened last, at whatever stage they are, the newest first; without those that were opened
    for the alarms ``listed``, which are rows themselves."""
    columns = columns_of(provider)
    if columns is None:
        return ()
    states = provider.session.layers.states("event")

    def is_of_listed(row: int) -> bool:
        event = states.get(str(columns.ids[row]))
        return event is not None and event.alarm_id in listed

    found = _newest(columns, columns["source"] == SOURCES.index("sensor"), "happened_ms")
    rows = islice((row for row in found if not is_of_listed(row)), MOST_LAST)
    return _rows(provider, columns, rows, "happened_ms", now_ms)


def _newest(columns: StateColumns, chosen: NDArray[np.bool_], time: str) -> list[int]:
    """The rows that are ``chosen``, the newest first."""
    found = np.flatnonzero(chosen)
    newest: list[int] = found[np.argsort(-columns[time][found], kind="stable")].tolist()
    return newest


def _rows(
    provider: ContentProvider, columns: StateColumns, rows: Iterable[int], time: str, now_ms: int, *,
    with_state: bool = True,
) -> tuple[ListRow, ...]:  # fmt: skip
    def detail(row: int) -> str:
        place = provider.session.divisions.path(_village(columns, row))
        return BETWEEN.join((pick(STATE_NAMES[STATES[columns["state"][row]]]), place)) if with_state else place

    return tuple(
        ListRow(_title(provider, columns, row), detail(row), moments.short(int(columns[time][row]), now_ms))
        for row in rows
    )


class FunnelContents(ContentProvider):
    """How many open events are at each stage, and how many of them are overdue."""

    def content(self, now_ms: int) -> FunnelContent | None:
        columns = columns_of(self)
        if columns is None:
            return None
        counts = np.bincount(columns["state"], minlength=len(STATES))
        late = np.bincount(columns["state"][at_stage(columns, RED, now_ms)], minlength=len(STATES))
        return FunnelContent(tuple(self._stage(state, counts, late) for state in STAGES))

    def _stage(self, state: State, counts: NDArray[np.intp], late: NDArray[np.intp]) -> FunnelStage:
        code = STATES.index(state)
        return FunnelStage(pick(STATE_NAMES[state]), int(counts[code]), int(late[code]))


class DecisionsContents(ContentProvider):
    """What waits for a decision of those in command: the leader's list (:mod:`county.waiting`)."""

    def content(self, now_ms: int) -> ListContent | None:
        if columns_of(self) is None:
            return None
        found = decisions(self.session)
        rows = tuple(
            ListRow(
                row.what, row.why,
                translate("wall", "waiting {time}").format(time=moments.lasting(row.since_ms, now_ms)),
                "alarm" if row.grave else "late",
            )
            for row in found.rows[:MOST_ROWS]
        )
        worst = "text" if not found.total else "alarm" if any(row.grave for row in found.rows) else "late"
        return ListContent(
            rows, found.total, translate("wall", "Nothing waits for a decision"), worst,
            translate("wall", "Closed last"), last_closed(self, now_ms),
        )  # fmt: skip


class OverdueContents(ContentProvider):
    """督办与超期: supervised events and overdue ones, the longest overdue first."""

    def content(self, now_ms: int) -> ListContent | None:
        columns = columns_of(self)
        if columns is None:
            return None
        supervised = columns["supervised"] & in_states(columns, OPEN)
        overdue = at_stage(columns, RED, now_ms)
        found = np.flatnonzero(supervised | overdue)
        rows = []
        for row in _first(columns, found, "due_ms", MOST_ROWS):
            place = self.session.divisions.path(_village(columns, row))
            if overdue[row]:
                right = translate("wall", "{time} over").format(
                    time=moments.duration(now_ms - int(columns["due_ms"][row]))
                )
            else:
                right = translate("wall", "supervised")
            mark = STATE_COLORS["overdue" if overdue[row] else "supervised"]
            rows.append(ListRow(_title(self, columns, row), place, right, mark))
        color = STATE_COLORS["overdue"] if overdue.any() else "text"
        return ListContent(
            tuple(rows), len(found), translate("wall", "Nothing is overdue or supervised"), color,
            translate("wall", "Due next"), tuple(self._next(columns, now_ms)),
        )  # fmt: skip

    def _next(self, columns: StateColumns, now_ms: int) -> Iterator[ListRow]:
        """What will be overdue first."""
        running = in_states(columns, CLOCK_RUNS) & ~columns["supervised"] & (columns["due_ms"] < NEVER_MS)
        for row in _first(columns, np.flatnonzero(running & ~at_stage(columns, RED, now_ms)), "due_ms", MOST_LAST):
            place = self.session.divisions.path(_village(columns, row))
            left = moments.duration(int(columns["due_ms"][row]) - now_ms)
            yield ListRow(_title(self, columns, row), place, translate("wall", "{time} left").format(time=left))


def emergency_color(provider: ContentProvider, count: int) -> str:
    """Of the number of open emergencies."""
    if not count:
        return "text"
    calls = (not call.over for call in provider.session.waiting_calls.emergencies())
    return STATE_COLORS["calls" if any(calls) else "emergencies"]


def emergency_rows(provider: ContentProvider, columns: StateColumns) -> Rows:
    """Rows of the open emergencies."""
    rows = np.arange(len(columns))
    found: Rows = rows[open_emergencies(columns, rows, emergency_subclasses(provider.session.catalog))]
    return found


def _first(columns: StateColumns, rows: Rows, time: str, n: int) -> list[int]:
    """The ``n`` of ``rows`` with the earliest times."""
    order = np.lexsort((columns.ids[rows].astype(str), columns[time][rows]))[: max(0, n)]
    return [int(row) for row in rows[order]]


def _village(columns: StateColumns, row: int) -> str:
    return str(columns["division"][row])[:VILLAGE_DIGITS]


def _title(provider: ContentProvider, columns: StateColumns, row: int) -> str:
    return pick(provider.session.event_texts.title_at(columns.ids[row], columns, row))
