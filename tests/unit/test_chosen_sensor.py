"""The sensor that a scenario names by kind and village."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

from county.drill.conditions import SensorChoice
from county.drill.drill_county import DrillCounty, sensor_of
from county.sensors import Sensor

VILLAGE, SAME_TOWN, OTHER_TOWN = "990199100201", "990199100206", "990199200203"


@dataclass
class CountyOfSensors:
    """What :func:`sensor_of` reads; the village has its seat at the origin."""

    sensors: dict[str, Sensor]
    village_places: ClassVar = {VILLAGE: (0.0, 0.0)}


def chosen(*sensors: tuple[str, str, float]) -> str:
    """The sensor of a scenario's choice, among some by id, village and distance in metres."""
    known = {id: Sensor(id, "geohazard", id, x_m, 0.0, f"{village}001") for id, village, x_m in sensors}
    found = sensor_of(SensorChoice(kind="geohazard", village=VILLAGE), cast(DrillCounty, CountyOfSensors(known)))
    assert found is not None
    return found.id


def test_the_nearest_of_its_own_comes_before_all_others_of_the_town() -> None:
    assert chosen(("far", VILLAGE, 900.0), ("near", VILLAGE, 400.0), ("beside", SAME_TOWN, 10.0)) == "near"


def test_a_village_without_one_takes_that_of_its_town_although_another_town_has_a_nearer_one() -> None:
    assert chosen(("abroad", OTHER_TOWN, 4_000.0), ("at home", SAME_TOWN, 11_000.0)) == "at home"


def test_a_town_without_one_takes_the_nearest_of_the_county() -> None:
    assert chosen(("far", OTHER_TOWN, 9_000.0), ("near", "990199300201", 4_000.0)) == "near"
