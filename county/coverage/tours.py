"""流动服务车: which vehicle visits which villages on which working day, and which villages it leaves, and why.

The tours of some days, the *cycle*, are repeated until the plan ends, so that a village is visited at equal intervals.
The cycle is the shortest one in which all villages are visited: the longest gap between visits is the first aim, the
hours of the vehicles are the second.  Pure: a plan depends on its :class:`TourProblem` alone.
:mod:`county.coverage.tour_solver` proposes routes; this module decides what of them is possible, so that no capacity,
shift and window is ever exceeded, whatever was proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from county.names import Name
from county.rounds.planning import NEVER_S as NEVER_S

TourReason = Literal["no_vehicle", "no_skill", "unreachable", "window", "beyond_shift", "no_capacity", "no_time"]
REASONS: Final[dict[TourReason, Name]] = {
    "no_vehicle": Name("没有车辆", "There is no vehicle"),
    "no_skill": Name("没有提供所需服务的车辆", "No vehicle offers what it needs"),
    "unreachable": Name("道路不通", "Not reachable by road"),
    "window": Name("服务时段内无法到达", "Not reachable within its hours"),
    "beyond_shift": Name("往返超出班次时间", "There and back takes longer than a shift"),
    "no_capacity": Name("服务时间不足", "Too little service time is left"),
    "no_time": Name("班次内没有剩余时间", "No tour has the time for it"),
}
"""Why a village is on no tour."""
DAY_S: Final = 86_400
STOPS_MAX = 1_000
DAYS_MAX = 60


class TourStop(Struct, frozen=True, kw_only=True):
    """A village that is to be visited; ``place`` is its row in the matrix of travel times."""

    village: str
    place: int
    service_s: int
    """Length of a visit."""
    min_visits: int
    """In the days of the plan."""
    people: int = 0
    """When not all can be visited, those with most people are."""
    needs: tuple[str, ...] = ()
    """Skills that its vehicle has."""
    window_s: tuple[int, int] | None = None
    """Within which a visit begins and ends, seconds after midnight; None: at any time."""


class TourVehicle(Struct, frozen=True, kw_only=True):
    """A vehicle that drives one tour a day."""

    vehicle: str
    home: int
    """Its place, where each tour begins and ends."""
    shift_s: tuple[int, int]
    """From leaving home to being back, seconds after midnight."""
    capacity_s: int
    """Service that it offers a day."""
    skills: tuple[str, ...] = ()


class TourProblem(Struct, frozen=True, kw_only=True, tag="tours"):
    """Everything that a plan depends on."""

    seed: int
    iterations: int
    """Of each search: always all of them, whatever time they take."""
    days: int
    """Working days of the plan."""
    stops: tuple[TourStop, ...]
    vehicles: tuple[TourVehicle, ...]
    places: int
    seconds: bytes
    """Travel times between all places as int32, row by row: from, to; NEVER_S where there is no way."""

    @property
    def matrix(self) -> NDArray[np.int32]:
        """(places, places) of ``seconds``."""
        return np.frombuffer(self.seconds, dtype="<i4").reshape(self.places, self.places)


class TourVisit(Struct, frozen=True, kw_only=True):
    """A visit of a tour: when the vehicle arrives, and when the visit begins and ends, seconds after midnight."""

    village: str
    arrive_s: int
    begin_s: int
    end_s: int


class DayTour(Struct, frozen=True, kw_only=True):
    """The tour of one vehicle on one day of the cycle, from 0."""

    day: int
    vehicle: str
    out_s: int
    """When it leaves home, …"""
    back_s: int
    """… and when it is back, seconds after midnight."""
    visits: tuple[TourVisit, ...]


class UnservedVillage(Struct, frozen=True, kw_only=True):
    """A village on no tour."""

    village: str
    reason: TourReason
    short_s: int = 0
    """By how much its visit is longer than what is left: of the service of a day with ``no_capacity``, of the shift
    with ``beyond_shift``; 0 for other reasons."""


class TourPlan(Struct, frozen=True, kw_only=True, tag="tours"):
    """The tours of one cycle, by day and vehicle, and what they leave."""

    cycle: int
    """Days after which the tours are repeated."""
    tours: tuple[DayTour, ...]
    unserved: tuple[UnservedVillage, ...]
    short_s: int
    """Service that the villages need in a cycle beyond what all vehicles offer in it."""

    def days_of(self, days: int) -> dict[str, list[int]]:
        """The days (from 0) of a plan of ``days`` on which each village is visited."""
        found: dict[str, list[int]] = {}
        for day in range(days):
            for tour in self.tours:
                if tour.day == day % self.cycle:
                    for visit in tour.visits:
                        found.setdefault(visit.village, []).append(day)
        return found

    @property
    def driven_s(self) -> int:
        """Time out of all tours of a cycle."""
        return sum(tour.back_s - tour.out_s for tour in self.tours)


def gaps(plan: TourPlan) -> dict[str, int]:
    """The longest gap (working days) between visits of each village while the tours are repeated."""
    found: dict[str, int] = {}
    for village, days in plan.days_of(plan.cycle).items():
        later = [*days[1:], days[0] + plan.cycle]
        found[village] = max(after - before for before, after in zip(days, later, strict=True))
    return found


def longest_interval(stop: TourStop, days: int) -> int:
    """Working days between visits at most, with which a plan of ``days`` has as many visits as asked for."""
    return max(1, days // stop.min_visits)


def intervals(stops: Sequence[TourStop], days: int, longest: int) -> dict[str, int]:
    """Days between visits of each village, at most ``longest``: all are one base times a power of two, so that all
    tours are repeated after the longest of them.  The base leads to ``longest`` itself where it can."""
    wanted = {stop.village: min(longest, longest_interval(stop, days)) for stop in stops}
    least = min(wanted.values(), default=1)
    base = longest
    while base > least and base % 2 == 0:
        base //= 2
    base = min(base, least)
    return {village: base << ((most // base).bit_length() - 1) for village, most in wanted.items()}


def alone(problem: TourProblem, stop: TourStop) -> UnservedVillage | None:
    """Why no vehicle could visit a village even if it visited nothing else; None where one could."""
    if not problem.vehicles:
        return UnservedVillage(village=stop.village, reason="no_vehicle")
    skilled = [vehicle for vehicle in problem.vehicles if set(stop.needs) <= set(vehicle.skills)]
    if not skilled:
        return UnservedVillage(village=stop.village, reason="no_skill")
    matrix = problem.matrix
    reaching = [vehicle for vehicle in skilled if _reaches(matrix, vehicle, stop)]
    if not reaching:
        return UnservedVillage(village=stop.village, reason="unreachable")
    able = [vehicle for vehicle in reaching if stop.service_s <= vehicle.capacity_s]
    if not able:
        short_s = stop.service_s - max(vehicle.capacity_s for vehicle in reaching)
        return UnservedVillage(village=stop.village, reason="no_capacity", short_s=short_s)
    if any(_walked(problem, vehicle, [stop]) for vehicle in able):
        return None
    if stop.window_s is not None and any(_walked(problem, vehicle, [_at_any_time(stop)]) for vehicle in able):
        return UnservedVillage(village=stop.village, reason="window")
    needed_s = min(
        int(matrix[vehicle.home, stop.place]) + stop.service_s + int(matrix[stop.place, vehicle.home])
        - (vehicle.shift_s[1] - vehicle.shift_s[0])
        for vehicle in able
    )  # fmt: skip
    return UnservedVillage(village=stop.village, reason="beyond_shift", short_s=max(0, needed_s))


def plan_of(problem: TourProblem, cycle: int, routes: Mapping[tuple[int, int], Sequence[str]]) -> TourPlan:
    """The plan with the proposed ``routes``: villages by day of the cycle and number of the vehicle.

    A proposed visit that is impossible is left out, and so is a second one of a village on a day.  A village that lacks
    a visit within its longest interval loses all of them: what is left is visited as often as was asked for.
    """
    stops = {stop.village: stop for stop in problem.stops}
    refused = {stop.village: fault for stop in problem.stops if (fault := alone(problem, stop)) is not None}
    kept: dict[tuple[int, int], list[TourStop]] = {}
    for (day, number), route in sorted(routes.items()):
        chosen = kept.setdefault((day, number), [])
        today = {stop.village for (other, _), some in kept.items() if other == day for stop in some}
        for village in route:
            stop = stops.get(village)
            if stop is None or village in refused or village in today:
                continue
            if _walked(problem, problem.vehicles[number], [*chosen, stop]):
                chosen.append(stop)
                today.add(village)
    plan = _timed(problem, cycle, kept)
    wide = {
        village for village, gap in gaps(plan).items() if gap > longest_interval(stops[village], problem.days)
    }  # fmt: skip
    if wide:
        kept = {key: [stop for stop in some if stop.village not in wide] for key, some in kept.items()}
        plan = _timed(problem, cycle, kept)
    served = {visit.village for tour in plan.tours for visit in tour.visits}
    left = [stop for stop in problem.stops if stop.village not in served]
    unserved = tuple(refused.get(stop.village) or _left(problem, cycle, kept, stop) for stop in left)
    wanted_s = sum(
        stop.service_s * -(-cycle // longest_interval(stop, problem.days))
        for stop in problem.stops if stop.village not in refused
    )  # fmt: skip
    offered_s = cycle * sum(vehicle.capacity_s for vehicle in problem.vehicles)
    return TourPlan(cycle=cycle, tours=plan.tours, unserved=unserved, short_s=max(0, wanted_s - offered_s))


def _timed(problem: TourProblem, cycle: int, kept: Mapping[tuple[int, int], Sequence[TourStop]]) -> TourPlan:
    tours = [
        tour for (day, number), some in sorted(kept.items())
        if (tour := _walked(problem, problem.vehicles[number], some, day)) and some
    ]  # fmt: skip
    return TourPlan(cycle=cycle, tours=tuple(tours), unserved=(), short_s=0)


def _walked(problem: TourProblem, vehicle: TourVehicle, stops: Iterable[TourStop], day: int = 0) -> DayTour | None:
    """The tour of a vehicle that leaves home as late as its first visit allows; None where it is impossible."""
    matrix, (start_s, end_s) = problem.matrix, vehicle.shift_s
    place, now_s, out_s, served_s = vehicle.home, start_s, start_s, 0
    visits: list[TourVisit] = []
    for stop in stops:
        if not set(stop.needs) <= set(vehicle.skills):
            return None
        arrive_s = now_s + int(matrix[place, stop.place])
        opens_s, closes_s = stop.window_s or (0, DAY_S)
        begin_s = max(arrive_s, opens_s)
        if not visits:
            out_s, arrive_s = out_s + begin_s - arrive_s, begin_s
        now_s = begin_s + stop.service_s
        served_s += stop.service_s
        if now_s > closes_s or served_s > vehicle.capacity_s:
            return None
        visits.append(TourVisit(village=stop.village, arrive_s=arrive_s, begin_s=begin_s, end_s=now_s))
        place = stop.place
    back_s = now_s + int(matrix[place, vehicle.home])
    if back_s > end_s:
        return None
    return DayTour(day=day, vehicle=vehicle.vehicle, out_s=out_s, back_s=back_s, visits=tuple(visits))


def _left(
    problem: TourProblem, cycle: int, kept: Mapping[tuple[int, int], Sequence[TourStop]], stop: TourStop
) -> UnservedVillage:
    """Why a village that could be visited alone is on none of these tours."""
    free_s = [
        vehicle.capacity_s - sum(other.service_s for other in kept.get((day, number), ()))
        for day in range(cycle)
        for number, vehicle in enumerate(problem.vehicles) if set(stop.needs) <= set(vehicle.skills)
    ]  # fmt: skip
    most_s = max(free_s, default=0)
    if most_s < stop.service_s:
        return UnservedVillage(village=stop.village, reason="no_capacity", short_s=stop.service_s - most_s)
    return UnservedVillage(village=stop.village, reason="no_time")


def _reaches(matrix: NDArray[np.int32], vehicle: TourVehicle, stop: TourStop) -> bool:
    return bool(matrix[vehicle.home, stop.place] < NEVER_S and matrix[stop.place, vehicle.home] < NEVER_S)


def _at_any_time(stop: TourStop) -> TourStop:
    return TourStop(
        village=stop.village, place=stop.place, service_s=stop.service_s, min_visits=stop.min_visits, needs=stop.needs
    )
