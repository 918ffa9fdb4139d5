"""A place in each village, to which travel times are computed: its seat, or a point inside it."""

from __future__ import annotations

import shapely

from county.package.open import CountyPackage


def village_places(package: CountyPackage) -> dict[str, tuple[float, float]]:
    """x_m, y_m by the village's code.  Raises PackageError."""
    villages, seats = package.table("villages"), package.table("places")
    inside = shapely.get_coordinates(shapely.point_on_surface(villages.geometry))
    places = dict(zip(map(str, villages["code"]), map(tuple, inside.tolist()), strict=True))
    for code, point in zip(map(str, seats["code"]), seats.geometry, strict=True):
        if code in places:
            places[code] = (float(point.x), float(point.y))
    return places
