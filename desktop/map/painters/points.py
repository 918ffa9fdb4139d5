"""Paints points: sprites from an atlas, dots from afar, badges with counts where there are too many."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap

from desktop.map.clusters import Clusters, gather, level_of
from desktop.map.glyphs import color, pen
from desktop.map.painters.base import BatchPainter
from desktop.map.sprites import MARGIN_PX, Atlas
from desktop.map.viewport import Bounds, Viewport
from layers.batches import F64, Points
from layers.style import Style, StyleSheet, rgba

PULSE_MS = 1_200
REACH_PX = 4.0
"""How far beside a glyph a click still meets it."""


class PointsPainter(BatchPainter):
    """Glyphs of one batch; what is drawn at the view's scale is also what can be picked."""

    def __init__(self, batch: Points, styles: StyleSheet) -> None:
        self._batch = batch
        self._styles = [styles[key] for key in batch.styles]
        self._sheet = styles
        self._atlas: tuple[float, Atlas] | None = None
        self._max = np.array([style.max_m_per_px for style in self._styles])
        self._dot = np.array([style.dot_m_per_px for style in self._styles])
        self._size = np.array([style.size_px for style in self._styles])
        self._cluster_from = np.array([style.cluster_m_per_px if style.cluster else np.inf for style in self._styles])
        self._clusters: dict[tuple[str, int], Clusters] = {}
        self._pictures: dict[tuple[Style, int, float], QPixmap] = {}

    @property
    def pulses(self) -> bool:
        """Whether something here swells, so that it must be drawn again and again."""
        return bool(len(self._batch.style)) and any(style.pulse for style in self._styles)

    def paint(self, painter: QPainter, view: Viewport, phase: float = 0.0) -> Iterator[None]:
        """``phase`` (0-1) is how far a pulse has gone."""
        rows, xy_px = self._visible(view)
        code = self._batch.style[rows].astype(np.intp)
        scale: F64 | float = 1.0
        if self.pulses:
            pulsing = np.array([style.pulse for style in self._styles])
            scale = np.where(pulsing[code], 0.45 + 0.9 * phase, 1.0)
            painter.setOpacity(painter.opacity() * (1.0 - 0.75 * phase))
        self._sprites(view.dpr).draw(painter, xy_px, 2 * code + (view.m_per_px > self._dot[code]), scale)
        yield
        for key in self._badges(view):
            self._paint_badges(painter, view, self._sheet[key], self._gathered(key, view))
            yield

    def pick(self, view: Viewport, x_px: float, y_px: float) -> list[str]:
        """Ids of the glyphs under a pixel, the nearest first."""
        rows, xy_px = self._visible(view)
        code = self._batch.style[rows]
        size = np.where(view.m_per_px > self._dot[code], MARGIN_PX * 2, self._size[code])
        distance = np.hypot(xy_px[:, 0] - x_px, xy_px[:, 1] - y_px)
        hits = np.flatnonzero(distance <= size / 2 + REACH_PX)
        return [str(self._batch.ids[rows[hit]]) for hit in hits[np.argsort(distance[hits], kind="stable")]]

    def cluster_at(self, view: Viewport, x_px: float, y_px: float) -> Bounds | None:
        """The box of the points behind the badge under a pixel."""
        for key in self._badges(view):
            clusters = self._gathered(key, view)
            xy_px = view.px(clusters.xy_m)
            hit = np.hypot(xy_px[:, 0] - x_px, xy_px[:, 1] - y_px) <= _badge_px(self._sheet[key], clusters.count) / 2
            for i in np.flatnonzero(hit):
                west, south = clusters.low_m[i]
                east, north = clusters.high_m[i]
                return float(west), float(south), float(east), float(north)
        return None

    def mark(self, painter: QPainter, view: Viewport, item_id: str, style: Style) -> None:
        """A ring around the glyph, wherever it would stand, also while a badge hides it."""
        painter.setPen(pen(style.outline_rgba, style.width_px))
        painter.setBrush(color(style.rgba))
        for row in np.flatnonzero(self._batch.ids == item_id):
            x_px, y_px = view.px(self._batch.xy_m[row : row + 1])[0]
            radius = self._size[self._batch.style[row]] / 2 + 5
            painter.drawEllipse(QPointF(x_px, y_px), radius, radius)

    def _visible(self, view: Viewport) -> tuple[NDArray[np.intp], F64]:
        west, south, east, north = view.grown(0.02).bounds_m
        xy_m, style = self._batch.xy_m, self._batch.style
        shown = (xy_m[:, 0] >= west) & (xy_m[:, 0] <= east) & (xy_m[:, 1] >= south) & (xy_m[:, 1] <= north)
        shown &= (view.m_per_px <= self._max[style]) & (view.m_per_px <= self._cluster_from[style])
        rows = np.flatnonzero(shown)
        return rows, view.px(xy_m[rows])

    def _sprites(self, dpr: float) -> Atlas:
        if self._atlas is None or self._atlas[0] != dpr:
            self._atlas = dpr, Atlas(tuple(self._styles), dpr)
        return self._atlas[1]

    def _badges(self, view: Viewport) -> list[str]:
        return sorted({s.cluster for s in self._styles if s.cluster and view.m_per_px > s.cluster_m_per_px})

    def _gathered(self, key: str, view: Viewport) -> Clusters:
        at = key, level_of(view.m_per_px)
        if at not in self._clusters:
            member = np.array([style.cluster == key for style in self._styles])
            self._clusters[at] = gather(self._batch.xy_m[member[self._batch.style]], view.m_per_px)
        return self._clusters[at]

    def _paint_badges(self, painter: QPainter, view: Viewport, style: Style, clusters: Clusters) -> None:
        west, south, east, north = view.grown(0.05).bounds_m
        x_m, y_m = clusters.xy_m[:, 0], clusters.xy_m[:, 1]
        shown = (x_m >= west) & (x_m <= east) & (y_m >= south) & (y_m <= north)
        for (x_px, y_px), count in zip(view.px(clusters.xy_m[shown]), clusters.count[shown], strict=True):
            badge = self._badge(style, int(count), view.dpr)
            half = badge.deviceIndependentSize() / 2
            painter.drawPixmap(QPointF(x_px - half.width(), y_px - half.height()), badge)

    def _badge(self, style: Style, count: int, dpr: float) -> QPixmap:
        key = style, count, dpr
        if key not in self._pictures:
            side = float(_badge_px(style, np.array(count))) + 2 * MARGIN_PX
            picture = QPixmap(round(side * dpr), round(side * dpr))
            picture.setDevicePixelRatio(dpr)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(MARGIN_PX, MARGIN_PX, side - 2 * MARGIN_PX, side - 2 * MARGIN_PX)
            painter.setPen(pen(style.outline_rgba, style.width_px))
            painter.setBrush(color(style.rgba))
            painter.drawEllipse(box)
            font = QFont(painter.font())
            font.setPixelSize(round(0.37 * style.size_px))
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(color(rgba(style.ink)))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(count))
            painter.end()
            self._pictures[key] = picture
        return self._pictures[key]


def _badge_px(style: Style, count: NDArray[np.intp]) -> F64:
    """Diameter of badges: they grow with the logarithm of what they hold."""
    return np.asarray(style.size_px * (0.62 + 0.19 * np.log10(np.maximum(count, 1)) * 1.4))
