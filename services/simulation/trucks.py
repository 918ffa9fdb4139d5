"""Simulated units on the roads: they drive to their events, stay while they handle them, drive home, and patrol.

Only units that use roads and are near one move.  They stay on the road: events off it are handled from there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from random import Random
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from county.events.event import Event
from county.resource import Resource
from county.roads.network import RoadGraph, Route
from county.streams import POSITIONS, Columns, KeyTable

DRIVING_MS = 5_000
"""Interval of a unit's reports while it drives."""
STANDING_MS = 60_000
PATROL_M = 3_000.0
"""Radius of a patrol around home, straight line."""
PATROL_PACE = 0.5
"""Speed of a patrol as a share of the vehicle's speed."""
REST_S = (60.0, 600.0)
"""Pause between two patrols, shortest and longest."""
ROUTES = 2
"""Route searches per call; units that get none wait for the next calls."""

Floats = NDArray[np.float64]


class _Trip:
    """A route with the time of each of its points."""

    def __init__(self, route: Route, start_ms: float, pace: float) -> None:
        # steps of rounding error have no direction
        distinct = np.append(True, np.hypot(*np.diff(route.xy_m, axis=0).T) > 0.001)
        self._xy = route.xy_m[distinct]
        self._at_ms = start_ms + route.minutes_at[distinct] * (60_000 / pace)
        self.real = len(self._xy) > 1

    def over(self, t_ms: float) -> bool:
        return bool(t_ms >= self._at_ms[-1])

    def at(self, t_ms: float) -> tuple[Floats, float, float]:
        """Position (2,), heading in degrees, speed in km/h."""
        i = min(int(np.searchsorted(self._at_ms, t_ms, side="right")), len(self._at_ms) - 1)
        step, span_ms = self._xy[i] - self._xy[i - 1], float(self._at_ms[i] - self._at_ms[i - 1])
        share = min(1.0, (t_ms - float(self._at_ms[i - 1])) / span_ms)
        heading = math.degrees(math.atan2(step[0], step[1])) % 360
        return self._xy[i - 1] + share * step, heading, 3_600 * math.hypot(*step) / span_ms


class _Truck:
    """One unit: position, destination, and the time of its next report.  Times count from the first call."""

    def __init__(self, number: int, unit: Resource, vehicle: str, home: Floats, seed: int) -> None:
        self.number = number
        self.unit = unit.id
        self.vehicle = vehicle
        self.home = home
        self.random = Random(f"{seed}:truck:{unit.id}")
        self.place = home
        self.heading = self.random.uniform(0, 360)
        self.task = ""
        """Id of the event that it is driving to or handling, or of the bin on its round."""
        self.trip: _Trip | None = None
        self.rest_ms = 1000 * self.random.uniform(0, REST_S[1])
        self.report_ms = 0.0

    def row(self, t_ms: float) -> tuple[int, float, float, float, float]:
        """Number, x, y, heading and speed; schedules the next report."""
        speed = 0.0
        if self.trip is not None:
            self.place, self.heading, speed = self.trip.at(t_ms)
        self.report_ms = t_ms + (STANDING_MS if self.trip is None else DRIVING_MS)
        return self.number, float(self.place[0]), float(self.place[1]), self.heading, speed

    def stop(self, t_ms: float) -> None:
        """It has arrived: that is reported immediately, and it stays."""
        assert self.trip is not None
        self.place, self.heading, _ = self.trip.at(t_ms)
        self.trip = None
        self.rest_ms = t_ms + 1000 * self.random.uniform(*REST_S)
        self.report_ms = t_ms

    def drive(self, graph: RoadGraph, goal_xy: tuple[float, float] | Floats, t_ms: float, pace: float = 1.0) -> None:
        """Set out for the road nearest to ``goal_xy``; without a route it stays."""
        if self.trip is not None:
            self.place, self.heading, _ = self.trip.at(t_ms)
        [goal] = graph.on_road(goal_xy)
        route = graph.driven(self.place, goal, self.vehicle)
        trip = None if route is None else _Trip(route, t_ms, pace)
        self.trip = trip if trip is not None and trip.real else None
        self.rest_ms = t_ms + 1000 * self.random.uniform(*REST_S)
        self.report_ms = t_ms


class Trucks:
    """All units that move on the roads.  The same seed and the same calls give the same positions."""

    def __init__(self, units: Iterable[Resource], graph: RoadGraph, keys: KeyTable, seed: int) -> None:
        """``units`` that are not in ``keys`` do not move.  Builds ``graph`` where it is not built yet."""
        self._graph = graph
        self._now_ms: int | None = None
        self._t_ms = 0.0
        self._trucks: list[_Truck] = []
        for unit in units:
            vehicle, number = graph.speeds.vehicle_of(unit.kind), keys.number.get((unit.id,))
            if vehicle is None or number is None:
                continue
            [home] = graph.on_road((unit.x_m, unit.y_m))
            if np.isfinite(home).all():
                self._trucks.append(_Truck(number, unit, vehicle, home, seed))
        for i, truck in enumerate(self._trucks[1:], start=1):
            truck.report_ms = -STANDING_MS * i / len(self._trucks)

    def due(
        self,
        now_ms: int,
        events: Mapping[str, Event],
        stops: Mapping[str, tuple[str, float, float]] = MappingProxyType({}),
    ) -> Columns:
        """Positions reported now; to be called at least once a second.

        ``events``: at least those with a unit assigned; ``stops``: id and place of the next stop of each unit that is
        on a round, which goes before events.  While the clock is set back, the units stop.
        """
        first = self._now_ms is None
        if self._now_ms is not None:
            self._t_ms += max(0, now_ms - self._now_ms)
        self._now_ms = now_ms
        self._move(self._tasks(events) | dict(stops))
        due = [truck for truck in self._trucks if truck.report_ms <= self._t_ms]
        rows = []
        for truck in due:
            asked_ms = truck.report_ms
            rows.append(truck.row(self._t_ms))
            if first and truck.trip is None:
                truck.report_ms = asked_ms + STANDING_MS  # spread over the minute
        columns = list(zip(*rows, strict=True)) if rows else [()] * 5
        number, x_m, y_m, heading, speed = (np.array(column) for column in columns)
        return Columns(
            POSITIONS,
            {
                "unit": number, "at_ms": np.full(len(rows), now_ms), "x_m": x_m, "y_m": y_m,
                "heading_deg": heading, "speed_kmh": speed,
            },
        )  # fmt: skip

    def _tasks(self, events: Mapping[str, Event]) -> dict[str, tuple[str, float, float]]:
        """Unit → id and place of the oldest event that is assigned to it."""
        oldest: dict[str, Event] = {}
        for event in events.values():
            for unit in event.working:
                known = oldest.get(unit)
                if known is None or (event.dispatched_ms or 0, event.id) < (known.dispatched_ms or 0, known.id):
                    oldest[unit] = event
        return {unit: (event.id, event.x_m, event.y_m) for unit, event in oldest.items()}

    def _move(self, tasks: Mapping[str, tuple[str, float, float]]) -> None:
        """Arrivals first, then units that are dispatched or finished, then patrols, within a call's route limit."""
        t_ms, left = self._t_ms, ROUTES
        for truck in self._trucks:
            if truck.trip is not None and truck.trip.over(t_ms):
                truck.stop(t_ms)
        for truck in self._trucks:
            task = tasks.get(truck.unit)
            called = task[0] if task is not None else ""
            if left and called != truck.task:
                truck.task = called
                truck.drive(self._graph, truck.home if task is None else task[1:], t_ms)
                left -= 1
        for truck in self._trucks:
            if left and not truck.task and truck.trip is None and t_ms >= truck.rest_ms:
                truck.drive(self._graph, self._patrol(truck), t_ms, PATROL_PACE)
                left -= 1

    def _patrol(self, truck: _Truck) -> tuple[float, float]:
        """A destination near home, uniformly distributed in the circle."""
        metres, angle = PATROL_M * math.sqrt(truck.random.random()), truck.random.uniform(0, 2 * math.pi)
        return float(truck.home[0]) + metres * math.cos(angle), float(truck.home[1]) + metres * math.sin(angle)
