"""Points stand on the ground as pins, painted over the frame: a change of state costs no new frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from layers.batches import Points
from layers.style import Style, StyleSheet
from twin.view.glyphs import DOT_PX, Glyphs
from twin.view.screen import Screen

STEM_PX = 20.0
FLAT_PX = 12.0
"""Glyphs smaller than this mark places: they lie on the ground and have no stem."""
REACH = 1.6
"""Seen obliquely, things stay readable somewhat farther than on the map."""


@dataclass(frozen=True)
class Head:
    """What a click can hit: centre and radius on the screen."""

    x: float
    y: float
    radius: float
    item_id: str


class PointsOverlay:
    """The pins of one batch."""

    def __init__(self, batch: Points, styles: StyleSheet, glyphs: Glyphs) -> None:
        self._batch = batch
        self._styles: list[Style] = [styles[key] for key in batch.styles]
        self._glyphs = glyphs

    def paint(self, painter: QPainter, screen: Screen) -> list[Head]:
        """Paint what is seen, far things first; returns the heads."""
        batch = self._batch
        if not len(batch.ids):
            return []
        placed = screen.place(batch.xy_m)
        heads: list[Head] = []
        seen = np.flatnonzero(placed.seen)
        stems: dict[str, list[QLineF]] = {}
        todo: list[tuple[Style, float, float, bool, str]] = []
        for n in seen[np.argsort(-placed.m_per_px[seen])]:
            style = self._styles[batch.style[n]]
            scale = placed.m_per_px[n] / REACH
            if not style.glyph or scale > style.max_m_per_px:
                continue
            x, y = placed.xy[n]
            dot = bool(scale > style.dot_m_per_px)
            stem = not dot and style.size_px >= FLAT_PX
            if stem:
                stems.setdefault(style.color[:7] or style.outline[:7], []).append(QLineF(x, y, x, y - STEM_PX))
            todo.append((style, x, y - STEM_PX if stem else y, dot, str(batch.ids[n])))
        for color, lines in stems.items():
            painter.setPen(QPen(QColor(color), 1.4))
            painter.drawLines(lines)
        painter.setPen(Qt.PenStyle.NoPen)
        for style, x, y, dot, item_id in todo:
            sprite = self._glyphs.dot(style) if dot else self._glyphs.sprite(style)
            half = sprite.deviceIndependentSize().width() / 2
            painter.drawPixmap(QPointF(x - half, y - half), sprite)
            heads.append(Head(x, y, DOT_PX if dot else max(8.0, style.size_px / 2), item_id))
        return heads
