"""What the desk takes from the positions of units: where a ranking finds them, and who has arrived.

An arrival is a command of the backend, whose id is derived from the event and the unit's assignment, so that a
repetition is recognised.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from county.authority import WATCH, Principal
from county.commands import Command, ReportArrival
from county.streams import Columns, KeyTable
from county.units.arrivals import has_arrived
from services.desk import Desk
from services.intake.base import IntakeBatch
from services.protocol.newest import NewestPerKey

RANKED_EVERY_MS = 30_000
"""How often a ranking learns of new positions: while an operator reads it, it stays the one that is recorded."""
LAST_KNOWN_MS = 1_800_000
"""An older position does not tell any more where a unit is: it is taken to be at home."""


class UnitPositions:
    """Implements :class:`services.intake.base.Intake` for one desk."""

    principal: Principal = WATCH

    def __init__(self, desk: Desk, units: KeyTable) -> None:
        """``units``: the key table of the positions."""
        self._desk = desk
        self._units = [unit for (unit,) in units.rows]
        self.newest: NewestPerKey | None = None
        """The positions that are stored; None before the backend runs."""
        self._seen_ms: dict[str, int] = {}
        """Time of the last position of each unit that was looked at."""
        self._next_ms = 0

    def due(self, now_ms: int) -> IntakeBatch:
        """The arrivals that the newest positions tell."""
        if self.newest is None:
            return IntakeBatch()
        columns = self.newest.known()
        if now_ms >= self._next_ms or now_ms < self._next_ms - RANKED_EVERY_MS:
            self._next_ms = now_ms + RANKED_EVERY_MS
            self._place(columns, now_ms)
        return IntakeBatch(commands=tuple(self._arrivals(columns, now_ms)) if self._desk.expected else ())

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """It simulates nothing."""

    def _place(self, columns: Columns, now_ms: int) -> None:
        current = np.flatnonzero(columns.at_ms >= now_ms - LAST_KNOWN_MS)
        rows = zip(*(column[current].tolist() for column in (columns.key, columns["x_m"], columns["y_m"])), strict=True)
        self._desk.place_units({self._units[number]: (x_m, y_m) for number, x_m, y_m in rows})

    def _arrivals(self, columns: Columns, now_ms: int) -> Iterator[Command[ReportArrival]]:
        names = ("at_ms", "x_m", "y_m", "speed_kmh")
        rows = zip(columns.key.tolist(), *(columns[name].tolist() for name in names), strict=True)
        for number, at_ms, x_m, y_m, speed_kmh in rows:
            unit = self._units[number]
            if unit not in self._desk.expected or self._seen_ms.get(unit) == at_ms:
                continue
            self._seen_ms[unit] = at_ms
            for event_id in self._desk.expected[unit]:
                event = self._desk.events[event_id]
                task = event.task_of(unit)
                if task is not None and has_arrived(event, task, at_ms, x_m, y_m, speed_kmh):
                    command_id = f"{event_id}:{task.assigned_ms}:{unit}:arrived"
                    body = ReportArrival(event_id=event_id, unit=unit)
                    happened_ms = max(min(at_ms, now_ms), task.assigned_ms)
                    yield Command(id=command_id, realm=self._desk.realm, happened_ms=happened_ms, body=body)
