"""Checks of what injects contain: reports, readings, places, roads and units, and the variables in their texts."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from county.division import contains
from county.drill.checks.inspected import InspectedScenario, error, known, no_sensor, warning
from county.drill.conditions import SensorChoice
from county.drill.drill_county import sensor_of
from county.drill.inject_text import VARIABLE
from county.drill.profile import profile_fault
from county.drill.scenario import Inject, ScenarioReadings, VillagePlace
from county.explained import ExplainedLine
from county.toml_files.finding import Fault
from county.toml_files.lines import Path


def content(inspected: InspectedScenario, path: Path, inject: Inject) -> Iterator[Fault]:
    """Whether the county has what one inject names."""
    county = inspected.county
    if (report := inject.report) is not None:
        if report.subclass not in county.catalog.offered_subclasses():
            yield from known((*path, "report"), report.subclass, (), "subclass")
        yield from _place(inspected, (*path, "report"), report.place, report.lon, report.lat)
    if inject.reading is not None:
        yield from _readings(inspected, (*path, "reading"), inject.reading)
    for thing in (inject.resource, inject.hazard):
        if thing is not None and thing.place is not None:
            yield from _place(inspected, (*path, inject.kind), thing.place, None, None)
    if (resource := inject.resource) is not None:
        if resource.close_road:
            yield from known((*path, "resource"), resource.close_road, county.roads, "road")
        if resource.out_of_use:
            yield from known((*path, "resource"), resource.out_of_use, county.units, "unit")


def _readings(inspected: InspectedScenario, path: Path, readings: ScenarioReadings) -> Iterator[Fault]:
    sensor = sensor_of(readings.sensor, inspected.county)
    named = readings.sensor.kind if isinstance(readings.sensor, SensorChoice) else ""
    kind = inspected.county.catalog.sensor_kinds.get(named if sensor is None else sensor.kind)
    channels = {} if kind is None else {channel.key: channel for channel in kind.channels}
    channel = channels.get(readings.channel)
    if sensor is None:
        yield no_sensor(path, readings.sensor)
    elif isinstance(readings.sensor, SensorChoice) and not contains(readings.sensor.village, sensor.division):
        yield warning(path, ExplainedLine(
            "village {village} has no sensor of kind {kind}: sensor {id} in {division} is fed; name the village of a "
            "sensor", village=readings.sensor.village, kind=named, id=sensor.id, division=sensor.division))  # fmt: skip
    if sensor is not None and channel is None:
        yield from known(path, readings.channel, (), "channel")
    if (fault := profile_fault(readings, channel)) is not None:
        yield error(path, fault)


def _place(
    inspected: InspectedScenario, path: Path, place: VillagePlace | None, lon: float | None, lat: float | None
) -> Iterator[Fault]:
    county = inspected.county
    if (place is None) == (lon is None or lat is None):
        yield error(path, ExplainedLine("needs a place: lon and lat, or place with a village"))
        return
    if place is None:
        x_m, y_m = county.xy_m(lon or 0.0, lat or 0.0)
    elif place.village not in county.village_places:
        yield from known(path, place.village, (), "village")
        return
    else:
        seat = county.village_places[place.village]
        x_m, y_m = seat[0] + place.dx_m, seat[1] + place.dy_m
    if county.division_at(x_m, y_m) is None:
        yield error(path, ExplainedLine("the place is outside the county; move it"))


def variables(inspected: InspectedScenario) -> Iterator[Fault]:
    """Texts of injects with a variable that has no value, which would be shown as it is written."""
    scenario = inspected.scenario
    for number, inject in enumerate(scenario.injects):
        texts = [] if inject.content is None else msgspec.structs.asdict(inject.content).values()
        names = {name for text in texts if isinstance(text, str) for name in VARIABLE.findall(text)}
        for name in sorted(names - scenario.variables.keys()):
            yield warning(("injects", number, inject.kind), ExplainedLine(
                "there is no variable {name}; add it, or correct the text", name=name))  # fmt: skip
