"""Paints points of which those that would overlap are one mark: their number, and the share of each of their states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPixmap

from desktop.map.painters.gathered import GatheredPainter, ShownGathering
from desktop.map.painters.points import REACH_PX, SEEN_AROUND, Place
from desktop.map.point_counts import box_of
from drawing.group_mark import group_px
from drawing.group_pictures import GroupPictures
from drawing.viewport import Bounds, Viewport
from layers.batches import F64, GatheredPoints
from layers.point_queries import inside
from layers.style import StyleSheet

PLACE_M = 16.0
"""What is nearer than that is at one place, such as a house: no zoom separates it."""


@dataclass(frozen=True, eq=False)
class FoundMark:
    """The mark of several things at a pixel: their ids (n,), the most urgent first, and the box around them."""

    ids: NDArray[np.str_] | NDArray[np.object_]
    box_m: Bounds

    @property
    def leader(self) -> str:
        return str(self.ids[0])

    @property
    def is_one_place(self) -> bool:
        """Whether no zoom separates its things."""
        west, south, east, north = self.box_m
        return max(east - west, north - south) <= PLACE_M


@dataclass(frozen=True, eq=False)
class Grouped(ShownGathering):
    """Marks at ``marks_xy_m`` (g, 2) stand for the things ``order[first[i]:first[i + 1]]``, the last of which leads
    them; ``number`` (g,) of each."""

    marks_xy_m: F64
    order: NDArray[np.intp]
    first: NDArray[np.intp]
    number: NDArray[np.intp]

    def members(self, mark: int) -> NDArray[np.intp]:
        """The things of a mark, the most urgent first."""
        return self.order[self.first[mark] : self.first[mark] + self.number[mark]][::-1]

    def mark_of(self, thing: int) -> int | None:
        """The mark that a thing leads."""
        [found] = np.nonzero(self.order[self.first + self.number - 1] == thing)
        return int(found[0]) if len(found) else None


class _Pictured(NamedTuple):
    """Marks of one scale, physical pixels a logical one, how many things of each colour they have (g, colours), and the
    pictures of those that were drawn."""

    drawn: Grouped
    dpr: float
    tally: NDArray[np.intp]
    of_mark: dict[int, tuple[QPixmap, QPixmap]]


class GroupsPainter(GatheredPainter):
    """Glyphs of all things of a gathering, in their order, and the marks of several."""

    def __init__(self, batch: GatheredPoints, styles: StyleSheet) -> None:
        self._group = styles[batch.group]
        self._group_pictures = GroupPictures(batch, styles)
        super().__init__(batch, styles)

    def _show(self, batch: GatheredPoints) -> None:  # type: ignore[override]
        super()._show(batch)
        self._pictured: _Pictured | None = None
        """What was drawn last."""

    def paint(self, painter: QPainter, view: Viewport, phase: float = 0.0) -> Iterator[None]:
        yield from super().paint(painter, view, phase)
        marks, xy_px = self._marks(view)
        pictured = self._pictures(view)
        for mark, (x, y) in zip(marks.tolist(), np.rint(xy_px * view.dpr).astype(int).tolist(), strict=True):
            for picture in self._of_mark(pictured, mark):
                half = picture.width() // 2
                painter.drawPixmap(QPointF((x - half) / view.dpr, (y - half) / view.dpr), picture)

    def lift(self, painter: QPainter, view: Viewport, item_id: str) -> None:
        """A thing that is in a mark, too, at its own place: in the ring of the mark that it leads."""
        rows = self._batch.rows_of([item_id])
        self._draw(painter, view, rows, view.px(self._batch.xy_m[rows]))

    def obstacles(self, view: Viewport) -> tuple[F64, F64]:
        xy_px, half_px = super().obstacles(view)
        marks, marks_px = self._marks(view)
        return np.concatenate([xy_px, marks_px]), np.concatenate([half_px, self._sizes_px(view, marks) / 2])

    def pick(self, view: Viewport, x_px: float, y_px: float) -> list[str]:
        """Also the most urgent thing of a mark; all of them, the most urgent first, where no zoom separates them."""
        if (alone := super().pick(view, x_px, y_px)) or (mark := self.mark_under(view, x_px, y_px)) is None:
            return alone
        return [str(item_id) for item_id in mark.ids] if mark.is_one_place else [mark.leader]

    def mark_under(self, view: Viewport, x_px: float, y_px: float) -> FoundMark | None:
        """The mark at a pixel, if there is one."""
        marks, xy_px = self._marks(view)
        hits = np.flatnonzero(np.hypot(*(xy_px - (x_px, y_px)).T) <= self._sizes_px(view, marks) / 2 + REACH_PX)
        if not len(hits):
            return None
        things = self._drawn(view).members(int(marks[hits[0]]))
        return FoundMark(self._batch.ids[things], box_of(self._batch.xy_m[things]))

    def marked(self, view: Viewport, item_id: str) -> list[tuple[Place, float]]:
        """The mark of several things where the thing leads them."""
        found = []
        for row in self._batch.rows_of([item_id]).tolist():
            mark = self._drawn(view).mark_of(row)
            size_px = self._size[self._batch.style[row]] if mark is None else self._sizes_px(view, np.array([mark]))[0]
            found.append((view.point_px(*self._batch.xy_m[row]), float(size_px)))
        return found

    def _drawn(self, view: Viewport) -> Grouped:
        drawn = super()._drawn(view)
        assert isinstance(drawn, Grouped)
        return drawn

    def _gathered(self, leader: NDArray[np.intp]) -> Grouped:
        several = np.bincount(leader, minlength=len(leader))[leader] > 1
        alone, held = np.flatnonzero(~several), np.flatnonzero(several)
        order = held[np.argsort(leader[held], kind="stable")]
        leads, first, number = np.unique(leader[order], return_index=True, return_counts=True)
        xy_m, around = self._batch.gathering.xy_m, np.zeros(len(alone), dtype=bool)
        return Grouped(leader, several, alone, xy_m[alone], around, xy_m[leads], order, first, number)

    def _marks(self, view: Viewport) -> tuple[NDArray[np.intp], F64]:
        """The marks (g,) in the view and their pixels (g, 2)."""
        xy_m = self._drawn(view).marks_xy_m
        marks = inside(xy_m, *view.grown(SEEN_AROUND).bounds_m)
        return marks, view.px(xy_m[marks])

    def _sizes_px(self, view: Viewport, marks: NDArray[np.intp]) -> F64:
        """Diameters (g,) of marks."""
        return np.array([group_px(self._group, number) for number in self._drawn(view).number[marks].tolist()])

    def _pictures(self, view: Viewport) -> _Pictured:
        drawn, last = self._drawn(view), self._pictured
        if last is None or last.drawn is not drawn or last.dpr != view.dpr:
            last = self._pictured = _Pictured(drawn, view.dpr, self._tally(drawn), {})
        return last

    def _tally(self, drawn: Grouped) -> NDArray[np.intp]:
        """How many things of each colour are in each mark (g, colours)."""
        mark = np.repeat(np.arange(len(drawn.number)), drawn.number)
        return self._group_pictures.tally(mark, self._batch.style[drawn.order], len(drawn.number))

    def _of_mark(self, pictured: _Pictured, mark: int) -> tuple[QPixmap, QPixmap]:
        """Its ring and its number."""
        if (known := pictured.of_mark.get(mark)) is not None:
            return known
        leader = int(self._batch.style[pictured.drawn.members(mark)[0]])
        pictures = pictured.of_mark[mark] = self._group_pictures.of(pictured.tally[mark].tolist(), leader, pictured.dpr)
        return pictures
