"""The read points of a county: what its package says of them, and positions that their ids say themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping

from county.package.crs import LONLAT_EPSG, transformer
from county.package.open import CountyPackage
from county.tracing.results import TracePlace
from county.tracing.settings import TracePlaceKind

LAYER = "read_points"
_GEO = re.compile(r"geo:(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)(?:[,;].*)?")
"""RFC 5870, which EPCIS allows as the id of a place."""


class ReadPoints:
    """By the id that scans give them."""

    def __init__(self, known: Mapping[str, TracePlace], epsg: int) -> None:
        """``epsg``: the working CRS."""
        self._known = known
        self._epsg = epsg

    def __len__(self) -> int:
        return len(self._known)

    def find(self, id: str) -> TracePlace:
        """A place that the county does not know has its id alone, and a position where the id says one."""
        found = self._known.get(id)
        if found is not None:
            return found
        said = _GEO.fullmatch(id)
        if said is None:
            return TracePlace(id=id)
        lat, lon = float(said[1]), float(said[2])
        if abs(lat) > 90 or abs(lon) > 180:
            return TracePlace(id=id)
        x_m, y_m = transformer(LONLAT_EPSG, self._epsg).transform(lon, lat)
        return TracePlace(id=id, x_m=float(x_m), y_m=float(y_m))


def read_points_of(package: CountyPackage, kinds: Mapping[str, TracePlaceKind]) -> ReadPoints:
    """Raises PackageError."""
    table = package.table(LAYER)
    known = {}
    columns = (map(str, table[name]) for name in ("id", "name", "kind", "phone"))
    for id, name, kind, phone, point in zip(*columns, table.geometry, strict=True):
        row = kinds.get(kind)
        known[id] = TracePlace(
            id=id, name=name, kind=kind, stage="" if row is None else row.stage, x_m=float(point.x), y_m=float(point.y),
            phone=phone,
        )  # fmt: skip
    return ReadPoints(known, package.manifest.epsg)
