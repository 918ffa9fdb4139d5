"""The county's roads as one graph: travel times and routes by vehicle, avoiding closed roads.

Edges are bidirectional and crossing lines are joined (:mod:`county.roads.lines`).  A place off the roads is reached on
foot from any road nearby that is open (:mod:`county.roads.access`); a place farther than ``REACH_M`` from all roads
cannot be reached.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from county.explained import Explained
from county.roads.access import REACH_M as REACH_M
from county.roads.access import SET_OUT_MOST, Access, MetPlaces, NearbyRoads
from county.roads.lines import Floats, RoadEdges, Shapes, cut_lines, thinned
from county.roads.search import RoadNetwork, Way, WaysTo, minutes_from_any
from county.roads.vehicles import Speeds

CACHED_NETWORKS = 8
"""Size of the cache of networks, one for each set of closures."""
VIA_MOST, VIA_SHARE = 2, 0.2
"""Roads that a way is named by at most, and their least share of its length."""
Closures = Set[str | int]
"""Closed roads: ids of roads, numbers of edges."""
OPEN: Closures = frozenset()


@dataclass(frozen=True, eq=False)
class Route:
    """The fastest route between two places."""

    xy_m: Floats
    """(k, 2), from start to goal, its parts on foot included; k ≥ 2."""
    minutes_at: Floats
    """(k,) since the start, at each point."""
    road_ids: tuple[str, ...]
    """Roads in driving order; "" for one without an id."""

    @property
    def minutes(self) -> float:
        return float(self.minutes_at[-1])

    @property
    def length_m(self) -> float:
        return float(np.hypot(*np.diff(self.xy_m, axis=0).T).sum())

    def simplified(self, points: int) -> Floats:
        """At most ``points`` (≥ 2) of its points, from start to goal, as near to it as that allows."""
        return thinned(self.xy_m, points)


class RoadGraph:
    """All roads of a county.  Built on first use, or earlier by :meth:`prepare`."""

    def __init__(
        self,
        geometry: Shapes,
        ids: Sequence[str],
        classes: Sequence[str],
        speeds: Speeds,
        names: Sequence[str] = (),
    ) -> None:
        """``geometry``: r lines in metres; ``ids``, ``classes`` and ``names``, if any, as long; ``speeds``: those of
        the catalogue.  Nothing is computed yet."""
        if not len(geometry) == len(ids) == len(classes):
            raise ValueError(f"{len(geometry)} lines, {len(ids)} ids, {len(classes)} classes: must be of one length")
        self._geometry = geometry
        self.ids = tuple(str(road) for road in ids)
        self._classes = tuple(str(name) for name in classes)
        self.speeds = speeds
        self._share_of = {kind: vehicle.share for vehicle in speeds.vehicles.values() for kind in vehicle.kinds}
        self._names = tuple(str(name) for name in names) or ("",) * len(self.ids)
        self._networks: OrderedDict[frozenset[str | int], RoadNetwork] = OrderedDict()

    @cached_property
    def edges(self) -> RoadEdges:
        """Edges and nodes."""
        return cut_lines(self._geometry)

    @cached_property
    def _min_per_m(self) -> Floats:
        """(e,) of a vehicle of share 1."""
        kmh = [self.speeds.kmh(name) for name in self._classes]
        return np.asarray(0.06 / np.array(kmh, dtype=float)[self.edges.road])

    @property
    def _on_foot(self) -> float:
        """Minutes per metre of a vehicle of share 1 off the roads."""
        return 0.06 / self.speeds.on_foot.kmh

    @cached_property
    def _nearby(self) -> NearbyRoads:
        return NearbyRoads(self.edges, self._min_per_m, self._on_foot)

    @cached_property
    def _starts(self) -> MetPlaces:
        return MetPlaces(self._nearby, SET_OUT_MOST)

    @cached_property
    def _goals(self) -> MetPlaces:
        return MetPlaces(self._nearby, len(self.edges.road))

    @property
    def ready(self) -> bool:
        """Whether the edges are built, so that a query takes milliseconds."""
        return "edges" in self.__dict__

    def prepare(self) -> None:
        """Build the edges now, in the calling thread."""
        _ = self._nearby

    def share_of(self, resource_kind: str) -> float:
        """The share of the speed of roads at which a resource kind drives; 0 for one that does not use the roads."""
        return self._share_of.get(resource_kind, 0.0)

    def for_another_thread(self) -> RoadGraph:
        """The same roads; one graph must not be asked by two threads at once."""
        other = copy.copy(self)
        other._networks = OrderedDict()
        for name in ("_nearby", "_starts", "_goals"):
            other.__dict__.pop(name, None)
        return other

    def goal(self, xy_m: ArrayLike) -> Access:
        """Where a place (2,) is reached from."""
        return self._nearby.access(_points(xy_m), len(self.edges.road))

    def ways_to(self, goal: Access, closures: Closures = OPEN, limit_min: float = np.inf) -> WaysTo:
        """The ways of all vehicles to one place, by one search; ``limit_min``: minutes of a vehicle of share 1, past
        which it does not go.

        Raises Explained for a closure that is neither road nor edge.
        """
        return WaysTo(self._network(closures), goal, limit_min)

    def access(self, xy_m: ArrayLike) -> Access:
        """Where vehicles set out from places (n, 2); worked out once for each place."""
        return self._starts.access(_points(xy_m))

    def minutes(self, from_xy: ArrayLike, to_xy: ArrayLike, vehicle: str, closures: Closures = OPEN) -> Floats:
        """Minutes from places (n, 2) to one (2,): (n,), inf where there is no route.

        Raises KeyError for a vehicle missing from the speeds, and as :meth:`ways_to`.
        """
        start = self.access(from_xy)
        share = np.full(len(start.edge), self.speeds.vehicles[vehicle].share)
        return self.ways_to(self.goal(to_xy), closures).minutes(start, share)

    def minutes_from_any(
        self, from_xy: ArrayLike, to_xy: ArrayLike, vehicle: str, limit_min: float, closures: Closures = OPEN
    ) -> Floats:
        """Minutes from the nearest of places (k, 2) to each of others (m, 2): (m,), by one search; inf for more than
        about ``limit_min``.  Raises as :meth:`minutes`."""
        share, goals = self.speeds.vehicles[vehicle].share, self._goals.access(_points(to_xy))
        return minutes_from_any(self._network(closures), self.access(from_xy), goals, share, limit_min)

    def route(
        self, from_xy: ArrayLike, to_xy: ArrayLike, vehicle: str, closures: Closures = OPEN
    ) -> Route | None:
        """The fastest route between two places (2,); None where there is none.  Raises as :meth:`minutes`."""
        return self._route(self.access(from_xy), self.goal(to_xy), vehicle, closures)

    def driven(self, from_xy: ArrayLike, to_xy: ArrayLike, vehicle: str) -> Route | None:
        """The fastest route between two places on roads (2,) of a vehicle that does not leave them; None where there is
        none.  Raises KeyError for a vehicle missing from the speeds."""
        start, goal = (self.access(place).nearest() for place in (from_xy, to_xy))
        return self._route(start, goal, vehicle, OPEN)

    def _route(self, start: Access, goal: Access, vehicle: str, closures: Closures) -> Route | None:
        network, share = self._network(closures), self.speeds.vehicles[vehicle].share
        start_xy, goal_xy = start.xy_m, goal.xy_m
        way = self.ways_to(goal, closures).way(start, share)
        if way is None:
            return None
        if not len(way.edge):
            return Route(np.concatenate([start_xy, goal_xy]), np.array([0.0, way.minutes]), ())
        xy, step_min, on_foot = [start_xy], [np.zeros(1)], network.on_foot / share
        for edge, from_m, to_m in zip(way.edge.tolist(), way.from_m.tolist(), way.to_m.tolist(), strict=True):
            course = _part(self.edges.line[edge], from_m, to_m)
            xy.append(course)
            pace = network.min_per_m[edge] / share
            step_min.append(np.append(0.0, np.hypot(*np.diff(course, axis=0).T) * pace))
        step_min[1][0] = float(np.hypot(*(xy[1][0] - start_xy[0]))) * on_foot
        step_min.append(np.hypot(*(goal_xy - xy[-1][-1:]).T) * on_foot)
        xy.append(goal_xy)
        points, steps = np.concatenate(xy), np.concatenate(step_min)
        keep = np.append(True, (np.diff(points, axis=0) != 0).any(axis=1) | (steps[1:] > 0))
        if keep.sum() < 2:
            keep[-1] = True
        roads = [self.ids[road] for road in self.edges.road[way.edge].tolist()]
        named = tuple(road for i, road in enumerate(roads) if i == 0 or road != roads[i - 1])
        return Route(points[keep], np.cumsum(steps)[keep], named)

    def via(self, way: Way) -> tuple[str, ...]:
        """Names of the roads that make up most of a way, in driving order; () where none of its roads has a name."""
        length_m: dict[str, float] = {}
        driven_m = np.abs(way.to_m - way.from_m).tolist()
        for road, metres in zip(self.edges.road[way.edge].tolist(), driven_m, strict=True):
            name = self._names[road]
            length_m[name] = length_m.get(name, 0.0) + metres
        length_m.pop("", None)
        most = sorted(length_m, key=lambda name: -length_m[name])[:VIA_MOST]
        main = {name for i, name in enumerate(most) if not i or length_m[name] >= VIA_SHARE * way.length_m}
        return tuple(name for name in length_m if name in main)

    def on_road(self, xy_m: ArrayLike) -> Floats:
        """Nearest points (n, 2) on roads; NaN where none is within ``REACH_M``."""
        access = self.access(xy_m)
        found = np.full((len(access.edge), 2), np.nan)
        met = np.isfinite(access.nearest_m)
        edge, at_m = (of_all[met][:, :1].ravel() for of_all in (access.edge, access.at_m))
        found[met] = shapely.get_coordinates(shapely.line_interpolate_point(self.edges.line[edge], at_m))
        return found

    def _network(self, closures: Closures) -> RoadNetwork:
        """The network without the closed edges."""
        key = frozenset(closures)
        if key not in self._networks:
            self._networks[key] = self._built(key)
            while len(self._networks) > CACHED_NETWORKS:
                self._networks.popitem(last=False)
        self._networks.move_to_end(key)
        return self._networks[key]

    def _built(self, key: frozenset[str | int]) -> RoadNetwork:
        edges, min_per_m = self.edges, self._min_per_m
        is_open = ~self._closed(key)
        open_ = np.flatnonzero(is_open)
        u, v = edges.ends[open_].T
        arc_min = np.tile(edges.length_m[open_] * min_per_m[open_], 2)
        arc_from, arc_to = np.concatenate([u, v]), np.concatenate([v, u])
        order = np.lexsort((arc_min, arc_to, arc_from))
        a, b = arc_from[order], arc_to[order]
        quickest = order[np.append(True, (a[1:] != a[:-1]) | (b[1:] != b[:-1]))[: len(order)]]
        counts = np.bincount(arc_from[quickest], minlength=len(edges.node_xy))
        return RoadNetwork(
            edges=edges,
            is_open=is_open,
            min_per_m=min_per_m,
            on_foot=self._on_foot,
            first=np.append(0, np.cumsum(counts)),
            arc_to=arc_to[quickest],
            arc_min=arc_min[quickest],
            arc_edge=np.tile(open_, 2)[quickest],
        )

    def _closed(self, closures: frozenset[str | int]) -> NDArray[np.bool_]:
        """(e,) whether an edge is closed.  Raises Explained."""
        closed = np.zeros(len(self.edges.road), dtype=bool)
        ids = np.array(self.ids, dtype=object)[self.edges.road]
        for item in closures:
            if isinstance(item, str) and item in self.ids:
                closed |= ids == item
            elif isinstance(item, int) and 0 <= item < len(closed):
                closed[item] = True
            else:
                raise Explained("closed road {road} is not in this county; remove it from the closures", road=item)
        return closed


def _points(xy: ArrayLike) -> Floats:
    return np.asarray(xy, dtype=float).reshape(-1, 2)


def _part(line: Any, from_m: float, to_m: float) -> Floats:
    """Points (k, 2), k ≥ 2, of ``line`` between two distances along it, reversed when the second is less."""
    xy = shapely.get_coordinates(line)
    at_m = np.append(0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T)))
    low, high = min(from_m, to_m), max(from_m, to_m)
    cut = np.stack([np.interp([low, high], at_m, xy[:, k]) for k in (0, 1)], axis=1)
    part = np.concatenate([cut[:1], xy[(at_m > low) & (at_m < high)], cut[1:]])
    return part if from_m <= to_m else part[::-1]
