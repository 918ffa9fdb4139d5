"""Simulated staff: centre and units that process events, except those that a person is handling.

Units accept, hand back, ask for more time and feed back.  The simulated centre files, dispatches and verifies only the
oldest events, and only while more than a few wait, so that there is always something left for the operator.  Units
that a person has sent, that deal with an emergency, or that are trucks on rounds, feed back within minutes.  The
background of a drill has reports and no staff (:mod:`services.drill.background`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from random import Random
from typing import NamedTuple

from county import commands as c
from county.authority import BACKEND
from county.catalog import Catalog
from county.durations import HOUR_MS
from county.events.emergency import emergency_subclasses, is_emergency
from county.events.event import Event, State
from county.resource import Resource
from county.units.dispatch import UnitCandidate
from services.simulation.reports import SIMULATED
from services.simulation.step_times import Step, step_s

LEFT_TO_THE_OPERATOR = {State.REPORTED: 12, State.FILED: 5, State.FED_BACK: 8}
"""Number of events of each state that the simulated centre does not touch."""
NEXT_STEP: dict[State, Step] = {
    State.REPORTED: "file", State.FILED: "dispatch", State.DISPATCHED: "accept", State.HANDLING: "feed_back",
    State.SUSPENDED: "resume", State.FED_BACK: "close", State.CLOSED: "evaluate",
}  # fmt: skip
"""Whose time passes in a state."""
FOLLOWED_EACH = 1_000
"""How many further events are followed from each call on: after a start all of a full desk are new."""
AGAIN_MS = 60_000
"""After how long a step without effect is repeated, because the journal was not writable."""
CENTRE = SIMULATED + "指挥中心"
_SENT = frozenset({"EventDispatched", "EventReopened"})
_UNIT_STEPS = frozenset({"TaskAccepted", "TaskReturned", "HandlingFedBack", "EventSuspended", "EventResumed"})


class _NextStep(NamedTuple):
    """When an event's next step is due: drawn once for each length of its time line, not at each call."""

    length: int = -1
    """Of the time line for which the next step was drawn."""
    due_ms: float = 0.0
    asked_ms: int | None = None
    """When that step was requested last."""


def trucks_of(units: Iterable[Resource], catalog: Catalog) -> frozenset[str]:
    """Ids of the units that drive rounds: each of their tasks takes minutes, else no round would have a truck."""
    return frozenset(unit.id for unit in units if unit.kind == catalog.collection.truck)


class Staff:
    """Polls the desk's events and produces the next steps."""

    def __init__(
        self,
        events: dict[str, Event],
        units: tuple[Resource, ...],
        catalog: Catalog,
        rank: Callable[[Event], Sequence[UnitCandidate]],
        work: Mapping[str, tuple[str, ...]],
        *,
        seed: int,
        is_with_crew: Callable[[Event, int], bool] = lambda event, now_ms: False,
    ) -> None:
        """``is_with_crew``: nobody works on an event that goes with a round of the collection trucks."""
        self._events = events
        self._rank = rank
        self._names = {unit.id: unit.name for unit in units}
        self._names |= {key: name.zh for key, name in catalog.departments.items()}
        self._emergencies = emergency_subclasses(catalog)
        self._trucks = trucks_of(units, catalog)
        self._work = work
        self._is_with_crew = is_with_crew
        self._seed = seed
        self._start_ms: int | None = None
        self._newest = ""
        """Id of the newest event at the last call."""
        self._new: deque[str] = deque()
        """Ids of events that are not followed yet, oldest first."""
        self._followed: dict[str, _NextStep] = {}
        """Open events → their next step."""

    def due(self, now_ms: int) -> Iterator[tuple[str, c.EventCommand]]:
        """Actor and command of every step that is due; a step without effect is repeated after a while."""
        self._start_ms = now_ms if self._start_ms is None else self._start_ms
        self._follow_new()
        waiting: dict[State, list[Event]] = {state: [] for state in LEFT_TO_THE_OPERATOR}
        for event_id in list(self._followed):
            event = self._events.get(event_id)
            if event is None or event.state in (State.REJECTED, State.MERGED, State.EVALUATED):
                del self._followed[event_id]
            elif self._is_with_crew(event, now_ms):
                continue
            elif event.state in waiting:
                if not _changed_by_person(event):
                    waiting[event.state].append(event)
            elif self._is_due(event, now_ms):
                yield from self._step(event, now_ms)
        for state, events in waiting.items():
            for event in events[: max(0, len(events) - LEFT_TO_THE_OPERATOR[state])]:
                if self._is_due(event, now_ms):
                    yield from self._step(event, now_ms)

    def following(self) -> Iterator[Event]:
        """Events that were open at the last call."""
        return (self._events[event_id] for event_id in self._followed if event_id in self._events)

    def _follow_new(self) -> None:
        """Follow the oldest of the events that are new (a mapping keeps the order of arrival)."""
        new = list(takewhile(lambda event_id: event_id != self._newest, reversed(self._events)))
        self._new.extend(reversed(new))
        self._newest = new[0] if new else self._newest
        for _ in range(min(FOLLOWED_EACH, len(self._new))):
            self._followed.setdefault(self._new.popleft(), _NextStep())

    def _draws(self, event: Event) -> Random:
        """Random numbers of this event at this step, independent of the time of the call."""
        return Random(f"{self._seed}:{event.id}:{len(event.timeline)}")

    def _is_due(self, event: Event, now_ms: int) -> bool:
        step = self._followed[event.id]
        if step.length != len(event.timeline):
            step = self._followed[event.id] = _NextStep(len(event.timeline), self._due_ms(event))
        is_asked = step.asked_ms is not None and 0 <= now_ms - step.asked_ms < AGAIN_MS
        return now_ms >= step.due_ms and not is_asked

    def _due_ms(self, event: Event) -> float:
        is_grave = is_emergency(event.subclass, event.level, self._emergencies)
        soon = is_grave or _sent_by_person(event) or event.unit in self._trucks
        since_ms = max(event.since_ms, self._start_ms or 0)  # recorded later where the steps lag behind
        return since_ms + 1000 * step_s(NEXT_STEP[event.state], self._draws(event), soon=soon)

    def _note(self, kind: str, rng: Random) -> str:
        return rng.choice(self._work[kind])

    def _step(self, event: Event, now_ms: int) -> Iterator[tuple[str, c.EventCommand]]:
        self._followed[event.id] = self._followed[event.id]._replace(asked_ms=now_ms)
        rng = self._draws(event)
        rng.random()
        chance = rng.random()
        unit = SIMULATED + self._names.get(event.unit, event.unit)
        match event.state:
            case State.REPORTED if chance < 0.06:
                yield CENTRE, c.RejectEvent(event_id=event.id, note=self._note("reject", rng))
            case State.REPORTED:
                yield CENTRE, c.FileEvent(event_id=event.id)
            case State.FILED:
                yield CENTRE, c.DispatchEvent(event_id=event.id, unit=self._rank(event)[0].unit)
            case State.FED_BACK if chance < 0.08 and not event.reworked:
                yield CENTRE, c.ReworkEvent(event_id=event.id, note=self._note("rework", rng))
            case State.FED_BACK:
                yield CENTRE, c.CloseEvent(event_id=event.id, note=self._note("close", rng))
            case State.CLOSED if _changed_by_person(event):
                return
            case State.CLOSED if event.source in ("hotline", "citizen") and event.satisfied is None:
                note = self._note("follow_up", rng)
                solved = chance < 0.95
                yield CENTRE, c.FollowUpEvent(event_id=event.id, satisfied=chance < 0.9, solved=solved, note=note)
            case State.CLOSED if event.solved is False:
                yield CENTRE, c.ReopenEvent(event_id=event.id)
            case State.CLOSED:
                yield CENTRE, c.EvaluateEvent(event_id=event.id, score=rng.choice((3, 4, 4, 5, 5)))
            case _ if _person_acts_for_unit(event):
                return
            case State.DISPATCHED if chance < 0.04 and not _changed_by_person(event):
                yield unit, c.ReturnTask(event_id=event.id, note=self._note("return", rng))
            case State.DISPATCHED:
                yield unit, c.AcceptTask(event_id=event.id)
            case State.HANDLING if (until_ms := event.extension_until_ms) is not None:
                if chance < 0.8 and until_ms > max(event.due_ms or 0, now_ms):
                    yield CENTRE, c.ExtendDeadline(event_id=event.id, until_ms=until_ms)
                else:
                    yield CENTRE, c.RefuseExtension(event_id=event.id, note=self._note("refuse_extension", rng))
            case State.HANDLING if chance < 0.05 and not event.extended and event.due_ms is not None:
                until_ms = max(event.due_ms, now_ms) + rng.choice((2, 4, 24)) * HOUR_MS
                yield unit, c.RequestExtension(event_id=event.id, until_ms=until_ms, note=self._note("extend", rng))
            case State.HANDLING if chance < 0.08 and not event.reworked:
                yield unit, c.SuspendEvent(event_id=event.id, note=self._note("suspend", rng))
            case State.HANDLING:
                yield unit, c.FeedBack(event_id=event.id, note=self._note("feed_back", rng))
            case State.SUSPENDED:
                yield unit, c.ResumeEvent(event_id=event.id, note=self._note("resume", rng))


def _changed_by_person(event: Event) -> bool:
    """Whether a person has changed the event."""
    return any(not _simulated(step.actor) for step in event.timeline)


def _sent_by_person(event: Event) -> bool:
    """Whether a person has given the task to its unit."""
    actor = next((step.actor for step in reversed(event.timeline) if step.kind in _SENT), CENTRE)
    return not _simulated(actor)


def _person_acts_for_unit(event: Event) -> bool:
    """Whether a person acted for the unit last."""
    actors = [step.actor for step in event.timeline if step.kind in _UNIT_STEPS and step.unit == event.unit]
    return bool(actors) and not _simulated(actors[-1])


def _simulated(actor: str) -> bool:
    return actor in BACKEND or actor.startswith(SIMULATED)
