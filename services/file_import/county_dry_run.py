"""A dry run that decides each row as the backend of a county would, with the same commands and the same desk."""

from __future__ import annotations

from functools import cached_property

from pyproj import Transformer

from county.authority import Principal
from county.catalog import Catalog
from county.division import enclosing
from county.package.crs import LONLAT_EPSG
from county.package.open import CountyPackage
from county.realm import Realm
from county.sensing import ChannelTable
from services.dry_run import DryRun
from services.intake.items import Measured, Reported
from services.known_channels import KnownChannels
from services.send_report import SendReport


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
        placed = self._commands.in_degrees(item)
        x_m, y_m = self._from_lonlat.transform(placed.x, placed.y)
        division = self._package.division_at(float(x_m), float(y_m)) or ""
        return (enclosing(division, "town") or division) if item.place_level == "town" else division

    def channel_of(self, item: Measured, channel: str) -> tuple[str, str] | str:
        if item.station:  # it is played by one of the county's sensors
            return item.sensor_id, channel
        return self._channels.key(item.sensor_id, channel) or self._channels.unknown(item.sensor_id, channel)

    @cached_property
    def _channels(self) -> KnownChannels:
        table = ChannelTable.of(self._package.sensors, self.catalog.sensor_kinds)
        return KnownChannels(table, lambda: self.catalog)

    @cached_property
    def _from_lonlat(self) -> Transformer:
        return Transformer.from_crs(LONLAT_EPSG, self._package.manifest.epsg, always_xy=True)
