"""Points as pins on the ground, painted over the frame: a change of state costs no new frame."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from drawing.atlas import MARGIN_PX
from drawing.glide import Glide
from drawing.pulse import SWELL_TO
from layers.batches import F64, Points
from layers.style import DIRECTION_DEG, DIRECTIONS, StyleSheet
from twin.view.pin_atlas import PinAtlases
from twin.view.pin_sprites import GLOW
from twin.view.screen import Projected, Screen

EASY_PX = 8.0
"""A click this near hits even a small glyph."""
REACH = 1.6
"""Seen obliquely, glyphs are readable somewhat farther than on the map."""

STEP_PX = 8.0
"""Where a direction points is seen by a step of so many pixels."""


AreaCount = tuple[int, float, float, int]
"""Number of an area, its middle on the screen (x, y), and how many of its pins are counted there."""


@dataclass(frozen=True)
class PinHits:
    """Click targets: centres ``xy`` (n, 2) and ``radius`` (n,) on the screen; the last is on top."""

    ids: NDArray[np.str_] | NDArray[np.object_]
    xy: F64
    radius: F64


NO_PINS: NDArray[np.intp] = np.empty(0, dtype=np.intp)
NOTHING = PinHits(np.empty(0, dtype=object), np.empty((0, 2)), np.empty(0))


class PointsOverlay:
    """The pins of one batch.  They are projected only when the screen changes, and their ground is looked up once."""

    def __init__(self, batch: Points, styles: StyleSheet, atlases: PinAtlases) -> None:
        self._batch = batch
        of_batch = tuple(styles[key] for key in batch.styles)
        self._atlas = atlases.of(of_batch)
        self._easy_px = EASY_PX * atlases.scale
        self._farthest = np.array([style.max_m_per_px if style.glyph else 0.0 for style in of_batch])
        self._dot_from = np.array([style.dot_m_per_px for style in of_batch])
        self._gathered_from = np.array([style.cluster_m_per_px if style.cluster else np.inf for style in of_batch])
        self.badge_style = next((styles[style.cluster] for style in of_batch if style.cluster), None)
        """Of the badges with the counts; None: all pins are drawn."""
        self.swells = any(style.pulse for style in of_batch)
        """Whether its glyphs mark what is new."""
        self._glide = Glide() if any(style.glides for style in of_batch) else None
        """Of things with unique ids, where they are shown on their way."""
        self._follow()
        self._counts: list[AreaCount] = []
        self._size_px = np.array([style.size_px for style in of_batch])
        self._turn = np.radians([np.nan if style.turn_deg is None else style.turn_deg for style in of_batch])
        self._ground: F64 | None = None
        """Scene points (n, 3) of the ground below the pins, heights not exaggerated."""
        self._screen: Screen | None = None
        self._sprite = NO_PINS
        self._rows = self._drawn = NO_PINS
        """Of the pins that are seen their rows in the batch, and which of them are drawn."""
        self._on_way = NO_PINS
        """Of the pins that are drawn, those that glide, as of :meth:`send_off`."""
        self._heads = NOTHING

    def like(self, batch: Points) -> PointsOverlay:
        """The pins of another batch of the same styles: their sprites are reused, and the ground where none moved."""
        other = copy(self)
        other._batch = batch
        if not np.array_equal(batch.xy_m, self._batch.xy_m):
            other._ground = None
        other._screen, other._heads = None, NOTHING
        other._sprite = other._rows = other._drawn = other._on_way = NO_PINS
        other._counts = []
        other._follow()
        return other

    def _follow(self) -> None:
        if self._glide is not None:
            self._glide.follow(self._batch.ids, self._batch.xy_m)

    def heads(self, screen: Screen) -> PinHits:
        """Where the pins are that are seen, far ones first."""
        if screen is not self._screen and len(self._batch.ids):
            self._screen = screen
            self._place(screen)
        return self._heads

    def counts(self, screen: Screen) -> list[AreaCount]:
        """Areas of which pins are counted and not drawn."""
        self.heads(screen)
        return self._counts

    def paint(self, painter: QPainter, screen: Screen, swollen: float = 1.0) -> None:
        """Paint the visible pins that are not on their way, ``swollen`` times as large as their styles say."""
        xy = self.heads(screen).xy
        still = np.zeros(len(xy), dtype=bool)
        still[self._drawn] = True
        still[self._on_way] = False
        self._atlas.draw(painter, xy[still], self._sprite[still], screen.pin_scale, swollen)

    def swollen_boxes(self, screen: Screen) -> list[QRectF]:
        """Boxes of the visible pins at the end of a pulse."""
        half = SWELL_TO * float(self._size_px.max(initial=0.0)) * screen.pin_scale / 2 + MARGIN_PX
        places = self.heads(screen).xy[self._drawn].tolist()
        return [QRectF(x - half, y - half, 2 * half, 2 * half) for x, y in places]

    def send_off(self, screen: Screen, *, moves: bool) -> bool:
        """Find out which of the pins that are drawn are on their way to where they are, where anything ``moves``;
        returns whether any is."""
        self._on_way = self._under_way(screen) if moves else NO_PINS
        return len(self._on_way) > 0

    def paint_on_way(self, painter: QPainter, screen: Screen) -> None:
        """Paint the pins that were sent off where they are by now."""
        number = self._on_way
        if self._glide is not None and len(number):
            rows = self._rows[number]
            xy = self.heads(screen).xy[number] + self._away_px(screen, rows, self._glide.xy_m(rows))
            self._atlas.draw(painter, xy, self._sprite[number], screen.pin_scale)

    def way_boxes(self, screen: Screen) -> list[QRectF]:
        """Boxes of the ways of the pins that were sent off; none when all have arrived."""
        number = self._on_way
        if self._glide is None or not len(self._under_way(screen)):
            return []
        to, rows = self.heads(screen).xy[number], self._rows[number]
        half = float(self._size_px.max(initial=0.0)) * GLOW / 2 + MARGIN_PX
        ends = np.stack([to, to + self._away_px(screen, rows, self._glide.ends_m(rows)[0])])
        low, high = ends.min(axis=0) - half, ends.max(axis=0) + half
        return [QRectF(QPointF(*a), QPointF(*b)) for a, b in zip(low.tolist(), high.tolist(), strict=True)]

    def _under_way(self, screen: Screen) -> NDArray[np.intp]:
        """Numbers, among the pins that are seen, of those that are drawn and glide."""
        if self._glide is None:
            return NO_PINS
        self.heads(screen)
        return self._drawn[self._glide.under_way(self._rows[self._drawn], screen.m_per_px)]

    def _away_px(self, screen: Screen, rows: NDArray[np.intp], xy_m: F64) -> F64:
        """From where the pins of these rows are on the screen to where they would be at ``xy_m``, (n, 2)."""
        assert self._ground is not None
        return screen.place(xy_m).xy - screen.place_on(self._ground[rows]).xy

    def _place(self, screen: Screen) -> None:
        batch = self._batch
        if self._ground is None:
            self._ground = screen.surface.on_ground(batch.xy_m, 1.0)
        placed = screen.place_on(self._ground)
        m_per_px = placed.m_per_px / REACH
        gathered = self._gather(screen, m_per_px)
        shown = np.flatnonzero(placed.seen & ~gathered & (m_per_px < self._farthest[batch.style]))
        shown = shown[np.argsort(-m_per_px[shown])]
        style = batch.style[shown].astype(np.intp)
        dot = m_per_px[shown] > self._dot_from[style]
        shown, style, dot = (np.concatenate([part[dot], part[~dot]]) for part in (shown, style, dot))
        stem_px = np.where(dot, 0.0, self._atlas.stem_px[style]) * screen.pin_scale
        xy = np.round(placed.xy[shown] - np.column_stack([np.zeros(len(shown)), stem_px]))
        size = np.where(dot, 2 * self._atlas.dot_px[style], self._size_px[style] * screen.pin_scale)
        self._sprite = 2 * self._facing(screen, placed, shown, style) + dot
        self._rows, self._drawn, self._on_way = shown, _last_ones(xy, self._sprite), NO_PINS
        self._heads = PinHits(batch.ids[shown], xy, np.where(dot, size / 2, np.maximum(self._easy_px, size / 2)))

    def _gather(self, screen: Screen, m_per_px: F64) -> NDArray[np.bool_]:
        """Which pins (n,) are counted by their areas, ``m_per_px`` (n,) there."""
        batch, self._counts = self._batch, []
        gathered = m_per_px > self._gathered_from[batch.style]
        if batch.area is None or not gathered.any():
            return np.zeros(len(batch.ids), dtype=bool)
        area, xy_m = batch.area[gathered], batch.xy_m[gathered]
        count = np.bincount(area)
        held = np.flatnonzero(count)
        middle = np.column_stack([np.bincount(area, xy_m[:, axis])[held] / count[held] for axis in (0, 1)])
        placed = screen.place(middle)
        self._counts = [
            (number, x, y, n)
            for number, (x, y), n, seen in zip(
                held.tolist(), placed.xy.tolist(), count[held].tolist(), placed.seen.tolist(), strict=True
            )
            if seen
        ]
        return gathered

    def _facing(
        self, screen: Screen, placed: Projected, shown: NDArray[np.intp], style: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        """Numbers in the atlas of ``style`` (n,), turned to where their directions on the ground are on the screen."""
        turn = self._turn[style]
        turned = np.flatnonzero(np.isfinite(turn))
        if not len(turned):
            return style
        rows, turn = shown[turned], turn[turned]
        step_m = STEP_PX * placed.m_per_px[rows, None]
        ahead = screen.place(self._batch.xy_m[rows] + step_m * np.column_stack([np.sin(turn), np.cos(turn)]))
        dx, dy = (ahead.xy - placed.xy[rows]).T
        direction = np.rint(np.degrees(np.arctan2(dx, -dy)) / DIRECTION_DEG).astype(np.intp) % DIRECTIONS
        style = style.copy()
        style[turned] = self._atlas.facing[style[turned], direction]
        return style


def _last_ones(xy: F64, sprite: NDArray[np.intp]) -> NDArray[np.intp]:
    """Rows of the last of all equal sprites at each pixel ``xy`` (n, 2), ascending: it hides the others."""
    if not len(sprite):
        return sprite
    column, row = (xy - xy.min(axis=0)).astype(np.int64).T
    place = (column * (int(row.max()) + 1) + row) * (int(sprite.max()) + 1) + sprite
    _, backwards = np.unique(place[::-1], return_index=True)
    return np.sort(len(sprite) - 1 - backwards)
