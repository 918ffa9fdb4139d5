"""Plans rounds beside the backend's loop: travel times in a thread, the search in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from county.child_process import NO_WINDOW
from county.explained import Explained
from county.roads.network import RoadGraph
from county.rounds.planning import NEVER_S, RoundPlan, RoundProblem

PLAN_S = 120
"""A search that takes longer hangs and is ended."""
COLUMNS_MAX = 1_000
"""Places to which travel times are remembered while no road is closed or opened."""
_ROOT = Path(__file__).parents[2]


class NoPlan(Explained):
    """The search failed; one line."""


@dataclass(frozen=True, eq=False)
class PlanRequest:
    """A problem whose travel times are not known yet."""

    problem: RoundProblem
    places_m: NDArray[np.float64]
    """(places, 2)."""
    closed: Set[int]
    """Numbers of closed edges of the roads."""


class Planner(Protocol):
    """Makes one plan at a time, beside the caller."""

    @property
    def busy(self) -> bool:
        """Whether a plan is being made, or waits to be taken."""
        ...

    def start(self, request: PlanRequest) -> None: ...

    def take(self) -> RoundPlan | None:
        """The plan, once it is ready.  Raises NoPlan."""
        ...


class TravelTimes:
    """Travel times of one vehicle between places; a search of the roads per place and closures."""

    def __init__(self, roads: RoadGraph, vehicle: str) -> None:
        self._roads = roads.for_another_thread()
        self._vehicle = vehicle
        self._closed: Set[int] = frozenset()
        self._known: dict[tuple[float, float], dict[tuple[float, float], int]] = {}

    def seconds(self, places_m: NDArray[np.float64], closed: Set[int]) -> NDArray[np.int32]:
        """(n, n) from and to each of the places."""
        if closed != self._closed or len(self._known) > COLUMNS_MAX:
            self._closed, self._known = closed, {}
        places = [(float(x_m), float(y_m)) for x_m, y_m in places_m]
        found = np.zeros((len(places), len(places)), dtype="<i4")
        for column, goal in enumerate(places):
            known = self._known.setdefault(goal, {})
            if not known.keys() >= set(places):
                minutes = self._roads.minutes(places_m, goal, self._vehicle, closed)
                times = np.where(np.isfinite(minutes), np.ceil(minutes * 60), NEVER_S)
                known.update(zip(places, times.astype(int).tolist(), strict=True))
            found[:, column] = [known[place] for place in places]
        np.fill_diagonal(found, 0)
        return found


class ProcessPlanner:
    """Implements :class:`Planner`."""

    def __init__(self, roads: RoadGraph, vehicle: str) -> None:
        self._times = TravelTimes(roads, vehicle)
        self._thread: threading.Thread | None = None
        self._done: RoundPlan | NoPlan | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closing = False

    @property
    def busy(self) -> bool:
        return self._thread is not None

    def start(self, request: PlanRequest) -> None:
        assert self._thread is None
        self._thread = threading.Thread(target=self._run, args=(request,), name="collection rounds", daemon=True)
        self._thread.start()

    def take(self) -> RoundPlan | None:
        if self._thread is None or self._thread.is_alive():
            return None
        self._thread.join()
        self._thread, done, self._done = None, self._done, None
        if isinstance(done, RoundPlan):
            return done
        raise done or NoPlan("the rounds of the collection trucks could not be planned")

    def close(self) -> None:
        """End a search that runs."""
        with self._lock:
            self._closing = True
            if self._process is not None:
                self._process.kill()
        if self._thread is not None:
            self._thread.join()

    def _run(self, request: PlanRequest) -> None:
        try:
            self._done = self._plan(request)
        except NoPlan as error:
            self._done = error
        except Exception as error:
            self._done = NoPlan("the rounds of the collection trucks could not be planned: {why}", why=repr(error))

    def _plan(self, request: PlanRequest) -> RoundPlan:
        seconds = self._times.seconds(request.places_m, request.closed)
        problem = replace(request.problem, seconds=seconds.tobytes())
        with self._lock:
            if self._closing:
                raise NoPlan("the backend ends")
            self._process = subprocess.Popen(
                [sys.executable, "-m", "services.rounds.solver_process"], cwd=_ROOT, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, creationflags=NO_WINDOW,
            )  # fmt: skip
        try:
            out, errors = self._process.communicate(msgspec.msgpack.encode(problem), timeout=PLAN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            raise NoPlan("the search of rounds took more than {limit} s", limit=PLAN_S) from None
        if self._process.returncode:
            why = errors.decode(errors="replace").strip().rpartition("\n")[2]
            raise NoPlan("the search of rounds ended with {code}: {why}", code=self._process.returncode, why=why)
        return msgspec.msgpack.decode(out, type=RoundPlan)
