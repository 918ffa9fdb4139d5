"""A dry run that decides each row as the backend of a county would, with the same commands and the same desk."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import msgspec
from pyproj import Transformer

from county.authority import Author, Principal, Role, check_scope
from county.catalog import Catalog
from county.commands import Command
from county.division import enclosing
from county.events.deadlines import TimeLimits
from county.package.crs import LONLAT_EPSG
from county.package.open import CountyPackage
from county.refusals import RefusalText, Refused
from county.sensing import ChannelTable
from county.streams import READINGS
from county.texts import check_text, check_texts
from services.desk import Desk
from services.dry_run import DryRun
from services.file_commands import FileCommands
from services.incoming import columns_of
from services.intake.items import Figured, Item, Measured, Reported
from services.known_channels import KnownChannels
from services.protocol.messages import SubmitRows
from services.send_report import SendReport

ANYBODY = Principal(id="preview", roles=frozenset(Role))
"""Whom rows are checked for while the window's own key is not known yet."""


class CountyDryRun(DryRun):
    """Needs the county's package only: what else the backend has, like an event with the same number, it does not
    know."""

    def __init__(
        self, report: SendReport, now_ms: int, package: CountyPackage, catalog: Catalog, realm: str,
        principal: Principal | None,
    ) -> None:  # fmt: skip
        super().__init__(report, now_ms, catalog)
        self._package = package
        self._principal = principal or ANYBODY
        self._commands = FileCommands(lambda: catalog, epsg=package.manifest.epsg, realm=realm)
        self._reported: dict[str, str] = {}
        """The command of each event number."""
        self._desk = Desk(
            package, catalog, TimeLimits(catalog), realm, has_left=lambda subject: False,
            stored_start=lambda file: None,
        )  # fmt: skip

    def add(self, item: Item) -> bool:
        """Readings of sensors and channels that the county does not have are refused one by one, as when sending."""
        if not isinstance(item, Measured) or item.station:
            return super().add(item)
        known = {channel: value for channel, value in item.values.items() if self._is_known(item, channel)}
        if len(known) == len(item.values):
            return super().add(item)
        return super().add(msgspec.structs.replace(item, values=known)) and bool(known)

    def division_of(self, item: Reported) -> str:
        """Code of the smallest division around an event that is known; "" outside the county."""
        x_m, y_m = self._place_of(item)
        division = self._package.division_at(x_m, y_m) or ""
        return (enclosing(division, "town") or division) if item.place_level == "town" else division

    def county_refusal(self, item: Item) -> Refused | None:
        try:
            match item:
                case Reported():
                    self._check_event(item)
                case Figured():
                    self._decide(self._commands.figure(item, self.now_ms))
                case Measured() if not item.station:
                    self._check_readings(item)
        except Refused as refused:
            return refused
        return None

    def _check_event(self, item: Reported) -> None:
        """Raises Refused."""
        command = self._commands.event(item, self.now_ms)
        check_text("reporter", command.body.reporter)
        self._decide(command)
        number = command.body.event_id
        if self._reported.setdefault(number, command.id) != command.id:
            raise Refused("event_exists", event=number)

    def _decide(self, command: Command[Any]) -> None:
        """Raises Refused."""
        check_texts(command.body)
        check_scope(self._principal, command.body, self._desk)
        self._desk.decide(command, Author(self._principal), self.now_ms)

    def _check_readings(self, item: Measured) -> None:
        """Raises Refused for the first that the backend would not take."""
        pairs = [self._channels.key(item.sensor_id, channel) for channel in item.values]
        keys = [pair for pair in pairs if pair is not None]
        row = SubmitRows(
            id="", realm="", stream=READINGS.key, keys=[[sensor for sensor, _ in keys], [name for _, name in keys]],
            columns={
                "at_ms": [item.at_ms] * len(keys), "value": list(item.values.values()),
                "quality": [int(item.quality)] * len(keys),
            },
        )  # fmt: skip
        columns_of(row, {READINGS.key: self._channels.table}, self.now_ms)

    def _is_known(self, item: Measured, channel: str) -> bool:
        if self._channels.key(item.sensor_id, channel) is not None:
            return True
        message = self._channels.unknown(item.sensor_id, channel)
        self.report.refused.add(message, item.where, message)
        return False

    @cached_property
    def _channels(self) -> KnownChannels:
        table = ChannelTable.of(self._package.sensors, self.catalog.sensor_kinds)
        return KnownChannels(table, lambda: self.catalog)

    @cached_property
    def _from_lonlat(self) -> Transformer:
        return Transformer.from_crs(LONLAT_EPSG, self._package.manifest.epsg, always_xy=True)

    def _place_of(self, item: Reported) -> tuple[float, float]:
        """In working metres."""
        placed = self._commands.in_degrees(item)
        x_m, y_m = self._from_lonlat.transform(placed.x, placed.y)
        return float(x_m), float(y_m)

    def refusal_text(self, item: Item, refused: Refused) -> str:
        """In the coordinates of the file, as the report of sending states it."""
        if not isinstance(item, Reported):
            return RefusalText(refused.code, refused.params)
        placed = self._commands.in_degrees(item)
        return RefusalText(refused.code, refused.params | {"x_m": f"{placed.x:g}", "y_m": f"{placed.y:g}"})
