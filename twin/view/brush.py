"""Paints long lines and large polygons in short strokes, of what shows in a picture only.

QPainter keeps Python's lock while it paints: one call over a whole county would stop the UI thread for as long.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from twin.view.picture import gather
from twin.view.tiles import TEXELS

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Bools = NDArray[np.bool_]

AT_ONCE = 300
"""Vertices painted in one call: some 2 ms."""
CALL = 20
"""What a call costs beside its vertices, in vertices."""
NAP_S = 0.0005
"""Long enough for a waiting thread to take Python's lock."""
MARGIN = 16.0
"""Texels around the picture that a line's width may reach in from."""
PER_TEXEL = 2.0
"""Vertices that fall into the same half texel are one."""


@dataclass(frozen=True)
class Line:
    """What of polylines shows: vertices ``xy`` (n, 2) in texels; vertex i is joined to the next where ``joined[i]``.

    ``along`` (n,) is how far in texels from its polyline's beginning each vertex is: dashes follow it from tile to
    tile.
    """

    xy: F64
    joined: Bools
    along: F64


def cut_lines(xy: F64, lengths: I64, margin: float = MARGIN) -> Line:
    """What shows of polylines with the vertices ``xy`` (n, 2) in texels, ``lengths`` (m,) of them each."""
    if not len(xy):
        return Line(xy, np.empty(0, dtype=bool), np.empty(0))
    last = np.zeros(len(xy), dtype=bool)
    last[np.cumsum(lengths) - 1] = True
    first = np.roll(last, 1)
    steps = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    steps[first] = 0.0
    along = np.cumsum(steps)
    along -= np.repeat(along[first], lengths)
    distinct = first | last | _moves(xy)
    xy, last, along = xy[distinct], last[distinct], along[distinct]
    side = _sides(xy, margin)
    joined = ~last
    joined[:-1] &= (side[:-1] & side[1:]) == 0
    used = joined | np.roll(joined, 1)
    return Line(xy[used], joined[used], along[used])


def cut_rings(xy: F64, lengths: I64, margin: float = MARGIN) -> tuple[F64, I64]:
    """Rings that cover the same part of the picture, with as few vertices as that needs; an empty one covers nothing.

    Between two vertices on the same side of the picture the way does not matter as long as it stays on that side.
    """
    ring = np.repeat(np.arange(len(lengths)), lengths)
    for bit in (0, 1, 2, 4, 8):
        first = np.diff(ring, prepend=-1) != 0
        ends = first | np.roll(first, -1)
        if bit:
            there = (_sides(xy, margin) & bit) != 0
            keep = ends | ~(there & np.roll(there, 1) & np.roll(there, -1))
        else:
            keep = ends | _moves(xy)
        xy, ring = xy[keep], ring[keep]
    lengths = np.bincount(ring, minlength=len(lengths))
    lengths[lengths < 4] = 0
    return xy[lengths[ring] > 0], lengths


def _moves(xy: F64) -> Bools:
    """Which vertices lie elsewhere than the one before."""
    cell = np.floor(xy * PER_TEXEL)
    return np.asarray((np.diff(cell, axis=0, prepend=np.nan) != 0).any(axis=1))


def _sides(xy: F64, margin: float) -> NDArray[np.uint8]:
    """On which sides out of the picture each vertex lies: bits left, right, above, below."""
    low, high = -margin, TEXELS + margin
    x, y = xy[:, 0], xy[:, 1]
    return np.asarray((x < low) * 1 + (x > high) * 2 + (y < low) * 4 + (y > high) * 8, dtype=np.uint8)


class Brush:
    """Paints with ``painter`` and lets other threads have Python's lock after every AT_ONCE vertices."""

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter
        self._painted = 0

    def picture(self, image: QImage, box: QRectF) -> None:
        """Paint the whole image into ``box``."""
        self._painter.save()
        self._painter.translate(box.topLeft())
        self._painter.scale(box.width() / image.width(), box.height() / image.height())
        self._painter.drawImage(QPointF(0, 0), image)
        self._painter.restore()

    def stroke(self, line: Line, pen: QPen) -> None:
        """Paint the line; dashes begin where the polyline does."""
        if not line.joined.any():
            return
        dashed = pen.style() == Qt.PenStyle.CustomDashLine
        starts = np.flatnonzero(line.joined & ~np.roll(line.joined, 1)) if dashed else np.array([0])
        for start, end in zip(starts, [*starts[1:], len(line.xy)], strict=True):
            if dashed:
                pen.setDashOffset(float(line.along[start]) / pen.widthF())
            for a in range(int(start), int(end) - 1, AT_ONCE):
                if dashed and a > start:
                    pen.setDashOffset(float(line.along[a]) / pen.widthF())
                piece = slice(a, min(a + AT_ONCE + 1, int(end)))
                self._painter.strokePath(_path(line.xy[piece], line.joined[piece]), pen)
                self._give_way(AT_ONCE)

    def fill(self, xy: F64, lengths: I64, rings_of: I64, color: QColor, *, around: bool = False) -> None:
        """Fill polygons of ``rings_of`` (k,) rings each, with ``lengths`` (m,) vertices each; ``around``: all but
        them."""
        if around:
            path = _rings(xy, lengths)
            path.addRect(QRectF(-1, -1, TEXELS + 2, TEXELS + 2))
            self._painter.fillPath(path, color)
            self._give_way(AT_ONCE)
            return
        ring_starts = np.concatenate([[0], np.cumsum(rings_of)])
        starts = np.concatenate([[0], np.cumsum(lengths)])
        sizes = np.add.reduceat(np.append(lengths, 0), ring_starts[:-1]) if len(rings_of) else np.empty(0, dtype=int)
        sizes[rings_of == 0] = 0
        batch = (np.cumsum(sizes) - sizes) // AT_ONCE
        for number in np.unique(batch[sizes > 0]):
            rings, _ = gather(ring_starts, np.flatnonzero((batch == number) & (sizes > 0)))
            index, _ = gather(starts, rings)
            self._painter.fillPath(_rings(xy[index], lengths[rings]), color)
            self._give_way(len(index))

    def _give_way(self, vertices: int) -> None:
        self._painted += vertices + CALL
        if self._painted > AT_ONCE:
            self._painted = 0
            time.sleep(NAP_S)


def _rings(xy: F64, lengths: I64) -> QPainterPath:
    joined = np.ones(len(xy), dtype=bool)
    joined[np.cumsum(lengths[lengths > 0]) - 1] = False
    path = _path(xy, joined)
    path.setFillRule(Qt.FillRule.OddEvenFill)
    return path


def _path(xy: F64, joined: Bools) -> QPainterPath:
    if not len(xy):
        return QPainterPath()
    connect = joined.astype(np.int32)
    connect[-1] = 0
    path: QPainterPath = arrayToQPath(np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1]), connect)
    return path
