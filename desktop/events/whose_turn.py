"""Whose turn an event is: what a role must do next, from columns for all events and from the event for one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from county import commands as c
from county.aggregate import NEVER_MS
from county.authority import PERSONS, Principal, Role, covers_division
from county.events.event import CENTRE_STATES, CLOCK_RUNS, Event, State
from county.events.event_columns import at_stage, in_states
from county.events.stage_clock import RED
from county.events.table import allowed, unit_choices
from desktop.steps.next_step import next_step
from layers.table import StateColumns

_UNIT_STEPS: dict[State, type[c.EventCommand]] = {State.DISPATCHED: c.AcceptTask, State.HANDLING: c.FeedBack}
_SUPERVISED_LATE = CLOCK_RUNS
"""A leader demands what is overdue and not under 督办 yet."""


@dataclass(frozen=True)
class Turn:
    """The tasks of a key: those of its roles, in its divisions."""

    centre: bool = False
    unit: str = ""
    leader: bool = False
    divisions: tuple[str, ...] = ()
    person: str = ""
    """Whose claims are tasks, too, whatever their next step is."""

    @property
    def has_tasks(self) -> bool:
        """Whether events are ever its turn."""
        return self.centre or self.leader or bool(self.unit)

    def mask(self, columns: StateColumns, now_ms: int) -> NDArray[np.bool_]:
        """Which rows of the events' columns are its turn, (n,)."""
        mine = np.zeros(len(columns), dtype=bool)
        if self.centre:
            asked = in_states(columns, CLOCK_RUNS) & (columns["extension_ms"] != NEVER_MS)
            mine |= in_states(columns, CENTRE_STATES) | asked | columns["unsolved"]
        if self.unit:
            mine |= in_states(columns, frozenset(_UNIT_STEPS)) & (columns["unit"] == self.unit)
        if self.centre and self.person:
            mine |= columns["claimant"] == self.person
        if self.leader:
            late = in_states(columns, _SUPERVISED_LATE) & at_stage(columns, RED, now_ms)
            mine |= late & ~columns["supervised"]
        if self.divisions:
            rows = np.flatnonzero(mine)
            divisions = columns["division"][rows].tolist()
            inside = {division: self._covers(division) for division in set(divisions)}  # few, of many events
            mine[rows[[not inside[division] for division in divisions]]] = False
        return mine

    def step(self, event: Event, now_ms: int) -> type[c.EventCommand] | None:
        """What it must do about ``event`` next; None: nothing, it is the turn of somebody else."""
        if not self._covers(event.division):
            return None
        waits = event.state in CENTRE_STATES or event.unsolved or event.extension_until_ms is not None
        if self.centre and waits:
            return next_step(event)
        if self.unit and event.unit == self.unit and event.state in _UNIT_STEPS:
            return self._step_of_unit(event)
        if self.leader and event.overdue(now_ms) and c.SuperviseEvent in allowed(event):
            return c.SuperviseEvent
        return None

    def _step_of_unit(self, event: Event) -> type[c.EventCommand]:
        """接单, then 到场, then 反馈."""
        if event.state is State.HANDLING and self.unit in unit_choices(event, c.ReportArrival):
            return c.ReportArrival
        return _UNIT_STEPS[event.state]

    def _covers(self, division: str) -> bool:
        return covers_division(Principal(id="", roles=frozenset(), divisions=self.divisions), division)


def turn_of(principal: Principal | None, person: str = "") -> Turn:
    """The tasks of a key with ``person`` on duty; none while it is unknown."""
    if principal is None:
        return Turn()
    roles = principal.roles
    return Turn(
        centre=bool(roles & PERSONS),
        unit=principal.unit if Role.UNIT in roles else "",
        leader=Role.LEADER in roles and not roles & PERSONS,
        divisions=principal.divisions,
        person=person,
    )
