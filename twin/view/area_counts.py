"""Counts of pins that are too many to be drawn one by one: a badge for each area, where neither pins nor names are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from drawing.badges import Badges, badge_px, free_beside
from drawing.occupancy import OccupancyGrid
from layers.style import Style
from twin.view.actors.points import AreaCount, PinHits, PointsOverlay
from twin.view.screen import Screen


class AreaCounts:
    """A badge keeps its distance from the middle of its area until the view rests at another place."""

    def __init__(self, dpr: float) -> None:
        self._dpr = dpr
        self._badges: dict[Style, Badges] = {}
        self.controls: tuple[QRectF, ...] = ()
        """Boxes of what lies over the view, such as buttons: no badge is there."""
        self._arranged_for: Screen | None = None
        self._beside: dict[int, tuple[float, float] | None] = {}
        """By area; None: there is no room."""
        self.placed: list[QRectF] = []
        """Boxes of the badges at the last painting."""

    def paint(
        self,
        painter: QPainter,
        screen: Screen,
        parts: Sequence[PointsOverlay],
        pins: Sequence[PinHits],
        names: Sequence[QRectF],
    ) -> None:
        """Paint the counts of ``parts``; ``pins`` and boxes of ``names`` are where they are already."""
        counted = [(part.badge_style, count) for part in parts if part.badge_style for count in part.counts(screen)]
        if not counted:
            return
        places = self._places(counted)
        arranged = screen is self._arranged_for or not (screen.final or self._arranged_for is None)
        taken = (*names, *self.controls)
        if not arranged or any(box.intersects(other) for _, _, box in places for other in taken):
            self._arrange(screen, counted, pins, names)
            places = self._places(counted)
        self.placed = [box for _, _, box in places]
        for style in dict.fromkeys(style for style, _, _ in places):
            own = [(box.center().toTuple(), number) for other, number, box in places if other == style]
            xy_px, count = np.array([at for at, _ in own]), np.array([number for _, number in own])
            self._badges.setdefault(style, Badges(style, self._dpr)).draw(painter, xy_px, count)

    def _places(self, counted: Sequence[tuple[Style, AreaCount]]) -> list[tuple[Style, int, QRectF]]:
        """Style, number and box of every badge that has room."""
        found = []
        for style, (area, x, y, number) in counted:
            beside = self._beside.get(area, (0.0, 0.0))
            if beside is not None:
                side = float(badge_px(style, np.array(number)))
                found.append((style, number, QRectF(x + beside[0] - side / 2, y + beside[1] - side / 2, side, side)))
        return found

    def _arrange(
        self,
        screen: Screen,
        counted: Sequence[tuple[Style, AreaCount]],
        pins: Sequence[PinHits],
        names: Sequence[QRectF],
    ) -> None:
        self._arranged_for = screen
        grid = OccupancyGrid(screen.width, screen.height, self.controls)
        if pins:
            grid.cover(np.concatenate([hits.xy for hits in pins]), np.concatenate([hits.radius for hits in pins]))
        for box in names:
            grid.take(box)
        self._beside = {
            area: free_beside(x, y, float(badge_px(style, np.array(number))), grid)
            for style, (area, x, y, number) in sorted(counted, key=lambda one: -one[1][3])
        }
