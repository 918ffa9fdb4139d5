"""Lines and outlines of live layers lie on the ground: they are painted over the frame, where no hill hides them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from layers.batches import F64, I64, Lines, Polygons
from layers.style import RGBA, StyleSheet, rgba
from twin.view.screen import Screen

STEP_PX = 8.0
"""A line has a vertex this often in the middle of the view, so that it follows the ground."""
MOST_VERTICES = 20_000
"""Of one batch; with more lines the steps are longer."""
CASING_PX = 1.6
MOST_DASHES = 16
"""Of one segment; what lies beyond is not drawn."""


class GroundLines:
    """The lines of one batch, or the edges of its polygons.  They are placed anew only when the screen changes."""

    def __init__(self, batch: Lines | Polygons, styles: StyleSheet) -> None:
        self._xy_m = batch.xy_m
        if isinstance(batch, Lines):
            self._starts, self._style = batch.starts, batch.style
            self._inks = [style.rgba for style in (styles[key] for key in batch.styles)]
        else:
            self._starts = batch.rings
            self._style = np.repeat(batch.style, np.diff(batch.parts))
            self._inks = [style.outline_rgba for style in (styles[key] for key in batch.styles)]
        self._styles = [styles[key] for key in batch.styles]
        self._screen: Screen | None = None
        self._paths: list[tuple[QPainterPath, QPen]] = []

    def paint(self, painter: QPainter, screen: Screen) -> None:
        """Paint what is seen."""
        if screen is not self._screen:
            self._screen = screen
            self._paths = self._place(screen)
        for path, pen in self._paths:
            painter.strokePath(path, pen)

    def _place(self, screen: Screen) -> list[tuple[QPainterPath, QPen]]:
        """Paths and their pens, bottom first."""
        if not len(self._xy_m):
            return []
        xy_m, line, goes_on = _dense(self._xy_m, self._starts, screen.m_per_px * STEP_PX)
        placed = screen.place(xy_m, lift_m=1.0)
        seen = placed.seen & placed.ahead
        style_of = self._style[line]
        seen &= placed.m_per_px <= np.array([style.max_m_per_px for style in self._styles])[style_of]
        first = np.flatnonzero(goes_on[:-1] & seen[:-1] & seen[1:])
        length = np.zeros(len(xy_m))
        length[1:] = np.where(goes_on[:-1], np.hypot(*np.diff(placed.xy, axis=0).T), 0.0)
        along = np.cumsum(length)
        paths = []
        for number, (style, ink) in enumerate(zip(self._styles, self._inks, strict=True)):
            mine = first[style_of[first] == number]
            if not len(mine) or not ink[3]:
                continue
            start, end = placed.xy[mine], placed.xy[mine + 1]
            if style.casing:
                paths.append((_segments(start, end), _pen(rgba(style.casing), style.width_px + CASING_PX)))
            if style.dash:
                start, end = _dashes(start, end, along[mine], np.array(style.dash) * style.width_px)
            paths.append((_segments(start, end), _pen(ink, style.width_px)))
        return paths


def _dashes(start: F64, end: F64, along: F64, dash_px: F64) -> tuple[F64, F64]:
    """The parts of segments (n, 2) where a dash is on; ``along`` (n,) is how far from its line's beginning each starts.

    By hand: to dash and join what Qt strokes takes ten times as long as segments that stand by themselves.
    """
    period = float(dash_px.sum())
    length = np.hypot(*(end - start).T)
    base = np.floor(along / period) * period - along
    edges = np.concatenate([[0.0], np.cumsum(dash_px)])
    most = min(MOST_DASHES, int(length.max() / period) + 2)
    starts, ends = [], []
    for turn in range(most):
        for on, off in zip(edges[:-1:2], edges[1::2], strict=True):
            low = np.clip(base + turn * period + on, 0.0, length)
            high = np.clip(base + turn * period + off, 0.0, length)
            some = np.flatnonzero(high > low)
            way = (end[some] - start[some]) / length[some, None]
            starts.append(start[some] + way * low[some, None])
            ends.append(start[some] + way * high[some, None])
    return np.concatenate(starts), np.concatenate(ends)


def _segments(start: F64, end: F64) -> QPainterPath:
    """A path of segments (n, 2) that stand by themselves."""
    xy = np.stack([start, end], axis=1).reshape(-1, 2)
    path: QPainterPath = arrayToQPath(np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1]), "pairs")
    return path


def _dense(xy_m: F64, starts: I64, step_m: float) -> tuple[F64, I64, NDArray[np.bool_]]:
    """Lines with a vertex at least every ``step_m``, or as often as MOST_VERTICES allow: vertices (n, 2), the line (n,)
    of each, and whether it goes on to the next (n,)."""
    last = np.zeros(len(xy_m), dtype=bool)
    last[starts[1:] - 1] = True
    lengths = np.zeros(len(xy_m))
    lengths[:-1] = np.hypot(*np.diff(xy_m, axis=0).T)
    lengths[last] = 0.0
    step_m = max(step_m, float(lengths.sum()) / MOST_VERTICES)
    parts = np.maximum(1, np.ceil(lengths / step_m)).astype(np.int64)
    vertex = np.repeat(np.arange(len(xy_m)), parts)
    share = (np.arange(len(vertex)) - np.repeat(np.cumsum(parts) - parts, parts)) / parts[vertex]
    following = np.minimum(vertex + 1, len(xy_m) - 1)
    dense = xy_m[vertex] + share[:, None] * (xy_m[following] - xy_m[vertex])
    line = np.repeat(np.arange(len(starts) - 1), np.diff(starts))[vertex]
    return dense, line, ~last[vertex]


def _pen(ink: RGBA, width: float) -> QPen:
    return QPen(QColor(*ink), width, c=Qt.PenCapStyle.FlatCap)
