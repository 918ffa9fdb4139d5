"""The units that a person may choose from, on the map: rank and travel time of each, while the choice is open.

It holds what the backend answered to this window, not the realm's state: whoever asks shows the answers here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from county.catalog import Name
from layers.base import Fact, Layer, LegendEntry, Pace
from layers.batches import Batch, Labels, Points
from layers.point_queries import nearest

STYLES = ("candidate.other", "candidate.chosen")
OTHER, CHOSEN = range(len(STYLES))
SAME_PLACE_M = 30.0
"""Units of one station share a label: it would hide the others."""


@dataclass(frozen=True)
class UnitMark:
    """A unit of a ranking, at its place in the working CRS (metres)."""

    unit: str
    name: str
    rank: int
    """1 is the best."""
    minutes: float | None
    """By road; None: without a way by road."""
    x_m: float
    y_m: float


class CandidatesLayer(Layer):
    """Units to choose from; empty while nobody chooses.  Their ids are those of the resources."""

    key: ClassVar[str] = "candidates"
    name: ClassVar[Name] = Name("备选单位", "Units to choose from")
    group: ClassVar[str] = "moving"
    pace: ClassVar[Pace] = "live"

    def __init__(self) -> None:
        super().__init__()
        self._marks: tuple[UnitMark, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self._batches: tuple[Batch, ...] | None = None

    def show(self, marks: Sequence[UnitMark], chosen: frozenset[str] = frozenset()) -> None:
        """Replace what is shown; ``chosen``: units that stand out."""
        if (tuple(marks), chosen) != (self._marks, self._chosen):
            self._marks, self._chosen, self._batches = tuple(marks), chosen, None
            self.touch()

    def __len__(self) -> int:
        return len(self._marks)

    def batches(self) -> tuple[Batch, ...]:
        """The best on top, the chosen ones above all."""
        if self._batches is None:
            self._batches = self._build()
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        return (
            LegendEntry("candidate.other", Name("备选单位（序号·分钟）", "Unit to choose (rank, minutes)")),
            LegendEntry("candidate.chosen", Name("选中的单位", "Chosen unit")),
        )

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        mark = self._mark(item_id)
        if mark is None:
            return ()
        rank = Fact(Name("推荐序号", "Rank"), str(mark.rank))
        if mark.minutes is None:
            return (rank,)
        minutes = round(mark.minutes)
        return rank, Fact(Name("行程", "Travel time"), Name(f"{minutes} 分钟", f"{minutes} min"))

    def title(self, item_id: str) -> str:
        mark = self._mark(item_id)
        return "" if mark is None else mark.name

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        mark = self._mark(item_id)
        return None if mark is None else (mark.x_m, mark.y_m, mark.x_m, mark.y_m)

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        points = self.batches()[0]
        assert isinstance(points, Points)
        row = nearest(points.xy_m, x_m, y_m, radius_m)
        return None if row is None else str(points.ids[row])

    def _mark(self, unit: str) -> UnitMark | None:
        return next((mark for mark in self._marks if mark.unit == unit), None)

    def _build(self) -> tuple[Batch, ...]:
        marks = sorted(self._marks, key=lambda mark: (mark.unit in self._chosen, -mark.rank))
        style = [CHOSEN if mark.unit in self._chosen else OTHER for mark in marks]
        points = Points(
            np.array([mark.unit for mark in marks], dtype=object), _places(marks), np.array(style, np.uint16), STYLES
        )
        groups = self._stations()
        labels = Labels(
            np.array([group[0].unit for group in groups], dtype=object),
            np.array([_text(group) for group in groups], dtype=object),
            _places([group[0] for group in groups]),
            np.array([-group[0].rank for group in groups], dtype=float),
            np.zeros(len(groups), np.uint16),
            ("label.candidate",),
        )
        return points, labels

    def _stations(self) -> list[list[UnitMark]]:
        """The marks, those of one place together, each group and its members by rank."""
        groups: list[list[UnitMark]] = []
        for mark in sorted(self._marks, key=lambda mark: mark.rank):
            for group in groups:
                if abs(group[0].x_m - mark.x_m) + abs(group[0].y_m - mark.y_m) <= SAME_PLACE_M:
                    group.append(mark)
                    break
            else:
                groups.append([mark])
        return groups


def _places(marks: Sequence[UnitMark]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([(mark.x_m, mark.y_m) for mark in marks], dtype=float).reshape(-1, 2)


def _text(group: Sequence[UnitMark]) -> str:
    """Ranks and travel time of the units of one place, in minutes: ``1 · 14′``, the same in every language."""
    ranks, minutes = ",".join(str(mark.rank) for mark in group), group[0].minutes
    return ranks if minutes is None else f"{ranks} · {minutes:.0f}′"
