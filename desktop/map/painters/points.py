"""Paints points: sprites from an atlas, dots from afar, badges with counts where there are too many."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from desktop import theme
from desktop.map.clusters import Clusters, gather, level_of
from drawing.atlas import DOT_PX, MARGIN_PX, Atlas, GlyphSprite
from drawing.badges import Badges, badge_px, free_beside
from drawing.batch_painter import BatchPainter
from drawing.occupancy import OccupancyGrid
from drawing.pens import color, pen
from drawing.viewport import Bounds, Viewport
from layers.batches import F64, I64, Batch, Points
from layers.point_queries import inside
from layers.style import Style, StyleSheet

PULSE_MS = 1_200
SWELL_FROM, SWELL_TO = 0.45, 1.35
"""Sizes of a glyph at the begin and end of a pulse, of its own."""
REACH_PX = 4.0
"""Distance outside a glyph at which a click still hits it."""
NO_CELLS: I64 = np.empty(0, dtype=np.int64)


class PointsPainter(BatchPainter):
    """Glyphs of one batch; glyphs drawn at the view's scale are also those that can be picked."""

    def __init__(self, batch: Points, styles: StyleSheet) -> None:
        self._styles = [styles[key] for key in batch.styles]
        self._sheet = styles
        self._atlas: tuple[float, Atlas] | None = None
        self._pulsing = np.array([style.pulse for style in self._styles], dtype=bool)
        self._max = np.array([style.max_m_per_px for style in self._styles])
        self._dot = np.array([style.dot_m_per_px for style in self._styles])
        self._size = np.array([style.size_px for style in self._styles])
        self._badge_keys = [(style.cluster, style.cluster_m_per_px) for style in self._styles if style.cluster]
        """Of badges, and from which metres a pixel on there are such."""
        self._cluster_from = np.array([style.cluster_m_per_px if style.cluster else np.inf for style in self._styles])
        self._crowded: dict[tuple[str, int], I64] = {}
        """Cells whose badges found no room, by key and level."""
        self._beside: dict[str, dict[int, tuple[float, float]]] = {}
        """How far the badges of areas are from their places, by key and area."""
        self.badges = Badges()
        self._show(batch)

    def accept(self, batch: Batch) -> bool:
        """Glyphs, pictures of badges, and which of them are crowded stay."""
        if not isinstance(batch, Points) or batch.styles != self._batch.styles:
            return False
        self._show(batch)
        return True

    def _show(self, batch: Points) -> None:
        self._batch = batch
        self._pulses = bool(len(batch.style) and self._pulsing.any())
        self._clusters: dict[tuple[str, int], Clusters] = {}
        self._alone: tuple[int, NDArray[np.bool_]] | None = None
        self._seen: tuple[Viewport, NDArray[np.intp], F64] | None = None

    @property
    def pulses(self) -> bool:
        """Whether something here swells, so that it must be drawn again and again."""
        return self._pulses

    def pulse_boxes(self, view: Viewport) -> list[QRectF]:
        """Boxes in pixels of what a pulse changes in the view: glyphs at their largest; with them all others fade."""
        rows, xy_px = self._visible(view)
        code = self._batch.style[rows]
        half_px = np.where(self._pulsing[code], SWELL_TO, 1.0) * self._size[code] / 2 + MARGIN_PX
        return [
            QRectF(x_px - half, y_px - half, 2 * half, 2 * half)
            for (x_px, y_px), half in zip(xy_px.tolist(), half_px.tolist(), strict=True)
        ]

    def paint(self, painter: QPainter, view: Viewport, phase: float = 0.0) -> Iterator[None]:
        """``phase`` (0-1) is the phase of a pulse."""
        if self.pulses:
            painter.setOpacity(painter.opacity() * (1.0 - 0.75 * phase))
        rows, xy_px = self._visible(view)
        if len(rows):
            code = self._batch.style[rows].astype(np.intp)
            swollen = SWELL_FROM + (SWELL_TO - SWELL_FROM) * phase
            scale: F64 | float = np.where(self._pulsing[code], swollen, 1.0) if self.pulses else 1.0
            self._sprites(view.dpr).draw(painter, xy_px, 2 * code + (view.m_per_px > self._dot[code]), scale)
            yield
        for key in self._badges(view):
            self._paint_badges(painter, view, key)
            yield

    def obstacles(self, view: Viewport) -> tuple[F64, F64]:
        """Centres (n, 2) and half sizes (n,), in pixels, of the glyphs that no name should hide.

        Those are whole glyphs with an id, of styles that are never clustered; rings are transparent.
        """
        firm = np.array([not style.cluster and style.glyph != "ring" for style in self._styles])
        rows, xy_px = self._visible(view)
        code = self._batch.style[rows]
        kept = firm[code] & (view.m_per_px <= self._dot[code]) & (self._batch.ids[rows] != "")
        return xy_px[kept], self._size[code[kept]] / 2

    def settle(self, view: Viewport, grid: OccupancyGrid) -> None:
        """Take room for the badges; those that find none are drawn small, without their number."""
        self._crowded = {}
        for key in self._badges(view):
            clusters = self._gathered(key, view)
            rows = self._in_view(view, clusters)
            side = badge_px(self._sheet[key], clusters.count[rows])
            crowded: list[int] = []
            beside: dict[int, tuple[float, float]] = {}
            for row, (x_px, y_px), px in zip(rows, view.px(clusters.xy_m[rows]), side, strict=True):
                box = QRectF(x_px - px / 2, y_px - px / 2, px, px)
                if clusters.by_area:
                    found = free_beside(x_px, y_px, px, grid)
                    if found is not None:
                        beside[int(clusters.cell[row])] = found
                    else:
                        crowded.append(int(clusters.cell[row]))
                elif grid.free(box):
                    grid.take(box)
                else:
                    crowded.append(int(clusters.cell[row]))
            self._beside[key] = beside
            self._crowded[key, level_of(view.m_per_px)] = np.array(crowded, dtype=np.int64)

    def pick(self, view: Viewport, x_px: float, y_px: float) -> list[str]:
        """Ids of the glyphs under a pixel, the nearest first."""
        rows, xy_px = self._visible(view)
        code = self._batch.style[rows]
        size = np.where(view.m_per_px > self._dot[code], MARGIN_PX * 2, self._size[code])
        distance = np.hypot(xy_px[:, 0] - x_px, xy_px[:, 1] - y_px)
        hits = np.flatnonzero((distance <= size / 2 + REACH_PX) & (self._batch.ids[rows] != ""))
        return [str(self._batch.ids[rows[hit]]) for hit in hits[np.argsort(distance[hits], kind="stable")]]

    def cluster_at(self, view: Viewport, x_px: float, y_px: float) -> Bounds | None:
        """The box of the points in the cluster badge at a pixel."""
        for key in self._badges(view):
            clusters = self._gathered(key, view)
            xy_px = self._badge_places(key, view, clusters, np.arange(len(clusters.count)))
            hit = np.hypot(xy_px[:, 0] - x_px, xy_px[:, 1] - y_px) <= badge_px(self._sheet[key], clusters.count) / 2
            for i in np.flatnonzero(hit):
                west, south = clusters.low_m[i]
                east, north = clusters.high_m[i]
                return float(west), float(south), float(east), float(north)
        return None

    def mark(self, painter: QPainter, view: Viewport, item_id: str, style: Style) -> None:
        """A ring around the glyph's position, also while it is clustered."""
        painter.setPen(pen(style.outline_rgba, style.width_px))
        painter.setBrush(color(style.rgba))
        for row in np.flatnonzero(self._batch.ids == item_id):
            x_px, y_px = view.px(self._batch.xy_m[row : row + 1])[0]
            radius = self._size[self._batch.style[row]] / 2 + 5
            painter.drawEllipse(QPointF(x_px, y_px), radius, radius)

    def _visible(self, view: Viewport) -> tuple[NDArray[np.intp], F64]:
        """Numbers (n,) of the points that show in the view, and their pixels (n, 2)."""
        if self._seen is None or self._seen[0] != view:
            self._seen = view, *self._look(view)
        return self._seen[1:]

    def _look(self, view: Viewport) -> tuple[NDArray[np.intp], F64]:
        west, south, east, north = view.grown(0.02).bounds_m
        xy_m, style = self._batch.xy_m, self._batch.style
        shown = (xy_m[:, 0] >= west) & (xy_m[:, 0] <= east) & (xy_m[:, 1] >= south) & (xy_m[:, 1] <= north)
        shown &= view.m_per_px <= self._max[style]
        gathers = view.m_per_px > self._cluster_from[style]
        if gathers.any():
            shown &= ~gathers | self._without_company(view)
        rows = np.flatnonzero(shown)
        return rows, view.px(xy_m[rows])

    def _without_company(self, view: Viewport) -> NDArray[np.bool_]:
        """Points (n,) that would have a badge to themselves."""
        level = level_of(view.m_per_px)
        if self._alone is None or self._alone[0] != level:
            alone = np.zeros(len(self._batch.style), dtype=bool)
            for key in self._badges(view):
                alone[self._members(key)[self._gathered(key, view).lone]] = True
            self._alone = level, alone
        return self._alone[1]

    def _members(self, key: str) -> NDArray[np.intp]:
        member = np.array([style.cluster == key for style in self._styles])
        return np.flatnonzero(member[self._batch.style])

    def _in_view(self, view: Viewport, clusters: Clusters) -> NDArray[np.intp]:
        return inside(clusters.xy_m, *view.grown(0.05).bounds_m)

    def _sprites(self, dpr: float) -> Atlas:
        """Sprite 2 i is the glyph of style i, sprite 2 i + 1 its dot."""
        if self._atlas is None or self._atlas[0] != dpr:
            sizes = [(style, size_px) for style in self._styles for size_px in (style.size_px, _dot_px(style))]
            self._atlas = dpr, Atlas([GlyphSprite(style, size_px) for style, size_px in sizes], dpr)
        return self._atlas[1]

    def _badges(self, view: Viewport) -> list[str]:
        return sorted({key for key, from_m_per_px in self._badge_keys if view.m_per_px > from_m_per_px})

    def _gathered(self, key: str, view: Viewport) -> Clusters:
        at = key, level_of(view.m_per_px)
        if at not in self._clusters:
            members, area = self._members(key), self._batch.area
            self._clusters[at] = gather(
                self._batch.xy_m[members], view.m_per_px, None if area is None else area[members]
            )
        return self._clusters[at]

    def _badge_places(self, key: str, view: Viewport, clusters: Clusters, rows: NDArray[np.intp]) -> F64:
        """Pixels (n, 2) of the badges of ``rows`` (n,)."""
        xy_px = view.px(clusters.xy_m[rows])
        if clusters.by_area:
            beside = self._beside.get(key, {})
            xy_px = xy_px + np.array([beside.get(int(cell), (0.0, 0.0)) for cell in clusters.cell[rows]]).reshape(-1, 2)
        return xy_px

    def _paint_badges(self, painter: QPainter, view: Viewport, key: str) -> None:
        clusters = self._gathered(key, view)
        rows = self._in_view(view, clusters)
        crowded = self._crowded.get((key, level_of(view.m_per_px)), NO_CELLS)
        # Not np.isin: that loads numpy's masked arrays, for which the first picture would wait.
        small = (clusters.cell[rows, None] == crowded).any(axis=1)
        counts = np.where(small, 0, clusters.count[rows])
        for (x_px, y_px), count in zip(self._badge_places(key, view, clusters, rows), counts, strict=True):
            badge = self.badges.picture(self._sheet[key], int(count), view.dpr)
            half = badge.deviceIndependentSize() / 2
            painter.drawPixmap(QPointF(x_px - half.width(), y_px - half.height()), badge)


def _dot_px(style: Style) -> float:
    return min(style.size_px, theme.px(DOT_PX))
