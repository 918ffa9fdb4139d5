"""Paints points: sprites from an atlas, dots from afar, badges with counts where there are too many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from desktop import theme
from desktop.map.point_counts import Counts, PointCounts, box_of, counts_areas, level_of
from drawing.atlas import DOT_PX, MARGIN_PX, Atlas, GlyphSprite
from drawing.badges import Badges, badge_px, free_beside
from drawing.batch_painter import BatchPainter
from drawing.glide import Glide
from drawing.mark_ring import RING_PX, draw_mark
from drawing.occupancy import OccupancyGrid
from drawing.pulse import SWELL_TO, opacity_at, size_at
from drawing.viewport import Bounds, Viewport
from layers.batches import F64, I64, Batch, Points
from layers.point_index import FINEST_M, PointIndex
from layers.point_queries import inside
from layers.runs import ranges
from layers.style import Style, StyleSheet, is_sized

REACH_PX = 4.0
"""Distance outside a glyph at which a click still hits it."""
SEEN_AROUND = 0.05
"""Of the view's sides, what is drawn around it: glyphs and badges reach into it."""
LEGIBLE, LEGIBLE_DOTS = 16, 40
"""Glyphs and dots of one cell of counting: more of them cover it, and their number is shown."""
ONE_BY_ONE_M = 16.0
"""Cells of this size and less are not counted: what is at one place can be picked there."""
Place = tuple[float, float]
"""Pixels."""
SAME_PX = 0.5
"""What is nearer than this has the same middle."""
NO_CELLS: I64 = np.empty(0, dtype=np.int64)
NO_COUNTS = Counts(NO_CELLS, np.empty(0, dtype=np.intp), np.empty((0, 2)))


@dataclass(frozen=True)
class Shown:
    """What is drawn in a box: numbers of points, ascending, their pixels (n, 2), and the counts of all others; glyphs
    are ``scale`` (n,) times as large as their styles."""

    rows: NDArray[np.intp]
    xy_px: F64
    counts: Counts
    scale: F64 | float = 1.0


NOTHING_SHOWN = Shown(np.empty(0, dtype=np.intp), np.empty((0, 2)), NO_COUNTS)


@dataclass(frozen=True, eq=False)
class OnWay:
    """What glides of ``shown``: ``mask`` (n,)."""

    shown: Shown
    mask: NDArray[np.bool_]

    @property
    def rows(self) -> NDArray[np.intp]:
        return self.shown.rows[self.mask]


NOTHING_ON_WAY = OnWay(NOTHING_SHOWN, np.empty(0, dtype=bool))


class PointsPainter(BatchPainter):
    """Glyphs of one batch; glyphs drawn at the view's scale are also those that can be picked.

    Points of clustered styles are counted, under one key, where they are farther away than their style says, and where
    more than LEGIBLE or LEGIBLE_DOTS are in one cell.
    """

    def __init__(self, batch: Points, styles: StyleSheet) -> None:
        """Raises ValueError when the batch has two keys of clusters."""
        self._styles = [styles[key] for key in batch.styles]
        self._atlas: tuple[float, Atlas] | None = None
        self._pulsing = np.array([style.pulse for style in self._styles], dtype=bool)
        self._any_pulse = bool(self._pulsing.any())
        self._glide = Glide() if any(style.glides for style in self._styles) else None
        """Of things with unique ids, where they are shown on their way."""
        self._sent_off = NOTHING_ON_WAY
        """What :meth:`send_off` found last."""
        self._max = np.array([style.max_m_per_px for style in self._styles])
        self._dot = np.array([style.dot_m_per_px for style in self._styles])
        self._size = np.array([style.size_px for style in self._styles])
        self._largest_px = float(self._size.max(initial=0.0))
        self._clusters = np.array([bool(style.cluster) for style in self._styles], dtype=bool)
        keys = {style.cluster for style in self._styles if style.cluster}
        if len(keys) > 1:
            raise ValueError(f"points of one batch are counted under {len(keys)} keys: {', '.join(sorted(keys))}")
        self._badge = styles[keys.pop()] if keys else None
        self._cluster_from = min((style.cluster_m_per_px for style in self._styles if style.cluster), default=np.inf)
        self._dots_from = min((style.dot_m_per_px for style in self._styles if style.cluster), default=np.inf)
        self._crowded: tuple[int, I64] = (0, NO_CELLS)
        """A level, and the numbers of the cells or areas whose badges found no room there."""
        self._beside: dict[int, tuple[float, float]] = {}
        """How far the badges of areas are from their places."""
        self._badges: tuple[float, Badges] | None = None
        self._show(batch)

    def _show(self, batch: Points) -> None:
        self._batch = batch
        if self._glide is not None:
            self._glide.follow(batch.ids[:], batch.xy_m)
        counted = self._badge is not None and len(batch.style)
        self._counts: PointCounts | None = None
        if counted:
            index = PointIndex(batch.xy_m) if batch.index is None else batch.index
            self._counts = PointCounts(index, self._clusters[batch.style], batch.area)
        self._seen: tuple[Viewport, Shown] | None = None

    def accept(self, batch: Batch) -> bool:
        """Sprites, and which badges are crowded, stay; so do index and counts of the same points.  Gathered points have
        painters of their own."""
        if not isinstance(batch, Points) or type(batch) is not type(self._batch) or batch.styles != self._batch.styles:
            return False
        if batch.index is None or batch.index is not self._batch.index:
            self._show(batch)
            return True
        moved = np.flatnonzero(batch.style != self._batch.style)
        counted, before = self._clusters[batch.style[moved]], self._clusters[self._batch.style[moved]]
        if self._counts is not None and (counted != before).any():
            self._counts.change(moved[counted != before], counted[counted != before])
        self._batch, self._seen = batch, None
        return True

    @property
    def pulses(self) -> bool:
        """Whether something here swells, so that it must be drawn again and again."""
        return self._any_pulse and len(self._batch.style) > 0

    def pulse_boxes(self, view: Viewport) -> list[QRectF]:
        """Boxes in pixels of what a pulse changes in the view: glyphs at their largest; with them all others fade."""
        shown = self._visible(view)
        code = self._batch.style[shown.rows]
        half_px = np.where(self._pulsing[code], SWELL_TO, 1.0) * shown.scale * self._size[code] / 2 + MARGIN_PX
        return [
            QRectF(x_px - half, y_px - half, 2 * half, 2 * half)
            for (x_px, y_px), half in zip(shown.xy_px.tolist(), half_px.tolist(), strict=True)
        ]

    def send_off(self, view: Viewport, *, moves: bool) -> OnWay:
        """Find out what is on its way to where it is, where anything ``moves``.

        The result is the same object as long as nothing else is: what arrives before the last of it stays a part, so
        that a picture of all others lasts.
        """
        shown = self._visible(view)
        mask = self._glide.under_way(shown.rows, view.m_per_px) if self._glide is not None and moves else None
        if mask is None or not mask.any():
            self._sent_off = NOTHING_ON_WAY
        elif self._sent_off.shown is not shown or (mask & ~self._sent_off.mask).any():
            self._sent_off = OnWay(shown, mask)
        return self._sent_off

    @property
    def _on_way(self) -> OnWay:
        """What was sent off, unless other data or another view are shown by now."""
        known = self._seen is not None and self._sent_off.shown is self._seen[1]
        return self._sent_off if known else NOTHING_ON_WAY

    def is_on_way(self, item_id: str) -> bool:
        """Whether a thing is on its way to where it is, as of :meth:`send_off`."""
        return bool((self._batch.ids[self._on_way.rows] == item_id).any())

    def glide_boxes(self, view: Viewport) -> list[QRectF]:
        """Boxes in pixels of the ways of what glides in the view, with the rings around it."""
        rows = self._on_way.rows
        if self._glide is None or not len(rows):
            return []
        half_px = self._largest_px / 2 + RING_PX + 2 * MARGIN_PX
        ends = np.stack([view.px(xy_m) for xy_m in self._glide.ends_m(rows)])
        low, high = ends.min(axis=0) - half_px, ends.max(axis=0) + half_px
        return [QRectF(QPointF(*a), QPointF(*b)) for a, b in zip(low.tolist(), high.tolist(), strict=True)]

    def paint(self, painter: QPainter, view: Viewport, phase: float = 0.0) -> Iterator[None]:
        """``phase`` (0-1) is the phase of a pulse.  What is on its way is left to :meth:`paint_on_way`."""
        shown = self._visible(view)
        if self.pulses:
            painter.setOpacity(painter.opacity() * opacity_at(phase))
        if len(self._on_way.mask):
            still = ~self._on_way.mask
            self._draw(painter, view, shown.rows[still], shown.xy_px[still])
            yield
        elif len(shown.rows):
            code = self._batch.style[shown.rows].astype(np.intp)
            scale: F64 | float = shown.scale
            if self.pulses:
                scale = scale * np.where(self._pulsing[code], size_at(phase), 1.0)
            self._sprites(view.dpr).draw(painter, shown.xy_px, 2 * code + (view.m_per_px > self._dot[code]), scale)
            yield
        self._paint_badges(painter, view, shown.counts)

    def paint_on_way(self, painter: QPainter, view: Viewport) -> None:
        """Paint what is on its way where it is now."""
        if self._glide is not None:
            rows = self._on_way.rows
            self._draw(painter, view, rows, view.px(self._glide.xy_m(rows)))

    def _places(self, view: Viewport, rows: NDArray[np.intp]) -> F64:
        """Pixels (n, 2) at which things that are on the map are drawn now."""
        xy_m = self._batch.xy_m[rows]
        if self._glide is not None and len(self._on_way.mask):
            on_way = np.zeros(len(self._batch.ids), dtype=bool)
            on_way[self._on_way.rows] = True
            gliding = on_way[rows]
            xy_m[gliding] = self._glide.xy_m(rows[gliding])
        return view.px(xy_m)

    def lift(self, painter: QPainter, view: Viewport, item_id: str) -> None:
        """Paint the glyph of one thing again, above what was painted since."""
        shown = self._visible(view)
        rows = self._batch.rows_of([item_id])
        own = shown.rows[(shown.rows[:, None] == rows).any(axis=1)]
        self._draw(painter, view, own, self._places(view, own))

    def draw_at(self, painter: QPainter, view: Viewport, item_id: str, at_px: QPointF) -> None:
        """Paint the glyph of one thing at another place, whatever the scale."""
        rows = self._batch.rows_of([item_id])
        self._draw(painter, view, rows, np.full((len(rows), 2), at_px.toTuple()), dots=False)

    def _draw(
        self, painter: QPainter, view: Viewport, rows: NDArray[np.intp], xy_px: F64, *, dots: bool = True
    ) -> None:
        """Paint glyphs, with ``dots`` those that are dots at the scale of the view."""
        code = self._batch.style[rows].astype(np.intp)
        dot = dots & (view.m_per_px > self._dot[code])
        self._sprites(view.dpr).draw(painter, xy_px, 2 * code + dot)

    def obstacles(self, view: Viewport) -> tuple[F64, F64]:
        """Centres (n, 2) and half sizes (n,), in pixels, of the glyphs that no name should hide.

        Those are whole glyphs with an id, none that are counted at this scale; rings are transparent.
        """
        firm = np.array([style.glyph != "ring" for style in self._styles])
        firm &= (view.m_per_px <= self._dot) & (~self._clusters | (view.m_per_px <= self._cluster_from))
        shown = self._visible(view)
        kept = np.flatnonzero(firm[self._batch.style[shown.rows]])
        kept = kept[self._batch.ids[shown.rows[kept]] != ""]
        size_px = shown.scale * self._size[self._batch.style[shown.rows]]
        return shown.xy_px[kept], size_px[kept] / 2

    def sized_boxes(self, view: Viewport) -> list[QRectF]:
        """Boxes, in pixels, of the glyphs whose size is a number."""
        sized = np.array([is_sized(key) for key in self._batch.styles], dtype=bool)
        if not sized.any():
            return []
        shown = self._visible(view)
        kept = np.flatnonzero(sized[self._batch.style[shown.rows]])
        size_px = self._size[self._batch.style[shown.rows[kept]]]
        places = zip(shown.xy_px[kept].tolist(), size_px.tolist(), strict=True)
        return [QRectF(x_px - px / 2, y_px - px / 2, px, px) for (x_px, y_px), px in places]

    def settle(self, view: Viewport, grid: OccupancyGrid) -> None:
        """Take room for the badges, the greatest first; those that find none are drawn small, without their number."""
        self._crowded, self._beside = (0, NO_CELLS), {}
        if self._badge is None:
            return
        counts = self._visible(view).counts
        side, by_area = badge_px(self._badge, counts.count), self._by_area(view)
        xy_px, crowded = view.px(counts.xy_m), []
        for row in np.argsort(-counts.count, kind="stable").tolist():
            number, (x_px, y_px), px = int(counts.number[row]), xy_px[row].tolist(), float(side[row])
            box = QRectF(x_px - px / 2, y_px - px / 2, px, px)
            if by_area:
                found = free_beside(x_px, y_px, px, grid)
                if found is not None:
                    self._beside[number] = found
                else:
                    crowded.append(number)
            elif grid.free(box):
                grid.take(box)
            else:
                crowded.append(number)
        self._crowded = level_of(view.m_per_px), np.array(crowded, dtype=np.int64)

    def pick(self, view: Viewport, x_px: float, y_px: float) -> list[str]:
        """Ids of the glyphs under a pixel, the nearest first."""
        reach_px = self._largest_px / 2 + REACH_PX
        near = self._look(view, _around(view, x_px, y_px, reach_px)).rows
        rows = np.union1d(near, self._on_way.rows)
        code = self._batch.style[rows]
        size = np.where(view.m_per_px > self._dot[code], MARGIN_PX * 2, self._size[code])
        distance = np.hypot(*(self._places(view, rows) - (x_px, y_px)).T)
        hits = np.flatnonzero(distance <= size / 2 + REACH_PX)
        hits = hits[self._alone(view, rows[hits])]
        return [str(self._batch.ids[rows[hit]]) for hit in hits[np.argsort(distance[hits], kind="stable")]]

    def cluster_at(self, view: Viewport, x_px: float, y_px: float) -> Bounds | None:
        """The box of the points in the cluster badge at a pixel."""
        if self._badge is None or self._counts is None:
            return None
        counts = self._visible(view).counts
        xy_px = self._badge_places(view, counts)
        hit = np.hypot(xy_px[:, 0] - x_px, xy_px[:, 1] - y_px) <= badge_px(self._badge, counts.count) / 2
        hits = np.flatnonzero(hit)[:1]
        if not len(hits):
            return None
        number = counts.number[hits]
        if self._by_area(view):
            places = self._counts.places_of_areas(number)
        else:
            places = self._counts.places_of_cells(self._counts.index.numbered(level_of(view.m_per_px), number))
        return box_of(self._counts.index.xy_m[places])

    def mark(self, painter: QPainter, view: Viewport, item_id: str, style: Style) -> None:
        for at_px, size_px in self.marked(view, item_id):
            draw_mark(painter, QPointF(*at_px), size_px, style)

    def marked(self, view: Viewport, item_id: str) -> list[tuple[Place, float]]:
        """Where a thing has its glyphs now, also while it is clustered, and their diameters."""
        rows = self._batch.rows_of([item_id])
        sizes = self._size[self._batch.style[rows]].tolist()
        return [((x, y), px) for (x, y), px in zip(self._places(view, rows).tolist(), sizes, strict=True)]

    def drawn_px(self, view: Viewport, at_px: Place) -> float:
        """Diameter of the largest glyph that has its middle at a pixel; 0: there is none."""
        shown = self._visible(view)
        sizes = shown.scale * self._size[self._batch.style[shown.rows]]
        there = np.hypot(*(shown.xy_px - at_px).T) < SAME_PX
        return float(sizes[there].max(initial=0.0))

    def mark_at(self, painter: QPainter, item_id: str, at_px: QPointF, style: Style) -> None:
        """The same around another place."""
        for row in self._batch.rows_of([item_id]):
            draw_mark(painter, at_px, self._size[self._batch.style[row]], style)


    def _alone(self, view: Viewport, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of the drawn points are found by a pixel of their glyph."""
        found: NDArray[np.bool_] = self._batch.ids[rows] != ""
        return found

    def holds(self, item_id: str) -> bool:
        """Whether a thing is on the map, whatever the scale."""
        return len(self._batch.rows_of([item_id])) > 0

    def _visible(self, view: Viewport) -> Shown:
        """What shows in the view."""
        if not len(self._batch.style):
            return NOTHING_SHOWN
        if self._seen is None or self._seen[0] != view:
            self._seen = view, self._look(view, view.grown(SEEN_AROUND).bounds_m)
        return self._seen[1]

    def _look(self, view: Viewport, bounds_m: Bounds) -> Shown:
        """What shows in a box at the scale of the view."""
        if self._counts is None:
            rows, counts = self._within(bounds_m), NO_COUNTS
        else:
            places, counts = self._divided(self._counts, view, bounds_m)
            index = self._counts.index
            rows = np.sort(index.order[places[inside(index.xy_m[places], *bounds_m)]]).astype(np.intp)
        rows = rows[view.m_per_px <= self._max[self._batch.style[rows]]]
        return Shown(rows, view.px(self._batch.xy_m[rows]), counts.of(inside(counts.xy_m, *bounds_m)))

    def _within(self, bounds_m: Bounds) -> NDArray[np.intp]:
        """The points inside a box; those without an index are few, so that each is looked at."""
        index = self._batch.index
        return inside(self._batch.xy_m, *bounds_m) if index is None else index.inside(*bounds_m)

    def _divided(self, of: PointCounts, view: Viewport, bounds_m: Bounds) -> tuple[I64, Counts]:
        """Places of the points near a box that are drawn one by one, and the counts of the others."""
        if self._by_area(view):
            counts, alone = of.of_areas()
            return np.concatenate([of.others, alone]), counts
        cells = of.index.cells(level_of(view.m_per_px), *bounds_m)
        counts = of.of_cells(cells)
        many = counts.count > self._most_in_a_cell(view)
        start, end = cells.start[~many], cells.end[~many]
        drawn = ranges(start, end - start)
        return np.concatenate([drawn, of.others_of(cells.of(many))]), counts.of(many)

    def _most_in_a_cell(self, view: Viewport) -> float:
        """How many points of a cell are drawn one by one."""
        if view.m_per_px > self._cluster_from:
            return 1
        if FINEST_M * 2.0 ** level_of(view.m_per_px) <= ONE_BY_ONE_M:
            return np.inf
        return LEGIBLE_DOTS if view.m_per_px > self._dots_from else LEGIBLE

    def _by_area(self, view: Viewport) -> bool:
        """Whether whole areas are counted."""
        afar = view.m_per_px > self._cluster_from
        return afar and self._batch.area is not None and counts_areas(view.m_per_px)

    def _sprites(self, dpr: float) -> Atlas:
        """Sprite 2 i is the glyph of style i, sprite 2 i + 1 its dot."""
        if self._atlas is None or self._atlas[0] != dpr:
            sizes = [(style, size_px) for style in self._styles for size_px in (style.size_px, _dot_px(style))]
            self._atlas = dpr, Atlas([GlyphSprite(style, size_px) for style, size_px in sizes], dpr)
        return self._atlas[1]

    def _badge_places(self, view: Viewport, counts: Counts) -> F64:
        """Pixels (n, 2) of the badges."""
        xy_px = view.px(counts.xy_m)
        if self._beside and self._by_area(view):
            beside = [self._beside.get(number, (0.0, 0.0)) for number in counts.number.tolist()]
            xy_px = xy_px + np.array(beside).reshape(-1, 2)
        return xy_px

    def _paint_badges(self, painter: QPainter, view: Viewport, counts: Counts) -> None:
        if self._badge is None or not len(counts.number):
            return
        if self._badges is None or self._badges[0] != view.dpr:
            self._badges = view.dpr, Badges(self._badge, view.dpr)
        level, crowded = self._crowded
        # Not np.isin: that loads numpy's masked arrays, for which the first picture would wait.
        small = (counts.number[:, None] == crowded).any(axis=1) & (level == level_of(view.m_per_px))
        self._badges[1].draw(painter, self._badge_places(view, counts), np.where(small, 0, counts.count))


def _around(view: Viewport, x_px: float, y_px: float, reach_px: float) -> Bounds:
    """The box in metres around a pixel."""
    west, south = view.m(x_px - reach_px, y_px + reach_px)
    east, north = view.m(x_px + reach_px, y_px - reach_px)
    return west, south, east, north


def _dot_px(style: Style) -> float:
    return min(style.size_px, theme.px(DOT_PX))
