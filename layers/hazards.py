"""Hazards that the play of a drill states: a ring where one reaches, named by what was said.

It holds what this window was told (:mod:`desktop.drill.room`), not the realm's state: not everybody may see each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

import numpy as np

from county.catalog import Name
from county.drill.hazard_area import HazardArea
from county.drill.told import ToldDelivery
from layers.base import Layer, LegendEntry, Pace
from layers.batches import Batch, Labels, Points
from layers.geometry import circles, lines_of

LABEL_MAX = 16
"""Characters of the text that stand at the ring; the whole one is where it was delivered."""


class ToldHazard(NamedTuple):
    """What was said, and where it is."""

    inject: str
    text: str
    area: HazardArea
    since_ms: int
    """From when on it can be seen, in the realm's time."""


def told_hazards(deliveries: Iterable[ToldDelivery]) -> tuple[ToldHazard, ...]:
    """Those with a place among what was delivered."""
    bodies = ((told.record.body, told.since_ms) for told in deliveries)
    return tuple(
        ToldHazard(body.inject_id, body.text, body.area, since_ms) for body, since_ms in bodies if body.area is not None
    )


class HazardsLayer(Layer):
    """Those that can be seen at the realm's time; empty, and in no list of layers, where there is none.

    A hazard without a radius is a mark.
    """

    key: ClassVar[str] = "hazards"
    name: ClassVar[Name] = Name("演练险情", "Hazards of the drill")
    group: ClassVar[str] = "moving"
    pace: ClassVar[Pace] = "live"
    expected: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self._told: tuple[ToldHazard, ...] = ()
        """Those that were told, later ones than the realm's time among them where that can be set back."""
        self._seen: tuple[ToldHazard, ...] = ()
        self._batches: tuple[Batch, ...] = ()

    def show(self, told: Sequence[ToldHazard]) -> None:
        """Replace all of them; the next tick shows those of its time."""
        self._told = tuple(told)

    def tick(self, now_ms: int) -> None:
        seen = tuple(told for told in self._told if told.since_ms <= now_ms)
        if seen != self._seen:
            self._seen = seen
            self._batches = _batches(seen) if seen else ()
            self.touch()
        super().tick(now_ms)

    def __len__(self) -> int:
        return len(self._seen)

    @property
    def lacking(self) -> bool:
        return not self._seen

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        return (LegendEntry("hazard.ring", Name("演练险情范围", "Reach of a hazard of the drill")),)

    def title(self, item_id: str) -> str | Name:
        found = self._find(item_id)
        return "" if found is None else found.text

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        found = self._find(item_id)
        if found is None:
            return None
        x_m, y_m, radius_m = found.area.x_m, found.area.y_m, found.area.radius_m
        return x_m - radius_m, y_m - radius_m, x_m + radius_m, y_m + radius_m

    def _find(self, inject: str) -> ToldHazard | None:
        return next((told for told in self._seen if told.inject == inject), None)


def _batches(told: Sequence[ToldHazard]) -> tuple[Batch, ...]:
    ids = np.array([one.inject for one in told], dtype=object)
    xy_m = np.array([(one.area.x_m, one.area.y_m) for one in told], dtype=float)
    radius_m = np.array([one.area.radius_m for one in told], dtype=float)
    style, wide = np.zeros(len(told), dtype=np.uint16), radius_m > 0
    rings = circles(xy_m[wide], radius_m[wide])
    top_m = xy_m + np.stack([np.zeros(len(told)), radius_m], axis=1)
    text = np.array([_label(one) for one in told], dtype=object)
    return (
        lines_of(ids[wide], rings, style[wide], ("hazard.ring",), np.zeros(len(rings))),
        Points(ids, xy_m, style, ("hazard.place",)),
        Labels(ids, text, top_m, np.zeros(len(told)), style, ("label.hazard",)),
    )


def _label(told: ToldHazard) -> str:
    """``东南风 3 级，下风向… 1 km``."""
    line = " ".join(told.text.split())
    said = line if len(line) <= LABEL_MAX else f"{line[: LABEL_MAX - 1]}…"
    radius_m = told.area.radius_m
    reach = "" if not radius_m else f"{radius_m / 1000:g} km" if radius_m >= 1000 else f"{radius_m:g} m"
    return f"{said} {reach}".strip()
