"""A county with two trucks and six bins along one road, whose rounds are planned by the test's clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from msgspec.structs import replace

from county import catalog
from county.authority import WATCH
from county.events.event import Event
from county.records import Record
from county.resource import Resource
from county.roads.network import RoadGraph
from county.rounds.aggregate import CollectionRounds
from county.rounds.planning import RoundPlan, RoundProblem, plan_of
from county.rounds.solver import solved
from county.sensing import Readings
from county.sensors import Sensor
from county.streams import READINGS
from services.desk import CountyQueries
from services.protocol.newest import NewestPerKey
from services.rounds.intake import RoundsIntake
from services.rounds.planner import NoPlan, PlanRequest, TravelTimes
from tests.unit.running_desk import NOON_MS, RunningDesk, StubCounty

NINE_MS = NOON_MS - 3 * 3_600_000
"""Four hours of the shift are left."""
MINUTE_MS = 60_000
SHIFT = "20261122-0500"


class RoadCounty(StubCounty):
    """A road of 12 km from west to east with a bin every 2 km, a truck at each end, and a bin on an island."""

    sensors = (
        *(Sensor(f"bin-{i}", "bin", f"垃圾桶{i}", 1_000.0 + 2_000 * i, 1_000.0, "v") for i in range(6)),
        Sensor("bin-island", "bin", "岛上垃圾桶", 50_000.0, 50_000.0, "v"),
        Sensor("smoke-1", "smoke", "烟感", 1_000.0, 1_000.0, "v"),
    )
    resources = (
        Resource("west", "collection_truck", "西车", 500.0, 1_000.0, "v", 5),
        Resource("east", "collection_truck", "东车", 12_500.0, 1_000.0, "v", 5),
        Resource("team", "sanitation_team", "环卫班", 6_000.0, 1_000.0, "v", 8),
    )


def one_road() -> RoadGraph:
    known = catalog.load()
    lines = [shapely.LineString([(x, 1_000), (x + 6_000, 1_000)]) for x in (0, 6_000)]
    return RoadGraph(np.array(lines, dtype=object), ["R1", "R2"], ["town", "town"], known.road_speeds)


class PlannerDouble:
    """Plans when it is asked for the result; ``held``: not yet; ``fails``: not at all."""

    def __init__(self, roads: RoadGraph, search: Callable[[RoundProblem], RoundPlan] = solved) -> None:
        self._search = search
        self._times = TravelTimes(roads, "truck")
        self.asked: list[PlanRequest] = []
        self.held = False
        self.fails = False
        self._waiting: PlanRequest | None = None

    @property
    def busy(self) -> bool:
        return self._waiting is not None

    def start(self, request: PlanRequest) -> None:
        assert self._waiting is None
        self.asked.append(request)
        self._waiting = request

    def take(self) -> RoundPlan | None:
        if self.held:
            return None
        request, self._waiting = self._waiting, None
        assert request is not None
        if self.fails:
            raise NoPlan("the search failed")
        return self._search(self.problem(request))

    def problem(self, request: PlanRequest) -> RoundProblem:
        """The problem with its travel times."""
        seconds = self._times.seconds(request.places_m, request.closed)
        return replace(request.problem, seconds=seconds.tobytes())


def in_order(problem: RoundProblem) -> RoundPlan:
    """A plan without a search: the bins in their order, as many as the first truck can take, then the next one."""
    return plan_of(problem, [[full.bin for full in problem.bins]] * len(problem.trucks))


class RunningRounds(RunningDesk):
    """The desk, and the intake that plans its rounds, second by second."""

    def __init__(
        self,
        known: catalog.Catalog | None = None,
        *,
        place: CountyQueries | None = None,
        search: Callable[[RoundProblem], RoundPlan] = solved,
    ) -> None:
        """``place``: a county along the road; that with six bins when None."""
        roads = one_road()
        place = RoadCounty() if place is None else place
        super().__init__(place=place, roads=roads, known=known, collects=True)
        self.newest = NewestPerKey(READINGS, len(self.channels))
        self.planner = PlannerDouble(roads, search)
        self.start_again()
        self.now_ms = NINE_MS

    def start_again(self) -> None:
        """The intake of a backend that has just started."""
        self.intake = RoundsIntake(self.desk, self.channels, self.newest.rows, self.planner)

    def fill(self, **levels: float) -> list[Record[Any]]:
        """The bins ``bin_0`` … report fill levels."""
        return self.judge(self.receive(**levels))

    def judge(self, rows: Readings) -> list[Record[Any]]:
        """The watch judges readings."""
        return self.read(rows, now_ms=self.now_ms)

    def receive(self, **levels: float) -> Readings:
        """The bins ``bin_0`` … report fill levels, which are not judged yet."""
        numbers = [self.channels.number[key.replace("_", "-"), "fill"] for key in levels]
        rows = Readings(
            np.array(numbers, dtype=np.uint32), np.full(len(numbers), self.now_ms), np.array(list(levels.values())),
            np.zeros(len(numbers), dtype=np.uint8),
        )  # fmt: skip
        self.newest.put(rows, self.now_ms)
        return rows

    def step(self, minutes: float = 0.5) -> list[Record[Any]]:
        """Time passes, second by second; returns the records of the intake."""
        made: list[Record[Any]] = []
        for _ in range(round(minutes * 60)):
            self.now_ms += 1_000
            for command in self.intake.due(self.now_ms).commands:
                made += self.take(command, self.now_ms, by=WATCH)
        return made

    @property
    def rounds(self) -> CollectionRounds:
        found = self.desk.find("rounds", SHIFT)
        assert isinstance(found, CollectionRounds)
        return found

    @property
    def routes(self) -> dict[str, list[str]]:
        """Bins to come by truck."""
        return {tour.unit: [stop.bin for stop in tour.stops] for tour in self.rounds.rounds if tour.stops}

    @property
    def unserved(self) -> dict[str, str]:
        return {full.bin: full.reason for full in self.rounds.unserved}

    def event(self, bin_id: str) -> Event:
        [event] = [event for event in self.desk.events_of(bin_id) if event.open]
        return event

    def act(self, body: Any, **more: Any) -> list[Record[Any]]:
        return self.give(body, at_ms=self.now_ms, **more)


def kinds(records: Sequence[Record[Any]]) -> list[str]:
    return [type(record.body).__name__ for record in records]


