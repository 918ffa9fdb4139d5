"""Places of injects: relative to a village, so that the scenario moves to another county."""

from __future__ import annotations

from typing import Any

from county.drill.check import DrillCounty
from county.drill.editing import Row, value_at, with_value
from desktop.drill_editor.table_fields import place_of
from layers.focus import MapPoint


def point_of(row: Row, county: DrillCounty) -> MapPoint | None:
    """Where an inject is; None where it has no place or an unknown one."""
    path = place_of(row)
    place = value_at(row, path) if path else value_at(row, "reading.sensor")
    if isinstance(place, dict) and place.get("village") in county.village_places:
        x_m, y_m = county.village_places[place["village"]]
        east, north = (_number(place.get(key)) for key in ("dx_m", "dy_m"))
        return x_m + east, y_m + north
    lon, lat = value_at(row, "report.lon"), value_at(row, "report.lat")
    if path and isinstance(lon, int | float) and isinstance(lat, int | float):
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


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
