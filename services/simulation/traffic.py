"""Simulated traffic: a seeded day of a county, for a backend without real sources.

All of it is marked as simulated: names of simulated people begin with ``模拟·``.  Time only moves forward: the time
while the backend was off is not simulated afterwards, except the latest reading of each sensor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from county import commands as c
from county.alarms import Alarm
from county.authority import SIMULATION
from county.commands import Command
from county.events.event import Event, State
from county.numbering import in_realm
from county.rounds.aggregate import CollectionRounds, ServeStop
from county.streams import Columns
from county.units.dispatch import UnitCandidate
from services.intake.base import IntakeBatch
from services.simulation.crews import SimulatedCrews
from services.simulation.history import history
from services.simulation.operator import OFFICER, SimulatedOperator
from services.simulation.pauses import longest_pause_ms, pause_ms
from services.simulation.sources import SimulatedSources
from services.simulation.staff import Staff

DEALT_WITH = frozenset({State.FED_BACK, State.CLOSED, State.EVALUATED})


class DemoTraffic:
    """Hotline calls, grid reports, sensors, and the units that handle the events."""

    def __init__(
        self,
        sources: SimulatedSources,
        events: dict[str, Event],
        alarms: Mapping[str, Alarm],
        *,
        of_sensors: Iterable[Event],
        realm: str,
        rank: Callable[[Event], Sequence[UnitCandidate]],
        rounds: Callable[[], Iterable[CollectionRounds]] = tuple,
        is_for_rounds: Callable[[Event], bool] = lambda event: False,
        rate: float = 1.0,
    ) -> None:
        """``events`` and ``alarms`` are the desk's own mappings, ``of_sensors`` its events that sensors
        opened, ``rank`` its ranking of units, ``rounds`` its rounds of the collection trucks; ``rate``: of the
        reports, see :func:`~services.simulation.pauses.pause_ms`."""
        seed, work = sources.seed, sources.work
        self._sources = sources
        self._events = events
        self._realm = realm
        self._seed = seed
        self._rate = rate
        self._signals = sources.signals
        self._signals.fill(e.sensor_id for e in of_sensors if e.open and e.state not in DEALT_WITH)
        names = {unit.id: unit.name for unit in sources.units}
        self._crews = SimulatedCrews(
            rounds, is_for_rounds, sources.catalog.collection, names, work["skip_stop"], seed=seed
        )
        self._staff = Staff(events, sources.units, sources.catalog, rank, work, seed=seed, is_with_crew=self._crews.has)
        self._alarms = alarms
        self._duty = SimulatedOperator(alarms, seed=seed)
        self._served: set[str] = set()
        self._report_ms: int | None = None

    principal = SIMULATION

    def due(self, now_ms: int) -> IntakeBatch:
        """Everything due by ``now_ms``."""
        readings = self._signals.due(now_ms)
        commands: list[Command[Any]] = []
        if self._report_ms is None:
            self._report_ms = now_ms + 5_000
            if not self._events:
                commands += self._history(now_ms)
        if not self._report_ms - longest_pause_ms(self._rate) < now_ms < self._report_ms:
            self._report_ms = now_ms + pause_ms(self._seed, now_ms, self._rate)
            drawn = self._sources.reports.draw(now_ms)
            if drawn is not None:
                commands.append(self._command(*drawn, now_ms, step=0))
        for actor, body in self._staff.due(now_ms):
            commands.append(self._command(actor, body, now_ms, step=len(self._events[body.event_id].timeline)))
        for key, actor, over in self._crews.due(now_ms):
            commands.append(self._envelope(key, actor, over, now_ms))
            if isinstance(over, ServeStop):
                self._signals.serviced(over.bin, now_ms)
        for seen in self._duty.due(now_ms):
            over_ms = self._alarms[seen.alarm_id].cleared_ms
            commands.append(self._envelope(f"{seen.alarm_id}:{over_ms}", OFFICER, seen, now_ms))
        self._serve(now_ms)
        columns: list[Columns] = [] if readings is None else [readings]
        trucks = self._sources.trucks
        if trucks is not None:
            bins = {unit: self._sources.sensors.get(key) for unit, key in self._crews.next_stops().items()}
            stops = {unit: (one.id, one.x_m, one.y_m) for unit, one in bins.items() if one is not None}
            columns.append(trucks.due(now_ms, {event.id: event for event in self._staff.following()}, stops))
        return IntakeBatch(tuple(commands), tuple(columns))

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """Simulate nothing for these sensors until the backend restarts."""
        self._signals.stop_simulating(sensor_ids)

    def _history(self, now_ms: int) -> list[Command[Any]]:
        sources = self._sources
        steps: dict[str, int] = {}
        commands = []
        for at_ms, actor, body in history(
            sources.reports, sources.units, sources.catalog, sources.work, now_ms=now_ms, seed=sources.seed
        ):
            step = steps[body.event_id] = steps.get(body.event_id, -1) + 1
            commands.append(self._command(actor, body, at_ms, step=step))
        return commands

    def _serve(self, now_ms: int) -> None:
        """Remove the cause of events whose unit has fed back: bins are empty, covers in place."""
        dealt_with = {e.id: e.sensor_id for e in self._staff.following() if e.sensor_id and e.state in DEALT_WITH}
        for event_id in dealt_with.keys() - self._served:
            self._signals.serviced(dealt_with[event_id], now_ms)
        self._served = set(dealt_with)

    def _command(self, actor: str, body: c.EventCommand, at_ms: int, *, step: int) -> Command[Any]:
        """Its id is derived from the event's step number, so that no step is done twice."""
        body = replace(body, event_id=in_realm(body.event_id, self._realm))
        return self._envelope(f"{body.event_id}:{step}", actor, body, at_ms)

    def _envelope(self, key: str, actor: str, body: c.CommandBody, at_ms: int) -> Command[Any]:
        return Command(
            id=f"demo:{key}:{type(body).__name__}",
            realm=self._realm,
            for_=actor,
            happened_ms=at_ms,
            body=body,
        )
