"""Which labels show, and where: the important ones first, and never one over another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from desktop.map.glyphs import color
from desktop.map.viewport import Viewport
from layers.batches import Labels
from layers.style import Style, StyleSheet

CELL_PX = 4
HALO_PX = 3.0
GAP_PX = 2.0
RISE_PX = 6.0
"""Between the point and the lower edge of its label."""
FAMILIES = ["Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "Noto Sans", "sans-serif"]


@dataclass(frozen=True)
class Placed:
    """One label on the screen: its box in pixels, the id it names, and its text's style."""

    box: QRectF
    item_id: str
    text: str
    style: Style


def label_font(style: Style) -> QFont:
    """The font of a label's style, Chinese first."""
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPixelSize(round(style.size_px))
    font.setBold(style.bold)
    return font


class LabelPress:
    """Places labels and keeps their pictures."""

    def __init__(self, styles: StyleSheet) -> None:
        self._styles = styles
        self._sizes: dict[tuple[str, Style], QSizeF] = {}
        self._pictures: dict[tuple[str, Style, float], QPixmap] = {}

    def place(self, batches: Iterable[Labels], view: Viewport) -> list[Placed]:
        """Greedy by text size, then priority, on a grid of pixels.  No two boxes touch."""
        candidates = []
        for batch in batches:
            styles = [self._styles[key] for key in batch.styles]
            west, south, east, north = view.bounds_m
            xy_m = batch.xy_m
            near = (xy_m[:, 0] >= west) & (xy_m[:, 0] <= east) & (xy_m[:, 1] >= south) & (xy_m[:, 1] <= north)
            rows = np.flatnonzero(near)
            xy_px = view.px(xy_m[rows])
            for row, (x_px, y_px) in zip(rows, xy_px, strict=True):
                style = styles[batch.style[row]]
                if view.m_per_px <= min(style.max_m_per_px, batch.max_m_per_px):
                    rank = (-style.size_px, -batch.priority[row], str(batch.ids[row]))
                    candidates.append((rank, x_px, y_px, str(batch.text[row]), style))
        candidates.sort(key=lambda candidate: candidate[0])
        width, height = int(view.width_px) // CELL_PX + 1, int(view.height_px) // CELL_PX + 1
        taken = np.zeros((height, width), dtype=bool)
        placed = []
        for rank, x_px, y_px, text, style in candidates:
            size = self._size(text, style)
            box = QRectF(x_px - size.width() / 2, y_px - RISE_PX - size.height(), size.width(), size.height())
            left, top = int(box.left() // CELL_PX), int(box.top() // CELL_PX)
            right, bottom = int(box.right() // CELL_PX) + 1, int(box.bottom() // CELL_PX) + 1
            if left < 0 or top < 0 or right > width or bottom > height or taken[top:bottom, left:right].any():
                continue
            taken[top:bottom, left:right] = True
            placed.append(Placed(box, rank[2], text, style))
        return placed

    def draw(self, painter: QPainter, label: Placed, dpr: float) -> None:
        """Draw one placed label."""
        painter.drawPixmap(label.box.topLeft(), self._picture(label.text, label.style, dpr))

    def _size(self, text: str, style: Style) -> QSizeF:
        key = text, style
        if key not in self._sizes:
            metrics = QFontMetricsF(label_font(style))
            margin = 2 * (HALO_PX / 2 + GAP_PX)
            self._sizes[key] = QSizeF(metrics.horizontalAdvance(text) + margin, metrics.height() + margin)
        return self._sizes[key]

    def _picture(self, text: str, style: Style, dpr: float) -> QPixmap:
        key = text, style, dpr
        if key not in self._pictures:
            size = self._size(text, style)
            pixmap = QPixmap((size * dpr).toSize())
            pixmap.setDevicePixelRatio(dpr)
            pixmap.fill("transparent")
            font = label_font(style)
            path = QPainterPath()
            margin = HALO_PX / 2 + GAP_PX
            path.addText(QPointF(margin, margin + QFontMetricsF(font).ascent()), font, text)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.strokePath(path, QPen(color(style.outline_rgba), HALO_PX))
            painter.fillPath(path, color(style.rgba))
            painter.end()
            self._pictures[key] = pixmap
        return self._pictures[key]
