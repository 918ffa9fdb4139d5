"""Polylines and rings cut into chunks that lie close together, so that a view draws only what it shows.

Chunks keep their painter paths; far out, vertices nearer to each other than a pixel are left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QPainterPath

from drawing.viewport import Bounds
from layers.batches import F64, I64, U16

VERTICES = 700
"""Of one chunk, about: a piece that is drawn within a few milliseconds."""
DASHED = 32
"""Segments that are dashed in one go."""
LONGEST = 200
"""Vertices of one piece of a long strip."""


class Chunk:
    """Strips (polylines or rings) of one style; strip i is ``xy[starts[i]:starts[i + 1]]``, origin-relative."""

    def __init__(self, style: int, xy: F64, starts: I64, bounds_m: Bounds) -> None:
        self.style = style
        self.bounds_m = bounds_m
        self._xy = xy
        self._starts = starts
        self._paths: dict[int, QPainterPath] = {}

    def short_paths(self, box: Bounds, m_per_px: float) -> Iterator[QPainterPath]:
        """The strips where they lie in ``box`` (origin-relative), a few segments each.

        For dashes: what they cost grows faster than the path that they lie along.
        """
        xy, goes_on = clipped(*self._thinned(_level(m_per_px)), box)
        for i in range(0, len(xy), 2 * DASHED):
            part = slice(i, i + 2 * DASHED)
            path: QPainterPath = pg.arrayToQPath(xy[part, 0], xy[part, 1], goes_on[part], finiteCheck=False)
            yield path

    def path(self, m_per_px: float) -> QPainterPath:
        """The strips as subpaths, thinned to what shows at this scale."""
        level = _level(m_per_px)
        path = self._paths.get(level)
        if path is None:
            xy, starts = self._thinned(level)
            connect = np.ones(len(xy), dtype=np.int32)
            connect[starts[1:] - 1] = 0
            path = pg.arrayToQPath(xy[:, 0], xy[:, 1], connect, finiteCheck=False)
            self._paths[level] = path
        return path

    def _thinned(self, level: int) -> tuple[F64, I64]:
        return thinned(self._xy, self._starts, 2.0**level) if level else (self._xy, self._starts)


def thinned(xy: F64, starts: I64, cell_m: float) -> tuple[F64, I64]:
    """Strips without the vertices that fall into the same cell as the one before; ends stay.

    Neighbours that share a border lose the same vertices, so no gaps open between them.
    """
    cell = np.floor(xy / cell_m)
    keep = np.ones(len(xy), dtype=bool)
    keep[1:] = (cell[1:] != cell[:-1]).any(axis=1)
    keep[starts[:-1]] = True
    keep[starts[1:] - 1] = True
    return xy[keep], np.concatenate([[0], np.cumsum(keep)])[starts]


def _level(m_per_px: float) -> int:
    """Doublings of the scale above one metre a pixel."""
    return max(0, math.floor(math.log2(max(m_per_px, 1e-9))))


def clipped(xy: F64, starts: I64, box: Bounds) -> tuple[F64, NDArray[np.int32]]:
    """The parts of strips within a box, as vertices (2 k, 2), two a segment, and whether each goes on to the next.

    Liang and Barsky, A new concept and method for line clipping, ACM Transactions on Graphics 3 (1984).
    """
    first = np.ones(len(xy), dtype=bool)
    first[starts[1:] - 1] = False
    at = np.flatnonzero(first)
    a, along = xy[at], xy[at + 1] - xy[at]
    low, high = np.array(box[:2]), np.array(box[2:])
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.stack([(low - a) / along, (high - a) / along])  # where the segment's line meets the box's sides
    flat = along == 0
    out = flat & ((a < low) | (a > high))
    enter = np.where(flat, 0.0, t.min(axis=0)).max(axis=1).clip(0.0, None)
    leave = np.where(flat, 1.0, t.max(axis=0)).min(axis=1).clip(None, 1.0)
    kept = np.flatnonzero((enter < leave) & ~out.any(axis=1))
    ends = np.stack([a[kept] + enter[kept, None] * along[kept], a[kept] + leave[kept, None] * along[kept]], axis=1)
    goes_on = np.ones((len(kept), 2), dtype=np.int32)
    goes_on[:, 1] = 0
    goes_on[:-1, 1] = (np.diff(at[kept]) == 1) & (leave[kept[:-1]] == 1.0) & (enter[kept[1:]] == 0.0)
    return ends.reshape(-1, 2), goes_on.reshape(-1)


def cut(xy_m: F64, strips: I64, owner: NDArray[np.intp]) -> tuple[F64, I64, NDArray[np.intp]]:
    """Strips cut into pieces of at most LONGEST vertices, so that far parts of a long one need not be drawn.

    Pieces share their end vertices; ``owner`` (n,) goes along with the pieces.
    """
    length = np.diff(strips)
    pieces = np.maximum(1, -(-(length - 1) // (LONGEST - 1)))
    strip = np.repeat(np.arange(len(length)), pieces)
    turn = np.arange(len(strip)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    first = strips[strip] + turn * (LONGEST - 1)
    size = np.minimum(strips[strip + 1] - first, LONGEST)
    starts = np.concatenate([[0], np.cumsum(size)])
    return xy_m[_ranges(first, size)], starts, owner[strip]


def without_doubles(xy_m: F64, strips: I64, owner: NDArray[np.intp]) -> tuple[F64, I64, NDArray[np.intp]]:
    """Strips without the segments that an earlier one has drawn: neighbours share their border.

    Drawn twice, the dashes of one side would fill the gaps of the other.
    """
    first = np.ones(len(xy_m), dtype=bool)
    first[strips[1:] - 1] = False
    start = np.flatnonzero(first)
    millimetre = np.round(xy_m * 1000).astype(np.int64).astype(np.uint64)
    vertex = (millimetre[:, 0] * np.uint64(0x9E3779B97F4A7C15)) ^ (millimetre[:, 1] * np.uint64(0xC2B2AE3D27D4EB4F))
    segment = vertex[start] * vertex[start + 1] + vertex[start] + vertex[start + 1]  # the same both ways round
    kept = np.sort(start[np.unique(segment, return_index=True)[1]])
    strip = np.searchsorted(strips, kept, side="right") - 1
    opens = np.ones(len(kept), dtype=bool)
    opens[1:] = (np.diff(kept) != 1) | (np.diff(strip) != 0)
    run = np.flatnonzero(opens)
    size = np.diff(np.concatenate([run, [len(kept)]])) + 1
    starts = np.concatenate([[0], np.cumsum(size)])
    return xy_m[_ranges(kept[run], size)], starts, owner[strip[run]]


def chunks_of(xy_m: F64, strips: I64, groups: I64, style: U16, origin_m: tuple[float, float]) -> list[Chunk]:
    """Chunks of n things; strip j is ``xy_m[strips[j]:strips[j + 1]]``, thing i has the strips from ``groups[i]``.

    ``groups`` is (n + 1,).  Things are sorted by style, then along a Z-order curve; none is torn apart.
    """
    if not len(style):
        return []
    first = strips[groups]
    low = np.minimum.reduceat(xy_m, first[:-1])
    high = np.maximum.reduceat(xy_m, first[:-1])
    center = (low + high) / 2
    span = max(float(np.ptp(center, axis=0).max()), 1.0)
    cell = ((center - center.min(axis=0)) / span * 1023).astype(np.int64)
    order = np.lexsort((_interleave(cell[:, 0]) | (_interleave(cell[:, 1]) << 1), style))
    strip_order = _ranges(groups[order], np.diff(groups)[order])
    length = np.diff(strips)[strip_order]
    starts = np.concatenate([[0], np.cumsum(length)])
    sorted_xy = xy_m[_ranges(strips[strip_order], length)] - np.asarray(origin_m)
    filled = np.cumsum(np.diff(first)[order]) // VERTICES
    breaks = (np.diff(filled) > 0) | (np.diff(style[order].astype(np.int64)) != 0)
    edges = np.concatenate([[0], np.flatnonzero(breaks) + 1, [len(order)]])
    strip_edges = np.concatenate([[0], np.cumsum(np.diff(groups)[order])])[edges]
    chunks = []
    for a, b, s, t in zip(edges, edges[1:], strip_edges, strip_edges[1:], strict=False):
        rows = order[a:b]
        west, south = low[rows].min(axis=0)
        east, north = high[rows].max(axis=0)
        bounds = (float(west), float(south), float(east), float(north))
        own = starts[s : t + 1]
        chunks.append(Chunk(int(style[rows[0]]), sorted_xy[own[0] : own[-1]], own - own[0], bounds))
    return chunks


def _ranges(first: NDArray[np.int64], size: NDArray[np.int64]) -> NDArray[np.int64]:
    """``first[0] … first[0] + size[0] - 1, first[1] …`` in one array."""
    ends = np.cumsum(size)
    return np.repeat(first - (ends - size), size) + np.arange(int(ends[-1]) if len(ends) else 0)


def _interleave(value: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bits of 10-bit numbers spread to every other place (Morton code)."""
    value = (value | (value << 8)) & 0x00FF00FF
    value = (value | (value << 4)) & 0x0F0F0F0F
    value = (value | (value << 2)) & 0x33333333
    return (value | (value << 1)) & 0x55555555
