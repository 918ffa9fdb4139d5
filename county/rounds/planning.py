"""Plans of collection rounds: which truck empties which full bins in which order, and which bins wait, and why.

Pure: a plan depends on its :class:`RoundProblem` alone.  :mod:`county.rounds.solver` proposes routes; this module
decides what of them is possible, so that no load and no shift is ever exceeded, whatever was proposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from county.names import Name

Reason = Literal["no_truck", "unreachable", "no_capacity", "beyond_shift", "too_many"]
REASONS: Final[dict[Reason, Name]] = {
    "no_truck": Name("没有可用的清运车", "No truck is available"),
    "unreachable": Name("道路不通", "Not reachable by road"),
    "no_capacity": Name("载量已满", "No capacity is left"),
    "beyond_shift": Name("超出班次时间", "Beyond the shift"),
    "too_many": Name("超出一次计划的数量", "More than one plan holds"),
}
"""Why a bin is in no round."""
STOPS_MAX = 400
"""Bins that one search puts on rounds, the fullest; the plan names all others as unserved, as ``too_many``."""
NEVER_S: Final = 10_000_000
"""Travel time where there is no route."""


class FullBin(Struct, frozen=True, kw_only=True):
    """A bin that is to be emptied; ``place`` is its row in the matrix of travel times."""

    bin: str
    place: int
    fill: int
    """Percent."""
    kg: int


class Truck(Struct, frozen=True, kw_only=True):
    """A truck that can be used, as it is when the plan begins."""

    unit: str
    start: int
    """Its place: home, or the bin that it emptied last."""
    home: int
    """Where its round ends."""
    ready_s: int
    """From when it can drive, in seconds from the time of the plan."""
    load_kg: int
    """Aboard already."""
    capacity_kg: int


class RoundProblem(Struct, frozen=True, kw_only=True):
    """Everything that a plan depends on."""

    seed: int
    iterations: int
    """Of the search: always all of them, whatever time they take."""
    stop_s: int
    """To empty one bin."""
    shift_s: int
    """Until the end of the shift: every truck is home by then."""
    bins: tuple[FullBin, ...]
    trucks: tuple[Truck, ...]
    places: int
    seconds: bytes
    """Travel times between all places as int32, row by row: from, to; NEVER_S where there is no route."""

    @property
    def matrix(self) -> NDArray[np.int32]:
        """(places, places) of ``seconds``."""
        return np.frombuffer(self.seconds, dtype="<i4").reshape(self.places, self.places)


class TimedStop(Struct, frozen=True, kw_only=True):
    """A bin of a round, and when its truck arrives there, in seconds from the time of the plan."""

    bin: str
    arrive_s: int


class TimedRound(Struct, frozen=True, kw_only=True):
    """The stops of one truck in their order; ``back_s``: when it is home."""

    unit: str
    stops: tuple[TimedStop, ...]
    back_s: int


class RoundPlan(Struct, frozen=True, kw_only=True):
    """One round per truck, in the order of the problem, and the bins that are in none."""

    rounds: tuple[TimedRound, ...]
    unserved: tuple[tuple[str, Reason], ...]


def solvable(problem: RoundProblem) -> tuple[FullBin, ...]:
    """The bins for which a search has a choice: at least one truck reaches them, and home from there."""
    matrix = problem.matrix
    return tuple(full for full in problem.bins if any(_reaches(matrix, truck, full) for truck in problem.trucks))


def plan_of(problem: RoundProblem, routes: Sequence[Sequence[str]]) -> RoundPlan:
    """The plan with the proposed ``routes``, bins by truck in the problem's order.

    A proposed stop that is impossible is left out, as is one that was proposed before.
    """
    bins = {full.bin: full for full in problem.bins}
    open_, rounds, loads = dict(bins), [], []
    for truck, route in zip(problem.trucks, routes, strict=True):
        stops: list[TimedStop] = []
        place, at_s, load_kg, matrix = truck.start, truck.ready_s, truck.load_kg, problem.matrix
        for key in route:
            full = open_.get(key)
            if full is None or load_kg + full.kg > truck.capacity_kg:
                continue
            arrive_s = at_s + int(matrix[place, full.place])
            left_s = arrive_s + problem.stop_s
            if left_s + int(matrix[full.place, truck.home]) > problem.shift_s:
                continue
            stops.append(TimedStop(bin=key, arrive_s=arrive_s))
            place, at_s, load_kg = full.place, left_s, load_kg + full.kg
            del open_[key]
        back_s = at_s + int(matrix[place, truck.home])
        rounds.append(TimedRound(unit=truck.unit, stops=tuple(stops), back_s=back_s))
        loads.append(load_kg)
    unserved = tuple((key, _reason(problem, full, loads)) for key, full in open_.items())
    return RoundPlan(rounds=tuple(rounds), unserved=unserved)


def _reaches(matrix: NDArray[np.int32], truck: Truck, full: FullBin) -> bool:
    return bool(matrix[truck.start, full.place] < NEVER_S and matrix[full.place, truck.home] < NEVER_S)


def _reason(problem: RoundProblem, full: FullBin, loads: Sequence[int]) -> Reason:
    """Why a bin is in no round, given the loads (kg) of the trucks at the end of their rounds."""
    if not problem.trucks:
        return "no_truck"
    matrix = problem.matrix
    reaching = [(truck, load) for truck, load in zip(problem.trucks, loads, strict=True)
                if _reaches(matrix, truck, full)]  # fmt: skip
    if not reaching:
        return "unreachable"
    if all(load + full.kg > truck.capacity_kg for truck, load in reaching):
        return "no_capacity"
    return "beyond_shift"
