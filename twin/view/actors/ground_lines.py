"""Lines and outlines of live layers on the ground, painted over the frame where no hill hides them.

Pens and rules are those of the map (:mod:`drawing.line_pens`); only the projection is specific to the twin.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from drawing.chunks import Segments, clipped, lengths_m, without_doubles
from drawing.dashes import dashed
from drawing.line_pens import line_pens, outline_pens, width_groups
from layers.batches import F64, I64, Lines, Polygons
from layers.style import StyleSheet
from twin.view.screen import Screen

STEP_PX = 8.0
"""A line has a vertex this often in the middle of the view, so that it follows the ground."""
MOST_VERTICES = 20_000
"""Of one batch; with more lines the steps are longer."""
LIFT_M = 1.0
"""Height of a line above the ground."""
JOINED_FROM_PX = 3.0
"""Width from which gaps at bends show.  Qt takes several times as long to stroke joined segments."""
PIECE = 256
"""Most joined segments in one path: the time to stroke a path grows faster than its length."""


class GroundLines:
    """The lines of one batch, or the outlines of its polygons.  They are projected only when the screen changes."""

    def __init__(self, batch: Lines | Polygons, styles: StyleSheet) -> None:
        self._styles = [styles[key] for key in batch.styles]
        if isinstance(batch, Lines):
            self._pens = line_pens
            self._xy_m, self._starts, self._style = batch.xy_m, batch.starts, batch.style
            self._width_m = batch.width_m
        else:
            self._pens = outline_pens
            polygon = np.repeat(np.arange(len(batch.style)), np.diff(batch.parts))
            self._xy_m, self._starts, owner = without_doubles(batch.xy_m, batch.rings, polygon)
            self._style = batch.style[owner]
            self._width_m = np.zeros(len(owner))
        self._screen: Screen | None = None
        self._paths: list[tuple[QPainterPath, QPen]] = []

    def paint(self, painter: QPainter, screen: Screen) -> None:
        """Paint the visible parts."""
        if screen is not self._screen:
            self._screen = screen
            self._paths = self._project(screen)
        for path, pen in self._paths:
            painter.strokePath(path, pen)

    def _project(self, screen: Screen) -> list[tuple[QPainterPath, QPen]]:
        """Paths and their pens in drawing order."""
        if not len(self._xy_m):
            return []
        xy_m, starts = _dense(self._xy_m, self._starts, screen.m_per_px * STEP_PX)
        line = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        style_of = self._style[line]
        placed = screen.place(xy_m, lift_m=LIFT_M)
        hidden_beyond = np.array([style.max_m_per_px for style in self._styles])[style_of]
        least_px = np.array([style.width_px for style in self._styles])[style_of]
        shown = placed.ahead & ~placed.hidden & (placed.m_per_px <= hidden_beyond)
        width_px = np.maximum(least_px, self._width_m[line] / np.maximum(placed.m_per_px, 1e-9))
        xy = np.where(placed.ahead[:, None], placed.xy, 0.0)
        reach = min(float(width_px[shown].max(initial=0.0)) / 2 + 2, max(screen.width, screen.height))
        clip = clipped(xy, starts, (-reach, -reach, screen.width + reach, screen.height + reach))
        seen = np.flatnonzero(shown[clip.segment] & shown[clip.segment + 1])
        vertex = clip.segment[seen]
        along_px = lengths_m(xy, starts)
        begins_px = along_px[vertex] + clip.enter[seen] * (along_px[vertex + 1] - along_px[vertex])
        groups, group_of = width_groups(style_of[vertex], width_px[vertex])
        casings: list[list[tuple[QPainterPath, QPen]]] = [[] for _ in self._styles]
        lines: list[list[tuple[QPainterPath, QPen]]] = [[] for _ in self._styles]
        for number, (code, width) in enumerate(groups):
            members = np.flatnonzero(group_of == number)
            segments = clip.chosen(seen[members])
            pens = self._pens(self._styles[code], width)
            casings[code] += _stroke(segments, begins_px[members], pens.casing)
            lines[code] += _stroke(segments, begins_px[members], pens.line)
        return [stroke for of_style in zip(casings, lines, strict=True) for strokes in of_style for stroke in strokes]


def _stroke(segments: Segments, begins_px: F64, pen: QPen) -> list[tuple[QPainterPath, QPen]]:
    """Paths to stroke and their pen; none when the pen draws nothing."""
    if pen.style() == Qt.PenStyle.NoPen:
        return []
    if pen.style() == Qt.PenStyle.CustomDashLine:
        segments = dashed(segments, begins_px, [part * pen.widthF() for part in pen.dashPattern()])
        pen = QPen(pen)
        pen.setStyle(Qt.PenStyle.SolidLine)
    if pen.widthF() < JOINED_FROM_PX:
        return [(segments.unjoined_path(), pen)]
    return [(segments.path(first, end), pen) for first, end in _pieces(segments)]


def _pieces(segments: Segments) -> Iterator[tuple[int, int]]:
    """First and end of runs of at most PIECE segments, cut between lines where possible: translucent ends overlap."""
    edges = np.append(np.flatnonzero(segments.opens), len(segments.ends))
    first = 0
    while first < len(segments.ends):
        last_edge = int(edges[np.searchsorted(edges, first + PIECE, side="right") - 1])
        end = last_edge if last_edge > first else min(first + PIECE, len(segments.ends))
        yield first, end
        first = end


def _dense(xy_m: F64, starts: I64, step_m: float) -> tuple[F64, I64]:
    """Vertices (n, 2) and starts of the lines with a vertex every ``step_m``, or as often as MOST_VERTICES allows."""
    last = np.zeros(len(xy_m), dtype=bool)
    last[starts[1:] - 1] = True
    lengths = np.zeros(len(xy_m))
    lengths[:-1] = np.hypot(*np.diff(xy_m, axis=0).T)
    lengths[last] = 0.0
    step_m = max(step_m, float(lengths.sum()) / MOST_VERTICES)
    parts = np.maximum(1, np.ceil(lengths / step_m)).astype(np.int64)
    vertex = np.repeat(np.arange(len(xy_m)), parts)
    before = np.concatenate([[0], np.cumsum(parts)])
    share = (np.arange(len(vertex)) - before[vertex]) / parts[vertex]
    following = np.minimum(vertex + 1, len(xy_m) - 1)
    return xy_m[vertex] + share[:, None] * (xy_m[following] - xy_m[vertex]), before[starts]
