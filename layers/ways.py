"""What a dispatch means on the map: the ways of units to the event that is shown, and the villages that lose their
cover.

It holds what the backend answered to this window, not the realm's state: whoever asks shows the answers here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import shapely

from county.catalog import Name
from county.package.open import CountyPackage
from county.units.cover import UncoveredVillage
from layers.base import Fact, Layer, LegendEntry, Pace
from layers.batches import F64, Batch, Labels
from layers.geometry import box_of, lines_of, polygons_of

STYLES = ("way.sent", "way.proposed", "way.candidate", "way.pointed")
SENT, PROPOSED, CANDIDATE, POINTED = range(len(STYLES))
_ORDER = (CANDIDATE, SENT, PROPOSED, POINTED)
"""From the bottom."""
AREAS = ("way.uncovered",)


@dataclass(frozen=True, eq=False)
class ShownWay:
    """The way of one unit."""

    unit: str
    xy_m: F64
    """(k, 2), k ≥ 2, from the unit to the event."""
    minutes: float
    style: int
    """SENT, PROPOSED: it is considered, CANDIDATE: it could be chosen, or POINTED: a candidate below the pointer."""


class WaysLayer(Layer):
    """Ways of units, and villages without cover; empty while nothing is asked."""

    key: ClassVar[str] = "ways"
    name: ClassVar[Name] = Name("派遣路线与空窗", "Ways and lost cover")
    group: ClassVar[str] = "moving"
    pace: ClassVar[Pace] = "live"

    def __init__(self, package: CountyPackage) -> None:
        super().__init__()
        villages = package.table("villages")
        self._geometry = villages.geometry
        self._names = [str(name) for name in villages["name"]]
        self._row = {str(code): row for row, code in enumerate(villages["code"])}
        self._ways: tuple[ShownWay, ...] = ()
        self._offered: tuple[ShownWay, ...] = ()
        self._uncovered: tuple[UncoveredVillage, ...] = ()
        self._batches: tuple[Batch, ...] | None = None

    def show(self, ways: Sequence[ShownWay], uncovered: Sequence[UncoveredVillage] = ()) -> None:
        """Replace what is shown; a village that this package lacks is left out."""
        known = tuple(village for village in uncovered if village.code in self._row)
        if (tuple(ways), known) != (self._ways, self._uncovered):
            self._ways, self._uncovered = tuple(ways), known
            self._batches = None
            self.touch()

    def offer(self, ways: Sequence[ShownWay]) -> None:
        """Replace the ways of the units that somebody chooses from."""
        if tuple(ways) != self._offered:
            self._offered, self._batches = tuple(ways), None
            self.touch()

    def __len__(self) -> int:
        return len(self._ways) + len(self._offered) + len(self._uncovered)

    def batches(self) -> tuple[Batch, ...]:
        if self._batches is None:
            self._batches = self._build()
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        return (
            LegendEntry("way.proposed", Name("建议路线", "Proposed way")),
            LegendEntry("way.candidate", Name("备选路线", "Way of a unit to choose from")),
            LegendEntry("way.sent", Name("派出单位路线", "Way of a dispatched unit")),
            LegendEntry("way.uncovered", Name("派出后失去覆盖的村", "Village that loses its cover")),
        )

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        for village in self._uncovered:
            if village.code == item_id:
                return (Fact(Name("最近的同类力量", "Nearest unit of the kind"), _minutes(village)),)
        return ()

    def title(self, item_id: str) -> str:
        return self._names[self._row[item_id]] if any(v.code == item_id for v in self._uncovered) else ""

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        return box_of(self._geometry[self._row[item_id]]) if self.title(item_id) else None

    def _build(self) -> tuple[Batch, ...]:
        rows = np.array([self._row[village.code] for village in self._uncovered], dtype=np.intp)
        codes = np.array([village.code for village in self._uncovered], dtype=object)
        geometry = self._geometry[rows]
        zero = np.zeros(len(rows), dtype=np.uint16)
        xy_m = shapely.get_coordinates(shapely.point_on_surface(geometry)).reshape(-1, 2)
        times = ("–" if village.minutes is None else f"{village.minutes:.0f}′" for village in self._uncovered)
        names = [f"{self._names[row]} {time}" for row, time in zip(rows, times, strict=True)]
        ways = sorted((*self._offered, *self._ways), key=lambda way: _ORDER.index(way.style))
        units = np.array([way.unit for way in ways], dtype=object)
        lines = np.array([shapely.LineString(way.xy_m) for way in ways], dtype=object)
        style = np.array([way.style for way in ways], dtype=np.uint16)
        return (
            polygons_of(codes, geometry, zero, AREAS),
            lines_of(units, lines, style, STYLES, np.zeros(len(lines))),
            Labels(codes, np.array(names, dtype=object), xy_m, zero.astype(float), zero, ("label.uncovered",)),
        )


def _minutes(village: UncoveredVillage) -> Name:
    """How long the nearest unit that is left needs."""
    if village.minutes is None:
        return Name("无力量可到", "nobody can come")
    minutes = round(village.minutes)
    return Name(f"{minutes} 分钟", f"{minutes} min")
