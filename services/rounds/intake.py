"""Plans the collection rounds of the running shift, in realm time, and plans them again when something has changed.

What is to be planned is derived from the state, so that a restart continues where it ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from county.authority import WATCH, Principal
from county.commands import Command
from county.resource import Resource
from county.rounds.aggregate import Cause, CollectionRounds, PlannedStop, PlanRounds, TruckRound, UnservedBin
from county.rounds.planning import STOPS_MAX, FullBin, RoundPlan, RoundProblem, Truck
from county.rounds.settings import Shift
from county.sensing import ChannelTable
from services.desk import Desk
from services.intake.base import IntakeBatch
from services.rounds.full_bins import FullBins, NewestRows, WaitingBin
from services.rounds.planner import NoPlan, Planner, PlanRequest

LOOKED_MS = 10_000
"""How often the state is compared with the plan."""
SEED = 1
ITERATIONS = 200


class _Asked(NamedTuple):
    """A plan that is being made."""

    shift: Shift
    number: int
    why: Cause
    at_ms: int
    closures: tuple[str, ...]
    request: PlanRequest
    starts: tuple[str, ...]
    """From which bin each truck drives, "" for home."""
    left_out: tuple[UnservedBin, ...]
    over: int
    """How many stops of the shift were over."""


class RoundsIntake:
    """Implements :class:`services.intake.base.Intake` for one desk."""

    principal: Principal = WATCH

    def __init__(self, desk: Desk, channels: ChannelTable, newest: NewestRows, planner: Planner) -> None:
        self._desk = desk
        self._settings = desk.catalog.collection
        self._bins = FullBins(desk, channels, newest)
        self._trucks = [unit for unit in desk.resources.values() if unit.kind == self._settings.truck]
        self._planner = planner
        self._asked: _Asked | None = None
        self._look_ms: int | None = None
        self._failed_ms = 0
        """When the last search failed; 0: the last one did not."""

    def due(self, now_ms: int) -> IntakeBatch:
        """The plan that is ready.  Raises NoPlan for a search that failed; it is repeated after a while."""
        if self._asked is not None and self._planner.busy:
            return self._taken(self._asked, now_ms)
        if self._look_ms is None or not 0 <= now_ms - self._look_ms < LOOKED_MS:
            self._look_ms = now_ms
            self._look(now_ms)
        return IntakeBatch()

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """It simulates nothing."""

    def _taken(self, asked: _Asked, now_ms: int) -> IntakeBatch:
        """The plan once it is ready.  Raises NoPlan."""
        try:
            plan = self._planner.take()
        except NoPlan:
            self._asked, self._failed_ms = None, now_ms
            raise
        if plan is None:
            return IntakeBatch()
        self._asked, self._failed_ms = None, 0
        return IntakeBatch(commands=(self._command(asked, plan, now_ms),))

    def _look(self, now_ms: int) -> None:
        """Begin a plan if one is due."""
        shift = self._settings.shift_at(now_ms)
        if shift is None:
            return
        rounds: CollectionRounds | None = self._desk.find("rounds", shift.id)
        waiting = self._bins.waiting(rounds, now_ms)
        status = self._desk.status
        available = {unit.id: unit for unit in self._trucks if status.get(unit.id, "available") == "available"}
        closures = tuple(sorted(closure.id for closure in self._desk.states_of("closure") if closure.closed))
        why = self._cause(rounds, waiting, available, closures, now_ms)
        if why is not None:
            self._begin(shift, rounds, why, waiting, available, closures, now_ms)

    def _cause(
        self,
        rounds: CollectionRounds | None,
        waiting: Mapping[str, WaitingBin],
        available: Mapping[str, Resource],
        closures: tuple[str, ...],
        now_ms: int,
    ) -> Cause | None:
        """Why a plan is due now; None: none is."""
        again_ms = round(self._settings.again_min * 60_000)
        if rounds is not None and rounds.ordered_ms > max(rounds.planned_ms, self._failed_ms):
            return "order"
        if 0 <= now_ms - self._failed_ms < again_ms:
            return None
        if rounds is None or not rounds.number:
            return "first" if waiting else None
        if 0 <= now_ms - rounds.planned_ms < again_ms:
            return None
        known = {stop.bin for _, stop in rounds.to_come()} | {full.bin for full in rounds.unserved}
        if known != waiting.keys():
            return "bins"
        if known and closures != rounds.closures:
            return "roads"
        if any(unit not in available for unit in rounds.active_units):
            return "trucks"
        reasons = {full.reason for full in rounds.unserved}
        if "too_many" in reasons and sum(1 for _ in rounds.to_come()) <= STOPS_MAX // 2:
            return "bins"
        if reasons & {"no_truck", "no_capacity", "too_many"}:
            idle = set(available) - set(rounds.active_units)
            planned = {tour.unit: tour for tour in rounds.rounds}
            if any(unit not in planned or rounds.since_plan(unit) for unit in idle):
                return "trucks"
        return None

    def _begin(
        self,
        shift: Shift,
        rounds: CollectionRounds | None,
        why: Cause,
        waiting: Mapping[str, WaitingBin],
        available: Mapping[str, Resource],
        closures: tuple[str, ...],
        now_ms: int,
    ) -> None:
        fullest = sorted(waiting, key=lambda bin_id: (-waiting[bin_id].fill, bin_id))
        places: dict[str, int] = {}
        bins = tuple(
            FullBin(
                bin=bin_id, place=places.setdefault(bin_id, len(places)), fill=waiting[bin_id].fill,
                kg=self._settings.kg(waiting[bin_id].fill),
            )
            for bin_id in sorted(fullest[:STOPS_MAX])
        )  # fmt: skip
        left_out = tuple(
            UnservedBin(
                bin=bin_id, fill=waiting[bin_id].fill, kg=self._settings.kg(waiting[bin_id].fill), reason="too_many"
            )
            for bin_id in fullest[STOPS_MAX:]
        )
        trucks, starts = [], []
        for unit in self._usable(rounds, waiting, available):
            start, ready_ms, load_kg = _now(rounds, unit.id, now_ms)
            home = places.setdefault(f"home/{unit.id}", len(places))
            trucks.append(
                Truck(
                    unit=unit.id, start=home if not start else places.setdefault(start, len(places)), home=home,
                    ready_s=max(0, -(-(ready_ms - now_ms) // 1000)), load_kg=load_kg,
                    capacity_kg=unit.capacity * 1000,
                )
            )  # fmt: skip
            starts.append(start)
        problem = RoundProblem(
            seed=SEED, iterations=ITERATIONS, stop_s=round(self._settings.stop_min * 60),
            shift_s=(shift.end_ms - now_ms) // 1000, bins=bins, trucks=tuple(trucks), places=len(places), seconds=b"",
        )  # fmt: skip
        request = PlanRequest(problem, np.array([self._place(key) for key in places]).reshape(-1, 2), self._desk.closed)
        number, over = (1, 0) if rounds is None else (rounds.number + 1, len(rounds.done))
        self._asked = _Asked(shift, number, why, now_ms, closures, request, tuple(starts), left_out, over)
        self._planner.start(request)

    def _usable(
        self, rounds: CollectionRounds | None, waiting: Mapping[str, WaitingBin], available: Mapping[str, Resource]
    ) -> Iterable[Resource]:
        """Available trucks on their rounds, and those that have nothing else to do."""
        active = () if rounds is None else rounds.active_units
        ours = Counter(unit for full in waiting.values() if full.event is not None for unit in full.event.working)
        return (
            unit for unit in available.values()
            if unit.id in active or self._desk.tasks.get(unit.id, 0) <= ours[unit.id]
        )  # fmt: skip

    def _place(self, key: str) -> tuple[float, float]:
        if key.startswith("home/"):
            unit = self._desk.resources[key.removeprefix("home/")]
            return unit.x_m, unit.y_m
        sensor = self._desk.sensors[key]
        return sensor.x_m, sensor.y_m

    def _command(self, asked: _Asked, plan: RoundPlan, now_ms: int) -> Command[PlanRounds]:
        problem = asked.request.problem
        bins = {full.bin: full for full in problem.bins}

        def at(seconds: int) -> int:
            return asked.at_ms + seconds * 1000

        rounds = tuple(
            TruckRound(
                unit=truck.unit, start=start, ready_ms=at(truck.ready_s), load_kg=truck.load_kg,
                capacity_kg=truck.capacity_kg, back_ms=at(tour.back_s),
                stops=tuple(
                    PlannedStop(
                        bin=stop.bin, arrive_ms=at(stop.arrive_s), fill=bins[stop.bin].fill, kg=bins[stop.bin].kg
                    )
                    for stop in tour.stops
                ),
            )
            for truck, start, tour in zip(problem.trucks, asked.starts, plan.rounds, strict=True)
        )  # fmt: skip
        unserved = tuple(
            UnservedBin(bin=key, fill=bins[key].fill, kg=bins[key].kg, reason=reason) for key, reason in plan.unserved
        )
        body = PlanRounds(
            shift=asked.shift.id, until_ms=asked.shift.end_ms, number=asked.number, why=asked.why, seed=problem.seed,
            iterations=problem.iterations, closures=asked.closures, rounds=rounds,
            unserved=(*unserved, *asked.left_out), over=asked.over,
        )  # fmt: skip
        name = f"rounds:{asked.shift.id}:{asked.number}"
        return Command(id=name, realm=self._desk.realm, happened_ms=now_ms, body=body)


def _now(rounds: CollectionRounds | None, unit: str, now_ms: int) -> tuple[str, int, int]:
    """From which bin a truck drives ("" for home), from when, and what it has aboard (kg)."""
    tour = next((tour for tour in rounds.rounds if tour.unit == unit), None) if rounds is not None else None
    if rounds is None or tour is None:
        return "", now_ms, 0
    since = rounds.since_plan(unit)
    if tour.stops:
        start = since[-1].bin if since else tour.start
        return start, now_ms if since else max(now_ms, tour.ready_ms), rounds.load_kg(tour)
    return "", max(now_ms, tour.back_ms if since else tour.ready_ms), 0
