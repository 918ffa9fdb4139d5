"""Places of reports: degrees, metres, or a village; and the county's villages and map for those who choose one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import shapely

from county.package.open import CountyPackage
from services.intake.gateway.problems import Problem

MAP_WIDTH = 1_000.0
"""Width of the map's drawing, in its own units."""
SIMPLIFIED = 2.5
"""Largest error of a line of the map, in the same units."""


class Village(NamedTuple):
    """A village to choose from."""

    code: str
    name: str
    town: str
    """Name of its town."""
    x_m: float
    y_m: float
    """A point within it."""


class DrawnTown(NamedTuple):
    """A town on the map: an SVG path, and where its name is written."""

    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class CountyMap:
    """The towns of a county as a drawing; y points down."""

    towns: tuple[DrawnTown, ...]
    height: float
    west_m: float
    north_m: float
    metres: float
    """Metres of one unit of the drawing."""


class CountyPlaces:
    """The places of one county."""

    def __init__(self, county: CountyPackage) -> None:
        self._county = county
        towns, villages = county.table("towns"), county.table("villages")
        town_names = {str(code): str(name) for code, name in zip(towns["code"], towns["name"], strict=True)}
        points = shapely.point_on_surface(villages.geometry)
        rows = zip(villages["code"], villages["name"], villages["town"], points, strict=True)
        self.villages = tuple(
            Village(str(code), str(name), town_names.get(str(town), ""), float(point.x), float(point.y))
            for code, name, town, point in rows
        )
        self._by_code: Mapping[str, Village] = {village.code: village for village in self.villages}
        self.map = _drawn(county)

    def xy_m(
        self, *, lon: float | None, lat: float | None, x_m: float | None, y_m: float | None, village: str
    ) -> tuple[float, float]:
        """A place in metres.  Raises Problem where it is not stated, or not by one pair or village."""
        if lon is not None and lat is not None:
            x, y = self._county.xy_m(lon, lat)
            return _finite(float(x), float(y))
        if x_m is not None and y_m is not None:
            return _finite(x_m, y_m)
        if not village:
            raise Problem("place_missing")
        found = self._by_code.get(village)
        if found is None:
            raise Problem("village_unknown", village=village[:40])
        return found.x_m, found.y_m


def _finite(x_m: float, y_m: float) -> tuple[float, float]:
    """Raises Problem for degrees that no projection maps to metres."""
    if not (math.isfinite(x_m) and math.isfinite(y_m)):
        raise Problem("place_missing")
    return x_m, y_m


def _drawn(county: CountyPackage) -> CountyMap:
    towns = county.table("towns")
    layer = towns if len(towns) else county.table("boundary")
    west, south, east, north = county.bounds_m
    metres = max(east - west, 1.0) / MAP_WIDTH
    outlines = []
    for shape, name in zip(layer.geometry, layer["name"], strict=True):
        drawn = shapely.transform(shape, lambda xy: (xy - (west, north)) / (metres, -metres))
        simple = drawn.simplify(SIMPLIFIED)
        middle = shapely.point_on_surface(simple)
        if not middle.is_empty:
            outlines.append(DrawnTown(str(name), _path(simple), float(middle.x), float(middle.y)))
    return CountyMap(tuple(outlines), (north - south) / metres, west, north, metres)


def _path(shape: shapely.Geometry) -> str:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return "".join(
        "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in shapely.get_coordinates(ring)[:-1]) + "Z" for ring in rings
    )
