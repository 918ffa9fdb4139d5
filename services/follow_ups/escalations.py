"""Steps of the escalation as commands of the backend, in realm time.

Ids are derived from the state, so that a repetition is recognised.  A heap holds the next step of every running clock;
it is computed again only for events that changed, a limited number in each step of realm time.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush

from county.authority import WATCH, Principal
from county.commands import Command, EscalateEvent
from county.events import escalation
from county.events.deadlines import TimeLimits
from services.desk import Desk
from services.intake.base import IntakeBatch

PER_STEP = 100
"""Commands in one step of realm time at most: after a long stop of the backend many are due at once."""
COMPUTED_PER_STEP = 1_000
"""Clocks computed in one step at most: all running ones after a start."""
AGAIN_MS = 60_000
"""After how long a step that was not stored is taken again."""


class Escalations:
    """Implements :class:`services.intake.base.Intake` for one desk."""

    principal: Principal = WATCH

    def __init__(self, desk: Desk, limits: TimeLimits) -> None:
        self._desk = desk
        self._limits = limits
        self._due_ms: dict[str, int] = {}
        """When the next step of an event is due."""
        self._heap: list[tuple[int, str]] = []
        """The same, sorted; other entries are out of date."""

    def due(self, now_ms: int) -> IntakeBatch:
        """The steps that are due by ``now_ms``."""
        changed = self._desk.changed_events
        for _ in range(min(COMPUTED_PER_STEP, len(changed))):
            self._plan(changed.pop())
        commands: list[Command[EscalateEvent]] = []
        while self._heap and self._heap[0][0] <= now_ms and len(commands) < PER_STEP:
            at_ms, event_id = heappop(self._heap)
            if self._due_ms.get(event_id) != at_ms:
                continue
            event = self._desk.events.get(event_id)
            step = None if event is None else escalation.next_step(event, self._desk.catalog, self._limits)
            if event is None or step is None or step.at_ms > now_ms:
                self._desk.changed_events.add(event_id)
                continue
            body = EscalateEvent(event_id=event_id, step=step.key)
            number = f"{event_id}:{event.dispatched_ms}:{step.key}"
            commands.append(Command(id=number, realm=self._desk.realm, happened_ms=now_ms, body=body))
            self._put(event_id, now_ms + AGAIN_MS)
        return IntakeBatch(commands=tuple(commands))

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """It simulates nothing."""

    def _plan(self, event_id: str) -> None:
        event = self._desk.events.get(event_id)
        step = None if event is None else escalation.next_step(event, self._desk.catalog, self._limits)
        if step is None:
            self._due_ms.pop(event_id, None)
        else:
            self._put(event_id, step.at_ms)

    def _put(self, event_id: str, at_ms: int) -> None:
        self._due_ms[event_id] = at_ms
        heappush(self._heap, (at_ms, event_id))
