"""What an inject does on the desk: ordinary commands and readings, as an operator or a sensor would give them.

The ids of the commands are ``drill:<inject>:<attempt>``: one that was stored before is not carried out again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

import numpy as np

from county.attachments import Attachment
from county.commands import Command, CommandBody, ReportEvent
from county.drill.conditions import Variable
from county.drill.drill_county import sensor_of
from county.drill.hazard_area import HazardArea
from county.drill.inject_run import DeliverInject, InjectRun
from county.drill.scenario import (
    Inject,
    ScenarioHazard,
    ScenarioReadings,
    ScenarioReport,
    ScenarioResource,
    VillagePlace,
)
from county.drill.scoring import COMMANDS
from county.numbering import event_id_of, in_realm
from county.roads.closures import CloseRoad
from county.sensing import ChannelTable, Quality, Readings
from county.units.status import SetUnitStatus
from services.drill.package_county import PackageForDrills

CLOSED_M = 100.0
"""Radius of a closure at a place, without one in the scenario."""


def command_id(inject: str, attempt: int) -> str:
    return f"{COMMANDS}{inject}:{attempt}"


def delivery_id(inject: str, attempt: int) -> str:
    """Of the command that records the delivery."""
    return f"{command_id(inject, attempt)}:delivered"


def filled_text(text: str, variables: Mapping[str, Variable]) -> str:
    """``text`` with the values of a scenario's variables."""
    for name, value in variables.items():
        text = text.replace("{{" + name + "}}", str(value))
    return text


class InjectContents:
    """Makes deliveries of the injects of one scenario."""

    def __init__(
        self, county: PackageForDrills, realm: str, variables: Mapping[str, Variable],
        attachments: Mapping[str, Attachment], day_ms: int,
    ) -> None:  # fmt: skip
        """``day_ms``: of the numbers of events; ``attachments``: files that injects show, by name without folder."""
        self._county = county
        self._realm = realm
        self._variables = variables
        self._attachments = attachments
        self._day_ms = day_ms

    def delivery(self, inject: Inject, attempt: int, due_ms: int, now_ms: int) -> tuple[Command[Any], ...]:
        """What is to be done at ``now_ms``: the last command records the delivery."""
        body = self._command(inject, attempt)
        event_id = body.event_id if isinstance(body, ReportEvent) else ""
        content = inject.content
        files: tuple[Attachment, ...] = ()
        if inject.media is not None and inject.media.attachment:
            found = self._attachments.get(inject.media.attachment.rpartition("/")[2])
            files = () if found is None else (found,)
        sensor = None if inject.reading is None else sensor_of(inject.reading.sensor, self._county)
        told = DeliverInject(
            drill=self._realm, inject_id=inject.id, attempt=attempt, due_ms=due_ms, to=inject.to, kind=inject.kind,
            text=self.filled(getattr(content, "text", "")), event_id=event_id, attachments=files,
            needs_ack=getattr(content, "needs_ack", False), minutes=getattr(content, "minutes", None),
            note=getattr(content, "outlet", ""), sensor_id="" if sensor is None else sensor.id,
            area=None if inject.hazard is None else self._area(inject.hazard),
        )  # fmt: skip
        own = () if body is None else (self._envelope(command_id(inject.id, attempt), body, now_ms),)
        return (*own, self._envelope(delivery_id(inject.id, attempt), told, now_ms))

    def filled(self, text: str) -> str:
        """``text`` with the values of the scenario's variables."""
        return filled_text(text, self._variables)

    def _envelope(self, id: str, body: CommandBody, now_ms: int) -> Command[Any]:
        return Command(id=id, realm=self._realm, happened_ms=now_ms, body=body)

    def _command(self, inject: Inject, attempt: int) -> CommandBody | None:
        if inject.report is not None:
            return self._report(inject.report, inject.id, attempt)
        return None if inject.resource is None else self._resource(inject.resource, inject.id, attempt)

    def _report(self, report: ScenarioReport, inject: str, attempt: int) -> ReportEvent:
        x_m, y_m = self._xy_m(report.place, report.lon, report.lat)
        number = event_id_of(self._day_ms, self._realm, inject, str(attempt))
        return ReportEvent(
            event_id=in_realm(number, self._realm), subclass=report.subclass, title=self.filled(report.title),
            source=report.source, x_m=x_m, y_m=y_m, level=report.level, address=self.filled(report.address),
            note=self.filled(report.note),
        )  # fmt: skip

    def _resource(self, resource: ScenarioResource, inject: str, attempt: int) -> CommandBody:
        if resource.out_of_use:
            return SetUnitStatus(unit=resource.out_of_use, status="out_of_service", note=self.filled(resource.reason))
        x_m, y_m = self._xy_m(resource.place, None, None)
        return CloseRoad(
            closure_id=f"{inject}:{attempt}", extent="road" if resource.close_road else "circle",
            road=resource.close_road, x_m=x_m, y_m=y_m, radius_m=resource.radius_m or CLOSED_M,
            note=self.filled(resource.reason),
        )  # fmt: skip

    def _area(self, hazard: ScenarioHazard) -> HazardArea | None:
        if hazard.place is None:
            return None
        x_m, y_m = self._xy_m(hazard.place, None, None)
        return HazardArea(x_m=x_m, y_m=y_m, radius_m=hazard.radius_m or 0.0)

    def _xy_m(self, place: VillagePlace | None, lon: float | None, lat: float | None) -> tuple[float, float]:
        if place is not None:
            x_m, y_m = self._county.village_places[place.village]
            return x_m + place.dx_m, y_m + place.dy_m
        return (0.0, 0.0) if lon is None or lat is None else self._county.xy_m(lon, lat)


class InjectedReadings:
    """The readings of one delivered inject: at fixed times after its delivery, so that a restart repeats none."""

    def __init__(self, readings: ScenarioReadings, number: int, delivered_ms: int, taken_ms: int) -> None:
        """``number``: of the channel.  ``taken_ms``: up to when the readings are stored."""
        self.number = number
        self._times = [delivered_ms + at for at, _ in readings.profile]
        self._values = [value for _, value in readings.profile]
        grid = {*range(self._times[0], self._times[-1] + 1, readings.every), *self._times}
        self._left = sorted(at for at in grid if at > taken_ms)

    @property
    def next_ms(self) -> int | None:
        """When the next one is due."""
        return self._left[0] if self._left else None

    def due(self, now_ms: int) -> Readings | None:
        """Those that are due by ``now_ms`` and are not stored."""
        ripe = self._left[: bisect_right(self._left, now_ms)]
        if not ripe:
            return None
        values = np.interp(ripe, self._times, self._values)
        quality = np.full(len(ripe), int(Quality.GOOD), dtype=np.uint8)
        numbers = np.full(len(ripe), self.number, dtype=np.uint32)
        return Readings(numbers, np.array(ripe, dtype=np.int64), values, quality)

    def stored(self, until_ms: int) -> None:
        """Those up to ``until_ms`` are not due any more."""
        del self._left[: bisect_right(self._left, until_ms)]


def channel_of(inject: Inject, known: InjectRun, county: PackageForDrills, channels: ChannelTable) -> int | None:
    """The channel that a delivered inject of readings feeds; None where the county has none."""
    if inject.reading is None:
        return None
    sensor = sensor_of(known.sensor_id or inject.reading.sensor, county)
    return None if sensor is None else channels.number.get((sensor.id, inject.reading.channel))
