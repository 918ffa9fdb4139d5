"""What is asked about the coverage by a service."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from county.coverage.settings import CoverageSettings
from county.coverage.siting import SITES_MAX, SiteAim

CoveragePart = Literal["times", "sites", "tours"]


class CoverageQuestion(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Times alone, or also proposed sites, or tours of mobile services."""

    service: Annotated[str, Meta(max_length=100)]
    part: CoveragePart = "times"
    aim: SiteAim = "cover"
    count: Annotated[int, Meta(ge=1, le=SITES_MAX)] = 1
    """Sites to propose."""
    from_day: Annotated[str, Meta(max_length=10)] = ""
    """The first day of tours, as 2026-11-29."""
    weeks: Annotated[int, Meta(ge=1, le=12)] = 4
    vehicles: Annotated[int, Meta(ge=0, le=20)] = 2
    service_min: Annotated[int, Meta(ge=1, le=600)] = 60
    capacity_min: Annotated[int, Meta(ge=1, le=1_440)] = 360
    min_visits: Annotated[int, Meta(ge=1, le=60)] = 2
    home: Annotated[str, Meta(max_length=20)] = ""
    """Code of the town at whose seat tours begin and end; "": the county's."""
    everywhere: bool = False
    """Tours to all villages, not only to those that reach no facility within the limit."""


def tour_question(service: str, from_day: str, settings: CoverageSettings) -> CoverageQuestion:
    """Tours with the county's settings."""
    return CoverageQuestion(
        service=service, part="tours", from_day=from_day, weeks=settings.weeks, vehicles=settings.vehicles,
        service_min=settings.service_min, capacity_min=settings.capacity_min, min_visits=settings.min_visits,
    )  # fmt: skip
