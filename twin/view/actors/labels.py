"""Labels hover over the ground; where two would overlap the more important one stays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPainterPath, QPen, QPixmap

from layers.batches import Labels
from layers.style import Style, StyleSheet
from twin.view.atlas import Atlases
from twin.view.room import Room
from twin.view.screen import Screen

MOST = 45
RAISE_PX = 14.0
AIR_PX = 14.0
"""Kept free around a label."""
HALO = 0.27
"""Width of the halo's pen, as a part of the text's height."""


@dataclass(frozen=True)
class Candidate:
    """Label ``number`` of a batch, that would hover over the pixel (x, y)."""

    priority: float
    number: int
    x: float
    y: float


class LabelsOverlay:
    """The labels of one batch."""

    def __init__(self, batch: Labels, styles: StyleSheet, atlases: Atlases) -> None:
        self._batch = batch
        self._styles = [styles[key] for key in batch.styles]
        self._limits = np.array([min(style.max_m_per_px, batch.max_m_per_px) for style in self._styles])
        self._ratio = atlases.ratio
        self._scale = atlases.scale
        self._painted: dict[int, QPixmap] = {}

    def candidates(self, screen: Screen) -> list[Candidate]:
        """The labels that may show, the most important first."""
        batch = self._batch
        if not len(batch.ids):
            return []
        placed = screen.place(batch.xy_m)
        chosen = np.flatnonzero(placed.seen & (placed.m_per_px <= self._limits[batch.style]))
        chosen = chosen[np.argsort(-batch.priority[chosen])][: MOST * 3]
        return [
            Candidate(float(batch.priority[n]), int(n), float(placed.xy[n, 0]), float(placed.xy[n, 1])) for n in chosen
        ]

    def placed(self, label: Candidate, room: Room) -> tuple[QPointF, QPixmap] | None:
        """Where the label finds a place above, below or beside its point, which it takes; None when there is none."""
        pixmap = self._pixmap(label.number)
        size = pixmap.deviceIndependentSize()
        width, height = size.width(), size.height()
        raised, air = RAISE_PX * self._scale, AIR_PX * self._scale
        above, below = (-width / 2, -raised - height), (-width / 2, raised)
        right_of, left_of = (raised, -height / 2), (-raised - width, -height / 2)
        corners = np.add([above, below, right_of, left_of], (label.x, label.y))
        free = room.first_free(np.hstack([corners, np.add(corners, (width, height))]))
        if free is None:
            return None
        left, top = corners[free].round().tolist()
        room.take(left - air, top - air, left + width + air, top + height + air)
        return QPointF(left, top), pixmap

    def _pixmap(self, number: int) -> QPixmap:
        if number not in self._painted:
            style = self._styles[self._batch.style[number]]
            self._painted[number] = _text(str(self._batch.text[number]), style, self._ratio)
        return self._painted[number]


def _text(text: str, style: Style, ratio: float) -> QPixmap:
    font = QFont(QGuiApplication.font())
    font.setPixelSize(round(style.size_px))
    font.setBold(style.bold)
    metrics = QFontMetricsF(font)
    margin = style.size_px * HALO
    width, height = metrics.horizontalAdvance(text) + margin * 2, metrics.height() + margin
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    path = QPainterPath()
    path.addText(QPointF(margin, margin / 2 + metrics.ascent()), font, text)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(*style.outline_rgba), style.size_px * HALO)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.fillPath(path, QColor(*style.rgba))
    painter.end()
    return pixmap
