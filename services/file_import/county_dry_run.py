"""A dry run that decides each row as the backend of a county would, with the same commands and the same desk."""

from __future__ import annotations

from functools import cached_property

from county.authority import Principal
from county.catalog import Catalog
from county.division import known_part
from county.package.open import CountyPackage
from county.realm import Realm
from county.sensing import ChannelTable
from services.intake.items import Measured, Reported
from services.sending.dry_run import DryRun
from services.sending.known_channels import KnownChannels
from services.sending.report import SendReport


class CountyDryRun(DryRun):
    """Needs the county's package only: what else the backend has, like an event with the same number, it does not
    know."""

    def __init__(
        self, report: SendReport, now_ms: int, package: CountyPackage, catalog: Catalog, realm: str,
        principal: Principal | None,
    ) -> None:  # fmt: skip
        super().__init__(
            report, now_ms, catalog, realm=Realm(realm), place=package, epsg=package.manifest.epsg, principal=principal
        )
        self._package = package

    def division_of(self, item: Reported) -> str:
        """Code of the smallest division around an event that is known; "" outside the county."""
        division = self._package.division_at(*self._commands.in_metres(item)) or ""
        return known_part(division, item.place_level)

    def channel_of(self, item: Measured, channel: str) -> tuple[str, str] | str:
        if item.station:  # it is played by one of the county's sensors
            return item.sensor_id, channel
        return self._channels.key(item.sensor_id, channel) or self._channels.unknown(item.sensor_id, channel)

    @cached_property
    def _channels(self) -> KnownChannels:
        table = ChannelTable.of(self._package.sensors, self.catalog.sensor_kinds)
        return KnownChannels(table, lambda: self.catalog)
