"""Labels over a frame: placed when the view rests, following their points while it moves.

A label does not change the side of its point while the view moves, and afterwards only where it would hide a pin.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from drawing.label_layout import NO_SIDES, LabelLayout, PlacedLabel, Sides
from drawing.label_renderer import LabelRenderer
from drawing.occupancy import OccupancyGrid
from twin.view.actors.labels import LabelsOverlay
from twin.view.actors.points import PinHits
from twin.view.screen import Screen

MOST = 45
"""Labels on a screen of 1920 x 1080; on a larger one as many more as there is room."""
LARGE_PX = 9.5
"""Labels keep away from pins with heads of at least this radius."""
AGAIN_MS = 250
"""While the view moves labels are placed again this often; in between they follow their points."""
NEW_AT_ONCE = 3
"""Pictures of texts made in one painting: some 5 ms."""
RISE = 1.0
"""Between a label and its point, in heights of the text: pins are there."""
AIR_PX = 14.0
"""Kept free around a label."""


class ScreenLabels:
    """The labels of one twin on a screen of ``dpr`` physical pixels a logical one; ``scale`` is the interface's."""

    def __init__(self, dpr: float, scale: float) -> None:
        self._dpr = dpr
        self._scale = scale
        self._renderer = LabelRenderer()
        self._layout = LabelLayout(self._renderer, rise=RISE, air_px=AIR_PX * scale, far=False)
        self._key: list[object] = []
        self._arranged_ms = 0
        self._arranged: list[PlacedLabel] = []
        self._sides: Sides = NO_SIDES
        """Of the labels since the view last rested, so that one that comes back has its side."""
        self.controls: tuple[QRectF, ...] = ()
        """Boxes of what lies over the view, such as buttons: no label is there."""
        self.placed: list[PlacedLabel] = []
        """Positions at the last painting."""
        self.unfinished = False
        """More would be shown if it were painted again."""

    def paint(
        self, painter: QPainter, screen: Screen, parts: Sequence[LabelsOverlay], pins: Sequence[PinHits], now_ms: int
    ) -> None:
        """Paint the labels; ``now_ms`` on the monotonic clock."""
        key: list[object] = [screen, self.controls, *parts, *pins]
        stale = len(key) != len(self._key) or any(a is not b for a, b in zip(key, self._key, strict=True))
        if stale and (screen.final or now_ms - self._arranged_ms >= AGAIN_MS):
            self._key, self._arranged_ms = key, now_ms
            self.placed = self._arranged = self._arrange(screen, parts, pins)
            stale = False
        elif stale:
            self.placed = self._followed(screen)
        self.unfinished = stale
        new = NEW_AT_ONCE
        for label in self.placed:
            if not self._renderer.has(label.text, label.style, self._dpr):
                if not new:
                    self.unfinished = True
                    continue
                new -= 1
            self._renderer.draw(painter, label.text, label.style, label.box.topLeft(), self._dpr)

    def _arrange(self, screen: Screen, parts: Sequence[LabelsOverlay], pins: Sequence[PinHits]) -> list[PlacedLabel]:
        labels = sorted((label for part in parts for label in part.candidates(screen)), key=lambda label: label.rank)
        grid = OccupancyGrid(screen.width, screen.height, self.controls)
        if pins:
            xy, radius = np.concatenate([hits.xy for hits in pins]), np.concatenate([hits.radius for hits in pins])
            large = radius >= LARGE_PX * self._scale
            grid.cover(xy[large], radius[large])
        most = round(MOST * screen.roominess)
        placed = self._layout.place(labels, grid, most, sides=self._sides, moving=not screen.final)
        sides = {(label.item_id, label.text): label.side for label in placed}
        self._sides = sides if screen.final else {**self._sides, **sides}
        return placed

    def _followed(self, screen: Screen) -> list[PlacedLabel]:
        """The labels where their points are now; without those that are hidden, or would touch another or a control."""
        if not self._arranged:
            return []
        points = screen.place(np.array([label.at_m for label in self._arranged]))
        shown: list[PlacedLabel] = []
        for label, seen, (x, y) in zip(self._arranged, points.seen.tolist(), points.xy.tolist(), strict=True):
            if seen:
                moved = label.moved_to(QPointF(x, y))
                taken = (*self.controls, *(other.box for other in shown))
                if not any(moved.box.intersects(box) for box in taken):
                    shown.append(moved)
        return shown
