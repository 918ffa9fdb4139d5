"""Paints points around things that are gathered: once around each mark of several, and around what is alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from desktop import theme
from desktop.map.painters.points import NO_COUNTS, Place, PointsPainter, Shown
from drawing.group_mark import APART_PX, AROUND
from drawing.viewport import Bounds, Viewport
from layers.batches import F64, Batch, GatheredPoints
from layers.point_queries import inside
from layers.style import StyleSheet


@dataclass(frozen=True, eq=False)
class ShownGathering:
    """What is drawn as glyphs at a scale: rows (n,), where (n, 2), and whether (n,) around a mark of several things.
    ``leader`` (m,) is that of each thing, ``several`` (m,) whether it is in a mark with others."""

    leader: NDArray[np.intp]
    several: NDArray[np.bool_]
    rows: NDArray[np.intp]
    xy_m: F64
    around: NDArray[np.bool_]


class GatheredPainter(PointsPainter):
    """Glyphs of one batch; only those of things that are alone can be picked."""

    _batch: GatheredPoints

    def __init__(self, batch: GatheredPoints, styles: StyleSheet) -> None:
        self._at: tuple[float, ShownGathering] | None = None
        """The last scale, and what is drawn at it."""
        super().__init__(batch, styles)

    def accept(self, batch: Batch) -> bool:
        """What is drawn at the last scale stays while the same things are at the same places."""
        before = self._batch
        if not (isinstance(batch, GatheredPoints) and batch.group == before.group and super().accept(batch)):
            return False
        if batch.gathering is not before.gathering or not np.array_equal(batch.thing, before.thing):
            self._at = None
        return True

    def lift(self, painter: QPainter, view: Viewport, item_id: str) -> None:
        """Nothing where a mark is around which the glyph is drawn already."""
        if self._alone(view, self._batch.rows_of([item_id])).all():
            super().lift(painter, view, item_id)

    def marked(self, view: Viewport, item_id: str) -> list[tuple[Place, float]]:
        """None of its own: it is around a glyph of the other batch."""
        return []

    def _look(self, view: Viewport, bounds_m: Bounds) -> Shown:
        drawn = self._drawn(view)
        held = inside(drawn.xy_m, *bounds_m)
        held = held[view.m_per_px <= self._max[self._batch.style[drawn.rows[held]]]]
        scale = np.where(drawn.around[held], AROUND, 1.0)
        return Shown(drawn.rows[held], view.px(drawn.xy_m[held]), NO_COUNTS, scale)

    def _alone(self, view: Viewport, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        alone: NDArray[np.bool_] = super()._alone(view, rows) & ~self._drawn(view).several[self._batch.thing[rows]]
        return alone

    def _drawn(self, view: Viewport) -> ShownGathering:
        if self._at is None or self._at[0] != view.m_per_px:
            leader = self._batch.gathering.leaders(theme.px(APART_PX) * view.m_per_px)
            known = self._at is not None and self._at[1].leader is leader
            self._at = view.m_per_px, self._at[1] if self._at is not None and known else self._gathered(leader)
        return self._at[1]

    def _gathered(self, leader: NDArray[np.intp]) -> ShownGathering:
        """One glyph for each leader."""
        of_row = leader[self._batch.thing]
        _, backwards = np.unique(of_row[::-1], return_index=True)
        rows = np.sort(len(of_row) - 1 - backwards)
        several = np.bincount(leader, minlength=len(leader))[leader] > 1
        if self._batch.only_alone:
            rows = rows[~several[of_row[rows]]]
        leads = of_row[rows]
        return ShownGathering(leader, several, rows, self._batch.gathering.xy_m[leads], several[leads])
