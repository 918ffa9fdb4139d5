"""空窗: which villages lose cover while a unit is away.

A kind of resource whose catalogue row has ``cover_minutes`` should reach every village within that time.  A village is
covered by a unit of the kind that is free; it loses its cover when only the unit that is to be sent was near enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from county.catalog import Catalog
from county.resource import Resource
from county.units.dispatch import OPEN, Closures
from county.units.fleet import Place
from county.units.status import Readiness

if TYPE_CHECKING:
    from county.roads.network import RoadGraph


class UncoveredVillage(Struct, frozen=True, forbid_unknown_fields=True):
    """A village that no free unit of the kind reaches in time."""

    code: str
    minutes: float | None
    """From the nearest of those that are left; None when none can come."""


@dataclass(frozen=True)
class LostCover:
    """What is lost when a unit leaves."""

    limit_min: float
    """Within which a village should be reached."""
    villages: tuple[UncoveredVillage, ...]
    """Those that have nobody left, longest first."""


def lost_cover(
    unit: Resource,
    units: Iterable[Resource],
    villages: Mapping[str, Place],
    catalog: Catalog,
    roads: RoadGraph,
    closures: Closures = OPEN,
    *,
    tasks: Mapping[str, int] = MappingProxyType({}),
    status: Mapping[str, Readiness] = MappingProxyType({}),
    places: Mapping[str, Place] = MappingProxyType({}),
) -> LostCover | None:
    """What is lost when ``unit`` is sent away; None where its kind has no limit or no vehicle.

    ``villages``: a place in each, by code; the other arguments as in :func:`county.units.dispatch.rank`.  A unit that
    is not free covers nothing, so that nothing is lost with it.  At most two searches of the roads.
    """
    kind = catalog.resource_kinds.get(unit.kind)
    vehicle = roads.speeds.vehicle_of(unit.kind)
    if kind is None or kind.cover_minutes is None or vehicle is None:
        return None
    limit_min, codes = kind.cover_minutes, list(villages)

    def is_free(some: Resource) -> bool:
        return not tasks.get(some.id, 0) and status.get(some.id, "available") == "available"

    def place(some: Resource) -> Place:
        return places.get(some.id) or (some.x_m, some.y_m)

    if not codes or not is_free(unit):
        return LostCover(limit_min, ())
    xy_m = np.array([villages[code] for code in codes], dtype=float)
    near = roads.minutes_from_any([place(unit)], xy_m, vehicle, limit_min, closures) <= limit_min
    at_stake = np.flatnonzero(near)
    if not len(at_stake):
        return LostCover(limit_min, ())
    left = [place(some) for some in units if some.kind == unit.kind and some.id != unit.id and is_free(some)]
    minutes = np.full(len(at_stake), np.inf)
    if left:
        minutes = roads.minutes_from_any(left, xy_m[at_stake], vehicle, np.inf, closures)
    lost = np.flatnonzero(minutes > limit_min)
    lost = lost[np.argsort(-minutes[lost], kind="stable")]
    found = zip((codes[at_stake[row]] for row in lost), minutes[lost].tolist(), strict=True)
    return LostCover(limit_min, tuple(UncoveredVillage(code, m if np.isfinite(m) else None) for code, m in found))
