"""The event query shared by the header figures, the list and its filter bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from psygnal import Signal

from county.catalog import Name, Subclass
from county.commands import EventLevel, Source
from county.durations import HOUR_MS
from county.events.event import LEVELS, SOURCES, STATES, Event, State
from county.events.event_columns import at_stage, in_states, open_emergencies
from county.events.stage_clock import AMBER, RED
from county.events.state_names import STATE_NAMES
from desktop.events.names import EventNames, contains_all
from desktop.events.whose_turn import Turn
from desktop.moments import day_of
from layers.table import Rows, StateColumns

WAITING = frozenset({State.REPORTED, State.FILED})
"""待立案、待派遣: the next step is the centre's."""
IN_HAND = frozenset({State.DISPATCHED, State.HANDLING, State.SUSPENDED})
TO_VERIFY = frozenset({State.FED_BACK})
OPEN = WAITING | IN_HAND | TO_VERIFY
CLOSED = frozenset({State.CLOSED, State.EVALUATED})
ALL = frozenset(State)
TOWN_DIGITS = 9
"""Of a code: county and town."""


def name_of(states: frozenset[State]) -> Name:
    """The words of the states, in the order of the life cycle: what counts or lists events is called by what it
    counts."""
    names = [STATE_NAMES[state] for state in STATES if state in states]
    en = ", ".join(name.en for name in names)
    return Name("、".join(name.zh for name in names), en[:1] + en[1:].lower())


@dataclass(frozen=True)
class FoundElsewhere:
    """What the backend's services found for the text of a query, besides what is found here."""

    ids: frozenset[str] = frozenset()
    """Events with the text in pinyin, by initials, or in a note."""
    reporters: frozenset[str] = frozenset()
    """Tokens of the reporters with the number."""


NOTHING_ELSE = FoundElsewhere()


@dataclass(frozen=True)
class EventQuery:
    """All conditions must hold; an empty one is always true."""

    states: frozenset[State] = OPEN
    event_class: str = ""
    level: EventLevel | Literal[""] = ""
    text: str = ""
    overdue: bool = False
    due_soon: bool = False
    """临期: most of the limit is used, but not all."""
    pressing: bool = False
    """Overdue or due soon."""
    due_today: bool = False
    reported_today: bool = False
    emergency: bool = False
    """Only open emergencies, by class or level."""
    actor: str = ""
    """Only events with this person in their time line."""
    turn: Turn | None = None
    """Only events about which this key must do something next."""
    town: str = ""
    """Code of a town; only events in it."""
    unit: str = ""
    """Only events on which this unit works."""
    source: Source | Literal[""] = ""
    within_hours: int = 0
    """Only events that happened within so many hours; 0: at any time."""

    @property
    def depends_on_time(self) -> bool:
        """Whether an event comes or goes without a record."""
        return any((self.overdue, self.due_soon, self.pressing, self.due_today, self.reported_today, self.within_hours))

    def rows(
        self, columns: StateColumns, now_ms: int, subclasses: Mapping[str, Subclass], among: Rows | None = None
    ) -> Rows:
        """Rows of ``columns`` (only of ``among``, where given) that meet the conditions on columns.

        The conditions of :meth:`read` remain to be checked.
        """
        rows = np.arange(len(columns)) if among is None else among
        due_ms = columns["due_ms"][rows]
        matching = in_states(columns, self.states)[rows]
        if self.level:
            matching &= columns["level"][rows] == LEVELS.index(self.level)
        for asked, stage in ((self.overdue, RED), (self.due_soon, AMBER)):
            if asked:
                matching &= at_stage(columns, stage, now_ms)[rows]
        if self.pressing:
            matching &= (at_stage(columns, AMBER, now_ms) | at_stage(columns, RED, now_ms))[rows]
        if self.turn is not None:
            matching &= self.turn.mask(columns, now_ms)[rows]
        if self.source:
            matching &= columns["source"][rows] == SOURCES.index(self.source)
        if self.within_hours:
            matching &= columns["happened_ms"][rows] > now_ms - self.within_hours * HOUR_MS
        if self.due_today:
            today = day_of(now_ms)
            matching &= (due_ms >= today.start) & (due_ms < today.stop)
        if self.reported_today:
            today, happened_ms = day_of(now_ms), columns["happened_ms"][rows]
            matching &= (happened_ms >= today.start) & (happened_ms < today.stop)
        rows = rows[matching]
        if self.emergency:
            urgent = frozenset(key for key, row in subclasses.items() if row.emergency)
            rows = rows[open_emergencies(columns, rows, urgent)]
        if self.town:
            town = self.town[:TOWN_DIGITS]
            rows = rows[np.array([d.startswith(town) for d in columns["division"][rows].tolist()], dtype=bool)]
        if self.unit:
            at_work = columns["units"][rows].tolist()
            rows = rows[np.array([self.unit in units.split("\n") for units in at_work], dtype=bool)]
        if self.event_class:
            wanted = {key for key, row in subclasses.items() if row.event_class == self.event_class}
            rows = rows[np.array([key in wanted for key in columns["subclass"][rows].tolist()], dtype=bool)]
        return rows

    @property
    def reads(self) -> bool:
        """Whether :meth:`read` has conditions to check."""
        return bool(self.text or self.actor)

    def read(
        self,
        columns: StateColumns,
        rows: Rows,
        event: Callable[[str], Event | None],
        names: EventNames,
        found: FoundElsewhere,
    ) -> Rows:
        """Those of ``rows`` that meet the conditions on texts and people; each event is read once."""
        if self.text:
            words = self.text.casefold().split()
            hits = [
                event_id in found.ids or contains_all(text, words)
                for event_id, text in zip(columns.ids[rows].tolist(), names.searched(columns, rows), strict=True)
            ]
            if found.reporters:
                reported = map(event, columns.ids[rows].tolist())
                hits = [
                    hit or (e is not None and any(map(e.is_reported_by, found.reporters)))
                    for hit, e in zip(hits, reported, strict=True)
                ]
            rows = rows[np.array(hits, dtype=bool)]
        if self.actor:
            known = map(event, columns.ids[rows].tolist())
            matching = [e is not None and any(step.actor == self.actor for step in e.timeline) for e in known]
            rows = rows[np.array(matching, dtype=bool)]
        return rows


@dataclass
class ActiveQuery:
    """The active query; views connect to ``changed``."""

    query: EventQuery = field(default_factory=EventQuery)

    changed = Signal(object)
    """EventQuery"""

    def set(self, query: EventQuery) -> None:
        """Replace the query."""
        if query != self.query:
            self.query = query
            self.changed.emit(query)
