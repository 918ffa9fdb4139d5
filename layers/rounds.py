"""Collection rounds on the map: the way of each truck to its remaining stops and home, its stops with their numbers,
and full bins that are on no round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from county.catalog import Name
from county.durations import DAY_MS
from county.events.deadlines import COUNTY_OFFSET_MS
from county.fold import AwaitedStates, StateTable
from county.portions import Prepared
from county.resource import Resource
from county.rounds.aggregate import CollectionRounds, TruckRound, newest_planned
from county.rounds.planning import REASONS
from county.sensors import Sensor, Sensors
from layers.base import Fact, LegendEntry
from layers.batches import F64, Batch, Labels, Lines, Points
from layers.live import StatesLayer
from layers.point_queries import inside, nearest

COLORS = 6
"""Colours of rounds; the trucks of the county take them in turn."""
WAYS = tuple(f"round.{n}" for n in range(COLORS))
STOPS = tuple(f"round.stop.{n}" for n in range(COLORS))
UNSERVED = ("round.unserved",)
_decode = msgspec.msgpack.Decoder(CollectionRounds).decode


class Leg(NamedTuple):
    """A drive between two places, in metres of the working CRS."""

    from_m: tuple[float, float]
    to_m: tuple[float, float]


class RoundsLayer(StatesLayer):
    """The rounds of the newest shift that has a plan; the ids are those of the bins."""

    key: ClassVar[str] = "rounds"
    name: ClassVar[Name] = Name("收运路线", "Collection rounds")
    group: ClassVar[str] = "moving"
    aggregates: ClassVar[tuple[str, ...]] = ("rounds",)

    def __init__(self, sensors: Sequence[Sensor], resources: Sequence[Resource], truck: str) -> None:
        """``truck``: the kind of resources that collect."""
        super().__init__()
        self._bins = Sensors.of(sensors).by_id
        self._trucks = {unit.id: unit for unit in resources if unit.kind == truck}
        self._color = {unit: number % COLORS for number, unit in enumerate(self._trucks)}
        self._rounds: dict[str, CollectionRounds] = {}
        self._courses: dict[Leg, F64] = {}
        """Known ways along the roads; the others are drawn straight."""

    def resetting(self, states: Mapping[str, StateTable], keys: Mapping[str, Any]) -> Prepared:
        hold = yield from super().resetting(states, keys)
        table = states.get("rounds")
        encoded = () if table is None else zip(table.ids, table.encoded, strict=True)
        rounds = {i: _decode(data) for i, data in encoded if not isinstance(data, AwaitedStates)}

        def reset() -> None:
            hold()
            self._rounds = rounds

        return reset

    def change(self, key: str, changes: Mapping[str, CollectionRounds | None]) -> None:
        for shift, rounds in changes.items():
            self._rounds.pop(shift, None)
            if rounds is not None:
                self._rounds[shift] = rounds
        super().change(key, changes)

    @property
    def current(self) -> CollectionRounds | None:
        """The rounds that are shown."""
        return newest_planned(self._rounds.values())

    def legs(self) -> set[Leg]:
        """The drives of all trucks from now on."""
        return {leg for tour in self._tours() for leg in self._legs(tour)}

    def show_courses(self, courses: Mapping[Leg, F64]) -> None:
        """Draw these drives along the roads: (k, 2) points each."""
        self._courses = dict(courses)
        self._batches = None
        self.touch()

    def place_of(self, bin_id: str) -> tuple[float, float] | None:
        """Where a bin is."""
        sensor = self._bins.get(bin_id)
        return None if sensor is None else (sensor.x_m, sensor.y_m)

    def drawn(self) -> int:
        return len(self._stops().ids) + len(self._waiting().ids)

    def legend(self) -> tuple[LegendEntry, ...]:
        left = Name("未排入路线的满溢桶", "Full bin on no round")
        return (
            LegendEntry(WAYS[0], Name("清运车路线 (各车一色)", "Way of a truck (a colour each)")),
            LegendEntry(STOPS[0], Name("待清运，按顺序编号", "Stop to come, numbered")),
            LegendEntry(UNSERVED[0], left),
        )

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        rounds = self.current
        if rounds is None:
            return ()
        for full in rounds.unserved:
            if full.bin == item_id:
                return (Fact(Name("满溢度", "Fill level"), f"{full.fill} %"), Fact(Name("未排入", "On no round"),
                        REASONS[full.reason]))  # fmt: skip
        tour = rounds.round_of(item_id)
        if tour is None:
            return ()
        number, stop = next((n, s) for n, s in enumerate(tour.stops, start=1) if s.bin == item_id)
        unit = self._trucks.get(tour.unit)
        return (
            Fact(Name("清运车", "Truck"), tour.unit if unit is None else unit.name),
            Fact(Name("站次", "Stop"), f"{number} / {len(tour.stops)}"),
            Fact(Name("预计到达", "Arrives"), _time(stop.arrive_ms)),
            Fact(Name("满溢度", "Fill level"), f"{stop.fill} %"),
        )

    def title(self, item_id: str) -> str:
        return self._bins[item_id].name if self.facts(item_id) and item_id in self._bins else ""

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        place = self.place_of(item_id) if self.facts(item_id) else None
        return None if place is None else (*place, *place)

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        found = [
            (float(np.hypot(*(points.xy_m[row] - (x_m, y_m)))), str(points.ids[row]))
            for points in (self._stops(), self._waiting())
            if (row := nearest(points.xy_m, x_m, y_m, radius_m)) is not None
        ]
        return min(found)[1] if found else None

    def within(self, west: float, south: float, east: float, north: float) -> list[str]:
        return [
            str(i)
            for points in (self._stops(), self._waiting())
            for i in points.ids[inside(points.xy_m, west, south, east, north)]
        ]

    def _stops(self) -> Points:
        points = self.batches()[1]
        assert isinstance(points, Points)
        return points

    def _waiting(self) -> Points:
        points = self.batches()[2]
        assert isinstance(points, Points)
        return points

    def _tours(self) -> Iterator[TruckRound]:
        """Rounds with stops to come."""
        rounds = self.current
        return iter(()) if rounds is None else (tour for tour in rounds.rounds if tour.stops)

    def _legs(self, tour: TruckRound) -> list[Leg]:
        rounds, unit = self.current, self._trucks.get(tour.unit)
        if rounds is None or unit is None:
            return []
        since, home = rounds.since_plan(tour.unit), (unit.x_m, unit.y_m)
        start = self.place_of(since[-1].bin if since else tour.start) or home
        places = [start, *filter(None, (self.place_of(stop.bin) for stop in tour.stops)), home]
        return [Leg(a, b) for a, b in pairwise(places)]

    def _build(self) -> tuple[Batch, ...]:
        tours = list(self._tours())
        lines = []
        for tour in tours:
            parts = [self._courses.get(leg, np.array(leg)) for leg in self._legs(tour)]
            lines.append(np.concatenate(parts) if parts else np.empty((0, 2)))
        color = np.array([self._color.get(tour.unit, 0) for tour in tours], dtype=np.uint16)
        ways = Lines(
            np.array([tour.unit for tour in tours], dtype=object),
            np.concatenate([np.empty((0, 2)), *lines]), np.cumsum([0, *map(len, lines)]), color, WAYS,
            np.zeros(len(tours)),
        )  # fmt: skip
        stops = [
            (stop.bin, number, self._color.get(tour.unit, 0), place)
            for tour in tours
            for number, stop in enumerate(tour.stops, start=1)
            if (place := self.place_of(stop.bin)) is not None
        ]
        ids = np.array([bin_id for bin_id, *_ in stops], dtype=object)
        xy_m = _places([place for *_, place in stops])
        style = np.array([n for _, _, n, _ in stops], dtype=np.uint16)
        numbers = np.array([number for _, number, *_ in stops], dtype=float)
        text = np.array([str(number) for _, number, *_ in stops], dtype=object)
        left = () if self.current is None else tuple(f.bin for f in self.current.unserved if f.bin in self._bins)
        waiting = np.array(left, dtype=object)
        return (
            ways,
            Points(ids, xy_m, style, STOPS),
            Points(waiting, _places([self.place_of(i) for i in left]), np.zeros(len(left), np.uint16), UNSERVED),
            Labels(ids, text, xy_m, -numbers, np.zeros(len(ids), np.uint16), ("label.round",)),
        )


def _places(places: Sequence[tuple[float, float] | None]) -> NDArray[np.float64]:
    return np.array(places, dtype=float).reshape(-1, 2)


def _time(at_ms: int) -> str:
    """The time of day in China."""
    minute = (at_ms + COUNTY_OFFSET_MS) % DAY_MS // 60_000
    return f"{minute // 60:02}:{minute % 60:02}"
