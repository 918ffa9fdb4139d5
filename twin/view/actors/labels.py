"""Labels hover over the ground; where two would overlap the more important one stays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPainterPath, QPen, QPixmap

from layers.batches import F64, Labels
from layers.style import Style, StyleSheet
from twin.view.pin_atlas import PinAtlases
from twin.view.screen import Screen

MOST = 45
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

    def __init__(self, batch: Labels, styles: StyleSheet, atlases: PinAtlases) -> None:
        self._batch = batch
        self._styles = [styles[key] for key in batch.styles]
        self._limits = np.array([min(style.max_m_per_px, batch.max_m_per_px) for style in self._styles])
        self._ratio = atlases.dpr
        self._painted: dict[int, QPixmap] = {}
        self._screen: Screen | None = None
        self._candidates: list[Candidate] = []

    def candidates(self, screen: Screen) -> list[Candidate]:
        """The labels that may show, the most important first; chosen anew only when the screen changes."""
        if screen is not self._screen:
            self._screen, self._candidates = screen, self._choose(screen)
        return self._candidates

    def _choose(self, screen: Screen) -> list[Candidate]:
        batch = self._batch
        if not len(batch.ids):
            return []
        placed = screen.place(batch.xy_m)
        chosen = np.flatnonzero(placed.seen & (placed.m_per_px <= self._limits[batch.style]))
        chosen = chosen[np.argsort(-batch.priority[chosen])][: MOST * 3]
        return [
            Candidate(float(batch.priority[n]), int(n), float(placed.xy[n, 0]), float(placed.xy[n, 1])) for n in chosen
        ]

    def points_m(self, numbers: list[int]) -> F64:
        """Points (n, 2) of labels in the working CRS."""
        return self._batch.xy_m[numbers].reshape(-1, 2)

    def painted(self, number: int) -> bool:
        """The label's pixmap is there; to paint one takes more than a millisecond."""
        return number in self._painted

    def pixmap(self, number: int) -> QPixmap:
        """The label; painted on first use."""
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
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(*style.outline_rgba), style.size_px * HALO)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
        painter.fillPath(path, QColor(*style.rgba))
    return pixmap
