"""What scenarios of drills read of the county that they are checked against and run in."""

from __future__ import annotations

from collections.abc import Mapping, Set
from math import inf
from typing import Protocol

from county.catalog import Catalog
from county.division import contains, enclosing
from county.drill.conditions import SensorChoice
from county.sensors import Sensor


class DrillCounty(Protocol):
    """What a check reads of the county."""

    @property
    def code(self) -> str: ...
    @property
    def catalog(self) -> Catalog: ...
    @property
    def sensors(self) -> Mapping[str, Sensor]: ...
    @property
    def units(self) -> Set[str]:
        """Ids of resources and departments."""
        ...

    @property
    def unit_kinds(self) -> Set[str]:
        """Kinds of the resources that it has."""
        ...

    @property
    def roads(self) -> Set[str]: ...
    @property
    def village_places(self) -> Mapping[str, tuple[float, float]]:
        """x_m, y_m by code."""
        ...

    @property
    def population(self) -> Mapping[str, int]:
        """People by code of the village, as far as it is known."""
        ...

    def xy_m(self, lon: float, lat: float) -> tuple[float, float]: ...
    def division_at(self, x_m: float, y_m: float) -> str | None: ...
    def has_division(self, code: str) -> bool: ...


def sensor_of(choice: str | SensorChoice, county: DrillCounty) -> Sensor | None:
    """The sensor that a scenario means: by id, else of its kind the nearest one in the village, else in its town, which
    is told what happens there, else in the county."""
    if isinstance(choice, str):
        return county.sensors.get(choice)
    of_kind = [sensor for sensor in county.sensors.values() if sensor.kind == choice.kind]
    town = enclosing(choice.village, "town")
    x_m, y_m = county.village_places.get(choice.village, (inf, inf))
    if x_m == inf:
        return None
    return min(
        of_kind,
        key=lambda s: (not contains(choice.village, s.division), not contains(town, s.division),
                       (s.x_m - x_m) ** 2 + (s.y_m - y_m) ** 2, s.id),
        default=None,
    )  # fmt: skip
