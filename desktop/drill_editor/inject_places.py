"""Places of injects: relative to a village, so that the scenario moves to another county."""

from __future__ import annotations

from typing import Any

from county.drill.drill_county import DrillCounty
from county.drill.editing import Row, value_at, with_value
from desktop.drill_editor.table_fields import place_of
from layers.focus import MapPoint

_FARTHEST = 1e9
"""Metres or degrees; what is farther is an error, which the check tells."""


def point_of(row: Row, county: DrillCounty) -> MapPoint | None:
    """Where an inject is; None where it has no place or an unknown one."""
    path = place_of(row)
    place = value_at(row, path) if path else value_at(row, "reading.sensor")
    village = place.get("village") if isinstance(place, dict) else None
    if isinstance(village, str) and village in county.village_places:
        x_m, y_m = county.village_places[village]
        east, north = (_number(value_at(row, f"{path or 'reading.sensor'}.{key}")) or 0.0 for key in ("dx_m", "dy_m"))
        return x_m + east, y_m + north
    lon, lat = (_number(value_at(row, f"report.{key}")) for key in ("lon", "lat"))
    if path and lon is not None and lat is not None and abs(lon) <= 180 and abs(lat) <= 90:
        return county.xy_m(lon, lat)
    sensor = county.sensors.get(place) if isinstance(place, str) else None
    return None if sensor is None else (sensor.x_m, sensor.y_m)


def placed_at(row: Row, x_m: float, y_m: float, county: DrillCounty) -> Row:
    """``row`` with its place there: in metres from the seat of the village that contains it, else of the nearest."""
    village = village_at(x_m, y_m, county)
    path = place_of(row)
    if not village or not path:
        return row
    seat = county.village_places[village]
    place: dict[str, Any] = {"village": village, "dx_m": round(x_m - seat[0]), "dy_m": round(y_m - seat[1])}
    placed = with_value(row, path, place)
    for name in ("report.lon", "report.lat"):
        placed = with_value(placed, name, None) if value_at(placed, name) is not None else placed
    return placed


def village_at(x_m: float, y_m: float, county: DrillCounty) -> str:
    """Code of the village; "" in a county without villages."""
    inside = (county.division_at(x_m, y_m) or "")[:12]
    if inside in county.village_places:
        return inside
    places = county.village_places.items()
    return min(places, key=lambda one: (one[1][0] - x_m) ** 2 + (one[1][1] - y_m) ** 2, default=("", None))[0]


def _number(value: Any) -> float | None:
    """None for what is no finite number; whole numbers of TOML may be larger than any float."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _FARTHEST:
        return None
    return float(value)
