"""Polylines and rings cut into chunks of neighbouring strips, so that a view draws only what it shows.

Chunks cache their painter paths; at small scales vertices closer than a pixel are dropped.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QPainterPath

from drawing.viewport import Bounds, contains
from layers.batches import F64, I64, U16
from layers.runs import ranges

Made = TypeVar("Made")
VERTICES = 700
"""Of one chunk, about: a piece that is drawn within a few milliseconds."""
DASHED = 32
"""Segments that are dashed in one go."""
LONGEST = 200
"""Vertices of one piece of a long strip."""
LEVELS_KEPT = 2
"""Scales whose paths a chunk keeps: those of neighbouring tiles of the twin."""
SHOWN_WHOLE = 0.15
"""Share of a chunk's box from which it is drawn whole: clipping would cost more than it saves."""


class Chunk:
    """Strips (polylines or rings) of one style; strip i is ``xy[starts[i]:starts[i + 1]]``, relative to ``origin_m``.

    ``begins_m`` (n,) is how far along its line each strip begins: dashes follow the line from piece to piece.
    """

    def __init__(
        self, style: int, xy: F64, starts: I64, begins_m: F64, bounds_m: Bounds, origin_m: tuple[float, float]
    ) -> None:
        self.style = style
        self.bounds_m = bounds_m
        self.origin_m = origin_m
        self._xy = xy
        self._starts = starts
        self._begins_m = begins_m
        self._paths: dict[int, QPainterPath] = {}
        self._dashes: dict[int, list[tuple[QPainterPath, float]]] = {}
        self._boxes: F64 | None = None

    def path(self, m_per_px: float) -> QPainterPath:
        """The strips as subpaths, thinned to what shows at this scale."""
        level = _level(m_per_px)
        path = self._paths.get(level)
        if path is None:
            path = path_of(*self._thinned(level))
            _keep(self._paths, level, path)
        return path

    def lines(self, box: Bounds, m_per_px: float) -> QPainterPath:
        """The strips, at least their parts in ``box``."""
        if self._shown(box) >= SHOWN_WHOLE:
            return self.path(m_per_px)
        if not self._reaches(box):
            return QPainterPath()
        return clipped(*self._thinned(_level(m_per_px)), self._relative(box)).path()

    def dashes(self, box: Bounds, m_per_px: float) -> Iterable[tuple[QPainterPath, float]]:
        """The parts of the strips in ``box``, a few segments each, and how far along its line each path begins.

        The cost of dashing grows faster than the length of the path.
        """
        if not contains(box, self.bounds_m):
            return self._dashes_in(box, m_per_px) if self._reaches(box) else ()
        level = _level(m_per_px)
        dashes = self._dashes.get(level)
        if dashes is None:
            dashes = list(self._dashes_in(self.bounds_m, m_per_px))
            _keep(self._dashes, level, dashes)
        return dashes

    def _dashes_in(self, box: Bounds, m_per_px: float) -> Iterator[tuple[QPainterPath, float]]:
        xy, starts = self._thinned(_level(m_per_px))
        clip = clipped(xy, starts, self._relative(box))
        if not len(clip.segment):
            return
        along_m = self._along_m(xy, starts)
        begins_m = along_m[clip.segment] + clip.enter * (along_m[clip.segment + 1] - along_m[clip.segment])
        first, begin_m = 0, float(begins_m[0])
        for i, (opens, at_m) in enumerate(zip(clip.opens.tolist(), begins_m.tolist(), strict=True)):
            if i - first == DASHED or (opens and at_m != begin_m):
                yield clip.path(first, i), begin_m
                first, begin_m = i, at_m
        yield clip.path(first), begin_m

    def area(self, box: Bounds, m_per_px: float) -> QPainterPath:
        """Rings that cover the same part of ``box`` as the strips."""
        if len(self._xy) <= 2 * VERTICES or contains(box, self.bounds_m):
            return self.path(m_per_px)
        return path_of(*rings_over(*self._thinned(_level(m_per_px)), self._relative(box)))

    def _reaches(self, box: Bounds) -> bool:
        """Whether the box of any strip touches ``box``."""
        if self._boxes is None:
            low, high = (reach.reduceat(self._xy, self._starts[:-1]) for reach in (np.minimum, np.maximum))
            self._boxes = np.hstack([low, -high])
        west, south, east, north = self._relative(box)
        return bool((self._boxes <= (east, north, -west, -south)).all(axis=1).any())

    def _shown(self, box: Bounds) -> float:
        """Share (0-1) of the chunk's box inside ``box``."""
        if contains(box, self.bounds_m):
            return 1.0
        west, south, east, north = self.bounds_m
        width, height = min(east, box[2]) - max(west, box[0]), min(north, box[3]) - max(south, box[1])
        return max(width, 0.0) * max(height, 0.0) / max((east - west) * (north - south), 1e-9)

    def _relative(self, box: Bounds) -> Bounds:
        x_m, y_m = self.origin_m
        return box[0] - x_m, box[1] - y_m, box[2] - x_m, box[3] - y_m

    def _thinned(self, level: int) -> tuple[F64, I64]:
        return thinned(self._xy, self._starts, 2.0**level) if level else (self._xy, self._starts)

    def _along_m(self, xy: F64, starts: I64) -> F64:
        """How far along its line each vertex is."""
        along_m = lengths_m(xy, starts)
        return along_m + np.repeat(self._begins_m, np.diff(starts))


def _keep(made: dict[int, Made], level: int, new: Made) -> None:
    """Keep what was made for a scale instead of the oldest of LEVELS_KEPT others."""
    if len(made) >= LEVELS_KEPT:
        del made[next(iter(made))]
    made[level] = new


def lengths_m(xy: F64, starts: I64) -> F64:
    """How far from the beginning of its strip each vertex is."""
    steps = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    steps[starts[:-1]] = 0.0
    along = np.cumsum(steps)
    return np.asarray(along - np.repeat(along[starts[:-1]], np.diff(starts)))


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


@dataclass(frozen=True, eq=False)
class Segments:
    """n segments: their ``ends`` (n, 2, 2), and whether each continues in the next (n,)."""

    ends: F64
    continues: NDArray[np.bool_]

    @property
    def opens(self) -> NDArray[np.bool_]:
        """Which segments (n,) do not continue the previous one."""
        opens = np.ones(len(self.continues), dtype=bool)
        opens[1:] = ~self.continues[:-1]
        return opens

    def path(self, first: int = 0, end: int | None = None) -> QPainterPath:
        """The segments from ``first`` to before ``end``."""
        if not len(self.ends):
            return QPainterPath()
        ends, continues, opens = self.ends[first:end], self.continues[first:end], self.opens[first:end].copy()
        opens[:1] = True
        kept = np.column_stack([opens, np.ones_like(opens)]).reshape(-1)
        connect = np.column_stack([np.ones_like(opens), continues]).reshape(-1)[kept]
        return _path(ends.reshape(-1, 2)[kept], connect)

    def unjoined_path(self) -> QPainterPath:
        """All segments, each a separate subpath."""
        if not len(self.ends):
            return QPainterPath()
        xy = self.ends.reshape(-1, 2)
        path: QPainterPath = pg.arrayToQPath(
            np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1]), "pairs", finiteCheck=False
        )
        return path

    def chosen(self, which: NDArray[np.intp]) -> Segments:
        """The segments with numbers ``which`` (m,), ascending."""
        continues = self.continues[which]
        continues[:-1] &= np.diff(which) == 1
        continues[-1:] = False
        return Segments(self.ends[which], continues)


@dataclass(frozen=True, eq=False)
class Clip(Segments):
    """Segments and where each is from: ``segment`` (n,) is the vertex that it began at, ``enter`` (n,) the share of it
    that was cut off there."""

    segment: NDArray[np.intp]
    enter: F64


def clipped(xy: F64, starts: I64, box: Bounds) -> Clip:
    """The segments of strips within a box.

    Liang and Barsky, A new concept and method for line clipping, ACM Transactions on Graphics 3 (1984).
    """
    near = np.ones(len(xy), dtype=bool)  # not on one side of the box with the next vertex
    near[starts[1:] - 1] = False
    for axis in (0, 1):
        for outside in (xy[:, axis] < box[axis], xy[:, axis] > box[axis + 2]):
            near[:-1] &= ~(outside[:-1] & outside[1:])
    at = np.flatnonzero(near)
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
    continues = np.zeros(len(kept), dtype=bool)
    continues[:-1] = (np.diff(at[kept]) == 1) & (leave[kept[:-1]] == 1.0) & (enter[kept[1:]] == 0.0)
    return Clip(ends, continues, at[kept], enter[kept])


def rings_over(xy: F64, starts: I64, box: Bounds) -> tuple[F64, I64]:
    """Rings that cover the same part of a box, with as few vertices as that needs; those that cover nothing vanish.

    Between two vertices on the same side of the box the way does not matter as long as it stays on that side.
    """
    ring = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    for axis, low in ((0, True), (0, False), (1, True), (1, False)):
        out = xy[:, axis] < box[axis] if low else xy[:, axis] > box[axis + 2]
        first = np.diff(ring, prepend=-1) != 0
        keep = first | np.roll(first, -1) | ~(out & np.roll(out, 1) & np.roll(out, -1))
        xy, ring = xy[keep], ring[keep]
    lengths = np.bincount(ring, minlength=len(starts) - 1)
    lengths[lengths < 4] = 0
    return xy[lengths[ring] > 0], np.concatenate([[0], np.cumsum(lengths[lengths > 0])])


class Pieces(NamedTuple):
    """Strips cut into pieces: vertices ``xy_m`` and ``starts`` of the pieces, ``owner`` of each, and how far along its
    strip in metres each begins.
    """

    xy_m: F64
    starts: I64
    owner: NDArray[np.intp]
    begins_m: F64


def cut(xy_m: F64, strips: I64, owner: NDArray[np.intp]) -> Pieces:
    """Strips cut into pieces of at most LONGEST vertices, so that far parts of a long one need not be drawn.

    Pieces share their end vertices; ``owner`` (n,) is carried over to the pieces.
    """
    length = np.diff(strips)
    pieces = np.maximum(1, -(-(length - 1) // (LONGEST - 1)))
    strip = np.repeat(np.arange(len(length)), pieces)
    turn = np.arange(len(strip)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    first = strips[strip] + turn * (LONGEST - 1)
    size = np.minimum(strips[strip + 1] - first, LONGEST)
    starts = np.concatenate([[0], np.cumsum(size)])
    begins_m = lengths_m(xy_m, strips)[first]
    return Pieces(xy_m[ranges(first, size)], starts, owner[strip], begins_m)


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
    return xy_m[ranges(kept[run], size)], starts, owner[strip[run]]


def chunks_of(
    xy_m: F64, strips: I64, groups: I64, style: U16, origin_m: tuple[float, float], begins_m: F64 | None = None
) -> list[Chunk]:
    """Chunks of n things; strip j is ``xy_m[strips[j]:strips[j + 1]]``, thing i has the strips from ``groups[i]``.

    ``groups`` is (n + 1,).  Things are sorted by style, then along a Z-order curve; none is split.
    """
    if not len(style):
        return []
    if begins_m is None:
        begins_m = np.zeros(len(strips) - 1)
    first = strips[groups]
    low = np.minimum.reduceat(xy_m, first[:-1])
    high = np.maximum.reduceat(xy_m, first[:-1])
    center = (low + high) / 2
    span = max(float(np.ptp(center, axis=0).max()), 1.0)
    cell = ((center - center.min(axis=0)) / span * 1023).astype(np.int64)
    order = np.lexsort((_interleave(cell[:, 0]) | (_interleave(cell[:, 1]) << 1), style))
    strip_order = ranges(groups[order], np.diff(groups)[order])
    length = np.diff(strips)[strip_order]
    starts = np.concatenate([[0], np.cumsum(length)])
    sorted_xy = xy_m[ranges(strips[strip_order], length)] - np.asarray(origin_m)
    sorted_begins = begins_m[strip_order]
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
        part = starts[s : t + 1]
        xy = sorted_xy[part[0] : part[-1]]
        chunks.append(Chunk(int(style[rows[0]]), xy, part - part[0], sorted_begins[s:t], bounds, origin_m))
    return chunks


def _level(m_per_px: float) -> int:
    """Doublings of the scale above one metre a pixel."""
    return max(0, math.floor(math.log2(max(m_per_px, 1e-9))))


def path_of(xy: F64, starts: I64) -> QPainterPath:
    """Strips as subpaths."""
    connect = np.ones(len(xy), dtype=bool)
    connect[starts[1:] - 1] = False
    return _path(xy, connect)


def _path(xy: F64, connect: NDArray[np.bool_]) -> QPainterPath:
    """Vertices, each joined to the next where ``connect``."""
    if not len(xy):
        return QPainterPath()
    path: QPainterPath = pg.arrayToQPath(xy[:, 0], xy[:, 1], connect.astype(np.int32), finiteCheck=False)
    return path


def _interleave(value: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bits of 10-bit numbers spread to every other place (Morton code)."""
    value = (value | (value << 8)) & 0x00FF00FF
    value = (value | (value << 4)) & 0x0F0F0F0F
    value = (value | (value << 2)) & 0x33333333
    return (value | (value << 1)) & 0x55555555
