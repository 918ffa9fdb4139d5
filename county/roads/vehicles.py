"""Driving speeds: by road class, the fraction of them by vehicle, and the vehicle of each resource kind.

The table ``road_speeds`` of the catalogue; every figure names its source.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

Kmh = Annotated[float, msgspec.Meta(ge=0.1, le=500)]
Share = Annotated[float, msgspec.Meta(ge=0.01, le=10)]


class Speed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One figure and its source."""

    kmh: Kmh
    source: Annotated[str, msgspec.Meta(min_length=1)]


class Vehicle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind of vehicle: it drives at ``share`` of the speed of a road's class, and off the roads at that of the speed
    on foot."""

    share: Share
    source: Annotated[str, msgspec.Meta(min_length=1)]
    kinds: tuple[str, ...] = ()
    """Resource kinds that use it."""


class Speeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole table."""

    roads: dict[str, Speed]
    """By road class."""
    other_road: Speed
    """For a class missing from ``roads``."""
    on_foot: Speed
    """Between a road and a place off the roads."""
    vehicles: dict[str, Vehicle]

    def kmh(self, road_class: str) -> float:
        """Speed on a road of a vehicle that drives all of it."""
        return self.roads.get(road_class, self.other_road).kmh

    def vehicle_of(self, resource_kind: str) -> str | None:
        """The vehicle of a resource kind; None when it does not use the roads (drones) or is missing from the table."""
        return next((key for key, vehicle in self.vehicles.items() if resource_kind in vehicle.kinds), None)
