"""What is near a place: units where they were last seen, other resources, shelters, cameras and other sensors."""

from __future__ import annotations

import math
from typing import NamedTuple

from desktop.i18n import pick
from desktop.session import Session
from layers.resources import ResourcesLayer
from layers.sensors import SensorsLayer
from layers.unit_status import UnitStatusLayer

RADIUS_M = 2_000.0


class NearThing(NamedTuple):
    """A thing of a layer, the name of its kind, and how far it is by air."""

    away_m: float
    layer: str
    id: str
    kind: str
    title: str
    icon: str
    """Of its kind."""
    x_m: float
    y_m: float


def things_near(session: Session, x_m: float, y_m: float, radius_m: float = RADIUS_M) -> list[NearThing]:
    """Resources and sensors within ``radius_m`` of a place (working CRS, metres), the nearest first."""
    catalog, units = session.catalog, session.layers.of(UnitStatusLayer)
    found = []
    for resource in session.package.resources:
        place = units.place_of(resource.id) or (resource.x_m, resource.y_m)
        away_m = math.dist(place, (x_m, y_m))
        if away_m <= radius_m:
            row = catalog.resource_kinds[resource.kind]
            thing = NearThing(away_m, ResourcesLayer.key, resource.id, pick(row.name), resource.name, row.icon, *place)
            found.append(thing)
    sensors = session.layers.of(SensorsLayer)
    for sensor_id, away_m in sensors.nearest_to(x_m, y_m, radius_m, len(session.sensors)):
        sensor = session.sensors[sensor_id]
        kind, title = catalog.sensor_kinds[sensor.kind], pick(sensors.title(sensor_id)) or sensor_id
        place = sensor.x_m, sensor.y_m
        found.append(NearThing(away_m, SensorsLayer.key, sensor_id, pick(kind.name), title, kind.icon, *place))
    return sorted(found)
