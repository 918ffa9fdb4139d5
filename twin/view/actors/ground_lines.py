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
from drawing.pens import THIN_PX
from layers.batches import F64, I64, Lines, Polygons
from layers.style import StyleSheet
from twin.view.screen import Screen

STEP_PX = 8.0
"""A line has a vertex this often in the middle of the view, so that it follows the ground."""
MOST_VERTICES = 20_000
"""Of one batch; with more lines the steps are longer."""
LIFT_M = 1.0
"""Height of a line above the ground."""
BENDS_FROM_PX = 3.0
"""Width from which gaps at bends show.  Qt takes several times as long to stroke joined segments."""
SMALLEST_GAP_PX = 0.3
"""Of a bend's outer edge: smaller gaps do not show."""
OVERLAP_PX = 0.5
"""Of one segment over the next, that no seam is seen between them."""
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
        self._solid = True
        """Whether the paths are for a painter whose opacity is 1."""
        self._paths: list[tuple[QPainterPath, QPen]] = []

    def paint(self, painter: QPainter, screen: Screen) -> None:
        """Paint the visible parts."""
        solid = painter.opacity() == 1.0
        if screen is not self._screen or solid != self._solid:
            self._screen, self._solid = screen, solid
            self._paths = self._project(screen, solid=solid)
        for path, pen in self._paths:
            painter.strokePath(path, pen)

    def _project(self, screen: Screen, *, solid: bool) -> list[tuple[QPainterPath, QPen]]:
        """Paths and their pens in drawing order, for a painter whose opacity is 1 or not."""
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
            casings[code] += _stroke(segments, begins_px[members], pens.casing, solid=solid)
            lines[code] += _stroke(segments, begins_px[members], pens.line, solid=solid)
        return [stroke for of_style in zip(casings, lines, strict=True) for strokes in of_style for stroke in strokes]


def _stroke(segments: Segments, begins_px: F64, pen: QPen, *, solid: bool) -> list[tuple[QPainterPath, QPen]]:
    """Paths to stroke and their pen; none when the pen draws nothing.  ``solid``: the painter's opacity is 1."""
    if pen.style() == Qt.PenStyle.NoPen:
        return []
    if pen.style() == Qt.PenStyle.CustomDashLine:
        segments = dashed(segments, begins_px, [part * pen.widthF() for part in pen.dashPattern()])
        pen = QPen(pen)
        pen.setStyle(Qt.PenStyle.SolidLine)
    if pen.widthF() < BENDS_FROM_PX:
        return [(segments.unjoined_path(), pen)]
    if solid and pen.color().alpha() == 255 and pen.widthF() < THIN_PX:
        return [(_with_bends(segments, pen.widthF()).unjoined_path(), pen)]
    return [(segments.path(first, end), pen) for first, end in _pieces(segments)]


def _with_bends(segments: Segments, width_px: float) -> Segments:
    """The segments, and a short one over each bend that fills what a bevelled join would.

    They overlap: not for translucent pens.
    """
    before = np.flatnonzero(segments.continues)
    way = segments.ends[:, 1] - segments.ends[:, 0]
    way /= np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    bisector = way[before] + way[before + 1]
    length = np.hypot(*bisector.T)
    sine = np.sqrt(np.maximum(1.0 - np.square(length / 2), 0.0))  # of half the bend
    shown = (width_px * sine > SMALLEST_GAP_PX) & (length > 0.0)
    half = bisector[shown] / length[shown, None] * (width_px * sine[shown, None] / 2)
    at = segments.ends[before[shown], 1]
    ends = np.concatenate([segments.ends, np.stack([at - half, at + half], axis=1)])
    ends[before, 1] += OVERLAP_PX * way[before]
    return Segments(ends, np.zeros(len(ends), dtype=bool))


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
