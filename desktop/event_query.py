"""Which events are asked for: one question shared by the headline figures, the list and its filter bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from psygnal import Signal

from county.catalog import Subclass
from county.event import Event, State
from desktop.moments import day_of

WAITING = frozenset({State.REPORTED, State.FILED})
"""待派遣: the centre itself owes the next step."""
IN_HAND = frozenset({State.DISPATCHED, State.HANDLING, State.SUSPENDED})
TO_VERIFY = frozenset({State.FED_BACK})
OPEN = WAITING | IN_HAND | TO_VERIFY
CLOSED = frozenset({State.CLOSED, State.EVALUATED})
ALL = frozenset(State)


@dataclass(frozen=True)
class EventQuery:
    """Every condition must hold; an empty one always does."""

    states: frozenset[State] = OPEN
    event_class: str = ""
    level: str = ""
    text: str = ""
    overdue: bool = False
    due_today: bool = False
    reported_today: bool = False
    actor: str = ""
    """Only events in whose time line this person stands."""

    def matches(self, event: Event, now_ms: int, subclasses: Mapping[str, Subclass]) -> bool:
        """Whether ``event`` is asked for."""
        if event.state not in self.states or (self.level and event.level != self.level):
            return False
        if self.overdue and not event.overdue(now_ms):
            return False
        if self.due_today and not is_due(event, day_of(now_ms)):
            return False
        if self.reported_today and event.happened_ms not in day_of(now_ms):
            return False
        subclass = subclasses.get(event.subclass)
        if self.event_class and (subclass is None or subclass.event_class != self.event_class):
            return False
        if self.actor and all(step.actor != self.actor for step in event.timeline):
            return False
        if self.text:
            names = (subclass.name.zh, subclass.name.en) if subclass else ()
            needle = self.text.casefold()
            return any(needle in hay.casefold() for hay in (event.id, event.title, event.division, event.unit, *names))
        return True


def is_due(event: Event, day: range) -> bool:
    """应结案: the limit lies in ``day``."""
    return event.due_ms is not None and event.due_ms in day


@dataclass
class Question:
    """The query in force; views listen to ``changed``."""

    query: EventQuery = field(default_factory=EventQuery)

    changed = Signal(object)
    """EventQuery"""

    def ask(self, query: EventQuery) -> None:
        """Put another question."""
        if query != self.query:
            self.query = query
            self.changed.emit(query)
