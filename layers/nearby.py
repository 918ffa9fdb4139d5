"""Marks at the things that the panel of what is near a place lists, while it is shown.

It holds what the panel of this window lists, not the realm's state: whoever lists shows it here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

import numpy as np

from county.catalog import Name
from layers.base import Layer, LegendEntry, Pace
from layers.batches import Points


class NearbyMark(NamedTuple):
    """A listed thing: the icon of its kind, and its place in the working CRS (metres)."""

    icon: str
    x_m: float
    y_m: float


class NearbyLayer(Layer):
    """Empty while nothing is listed.  The marks cannot be picked: a click goes to the thing that is marked."""

    key: ClassVar[str] = "nearby"
    name: ClassVar[Name] = Name("周边查询", "What is near")
    group: ClassVar[str] = "moving"
    pace: ClassVar[Pace] = "live"

    def __init__(self) -> None:
        super().__init__()
        self._marks: tuple[NearbyMark, ...] = ()
        self._batches: tuple[Points, ...] = ()

    def show(self, marks: Sequence[NearbyMark]) -> None:
        """Replace what is marked."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self._batches = (_points(marks),) if marks else ()
            self.touch()

    def __len__(self) -> int:
        return len(self._marks)

    def batches(self) -> tuple[Points, ...]:
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        return (LegendEntry("nearby", Name("周边列出的要素", "Listed as near")),)


def _points(marks: Sequence[NearbyMark]) -> Points:
    icons = sorted({mark.icon for mark in marks})
    style = np.array([icons.index(mark.icon) for mark in marks], dtype=np.uint16)
    xy_m = np.array([(mark.x_m, mark.y_m) for mark in marks], dtype=float).reshape(-1, 2)
    return Points(np.full(len(marks), ""), xy_m, style, tuple(f"nearby@{icon}" for icon in icons))
