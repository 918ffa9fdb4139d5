"""Labels hover over the ground; where two would overlap the more important one stays."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from drawing.label_layout import LabelCandidate, rank_of
from layers.batches import F64, Labels
from layers.style import StyleSheet
from twin.view.screen import Screen

MOST = 135
"""Labels of one batch that are tried: three times as many as a screen shows.  Of equal ones those near the eye."""


class LabelsOverlay:
    """The labels of one batch."""

    def __init__(self, batch: Labels, styles: StyleSheet) -> None:
        self._batch = batch
        self._styles = [styles[key] for key in batch.styles]
        self._limits = np.array([min(style.max_m_per_px, batch.max_m_per_px) for style in self._styles])
        self._sizes = np.array([style.size_px for style in self._styles])
        self._ground: F64 | None = None
        """Scene points (n, 3) of the ground below them, heights not exaggerated."""
        self._screen: Screen | None = None
        self._candidates: list[LabelCandidate] = []

    def candidates(self, screen: Screen) -> list[LabelCandidate]:
        """The labels that may show, the most important first; chosen again only when the screen changes."""
        if screen is not self._screen:
            self._screen, self._candidates = screen, self._choose(screen)
        return self._candidates

    def _choose(self, screen: Screen) -> list[LabelCandidate]:
        batch = self._batch
        if not len(batch.ids):
            return []
        if self._ground is None:
            self._ground = screen.surface.on_ground(batch.xy_m, 1.0)
        near = screen.within(self._ground, self._limits[batch.style])
        points = screen.place_on(self._ground[near])
        seen = np.flatnonzero(points.seen)
        order = np.lexsort((points.m_per_px[seen], -batch.priority[near[seen]], -self._sizes[batch.style[near[seen]]]))
        most = round(MOST * screen.roominess)
        found = []
        for n, (x, y) in zip(near[seen][order][:most].tolist(), points.xy[seen][order].tolist(), strict=False):
            style, item_id = self._styles[batch.style[n]], str(batch.ids[n])
            rank = rank_of(style, float(batch.priority[n]), item_id)
            at_m = float(batch.xy_m[n, 0]), float(batch.xy_m[n, 1])
            found.append(LabelCandidate(rank, at_m, QPointF(x, y), item_id, str(batch.text[n]), style, style.bold))
        return found
