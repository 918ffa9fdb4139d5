"""Points as pins on the ground, painted over the frame: a change of state costs no new frame."""

from __future__ import annotations

from collections.abc import Sequence
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
from layers.style import DIRECTION_DEG, DIRECTIONS, Style, StyleSheet
from twin.view.pin_atlas import PinAtlases
from twin.view.pin_sprites import GLOW
from twin.view.screen import Screen
from twin.view.surface import Surface

EASY_PX = 8.0
"""A click this near hits even a small glyph."""
REACH = 1.6
"""Seen obliquely, glyphs are readable somewhat farther than on the map."""
CROWDED = 2.5
"""Seen obliquely, the many of a town are nearer to each other: they are counted from so much nearer than on the map."""

STEP_PX = 8.0
"""Where a direction points is seen by a step of so many pixels."""


AreaCount = tuple[int, float, float, int]
"""Number of an area, its middle on the screen (x, y), and how many of its pins are counted there."""


@dataclass(frozen=True)
class PinHits:
    """Click targets of the ``rows`` (n,) of a batch: centres ``xy`` (n, 2) and ``radius`` (n,) on the screen; the last
    is on top."""

    of: Points
    rows: NDArray[np.intp]
    xy: F64
    radius: F64

    @property
    def ids(self) -> NDArray[np.str_] | NDArray[np.object_]:
        """Of the targets, (n,)."""
        return self.of.ids[self.rows]


NO_PINS: NDArray[np.intp] = np.empty(0, dtype=np.intp)


class PointsOverlay:
    """The pins of one batch.  They are projected only when the screen changes, and their ground is looked up once."""

    def __init__(self, batch: Points, styles: StyleSheet, atlases: PinAtlases) -> None:
        self._batch = batch
        of_batch = tuple(styles[key] for key in batch.styles)
        self._atlas = atlases.of(of_batch)
        self._easy_px = EASY_PX * atlases.scale
        self._farthest = np.array([_farthest_m_per_px(style) if style.glyph else 0.0 for style in of_batch])
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
        self._screen: Screen | None = None
        self._sprite = NO_PINS
        self._rows = self._drawn = NO_PINS
        """Of the pins that are seen their rows in the batch, and which of them are drawn."""
        self._on_way = NO_PINS
        """Of the pins that are drawn, those that glide, as of :meth:`send_off`."""
        self._ways: list[QRectF] = []
        """Boxes of their ways."""
        self._heads = _no_hits(batch)

    def like(self, batch: Points) -> PointsOverlay:
        """The pins of another batch of the same styles: their sprites are reused, and the ground where none moved."""
        other = copy(self)
        other._renew(batch)
        return other

    def _renew(self, batch: Points) -> None:
        """Show another batch from now on."""
        if not np.array_equal(batch.xy_m, self._batch.xy_m):
            self._ground = None
        self._batch = batch
        self._screen, self._heads = None, _no_hits(batch)
        self._sprite = self._rows = self._drawn = self._on_way = NO_PINS
        self._counts, self._ways = [], []
        self._follow()

    def _follow(self) -> None:
        self.farthest_m_per_px = self._farthest[self._batch.style]
        """Width of a pixel (n,) up to which each pin is seen."""
        if self._glide is not None:
            self._glide.follow(self._batch.ids[:], self._batch.xy_m)

    def heads(self, screen: Screen) -> PinHits:
        """Where the pins are that are seen, far ones first."""
        place_pins(screen, [self])
        return self._heads

    def counts(self, screen: Screen) -> list[AreaCount]:
        """Areas of which pins are counted and not drawn."""
        self.heads(screen)
        return self._counts

    def paint(self, painter: QPainter, screen: Screen, swollen: float = 1.0) -> None:
        """Paint the visible pins that are not on their way, ``swollen`` times as large as their styles say."""
        xy = self.heads(screen).xy
        still = np.setdiff1d(self._drawn, self._on_way, assume_unique=True) if len(self._on_way) else self._drawn
        if len(still):
            self._atlas.draw(painter, xy[still], self._sprite[still], screen.pin_scale, swollen * self._enlarged(still))

    def _enlarged(self, pins: NDArray[np.intp]) -> F64 | float:
        """How many times as large as usual each of ``pins`` (n,) is drawn."""
        return 1.0

    def pulse_boxes(self, screen: Screen) -> list[QRectF]:
        """Boxes of the visible pins at the end of a pulse."""
        half = SWELL_TO * float(self._size_px.max(initial=0.0)) * screen.pin_scale / 2 + MARGIN_PX
        places = self.heads(screen).xy[self._drawn].tolist()
        return [QRectF(x - half, y - half, 2 * half, 2 * half) for x, y in places]

    def send_off(self, screen: Screen, *, moves: bool) -> bool:
        """Find out which of the pins that are drawn are on their way to where they are, where anything ``moves``;
        returns whether any is."""
        self._on_way = self._under_way(screen) if moves else NO_PINS
        self._ways = self._boxes_of_ways(screen) if len(self._on_way) else []
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
        return self._ways if len(self._under_way(screen)) else []

    def _boxes_of_ways(self, screen: Screen) -> list[QRectF]:
        assert self._glide is not None
        to, rows = self.heads(screen).xy[self._on_way], self._rows[self._on_way]
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
        surface = screen.surface
        return screen.px(surface.on_ground(xy_m, 1.0)) - screen.px(self.ground(surface)[rows])

    def awaits(self, screen: Screen) -> bool:
        """Whether there are pins that were not placed on this screen."""
        return screen is not self._screen and len(self._batch.ids) > 0

    def ground(self, surface: Surface) -> F64:
        """Scene points (n, 3) of the ground below the pins, heights not exaggerated."""
        if self._ground is None:
            self._ground = surface.on_ground(self._batch.xy_m, 1.0)
        return self._ground

    def place(self, screen: Screen, rows: NDArray[np.intp]) -> None:
        """Place the pins of these ``rows`` (n,): those that are on the screen and near enough to be seen."""
        batch = self._batch
        self._screen, self._heads, self._counts = screen, _no_hits(batch), []
        self._sprite = self._rows = self._drawn = self._on_way = NO_PINS
        if batch.area is not None and self.badge_style is not None:
            rows = rows[~self._gather(screen, batch.area)[rows]]
        if not len(rows):
            return
        placed, style = screen.place_on(self.ground(screen.surface)[rows]), batch.style[rows].astype(np.intp)
        m_per_px = placed.m_per_px / REACH
        dot = m_per_px > self._dot_from[style]
        order = np.lexsort((-m_per_px, ~dot))
        order = order[placed.seen[order]]
        rows, style, dot = rows[order], style[order], dot[order]
        xy, m_per_px = placed.xy[order], placed.m_per_px[order]
        stem_px = np.where(dot, 0.0, self._atlas.stem_px[style]) * screen.pin_scale
        at = np.round(xy - np.column_stack([np.zeros(len(rows)), stem_px]))
        size = np.where(dot, 2 * self._atlas.dot_px[style], self._size_px[style] * screen.pin_scale)
        self._sprite = 2 * self._facing(screen, rows, xy, m_per_px, style) + dot
        self._rows, self._drawn = rows, _last_ones(at, self._sprite)
        self._heads = PinHits(batch, rows, at, np.where(dot, size / 2, np.maximum(self._easy_px, size / 2)))

    def _gather(self, screen: Screen, areas: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which pins (n,) are counted by their ``areas`` (n,)."""
        batch = self._batch
        gathered = screen.m_per_px_at(self.ground(screen.surface)) * CROWDED > self._gathered_from[batch.style]
        if gathered.any():
            area, xy_m = areas[gathered], batch.xy_m[gathered]
            count = np.bincount(area)
            held = np.flatnonzero(count)
            middle = np.column_stack([np.bincount(area, xy_m[:, axis])[held] / count[held] for axis in (0, 1)])
            placed = screen.place(middle)
            of_areas = zip(held.tolist(), placed.xy.tolist(), count[held].tolist(), placed.seen.tolist(), strict=True)
            self._counts = [(number, x, y, n) for number, (x, y), n, seen in of_areas if seen]
        return gathered

    def _facing(
        self, screen: Screen, rows: NDArray[np.intp], xy: F64, m_per_px: F64, style: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        """Numbers in the atlas of ``style`` (n,) of the pins ``rows`` (n,), which are at ``xy`` (n, 2) on the screen,
        turned to where their directions on the ground are there."""
        turn = self._turn[style]
        turned = np.flatnonzero(np.isfinite(turn))
        if not len(turned):
            return style
        turn, step_m = turn[turned], STEP_PX * m_per_px[turned, None]
        ahead_m = self._batch.xy_m[rows[turned]] + step_m * np.column_stack([np.sin(turn), np.cos(turn)])
        dx, dy = (screen.px(screen.surface.on_ground(ahead_m, 1.0)) - xy[turned]).T
        direction = np.rint(np.degrees(np.arctan2(dx, -dy)) / DIRECTION_DEG).astype(np.intp) % DIRECTIONS
        style = style.copy()
        style[turned] = self._atlas.facing[style[turned], direction]
        return style


def _farthest_m_per_px(style: Style) -> float:
    """Width of a pixel up to which pins of a style are seen.  What lies flat is harder to read, and dots of things that
    are not seen from everywhere are soon crowded."""
    if style.turn_deg is not None:
        return style.max_m_per_px
    dots = max(style.dot_m_per_px * REACH, style.max_m_per_px / CROWDED)
    return min(style.max_m_per_px * REACH, dots)


def place_pins(screen: Screen, parts: Sequence[PointsOverlay]) -> None:
    """Place the pins of all ``parts`` that were not placed on this screen: few of a county's are on it, and to find
    them at once takes a fraction of the time."""
    parts = [part for part in parts if part.awaits(screen)]
    if not parts:
        return
    grounds = [part.ground(screen.surface) for part in parts]
    rows = screen.within(np.concatenate(grounds), np.concatenate([part.farthest_m_per_px for part in parts]))
    firsts = np.cumsum([0, *map(len, grounds)])
    edges = np.searchsorted(rows, firsts).tolist()
    for part, first, begin, end in zip(parts, firsts[:-1].tolist(), edges[:-1], edges[1:], strict=True):
        part.place(screen, rows[begin:end] - first)


def _last_ones(xy: F64, sprite: NDArray[np.intp]) -> NDArray[np.intp]:
    """Rows of the last of all equal sprites at each pixel ``xy`` (n, 2), ascending: it hides the others."""
    if not len(sprite):
        return sprite
    column, row = (xy - xy.min(axis=0)).astype(np.int64).T
    place = (column * (int(row.max()) + 1) + row) * (int(sprite.max()) + 1) + sprite
    _, backwards = np.unique(place[::-1], return_index=True)
    return np.sort(len(sprite) - 1 - backwards)


def _no_hits(batch: Points) -> PinHits:
    """No click targets of a batch."""
    return PinHits(batch, NO_PINS, np.empty((0, 2)), np.empty(0))
