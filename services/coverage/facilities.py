"""The facilities and villages of a county package, as they are known; what is not known is NaN, never a guess."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from county.coverage.results import Origin, TourHome
from county.coverage.settings import PublicService
from county.package.open import CountyPackage
from county.package.village_places import village_places

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Facilities:
    """f facilities of one service."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    xy_m: Floats
    """(f, 2)"""
    capacity: Floats
    """(f,) NaN: unknown."""
    origin: Origin

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, eq=False)
class Villages:
    """v villages, each by one place: its seat, else a point in it."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    xy_m: Floats
    """(v, 2)"""
    people: Floats
    """(v,) NaN: unknown."""

    def place(self, row: int) -> tuple[float, float]:
        """x_m, y_m of a village."""
        x_m, y_m = self.xy_m[row].tolist()
        return x_m, y_m


def facilities_of(package: CountyPackage, key: str, service: PublicService) -> Facilities:
    """Those of the layer ``facilities``; without any, emergency resources, else buildings by their use.  Raises
    PackageError."""
    sources: tuple[tuple[Origin, str, tuple[str, ...]], ...] = (
        ("facilities", "kind", (key,)), ("resources", "kind", service.resource_kinds),
        ("buildings", "use", service.building_uses),
    )  # fmt: skip
    for layer, column, wanted in sources:
        table = package.table(layer) if wanted else None
        if table is None or not len(table):
            continue
        rows = np.flatnonzero(np.isin(table[column].astype(str), wanted))
        if not len(rows):
            continue
        names, capacity = np.full(len(rows), "", dtype=object), np.full(len(rows), np.nan)
        if layer != "buildings":
            names, stated = table["name"][rows], table["capacity"][rows].astype(float)
            capacity = np.where(stated >= 0, stated, np.nan)
        middle = shapely.centroid(table.geometry[rows])
        xy_m = np.column_stack((shapely.get_x(middle), shapely.get_y(middle)))
        return Facilities(tuple(map(str, table["id"][rows])), tuple(map(str, names)), xy_m, capacity, layer)
    return Facilities((), (), np.empty((0, 2)), np.empty(0), "")


def villages_of(package: CountyPackage) -> Villages:
    """In the order of the layer.  Raises PackageError."""
    table = package.table("villages")
    places = village_places(package)
    codes = tuple(map(str, table["code"]))
    people = table["population"].astype(float)
    return Villages(
        codes, tuple(map(str, table["name"])), np.array([places[code] for code in codes]).reshape(-1, 2),
        np.where(people >= 0, people, np.nan),
    )  # fmt: skip


def seat_of(package: CountyPackage, code: str = "") -> TourHome | None:
    """The seat of a town, "" of the county; None where the map does not have it.  Raises PackageError."""
    places = package.table("places")
    for own, name, point in zip(places["code"], places["name"], places.geometry, strict=True):
        if own == (code or package.manifest.code):
            return TourHome(str(name), float(point.x), float(point.y))
    return None
