"""Public services, within how many minutes each should be reached, and what mobile services are planned with.

The tables ``public_services`` and ``coverage`` of the catalogue.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated

import msgspec

from county.names import Name

Minutes = Annotated[float, msgspec.Meta(ge=1, le=240)]
Weight = Annotated[float, msgspec.Meta(ge=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Text = Annotated[str, msgspec.Meta(min_length=1)]


class PublicService(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A kind of public service, as schools are; its facilities are rows of the layer ``facilities``."""

    name: Name
    icon: str
    capacity_name: Name
    minutes: Minutes
    """Within which every village should reach one; also the catchment of 2SFCA."""
    source: Name
    """Of ``minutes``."""
    count: Count
    """How many the demo county gets."""
    building_uses: tuple[str, ...] = ()
    """Uses of buildings that are taken for facilities where the layer has none of this service; …"""
    resource_kinds: tuple[str, ...] = ()
    """… before these, kinds of emergency resources."""
    retired: bool = False
    """No new facilities of this service; existing ones are shown."""


class CoverageSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole table ``coverage``."""

    vehicle: Text = "van"
    """By which people and mobile services travel: a row of ``road_speeds.vehicles``."""
    weights: Annotated[tuple[Weight, ...], msgspec.Meta(min_length=1, max_length=20)] = (1.0, 0.68, 0.22)
    """E2SFCA: of equal parts of a service's minutes, the nearest first."""
    search_s: Annotated[float, msgspec.Meta(ge=1, le=600)] = 30.0
    """Limit of time of a search for sites."""
    weeks: Annotated[int, msgspec.Meta(ge=1, le=12)] = 4
    """Of five working days, for which mobile services are planned."""
    vehicles: Annotated[int, msgspec.Meta(ge=1, le=20)] = 2
    shift: str = "08:30-17:00"
    """From leaving home to being back, in the county's time."""
    service_min: Annotated[int, msgspec.Meta(ge=1, le=600)] = 60
    """Stay in a village."""
    capacity_min: Annotated[int, msgspec.Meta(ge=1, le=1_440)] = 360
    """Minutes of service that one vehicle offers a day."""
    min_visits: Annotated[int, msgspec.Meta(ge=1, le=60)] = 2
    """Of each village in the weeks."""

    @property
    def days(self) -> int:
        """Working days of a plan."""
        return 5 * self.weeks

    def shift_s(self) -> tuple[int, int]:
        """Start and end of the shift, seconds after midnight.  Raises ValueError."""
        start, end = (time.fromisoformat(part.strip()) for part in self.shift.split("-"))
        span = tuple(at.hour * 3600 + at.minute * 60 for at in (start, end))
        if span[0] >= span[1]:
            raise ValueError(f"the shift {self.shift!r} must be a span like '08:30-17:00'")
        return span[0], span[1]
