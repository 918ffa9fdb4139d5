"""Sensors at plausible sites, in the numbers of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from county.catalog import SensorKind
from county.package.demo.divisions import Divisions, apportion
from county.package.demo.raster import Floats, Ints, Shapes, stream
from county.package.demo.roads import LETTER
from county.package.demo.settlement import Settlements
from county.package.demo.terrain import Land
from county.package.open import Table

BANK_M = 6.0
"""Beside a river, where nobody stands."""


@dataclass(frozen=True)
class DeviceSites:
    """Data from which sites for devices are chosen."""

    land: Land
    seats: Settlements
    roads: Table
    rivers: Table
    buildings: Table
    boundary: shapely.Geometry

    def within(self, points: Floats) -> Floats:
        """Those of ``points`` that lie in the county; rivers and the outermost cells of the raster reach beyond it."""
        return np.asarray(points[shapely.contains_xy(self.boundary, points)])

    def along_streets(self) -> Floats:
        """Points every 15 m on the streets of the county seat and the towns."""
        route = np.array([str(name).startswith(tuple(LETTER)) for name in self.roads["name"]])
        lines = self.roads.geometry[(self.roads["road_class"] == "town") & ~route]
        return _along(lines, 15) if len(lines) else self.along_roads()

    def along_roads(self) -> Floats:
        """Points every 25 m on all roads, nearest to a seat first."""
        points = _along(self.roads.geometry, 25)
        return points[np.argsort(self.from_seat(points), kind="stable")]

    def out_of_rivers(self, points: Floats) -> Floats:
        """``points`` (n, 2), those in a river or on its bank moved to the nearest street."""
        banks = shapely.buffer(self.rivers.geometry, np.asarray(self.rivers["width_m"], dtype=float) / 2 + BANK_M)
        wet = np.unique(shapely.STRtree(banks).query(shapely.points(points), predicate="intersects")[0])
        if not len(wet):
            return points
        streets, moved = self.along_streets(), points.copy()
        bridges, _ = shapely.STRtree(banks).query(shapely.points(streets), predicate="intersects")
        dry = np.delete(streets, bridges, axis=0)
        moved[wet] = dry[cKDTree(dry).query(points[wet])[1]]
        return moved

    def from_seat(self, points: Floats) -> Floats:
        """Distance in metres to the nearest seat; the county seat and town seats count as a third as far."""
        raster = self.land.raster
        near, row = cKDTree(raster.xy(self.seats.villages)).query(points)
        return np.asarray(near * np.where(self.seats.urban[row], 0.3, 1.0))


Sites = Callable[[DeviceSites, np.random.Generator, int], Floats]


def place_sensors(
    ground: DeviceSites, divisions: Divisions, kinds: dict[str, SensorKind], seed: int, total: int
) -> Table:
    """Exactly ``total`` sensors, kinds in the catalogue's proportions, named after their village."""
    counts = apportion(np.array([k.count for k in kinds.values()], dtype=float), total)
    where, ids, labels, keys = [], [], [], []
    for (key, kind), count in zip(kinds.items(), counts, strict=True):
        if not count:
            continue
        where.append(SITES.get(key, _at_buildings)(ground, stream(seed, f"sensors {key}"), int(count)))
        ids += [f"{key}-{i + 1:04d}" for i in range(count)]
        labels += [kind.name.zh] * int(count)
        keys += [key] * int(count)
    table = divisions.located(Table(shapely.points(np.concatenate(where)), {}))
    villages = [divisions.village_name(code) for code in table["division"]]
    names = numbered([village + label for village, label in zip(villages, labels, strict=True)])
    text = {"id": ids, "name": names, "kind": keys}
    return Table(table.geometry, {**{k: np.array(v, dtype=object) for k, v in text.items()}, **table.columns})


def numbered(names: list[str]) -> list[str]:
    """Every name with a running number among equal names."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(f"{name}{seen[name]:02d}")
    return out


def _along(lines: Shapes, step_m: float) -> Floats:
    dense = shapely.segmentize(lines, step_m)
    return np.asarray(shapely.get_coordinates(dense))


def spread(points: Floats, count: int, gap_m: float) -> Floats:
    """The first ``count`` of ``points`` about ``gap_m`` apart; with a smaller gap if there are too few."""
    while gap_m > 0.1:
        keep = _thinned(points, gap_m)
        if len(keep) >= count:
            return np.asarray(points[keep[:count]])
        gap_m *= 0.6
    return np.asarray(points[np.arange(count) % len(points)])


def _thinned(points: Floats, gap_m: float) -> Ints:
    """Rows of ``points`` that are the first in their cell of a ``gap_m`` mesh and half of that from an accepted one."""
    square = np.floor(points / gap_m).astype(np.int64)
    _, first = np.unique(square, axis=0, return_index=True)
    first.sort()
    pairs = cKDTree(points[first]).query_pairs(gap_m / 2, output_type="ndarray")
    keep = np.ones(len(first), dtype=bool)
    for a, b in pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))].tolist():
        if keep[a] and keep[b]:
            keep[b] = False
    return np.asarray(first[keep])


def _on_streets(ground: DeviceSites, rng: np.random.Generator, count: int) -> Floats:
    return spread(rng.permutation(ground.along_streets()), count, 60.0)


def _near_dwellings(ground: DeviceSites, rng: np.random.Generator, count: int) -> Floats:
    """Two in three in the towns, the others at the busiest places of villages."""
    town = spread(rng.permutation(ground.along_streets()), count - count // 3, 150.0)
    if count < 3:
        return town
    points = ground.along_roads()
    village = spread(points[ground.from_seat(points) > 120], count // 3, 600.0)
    return ground.out_of_rivers(np.concatenate([town, village]) + rng.uniform(-4, 4, (count, 2)))


def _at_junctions(ground: DeviceSites, rng: np.random.Generator, count: int) -> Floats:
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(ground.roads.geometry, i)) for i in (0, -1)])
    ends, times = np.unique(np.round(ends, 2), axis=0, return_counts=True)
    ends = ends[times > 2] if (times > 2).any() else ends
    order = np.argsort(ground.from_seat(ends) * rng.uniform(0.3, 1.0, len(ends)), kind="stable")
    return spread(np.concatenate([ends[order], ground.along_roads()]), count, 140.0)


def _at_buildings(ground: DeviceSites, rng: np.random.Generator, count: int) -> Floats:
    weight = np.asarray(ground.buildings["floors"], dtype=float) ** 1.2
    rows = rng.choice(len(weight), size=count, replace=count > len(weight), p=weight / weight.sum())
    return np.asarray(shapely.get_coordinates(shapely.centroid(ground.buildings.geometry[np.sort(rows)])))


def _in_rivers(ground: DeviceSites, rng: np.random.Generator, count: int) -> Floats:
    order = np.argsort(-np.asarray(ground.rivers["width_m"], dtype=float), kind="stable")
    middle = shapely.line_interpolate_point(ground.rivers.geometry[order], 0.5, normalized=True)
    points = np.concatenate([shapely.get_coordinates(middle), _along(ground.rivers.geometry, 500)])
    return spread(ground.within(points), count, 3500.0)


def _over_the_county(ground: DeviceSites, rng: np.random.Generator, count: int) -> Floats:
    raster = ground.land.raster
    seats = np.concatenate([ground.seats.towns, ground.seats.villages])
    return spread(raster.xy(seats) + rng.uniform(-60, 60, (len(seats), 2)), count, 3000.0)


def _on_slopes(ground: DeviceSites, rng: np.random.Generator, count: int) -> Floats:
    land = ground.land
    near, _ = cKDTree(land.raster.xy(ground.seats.villages)).query(land.raster.centres)
    score = np.where(land.inside & (near > 200) & (near < 900), land.slope, 0)
    cells = np.argsort(-score, kind="stable")[: max(count * 60, 200)]
    return spread(ground.within(land.raster.xy(cells)), count, 1500.0)


SITES: dict[str, Sites] = {
    "manhole": _on_streets,
    "bin": _near_dwellings,
    "air": _over_the_county,
    "water": _in_rivers,
    "noise": _at_junctions,
    "video": _at_junctions,
    "smoke": _at_buildings,
    "geohazard": _on_slopes,
}
"""Sites by kind of sensor; kinds of the catalogue that are not listed are placed at buildings."""
