"""Pins that would overlap on the screen as one mark with their number, as on the map: the worst leads it."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from drawing.group_mark import AROUND, group_px
from drawing.group_pictures import GroupPictures
from layers.batches import F64, GatheredPoints, Points
from layers.style import StyleSheet
from twin.view.actors.points import PointsOverlay
from twin.view.pin_atlas import PinAtlases
from twin.view.pin_sprites import STEM_PX, STEM_WIDTH_PX, stem_ink
from twin.view.screen import Screen
from twin.view.surface import Surface


class _Mark(NamedTuple):
    """The middle of a mark on the screen, its ring and number, and the colour of its stem."""

    at: QPointF
    pictures: tuple[QPixmap, QPixmap]
    stem: QColor


class GatheredOverlay(PointsOverlay):
    """The pins of one batch, which other batches may be around.

    All things are targets for clicks, those in a mark at its place: each further click takes the next one there.
    """

    _batch: GatheredPoints

    def __init__(self, batch: GatheredPoints, styles: StyleSheet, atlases: PinAtlases) -> None:
        self._things: F64 | None = None
        """Scene points (m, 3) of the ground below all things of the gathering, heights not exaggerated."""
        self._dpr, self._scale = atlases.dpr, atlases.scale
        self._pictures = GroupPictures(batch, styles) if batch.group else None
        self._stems = [stem_ink(styles[key]) for key in batch.styles]
        self._marks: list[_Mark] = []
        self._around: F64 = np.empty(0)
        """How much larger each pin that is seen is drawn: there is a mark within it."""
        super().__init__(batch, styles, atlases)

    def like(self, batch: Points) -> GatheredOverlay:
        other = copy(self)
        other._marks, other._around = [], np.empty(0)
        assert isinstance(batch, GatheredPoints)
        if batch.gathering is not self._batch.gathering:
            other._things = None
        other._renew(batch)
        return other

    def paint(self, painter: QPainter, screen: Screen, swollen: float = 1.0) -> None:
        super().paint(painter, screen, swollen)
        if self._pictures is None or not self._marks:
            return
        down = QPointF(0.0, self._stem_px(screen))
        for mark in self._marks:
            painter.setPen(QPen(mark.stem, STEM_WIDTH_PX * self._scale))
            painter.drawLine(mark.at, mark.at + down)
            for picture in mark.pictures:
                half = picture.width() / self._dpr / 2
                painter.drawPixmap(mark.at - QPointF(half, half), picture)

    def place(self, screen: Screen, rows: NDArray[np.intp]) -> None:
        super().place(screen, rows)
        self._marks, self._around = [], np.ones(len(self._rows))
        if not len(self._rows):
            return
        leader = screen.leaders(self._batch.gathering, self._ground_of_things)
        of_pin = leader[self._batch.thing[self._rows]]
        several = (np.bincount(leader, minlength=len(leader)) > 1)[of_pin]
        if not several.any():
            return
        held, alone = np.flatnonzero(several), np.flatnonzero(~several)
        lead, first, of_held = np.unique(of_pin[held], return_index=True, return_inverse=True)
        at = np.round(screen.px(self._ground_of_things(screen.surface)[lead]) - (0.0, self._stem_px(screen)))
        xy, radius = self._heads.xy.copy(), self._heads.radius.copy()
        xy[held] = at[of_held]
        drawn = np.isin(np.arange(len(xy)), self._drawn)
        if self._pictures is not None:
            radius[held] = self._picture_marks(held, of_held, at)
            order = np.concatenate([alone, held[np.argsort(self._rows[held])]])  # the most urgent of a mark on top
            drawn[held] = False
        else:
            order = np.arange(len(xy))
            drawn[held] = False
            if not self._batch.only_alone:
                drawn[held[first]] = True
                self._around[held] = AROUND
        self._sprite, self._rows, self._around = self._sprite[order], self._rows[order], self._around[order]
        self._drawn = np.flatnonzero(drawn[order])
        self._heads = replace(self._heads, rows=self._rows, xy=xy[order], radius=radius[order])

    def pulse_boxes(self, screen: Screen) -> list[QRectF]:
        boxes = super().pulse_boxes(screen)
        grown = (AROUND - 1.0) / 2
        return [
            box.adjusted(*(side * grown * box.width() for side in (-1, -1, 1, 1))) if around > 1.0 else box
            for box, around in zip(boxes, self._around[self._drawn].tolist(), strict=True)
        ]

    def _enlarged(self, pins: NDArray[np.intp]) -> F64 | float:
        around = self._around[pins]
        return around if (around > 1.0).any() else 1.0

    def _picture_marks(self, held: NDArray[np.intp], mark: NDArray[np.intp], at: F64) -> F64:
        """Make the marks at ``at`` (g, 2) of the pins ``held`` (n,), each in a ``mark`` (n,); returns the radius of
        that of each."""
        assert self._pictures is not None
        rows = self._rows[held]
        style = self._batch.style[rows]
        tally = self._pictures.tally(mark, style, len(at))
        worst = np.zeros(len(at), dtype=np.intp)
        np.maximum.at(worst, mark, rows)
        leaders = self._batch.style[worst].tolist()
        self._marks = [
            _Mark(QPointF(*place), self._pictures.of(numbers, leader, self._dpr), self._stems[leader])
            for place, numbers, leader in zip(at.tolist(), tally.tolist(), leaders, strict=True)
        ]
        size_px = np.array([group_px(self._pictures.style, sum(numbers)) for numbers in tally.tolist()])
        return np.asarray(size_px[mark] / 2)

    def _stem_px(self, screen: Screen) -> float:
        return float(STEM_PX * self._scale * screen.pin_scale)

    def _ground_of_things(self, surface: Surface) -> F64:
        if self._things is None:
            self._things = surface.on_ground(self._batch.gathering.xy_m, 1.0)
        return self._things
