"""Places of simulated reports: along roads, at rivers and in the fields around inhabited villages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.open import CountyPackage
from services.simulation.tables import Ground

HAMLET_M = 450.0
"""Search radius for streets around a village's seat."""
FIELD_M = (150.0, 700.0)
BESIDE_M = (2.0, 9.0)
"""Offset from the centre line of a road or river."""
_LAYER: dict[Ground, str] = {"street": "roads", "river": "rivers"}
_TRIES = 20


@dataclass(frozen=True)
class SampledPoint:
    """A point in the working CRS, its division, and the name and kind of the village that contains it."""

    x_m: float
    y_m: float
    division: str
    village: str
    kind: str


class VillageSampler:
    """The villages of a county, drawn with their population as weight."""

    def __init__(self, package: CountyPackage) -> None:
        """Raises PackageError."""
        self._package = package
        villages = package.table("villages")
        self._area = villages.geometry
        self._kind = [str(kind) for kind in villages["kind"]]
        codes = [str(code) for code in villages["code"]]
        names = [str(name) for name in villages["name"]]
        self._of_code = dict(zip(codes, zip(names, self._kind, strict=True), strict=True))
        people = np.asarray(villages["population"], dtype=float)
        self._weight = np.where(people > 0, people, 1.0)
        self._seat_m = _seats(package, codes)
        self._lines = {ground: package.table(layer).geometry for ground, layer in _LAYER.items()}
        self._tree = {ground: shapely.STRtree(lines) for ground, lines in self._lines.items()}
        # Cache the last villages only: a county has many lines.
        self._near = lru_cache(maxsize=64)(self._near_seat)

    def villages(self, ground: Ground, kind: str) -> tuple[Sequence[int], Sequence[float]]:
        """Rows and weights of the villages of ``kind`` ("": any) that have such ``ground``."""
        fits = np.array([kind in ("", village_kind) for village_kind in self._kind], dtype=bool)
        if ground == "river":
            crossed = np.zeros(len(fits), dtype=bool)
            crossed[self._tree["river"].query(self._area, predicate="intersects")[0]] = True
            fits &= crossed
        rows = np.flatnonzero(fits)
        return rows.tolist(), self._weight[rows].tolist()

    def draw(self, rng: Random, ground: Ground, rows: Sequence[int], weights: Sequence[float]) -> SampledPoint | None:
        """A point in one of the villages ``rows``; None when none is found inside the county."""
        for _ in range(_TRIES):
            row = rng.choices(rows, weights)[0]
            x_m, y_m = self._point(rng, ground, row)
            x_m, y_m = round(x_m, 1), round(y_m, 1)
            division = self._package.division_at(x_m, y_m)
            if division is None:
                continue
            name, kind = self._of_code.get(division[:12], ("", ""))
            if name and kind == self._kind[row]:
                return SampledPoint(x_m, y_m, division, name, kind)
        return None

    def _point(self, rng: Random, ground: Ground, row: int) -> tuple[float, float]:
        lines = self._near(ground, row) if ground in _LAYER else ()
        angle = rng.random() * 2 * math.pi
        if not len(lines):
            away_m = rng.uniform(*FIELD_M) if ground == "field" else rng.uniform(0.0, FIELD_M[0])
            x_m, y_m = self._seat_m[row]
        else:
            line = rng.choices(lines, [line.length for line in lines])[0]
            at = shapely.line_interpolate_point(line, rng.random(), normalized=True)
            x_m, y_m, away_m = at.x, at.y, rng.uniform(*BESIDE_M)
        return x_m + away_m * math.cos(angle), y_m + away_m * math.sin(angle)

    def _near_seat(self, ground: Ground, row: int) -> tuple[shapely.LineString, ...]:
        """Roads of the village near its seat; all its rivers."""
        area = self._area[row]
        if ground == "street":
            area = area.intersection(shapely.Point(self._seat_m[row]).buffer(HAMLET_M))
        found = self._lines[ground][self._tree[ground].query(area, predicate="intersects")]
        parts = shapely.get_parts(shapely.get_parts(shapely.intersection(found, area)))
        return tuple(part for part in parts if part.geom_type == "LineString" and part.length > 0)


def _seats(package: CountyPackage, codes: Sequence[str]) -> list[tuple[float, float]]:
    """The seat of each village; a point inside the village when it is unknown."""
    places = package.table("places")
    xy = zip(shapely.get_x(places.geometry), shapely.get_y(places.geometry), strict=True)
    known = {
        str(code): (float(x), float(y))
        for code, kind, (x, y) in zip(places["code"], places["kind"], xy, strict=True)
        if kind == "village_seat"
    }
    inside: NDArray[np.object_] = shapely.point_on_surface(package.table("villages").geometry)
    return [known.get(code, (point.x, point.y)) for code, point in zip(codes, inside, strict=True)]
