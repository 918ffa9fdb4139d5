"""Where the county's government sits."""

from __future__ import annotations

from county.package.open import CountyPackage


def county_seat(package: CountyPackage) -> tuple[float, float] | None:
    """x_m, y_m; None where the package does not tell."""
    places = package.table("places")
    for kind, point in zip(places["kind"], places.geometry, strict=True):
        if kind == "county_seat":
            return float(point.x), float(point.y)
    return None
