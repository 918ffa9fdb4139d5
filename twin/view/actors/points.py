"""Points stand on the ground as pins, painted over the frame: a change of state costs no new frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from layers.batches import F64, U16, Points
from layers.style import Style, StyleSheet
from twin.view.glyphs import DOT_PX, Glyphs
from twin.view.screen import Screen

STEM_PX = 20.0
FLAT_PX = 12.0
"""Glyphs smaller than this mark places: they lie on the ground and have no stem."""
EASY_PX = 8.0
"""A click this near hits even a small glyph."""
REACH = 1.6
"""Seen obliquely, things stay readable somewhat farther than on the map."""


@dataclass(frozen=True)
class Heads:
    """What a click can hit: centres ``xy`` (n, 2) and ``radius`` (n,) on the screen; the last lies on top."""

    ids: NDArray[np.str_] | NDArray[np.object_]
    xy: F64
    radius: F64


class PointsOverlay:
    """The pins of one batch."""

    def __init__(self, batch: Points, styles: StyleSheet, glyphs: Glyphs) -> None:
        self._batch = batch
        self._glyphs = glyphs
        self._styles: list[Style] = [styles[key] for key in batch.styles]
        self._farthest = np.array([style.max_m_per_px if style.glyph else 0.0 for style in self._styles])
        self._dot_from = np.array([style.dot_m_per_px for style in self._styles])
        self._size_px = np.array([style.size_px for style in self._styles])

    def paint(self, painter: QPainter, screen: Screen) -> Heads:
        """Paint what is seen, far things first; returns where they are."""
        batch = self._batch
        if not len(batch.ids):
            return Heads(batch.ids, np.empty((0, 2)), np.empty(0))
        placed = screen.place(batch.xy_m)
        scale = placed.m_per_px / REACH
        shown = np.flatnonzero(placed.seen & (scale < self._farthest[batch.style]))
        shown = shown[np.argsort(-scale[shown])]
        style = batch.style[shown]
        dot = scale[shown] > self._dot_from[style]
        stem = ~dot & (self._size_px[style] >= FLAT_PX)
        feet = placed.xy[shown]
        heads = feet - np.column_stack([np.zeros(len(shown)), np.where(stem, STEM_PX, 0.0)])
        self._paint_dots(painter, feet[dot], style[dot])
        self._paint_stems(painter, feet[stem], style[stem])
        for n in np.flatnonzero(~dot):
            sprite = self._glyphs.sprite(self._styles[style[n]])
            half = sprite.deviceIndependentSize().width() / 2
            painter.drawPixmap(QPointF(heads[n, 0] - half, heads[n, 1] - half), sprite)
        radius = np.where(dot, DOT_PX, np.maximum(EASY_PX, self._size_px[style] / 2))
        return Heads(batch.ids[shown], heads, radius)

    def _paint_dots(self, painter: QPainter, xy: F64, style: U16) -> None:
        for number in np.unique(style):
            sprite = self._glyphs.dot(self._color(number))
            corner = xy[style == number] - sprite.deviceIndependentSize().width() / 2
            for x, y in corner.tolist():
                painter.drawPixmap(QPointF(x, y), sprite)

    def _paint_stems(self, painter: QPainter, feet: F64, style: U16) -> None:
        for number in np.unique(style):
            painter.setPen(QPen(QColor(self._color(number)), 1.4))
            painter.drawLines([QLineF(x, y, x, y - STEM_PX) for x, y in feet[style == number]])

    def _color(self, number: int) -> str:
        """The style's colour without its transparency."""
        style = self._styles[number]
        return (style.color if style.rgba[3] else style.outline)[:7]
