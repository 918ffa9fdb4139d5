"""What travel times are computed on: the villages and roads of a county, with the roads that are closed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from county.explained import Explained
from county.package.open import CountyPackage
from county.roads.access import REACH_M
from county.roads.closures import ClosedPart, closed_edges
from services.coverage.facilities import villages_of
from services.loaded_county import road_graph
from services.rounds.planner import TravelTimes
from services.studies.apart import Cancelled, Progress, StudyCancelled

Floats = NDArray[np.float64]
COURSE_POINTS = 40
"""Of the way between two stops."""


class CoverageFault(Explained):
    """A question that the data of the county do not answer; one line."""


class CountyGround:
    """Used by one thread at a time; times are remembered while the same roads are closed."""

    def __init__(self, package: CountyPackage) -> None:
        """Raises CoverageFault where the map has no villages or roads, PackageError, BadCatalog."""
        self.package = package
        self.villages = villages_of(package)
        if not self.villages.codes:
            raise CoverageFault(
                "{county} has no villages on its map, of which coverage could be told; import them with "
                "`main.py county import --villages`",
                county=self.name,
            )
        if not len(package.table("roads")):
            raise CoverageFault(
                "{county} has no roads on its map, so that no travel time is known; import them with "
                "`main.py county import --roads`",
                county=self.name,
            )
        self._roads = road_graph(package)
        self._vehicle = package.catalog.coverage.vehicle
        self._travel = TravelTimes(self._roads, self._vehicle)
        self._closed: frozenset[int] = frozenset()
        self._minutes: dict[tuple[float, float], Floats] = {}
        """Of all villages to a place."""

    @property
    def name(self) -> str:
        """Of the county."""
        return self.package.manifest.name

    def close(self, closures: Sequence[ClosedPart]) -> None:
        """These roads are closed from now on, and no others."""
        closed = frozenset(int(edge) for closure in closures for edge in closed_edges(self._roads, closure))
        if closed != self._closed:
            self._closed, self._minutes = closed, {}

    def minutes_to(self, places_m: Floats, progress: Progress, cancelled: Cancelled) -> Floats:
        """(v, n) from each village to places (n, 2); inf where there is no way.  Raises StudyCancelled."""
        found = np.full((len(self.villages.codes), len(places_m)), np.inf)
        for column, (x_m, y_m) in enumerate(places_m.tolist()):
            if cancelled():
                raise StudyCancelled
            if (x_m, y_m) not in self._minutes:
                times = self._roads.minutes(self.villages.xy_m, (x_m, y_m), self._vehicle, self._closed)
                self._minutes[x_m, y_m] = times
                progress(column / len(places_m))
            found[:, column] = self._minutes[x_m, y_m]
        return found

    def seconds(self, places_m: Floats) -> NDArray[np.int32]:
        """(n, n) from and to each of places (n, 2), see :class:`~services.rounds.planner.TravelTimes`."""
        return self._travel.seconds(places_m, self._closed)

    def off_the_roads(self) -> NDArray[np.bool_]:
        """(v,) whether a village is too far from every road to be reached."""
        return np.asarray(self._roads.access(self.villages.xy_m).nearest_m > REACH_M)

    def course(self, stops: Sequence[Floats]) -> Floats:
        """The way (k, 2) through places (2,), straight where there is none by road."""
        parts = [stops[0][None, :]]
        for start, goal in pairwise(stops):
            route = self._roads.route(start, goal, self._vehicle, self._closed)
            parts.append(goal[None, :] if route is None else route.simplified(COURSE_POINTS)[1:])
        return np.concatenate(parts)


def known(value: float, decimals: int) -> float | None:
    """A rounded number; None for what is not finite."""
    return round(float(value), decimals) if np.isfinite(value) else None
