"""The named places of a county package."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from county.commands import PlaceLevel
from county.division import named_path
from county.package.open import CountyPackage
from county.package.schema import LEVELS
from county.place_names import PlaceName, PlaceNames

_LEVELS: dict[str, PlaceLevel] = {"towns": "town", "villages": "village", "grids": "grid"}
_POINTS = ("names", "resources")


def place_names(package: CountyPackage) -> PlaceNames:
    """Its divisions, names and resources.  Raises PackageError."""
    return PlaceNames([*_divisions(package), *_features(package)], package.manifest.name)


def _divisions(package: CountyPackage) -> Iterator[PlaceName]:
    tables = {layer: package.table(layer) for layer in LEVELS}
    names = {
        str(code): str(name)
        for table in tables.values()
        for code, name in zip(table["code"], table["name"], strict=True)
        if name
    }
    for layer, table in tables.items():
        points = shapely.point_on_surface(table.geometry)
        for code, point in zip(map(str, table["code"]), points, strict=True):
            path = named_path(code, names)
            if path and not point.is_empty:
                yield PlaceName(path, _LEVELS[layer], code, float(point.x), float(point.y))


def _features(package: CountyPackage) -> Iterator[PlaceName]:
    for layer in _POINTS:
        table = package.table(layer)
        points = shapely.point_on_surface(table.geometry)
        for name, point in zip(map(str, table["name"]), points, strict=True):
            if name and not point.is_empty:
                x_m, y_m = float(point.x), float(point.y)
                yield PlaceName((name,), "name", package.division_at(x_m, y_m) or "", x_m, y_m)
